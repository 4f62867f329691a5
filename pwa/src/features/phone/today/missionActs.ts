/** What a member does to a mission from the phone: sign, open a site, finish it. The copy here follows the server's answer. */
import { post } from '@/api/http'
import type { Fix, Mission, MissionSite } from '@/api/types'
import { db } from '@/offline/db'
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

export async function siteMove(mission: string, site: string, verb: 'open' | 'finish'): Promise<void> {
  const fix = verb === 'open' ? await place() : null
  const body = { verb, at: new Date().toISOString(), ...fix && { location: { lat: fix.lat, lon: fix.lon }, accuracy_m: fix.accuracy_m } }
  const answer = await post<MissionSite>(`/missions/${mission}/sites/${site}/moves`, body)
  const tx = (await db()).transaction('mission', 'readwrite')
  const held = await tx.store.get(mission)
  if (held) await tx.store.put({ ...held, state: verb === 'open' ? 'fieldwork' : held.state, sites: held.sites.map(one => one.id === site ? answer : one) })
  await tx.done
  emit('rows')
  void kick()
}

export type Leading = 'deploy' | 'report'

/** Send the team out, or end its fieldwork; fewer people than the rule asks for take a reason. */
export async function lead(mission: string, verb: Leading, reason: string): Promise<void> {
  const { state, moves } = await post<Mission>(`/missions/${mission}/moves`, { verb, ...reason && { reason } })
  const tx = (await db()).transaction('mission', 'readwrite')
  const held = await tx.store.get(mission)
  if (held) await tx.store.put({ ...held, state, moves })
  await tx.done
  emit('rows')
}

/** Sign the commitment; with a reason, declare an interest instead. */
export async function commit(mission: string, interest?: string): Promise<void> {
  const { moves } = await post<Mission>(`/missions/${mission}/moves`, { verb: 'commit', ...interest !== undefined && { recused: true, reason: interest } })
  const tx = (await db()).transaction('mission', 'readwrite')
  const held = await tx.store.get(mission)
  if (held) await tx.store.put({ ...held, committed: true, moves })
  await tx.done
  emit('rows')
}
