/** A small map without a map: the fix, its accuracy, the site and the nearest units on a flat metre grid. */
import type { Point, Unit } from '@/api/types'
import { metres } from '@/shared/format'

export interface Spot { x: number; y: number }
export interface NamedSpot extends Spot { id: string; name: string; far: number; left: boolean }
export interface Place { fix: Spot; radius: number; site?: Spot; units: NamedSpot[]; bar: { metres: number; width: number } }
export interface Size { width: number; height: number }

const NEAR = 14
const SHOWN_NEAREST = 3
const LEAST_HALF_M = 400
const MARGIN = 1.25
const LINE = 15
const LETTER = 12

const KINDS = new Set(['township', 'subdistrict', 'village', 'community', 'project_owner'])
type Located = Unit & Point

export function located(units: Unit[]): Located[] {
  return units.filter((unit): unit is Located => unit.lat !== null && unit.lon !== null && KINDS.has(unit.kind))
}

export function nearest(at: Point, units: Unit[]): { unit: Unit; far: number }[] {
  return located(units).map(unit => ({ unit, far: metres(at, unit) })).sort((a, b) => a.far - b.far)
}

/** East and north of `from`, in metres. */
function offset(from: Point, to: Point): { east: number; north: number } {
  const east = metres(from, { lat: from.lat, lon: to.lon }) * Math.sign(to.lon - from.lon)
  const north = metres(from, { lat: to.lat, lon: from.lon }) * Math.sign(to.lat - from.lat)
  return { east, north }
}

/** 1, 2 or 5 times a power of ten, at most `most`. */
export function roundBar(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most))
  return [5, 2, 1].map(step => step * power).find(step => step <= most) ?? power
}

function overlaps(a: NamedSpot, b: NamedSpot): boolean {
  const start = (spot: NamedSpot): number => spot.left ? spot.x - spot.name.length * LETTER : spot.x
  const apart = Math.abs(a.y - b.y) >= LINE
  return !apart && start(a) < start(b) + b.name.length * LETTER + 10 && start(b) < start(a) + a.name.length * LETTER + 10
}

/** Names that would lie on another are left out; the nearer one wins. */
export function withoutCollisions(spots: NamedSpot[], taken: Spot[] = []): NamedSpot[] {
  const kept: NamedSpot[] = taken.map(spot => ({ ...spot, id: '', name: '', far: 0, left: false }))
  for (const spot of spots) if (!kept.some(other => overlaps(spot, other))) kept.push(spot)
  return kept.filter(spot => spot.id)
}

export function place(fix: Point, accuracy: number | null, site: Point | null, units: Unit[], size: Size): Place {
  const around = nearest(fix, units).slice(0, NEAR)
  const must = [...around.slice(0, SHOWN_NEAREST).map(one => one.unit as Located), ...site ? [site] : []].map(point => offset(fix, point))
  const reach = must.map(({ east, north }) => Math.max(Math.abs(east), Math.abs(north) * size.width / size.height))
  const half = Math.max(LEAST_HALF_M, accuracy ?? 0, ...reach) * MARGIN
  const scale = size.width / 2 / half
  const spot = (point: Point): Spot => {
    const { east, north } = offset(fix, point)
    return { x: size.width / 2 + east * scale, y: size.height / 2 - north * scale }
  }
  const inside = ({ x, y }: Spot): boolean => x > 4 && y > 26 && x < size.width - 4 && y < size.height - 24
  const named = around.map(({ unit, far }) => {
    const at = spot(unit as Located)
    return { ...at, id: unit.id, name: unit.short_name, far, left: at.x > size.width / 2 }
  })
  const middle = { x: size.width / 2, y: size.height / 2 }
  const bar = roundBar(half * 0.7)
  return {
    fix: middle, radius: (accuracy ?? 0) * scale,
    site: site ? spot(site) : undefined, units: withoutCollisions(named.filter(inside), site ? [middle, spot(site)] : [middle]), bar: { metres: bar, width: bar * scale },
  }
}
