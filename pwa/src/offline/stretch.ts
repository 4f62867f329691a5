/** From what a person remembers to a key: PBKDF2-SHA-256, as slow as an old phone bears. */
import { utf8 } from './bytes'

export const ROUNDS = 600_000

export const random = (size: number): ArrayBuffer => crypto.getRandomValues(new Uint8Array(size)).buffer

/** A key that wraps others and can do nothing else. */
export async function stretched(secret: string, salt: ArrayBuffer): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', utf8(secret.normalize('NFC')), 'PBKDF2', false, ['deriveKey'])
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', iterations: ROUNDS, salt }, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'])
}
