/** The capture record of a photograph (docs/evidence.md §3): what the phone knew at the shutter, chained and signed by its key. */
import { heldAnchor, named } from './anchors'
import { randomHex, sha256, utf8 } from './bytes'
import { dumps, type Statement } from './canonical'
import { recall } from './db'
import { heldKey, sign, signingKey, type DeviceKey } from './deviceKey'
import type { Capture, Geo, Moment, Photo } from './model'

/** Names one start of the page: the time `t_mono_ms` counts from. */
const BOOT = randomHex(16)
const SRC = { camera: 'camera', picker: 'picker', import: 'file' } as const

/** The last record of a key: its number and its digest. */
export interface Head { seq: number; prev: string }
/** A signed record that counts only if it is written down while `before` is still the end of the chain. */
export interface Link { capture: Capture; chain: string; before: Head | undefined; after: Head }

export function moment(geo: Geo, now = new Date()): Moment {
  const tz = Intl.DateTimeFormat().resolvedOptions().timeZone || 'Etc/Unknown'
  return { t_dev: now.toISOString(), t_mono_ms: Math.round(performance.now()), boot: BOOT, tz, geo }
}

/** With the newest anchor this device holds. */
export async function anchored(when: Moment): Promise<Moment> {
  const anchor = await heldAnchor().catch(() => undefined)
  return { ...when, ...anchor && { anchor } }
}

function recordOf(photo: Photo, when: Moment, { key, user }: DeviceKey, before: Head | undefined): Statement {
  const { t_dev, t_mono_ms, boot, tz, geo, anchor } = when
  return {
    v: 1, typ: 'capture', id: photo.id, insp: user, sha256: photo.sha256, size: photo.size_bytes, mime: photo.media_type, src: SRC[photo.source],
    seq: (before?.seq ?? 0) + 1, ...before && { prev: before.prev }, t_dev, t_mono_ms, boot, tz, geo: { ...geo },
    ...anchor && { anchor: { ...named(anchor) } }, key, app: __APP_SOURCE__,
  }
}

/** The next record of this device's key, over a photograph whose stored bytes were hashed; undefined where there is no key in force. */
export async function link(photo: Photo): Promise<Link | undefined> {
  const key = await signingKey()
  if (!key || !photo.moment) return undefined
  const chain = `chain:${key.key}`
  const before = await recall<Head>(chain)
  const { anchor } = photo.moment
  const statement = recordOf(photo, photo.moment, key, before)
  const record = dumps(statement)
  const signature = await sign(key.secret, 'capture', record)
  const after = { seq: (before?.seq ?? 0) + 1, prev: await sha256(utf8(record)) }
  return { capture: { record, signature, ...anchor && { anchor } }, chain, before, after }
}

/** How many records this device's key has signed. */
export async function chainLength(): Promise<number> {
  const key = await heldKey()
  return key ? (await recall<Head>(`chain:${key.key}`))?.seq ?? 0 : 0
}

/** The number a photograph has in its key's chain. */
export function seqOf({ capture }: Photo): number | undefined {
  return capture && Number((JSON.parse(capture.record) as { seq: number }).seq)
}
