/** Both lists before they are locked, as the form holds them and as they are sent. */
import type { DrawDraft } from '@/api/types'
import { formOfPoint, pointOf, type PointForm } from '../parts/point'
import type { MatterSite } from '../useMatterSites'

export const GROUNDS = ['former', 'kin', 'declared'] as const
export type Ground = typeof GROUNDS[number]

export interface SiteLine { id: string; name: string; unit_id: string; weight: number; address: string; point: PointForm; last_visited_on: string }
export interface Away { ground: Ground; unit_id: string; until: string }
export interface PersonLine { user_id: string; away: boolean; keeps: Away[] }
export interface ListsForm { id: string; sites: SiteLine[]; people: PersonLine[]; wanted: number; each: number }

export const siteLine = (): SiteLine => ({ id: crypto.randomUUID(), name: '', unit_id: '', weight: 1, address: '', point: formOfPoint(null), last_visited_on: '' })
export const personLine = (user: string): PersonLine => ({ user_id: user, away: false, keeps: [] })
export const awayLine = (): Away => ({ ground: 'former', unit_id: '', until: '' })
export const blankLists = (): ListsForm => ({ id: crypto.randomUUID(), sites: [siteLine()], people: [], wanted: 1, each: 2 })

const named = (site: SiteLine): boolean => site.name.trim() !== ''

/** The form with these sites added, those it has already left out; a blank first line gives way. */
export function withSites(lines: SiteLine[], sites: readonly MatterSite[]): SiteLine[] {
  const kept = lines.filter(named)
  const fresh = sites.filter(site => !kept.some(line => line.name === site.name))
  return [...kept, ...fresh.map(site => ({ ...siteLine(), name: site.name, unit_id: site.unit_id ?? '', address: site.address ?? '', point: formOfPoint(site.location) }))]
}

const told = (each: Away): boolean => each.unit_id !== '' && (each.ground !== 'former' || each.until !== '')

/** What still keeps the lists from being locked, the first thing first. */
export function lacks({ sites, people, wanted, each }: ListsForm): 'site' | 'unit' | 'place' | 'fewSites' | 'fewPeople' | 'keeps' | undefined {
  const lines = sites.filter(named)
  if (!lines.length) return 'site'
  if (lines.some(site => !site.unit_id)) return 'unit'
  if (lines.some(site => pointOf(site.point) === undefined)) return 'place'
  if (lines.length < wanted) return 'fewSites'
  if (!people.every(person => person.keeps.every(told))) return 'keeps'
  return people.filter(person => !person.away).length < wanted * each ? 'fewPeople' : undefined
}

export function draftOf({ id, sites, people, wanted, each }: ListsForm): DrawDraft {
  const of = (person: PersonLine, ground: Ground): Away[] => person.keeps.filter(one => one.ground === ground)
  return {
    id, sites_wanted: wanted, inspectors_per_site: each,
    sites: sites.filter(named).map(site => ({
      id: site.id, name: site.name.trim(), unit_id: site.unit_id, weight: site.weight, address: site.address.trim() || null,
      location: pointOf(site.point) ?? null, last_visited_on: site.last_visited_on || null,
    })),
    inspectors: people.map(person => ({
      user_id: person.user_id, away: person.away, former_units: of(person, 'former').map(({ unit_id, until }) => ({ unit_id, until })),
      kin_unit_ids: of(person, 'kin').map(one => one.unit_id), declared_unit_ids: of(person, 'declared').map(one => one.unit_id),
    })),
  }
}
