/** Sites that may be opened without a network: sealed on this device until they are, and then told to the server. */
import { get } from '@/api/http'
import type { CarriedMission, Envelope as Handed, Fix, MissionSite, Point } from '@/api/types'
import { emit } from '@/shared/bus'
import { db, STRICT, write, type Envelope } from './db'
import { deedItem } from './deeds'
import { lockAway, unlock } from './keyring'
import { can } from './session'

interface Content { name: string; address: string | null; location: Point | null; unit_id: string | null; unit_name: string | null; token: string; keys: Record<string, string> }

export class NoEnvelope extends Error {}

const bytesOf = (text: string): ArrayBuffer => Uint8Array.from(atob(text), char => char.charCodeAt(0)).buffer
const idBytes = (id: string): ArrayBuffer => Uint8Array.from(id.replaceAll('-', '').match(/../g) ?? [], pair => parseInt(pair, 16)).buffer

/** What the server hands out now replaces everything; a key that came out of the envelope before stays. */
export async function takeEnvelopes(): Promise<void> {
  if (!can('mission.field')) return
  const { items } = await get<{ items: Handed[] }>('/sync/envelopes')
  const fresh = await Promise.all(items.map(async ({ site_id, mission_id, sealed, key }): Promise<Envelope> =>
    ({ site_id, mission_id, sealed: bytesOf(sealed), key: key ? await lockAway(bytesOf(key)) ?? null : null })))
  await write(async tx => {
    const held = new Map((await tx.getAll('envelope')).map(one => [one.site_id, one.key]))
    tx.clear('envelope')
    for (const one of fresh) tx.put('envelope', { ...one, key: one.key ?? held.get(one.site_id) ?? null })
  })
}

export async function openable(siteId: string): Promise<boolean> {
  return Boolean((await (await db()).get('envelope', siteId))?.key)
}

async function read(held: Envelope, password: string): Promise<Content> {
  if (!held.key) throw new NoEnvelope()
  const key = await crypto.subtle.importKey('raw', await unlock(held.key, password), 'AES-GCM', false, ['decrypt'])
  const box = { name: 'AES-GCM', iv: held.sealed.slice(0, 12), additionalData: idBytes(held.site_id) }
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(box, key, held.sealed.slice(12)))) as Content
}

/**
 * Open a site here and now. Its name and the trace of the act are one write: nobody reads the one before the other is on the disk.
 * Raises: NoEnvelope, WrongPassword.
 */
export async function openHere(missionId: string, siteId: string, password: string, fix: Fix | null): Promise<void> {
  const held = await (await db()).get('envelope', siteId)
  if (!held) throw new NoEnvelope()
  const { token, keys, ...place } = await read(held, password)
  const behind = await Promise.all(Object.entries(keys).map(async ([id, key]) => [id, await lockAway(bytesOf(key))] as const))
  const at = new Date().toISOString()
  await write(async tx => {
    const mission = await tx.get('mission', missionId)
    if (!mission) throw new NoEnvelope()
    const next = await Promise.all(behind.map(async ([id, key]) => ({ envelope: await tx.get('envelope', id), key })))
    const opened = { ...place, opened_at: at, opened_device_at: at, opened_offline: true, moves: ['finish' as const] }
    tx.put('mission', { ...mission, sites: mission.sites.map(one => one.id === siteId ? { ...one, ...opened } : one) })
    tx.put('outbox', deedItem({
      about: { kind: 'mission', id: missionId }, title: mission.title, word: 'site.open', manner: 'trace', path: `/missions/${missionId}/sites/${siteId}/moves`,
      body: { verb: 'open', at, token, ...fix && { location: { lat: fix.lat, lon: fix.lon }, accuracy_m: fix.accuracy_m } },
    }))
    for (const { envelope, key } of next) if (envelope && key) tx.put('envelope', { ...envelope, key })
    tx.delete('envelope', siteId)
  }, STRICT)
  emit('rows')
  emit('outbox')
}

/** A site is finished: seen here at once, told when there is a network. */
export async function finishHere(missionId: string, siteId: string): Promise<void> {
  const at = new Date().toISOString()
  await write(async tx => {
    const mission = await tx.get('mission', missionId)
    if (!mission) return
    tx.put('mission', { ...mission, sites: mission.sites.map(one => one.id === siteId ? { ...one, done_at: at, moves: [] } : one) })
    tx.put('outbox', deedItem({
      about: { kind: 'mission', id: missionId }, title: mission.title, word: 'site.finish', manner: 'trace', path: `/missions/${missionId}/sites/${siteId}/moves`,
      body: { verb: 'finish', at },
    }))
  }, STRICT)
  emit('rows')
  emit('outbox')
}

const ahead = (fresh: MissionSite, here: MissionSite | undefined): MissionSite => {
  if (!here?.opened_at) return fresh
  const { done_at } = here
  if (!fresh.opened_at) return here
  return done_at && !fresh.done_at ? { ...fresh, done_at, moves: [] } : fresh
}

/** The server's copy, with what was done here and is not told yet. */
export function withOwnDeeds(fresh: CarriedMission, here: CarriedMission | undefined): CarriedMission {
  return { ...fresh, sites: fresh.sites.map(site => ahead(site, here?.sites.find(one => one.id === site.id))) }
}
