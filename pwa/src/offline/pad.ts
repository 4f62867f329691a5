/** The last keystrokes of a dying page: it has no time to seal them, so what seals them is made beforehand and used once. */
import { base64, unbase64, utf8, type Bytes } from './bytes'
import { me } from './session'
import { keysOf } from './vault'

const LONGEST = 256 * 1024

/** The key's stream for one `iv`: what AES-GCM makes of nothing but zeros, without its tag. */
async function stream(key: CryptoKey, iv: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new Uint8Array(LONGEST))).slice(0, LONGEST)
}

const crossed = (text: Uint8Array, with_: Bytes): Bytes => Uint8Array.from(text, (byte, n) => byte ^ (with_[n] ?? 0))

export interface Pad { k: number; iv: Bytes; stream: Bytes }

/** Raises: Locked. */
export async function newPad(): Promise<Pad> {
  const keys = await keysOf(me()?.id ?? '')
  const key = keys.of(keys.k)
  if (!key) throw new Error('no key')
  const iv = crypto.getRandomValues(new Uint8Array(12))
  return { k: keys.k, iv, stream: await stream(key, iv) }
}

/** In no time; undefined for what is too long. A pad covers one text and no second. */
export function cover(pad: Pad, text: string): string | undefined {
  const bytes = utf8(text)
  return bytes.length > LONGEST ? undefined : JSON.stringify([pad.k, base64(pad.iv.buffer), btoa(Array.from(crossed(bytes, pad.stream), one => String.fromCharCode(one)).join(''))])
}

/** Undefined for what does not open here any more. */
export async function uncover(kept: string): Promise<string | undefined> {
  const parts = JSON.parse(kept) as unknown
  // From an older release, which wrote it in the open.
  if (!Array.isArray(parts)) return kept
  const [k, iv, body] = parts as [number, string, string]
  const key = (await keysOf(me()?.id ?? '')).of(k)
  return key && new TextDecoder().decode(crossed(unbase64(body), await stream(key, unbase64(iv))))
}
