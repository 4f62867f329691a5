/** The county on a sheet: degrees to units of the drawing, and marks that would cover each other as one. */
import type { FindingMap, Light } from '@/api/types'

export interface Place { x: number; y: number }
export interface Cluster<T> extends Place { key: string; items: T[]; worst: Light }
const MARGIN = 36
const TALL = 0.66 // of its width, at most
const WORST: Light[] = ['red', 'yellow', 'green', 'blue', 'grey']

/** A frame around the bounds; a degree of longitude is as short as it is at this latitude. */
export function framed(box: NonNullable<FindingMap['bounds']>, width: number): { width: number; height: number; at: (place: { lat: number; lon: number }) => Place } {
  const shrink = Math.cos((box.south + box.north) / 2 * Math.PI / 180)
  const wide = Math.max((box.east - box.west) * shrink, 1e-3)
  const high = Math.max(box.north - box.south, 1e-3)
  const scale = Math.min((width - 2 * MARGIN) / wide, (width * TALL - 2 * MARGIN) / high)
  const left = (width - wide * scale) / 2
  return {
    width, height: Math.round(high * scale + 2 * MARGIN),
    at: place => ({ x: Math.round(left + (place.lon - box.west) * shrink * scale), y: Math.round(MARGIN + (box.north - place.lat) * scale) }),
  }
}

/** Those nearer than `reach` to the first of a mark belong to it; the mark shows its worst light. */
export function clustered<T extends { light: Light | null }>(placed: (Place & { one: T })[], reach: number): Cluster<T>[] {
  const marks: Cluster<T>[] = []
  for (const { one, x, y } of placed) {
    const near = marks.find(mark => Math.hypot(mark.x - x, mark.y - y) < reach)
    if (near) near.items.push(one)
    else marks.push({ key: `${x},${y}`, x, y, items: [one], worst: 'grey' })
  }
  for (const mark of marks) mark.worst = WORST.find(light => mark.items.some(one => (one.light ?? 'grey') === light)) ?? 'grey'
  return marks
}
