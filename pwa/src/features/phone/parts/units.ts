/** Which unit answers for a place: a suggestion, with its reason; a person decides. */
import type { Manifest, Point, Unit } from '@/api/types'
import { metres } from '@/shared/format'

const TERRITORIAL = new Set(['township', 'subdistrict'])
const RESPONSIBLE = new Set(['department', 'township', 'subdistrict', 'village', 'community', 'project_owner'])

export interface Ranked { unit: Unit; away: number | null }
export interface Suggestion { unit: Unit; why: 'site' | 'nearest' }

function distance(unit: Unit, near: Point | null): number | null {
  return near && unit.lat !== null && unit.lon !== null ? metres(near, { lat: unit.lat, lon: unit.lon }) : null
}

/** Units whose name holds `query`, the nearest first, those without a place after them. */
export function rank(units: Unit[], query: string, near: Point | null): Ranked[] {
  const wanted = query.trim()
  return units
    .filter(unit => RESPONSIBLE.has(unit.kind) && (unit.name.includes(wanted) || unit.short_name.includes(wanted)))
    .map(unit => ({ unit, away: distance(unit, near) }))
    .sort((a, b) => (a.away ?? Infinity) - (b.away ?? Infinity) || a.unit.name.localeCompare(b.unit.name, 'zh-CN'))
}

/** The site's own unit, or else the township whose seat is nearest. */
export function suggest(units: Unit[], site: Manifest['site'] | null, near: Point | null): Suggestion | undefined {
  const own = units.find(unit => unit.id === site?.unit_id)
  if (own) return { unit: own, why: 'site' }
  const first = rank(units.filter(unit => TERRITORIAL.has(unit.kind)), '', near)[0]
  return first && first.away !== null ? { unit: first.unit, why: 'nearest' } : undefined
}
