/** One value of the store as sealed bytes and back: AES-GCM-256, bound to the place it lies in. No database here. */
import { utf8, type Bytes } from './bytes'

/** A record on the disk. `k` is the number of its data key; `iv` is new at every write, and so tells one version from the next. */
export interface Sealed { k: number; iv: Bytes; box: ArrayBuffer }

/** It does not open with its own key: changed, cut, or put where another record belongs. */
export class Damaged extends Error {}

const IV_BYTES = 12
const HEAD_BYTES = 4
/** Stands in the JSON where a buffer was; no key of ours begins like that. */
const MARK = '\u0000'

const isBuffer = (value: unknown): value is ArrayBuffer => Object.prototype.toString.call(value) === '[object ArrayBuffer]'

/** The length of the text in four bytes, the value as JSON with its buffers taken out, then those. */
export function pack(value: unknown): Bytes {
  const buffers: ArrayBuffer[] = []
  const lifted = JSON.stringify(value, (_, held: unknown) => isBuffer(held) ? { [MARK]: buffers.push(held) - 1 } : held) ?? 'null'
  const text = utf8(`[${lifted},${JSON.stringify(buffers.map(one => one.byteLength))}]`)
  const out = new Uint8Array(HEAD_BYTES + text.length + buffers.reduce((sum, one) => sum + one.byteLength, 0))
  new DataView(out.buffer).setUint32(0, text.length)
  out.set(text, HEAD_BYTES)
  let at = HEAD_BYTES + text.length
  for (const one of buffers) {
    out.set(new Uint8Array(one), at)
    at += one.byteLength
  }
  return out
}

export function unpack(packed: ArrayBuffer): unknown {
  let at = HEAD_BYTES + new DataView(packed).getUint32(0)
  const [value, sizes] = JSON.parse(new TextDecoder().decode(packed.slice(HEAD_BYTES, at))) as [unknown, number[]]
  const buffers = sizes.map(size => packed.slice(at, at += size))
  return buffers.length > 0 ? put(value, buffers) : value
}

function put(held: unknown, buffers: ArrayBuffer[]): unknown {
  if (typeof held !== 'object' || held === null) return held
  if (MARK in held) return buffers[held[MARK] as number]
  if (Array.isArray(held)) return held.map(one => put(one, buffers))
  return Object.fromEntries(Object.entries(held).map(([name, one]) => [name, put(one, buffers)]))
}

/** `place` is whatever the bytes must not be moved from. */
const bound = (place: unknown): Bytes => utf8(JSON.stringify(place))

export async function seal(key: CryptoKey, k: number, place: unknown, packed: Bytes): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  return { k, iv, box: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bound(place) }, key, packed) }
}

/** Raises: Damaged. */
export async function open(key: CryptoKey, { iv, box }: Sealed, place: unknown): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: bound(place) }, key, box).catch(() => { throw new Damaged() })
}

export const isSealed = (raw: unknown): raw is Sealed => typeof raw === 'object' && raw !== null && 'box' in raw && 'iv' in raw

/** Equal as long as nobody wrote the record again. */
export function versionOf(raw: unknown): string {
  if (raw === undefined) return ''
  return isSealed(raw) ? Array.from(raw.iv).join() : 'open'
}
