/** Bytes as text and back, their digest, and the name a key has by it. */
import { dumps } from './canonical'

export type Bytes = Uint8Array<ArrayBuffer>

const toHex = (bytes: Uint8Array): string => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text)

export function randomHex(size: number): string {
  return toHex(crypto.getRandomValues(new Uint8Array(size)))
}

export async function sha256(bytes: BufferSource): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}

/** RFC 4648 §4, with padding. */
export function base64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
}

export function unbase64(text: string): Bytes {
  return Uint8Array.from(atob(text), char => char.charCodeAt(0))
}

/** What is signed: `label ‖ statement` (docs/evidence.md §2). */
export function labelled(label: string, statement: string): Bytes {
  return utf8(`fi/${label}/v1\n${statement}`)
}

/** RFC 7638, in hex; `jwk` has the required members and no others. */
export async function thumbprint(jwk: Readonly<Record<string, string>>): Promise<string> {
  return sha256(utf8(dumps(jwk)))
}
