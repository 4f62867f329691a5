/** The keyring: whatever lies under its public key opens only with the password of the last sign-in on this device. */
import { db, recall, remember } from './db'
import { random, stretched } from './stretch'

const PAIR = { name: 'RSA-OAEP', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }
export const RING = 'ring'

export interface Ring { open: ArrayBuffer; closed: ArrayBuffer; salt: ArrayBuffer; iv: ArrayBuffer }

export class WrongPassword extends Error {}


async function privateKey(ring: Ring, password: string): Promise<CryptoKey> {
  const under = await stretched(password, ring.salt)
  return crypto.subtle.unwrapKey('pkcs8', ring.closed, under, { name: 'AES-GCM', iv: ring.iv }, PAIR, false, ['decrypt'])
    .catch(() => { throw new WrongPassword() })
}

let making: Promise<void> = Promise.resolve()

/** After a sign-in: the password opens the ring from now on. A ring it does not open is thrown away with what lies under it. */
export function makeRing(password: string): Promise<void> {
  making = forge(password).catch(() => undefined)
  return making
}

async function forge(password: string): Promise<void> {
  const held = await recall<Ring>(RING)
  if (held && await privateKey(held, password).then(() => true, () => false)) return
  const pair = await crypto.subtle.generateKey(PAIR, true, ['encrypt', 'decrypt'])
  const [salt, iv] = [random(16), random(12)]
  const closed = await crypto.subtle.wrapKey('pkcs8', pair.privateKey, await stretched(password, salt), { name: 'AES-GCM', iv })
  await (await db()).clear('envelope')
  await remember(RING, { open: await crypto.subtle.exportKey('spki', pair.publicKey), closed, salt, iv } satisfies Ring)
}

/** A key as it may lie on this device; undefined before anybody signed in here with a password. */
export async function lockAway(key: ArrayBuffer): Promise<ArrayBuffer | undefined> {
  await making
  const ring = await recall<Ring>(RING)
  if (!ring) return undefined
  const open = await crypto.subtle.importKey('spki', ring.open, PAIR, false, ['encrypt'])
  return crypto.subtle.encrypt({ name: 'RSA-OAEP' }, open, key)
}

/** What was locked away. Raises: WrongPassword. */
export async function unlock(locked: ArrayBuffer, password: string, ring?: Ring): Promise<ArrayBuffer> {
  const held = ring ?? await recall<Ring>(RING)
  if (!held) throw new WrongPassword()
  return crypto.subtle.decrypt({ name: 'RSA-OAEP' }, await privateKey(held, password), locked)
}
