/** A place as two fields of a form, in WGS-84 degrees: what is half given or out of range is no place. */
import type { Point } from '@/api/types'

export interface PointForm { lat: string; lon: string }

const PAIR = /^\s*(-?\d+(?:\.\d+)?)\s*[,，\s]\s*(-?\d+(?:\.\d+)?)\s*$/

function degrees(text: string, most: number): number | undefined {
  const value = Number(text)
  return text.trim() !== '' && Number.isFinite(value) && Math.abs(value) <= most ? value : undefined
}

/** The place, `null` when nothing was said, `undefined` when what was said is none. */
export function pointOf({ lat, lon }: PointForm): Point | null | undefined {
  if (!lat.trim() && !lon.trim()) return null
  const [north, east] = [degrees(lat, 90), degrees(lon, 180)]
  return north === undefined || east === undefined ? undefined : { lat: north, lon: east }
}

export const formOfPoint = (point: Point | null | undefined): PointForm => ({ lat: point ? String(point.lat) : '', lon: point ? String(point.lon) : '' })

/** “40.1234, 102.1432” copied from a map, put into the first field, fills both. */
export function pairOf(text: string): PointForm | undefined {
  const found = PAIR.exec(text)
  return found?.[1] && found[2] ? { lat: found[1], lon: found[2] } : undefined
}
