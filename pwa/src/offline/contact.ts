/** Tells the office how this phone is, after it spoke with the server: how much waits and since when, its clock and room. No place, no track, nothing of what waits. */
import { clockSkewMs } from '@/api/clock'
import { deviceName } from '@/api/device'
import { put } from '@/api/http'
import type { DeviceState, DeviceStateTold } from '@/api/types'
import { emit } from '@/shared/bus'
import { recall, remember } from './db'
import { signingKey } from './deviceKey'
import type { OutboxItem } from './model'
import { items } from './queue'
import { can, me } from './session'

const CHANGED_MS = 30 * 60_000
const UNCHANGED_MS = 12 * 3_600_000
const INSTALL = 'install-id'
const TOLD = 'contact-told'
/** What the server takes: ten years. */
const LONGEST_S = 10 * 366 * 86_400

/** What is said; the server adds nothing but how far the clock is off, and the hour. */
export interface Said {
  name: string
  app_version: string
  unsent_count: number
  oldest_age_s: number | null
  device_time_ms: number
  free_percent: number | null
  persisted: boolean
  key: string | null
}
/** The last time it was said, and what the server answered of this person's other phones. */
export interface Contact { at: number; said: Said; others: DeviceState[] }

/** Made with this storage, and gone with it: whoever finds an older one of their own with something unsent may have lost that. */
async function installId(): Promise<string> {
  const held = await recall<string>(INSTALL)
  if (held) return held
  const made = crypto.randomUUID()
  await remember(INSTALL, made)
  return made
}

const waiting = (held: OutboxItem): boolean => held.state !== 'delivered' && (held.kind !== 'deed' || held.manner !== 'quiet')

async function room(): Promise<Pick<Said, 'free_percent' | 'persisted'>> {
  if (!('storage' in navigator)) return { free_percent: null, persisted: false }
  const { usage = 0, quota = 0 } = await navigator.storage.estimate()
  const free = quota > 0 ? Math.max(0, Math.floor(100 * (quota - usage) / quota)) : null
  return { free_percent: free, persisted: await navigator.storage.persisted() }
}

/** What would be said now. */
export async function saying(now = Date.now()): Promise<Said> {
  const queue = (await items()).filter(waiting)
  const oldest = Math.min(...queue.map(held => Date.parse(held.queued_at)))
  const age = Math.min(LONGEST_S, Math.max(0, Math.floor((now - oldest) / 1000)))
  return {
    name: deviceName() || 'PWA', app_version: __APP_VERSION__, unsent_count: queue.length, oldest_age_s: queue.length > 0 ? age : null,
    device_time_ms: now, ...await room(), key: (await signingKey())?.key ?? null,
  }
}

/** Ages and the clock run by themselves: only a minute's difference of the clock is news. */
const news = (said: Said): string =>
  JSON.stringify({ ...said, oldest_age_s: null, device_time_ms: Math.round((clockSkewMs() ?? 0) / 60_000) })

export async function lastContact(): Promise<Contact | undefined> {
  return recall<Contact & { news: string }>(TOLD)
}

async function due(said: Said, now: number): Promise<boolean> {
  const before = await recall<Contact & { news: string }>(TOLD)
  if (!before || now < before.at) return true
  if (before.said.unsent_count > 0 && said.unsent_count === 0) return true
  return now - before.at >= (before.news === news(said) ? UNCHANGED_MS : CHANGED_MS)
}

/** Only phones that make reports say anything: when a unit opens this is nobody's business. */
export const tells = (): boolean => Boolean(me()) && can('report.write')

let telling = false

/** Say it if it is due. Raises what sending raises; nothing depends on it. */
export async function tell(now = Date.now()): Promise<void> {
  if (telling || !tells()) return
  telling = true
  try {
    const said = await saying(now)
    if (!await due(said, now)) return
    const { others } = await put<DeviceStateTold>(`/device-states/${await installId()}`, said)
    await remember(TOLD, { at: now, said, others, news: news(said) })
    emit('contact')
  } finally {
    telling = false
  }
}
