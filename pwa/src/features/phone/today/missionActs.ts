/** What a member does to a mission from the phone: sign, open a site, finish it. The copy here follows the server's answer. */
import { post } from '@/api/http'
import type { CarriedMission, Fix, Mission, MissionSite } from '@/api/types'
import { write } from '@/offline/db'
import { deedsAbout, outcome } from '@/offline/deeds'
import { openHere } from '@/offline/envelopes'
import { kick } from '@/offline/engine'
import { emit } from '@/shared/bus'
import { fixOf } from '../camera/usePosition'

const PLACE_MS = 6000

/** Where the phone is, if it knows soon enough; the seal opens without it too. */
function place(): Promise<Fix | null> {
  if (!('geolocation' in navigator)) return Promise.resolve(null)
  return new Promise(resolve => {
    navigator.geolocation.getCurrentPosition(found => { resolve(fixOf(found)) }, () => { resolve(null) }, { enableHighAccuracy: true, maximumAge: 30_000, timeout: PLACE_MS })
  })
}

async function change(id: string, to: (held: CarriedMission) => CarriedMission): Promise<void> {
  await write(async tx => {
    const held = await tx.get('mission', id)
    if (held) tx.put('mission', to(held))
  })
}

/** With a network the server says whether it may be opened, and names it. What was done here before is told first. */
export async function openSite(mission: string, site: string): Promise<void> {
  await told(mission)
  const fix = await place()
  const body = { verb: 'open', at: new Date().toISOString(), ...fix && { location: { lat: fix.lat, lon: fix.lon }, accuracy_m: fix.accuracy_m } }
  const answer = await post<MissionSite>(`/missions/${mission}/sites/${site}/moves`, body)
  await change(mission, held => ({ ...held, state: 'fieldwork', sites: held.sites.map(one => one.id === site ? answer : one) }))
  emit('rows')
  void kick()
}

export type Leading = 'deploy' | 'report'

/** Send the team out, or end its fieldwork; fewer people than the rule asks for take a reason. */
export async function lead(mission: string, verb: Leading, reason: string): Promise<void> {
  await told(mission)
  const { state, moves, visiting, sites } = await post<Mission>(`/missions/${mission}/moves`, { verb, ...reason && { reason } })
  const may = new Map(sites.map(site => [site.id, site.moves]))
  // Of the sites only what may be done: a leader's answer names what no phone keeps.
  await change(mission, held => ({ ...held, state, moves, visiting, sites: held.sites.map(site => ({ ...site, moves: may.get(site.id) ?? [] })) }))
  emit('rows')
}

/** Without one: from the envelope on this device, told later. */
export async function openSiteHere(mission: string, site: string, password: string): Promise<void> {
  await openHere(mission, site, password, await place())
}

async function told(mission: string): Promise<void> {
  for (const deed of await deedsAbout('mission', mission)) await outcome(deed.id)
}

/** Sign the commitment; with a reason, declare an interest instead. */
export async function commit(mission: string, interest?: string): Promise<void> {
  const { moves } = await post<Mission>(`/missions/${mission}/moves`, { verb: 'commit', ...interest !== undefined && { recused: true, reason: interest } })
  await change(mission, held => ({ ...held, committed: true, moves }))
  emit('rows')
}
