/** This device's signing key 设备密钥: made here, never readable, one user's; enrolled with a code that is given in person. */
import { clockSkewMs } from '@/api/clock'
import { deviceName } from '@/api/device'
import { get, post, put } from '@/api/http'
import type { DeviceKeyRow } from '@/api/types'
import { emit } from '@/shared/bus'
import { base64, labelled, thumbprint } from './bytes'
import { dumps } from './canonical'
import { recall, remember, STRICT, write } from './db'
import { me } from './session'
import { type Pinned, PINNED, readPinned } from './trust'

const PAIR = { name: 'ECDSA', namedCurve: 'P-256' }
const SIGN = { name: 'ECDSA', hash: 'SHA-256' }
const HELD = 'device-key'
const NEXT = 'device-key-next'
/** Characters the server takes of a device's name. */
const NAME = 60

export type Jwk = Record<'crv' | 'kty' | 'x' | 'y', string>

/** `id` is the enrolment's; `key` the RFC 7638 thumbprint in hex, the name the key has in every record. */
interface Made { id: string; key: string; jwk: Jwk; secret: CryptoKey; user: string }
/** A key whose code is under way, with the server's keys as they were shown then. */
interface Next extends Made { pinned: Pinned }
export interface DeviceKey extends Made { name: string; enrolled_at: string; expires_at: string; revoked_at: string | null }
/** `none`: photographs go unsigned, and are taken all the same. */
export type KeyState = 'none' | 'enrolled' | 'expired' | 'revoked'

export const sign = async (secret: CryptoKey, label: string, statement: string): Promise<string> =>
  base64(await crypto.subtle.sign(SIGN, secret, labelled(label, statement)))

async function make(user: string): Promise<Made> {
  const { privateKey: secret, publicKey } = await crypto.subtle.generateKey(PAIR, false, ['sign', 'verify'])
  const { crv = '', kty = '', x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey)
  const jwk = { crv, kty, x, y }
  return { id: crypto.randomUUID(), key: await thumbprint(jwk), jwk, secret, user }
}

export async function heldKey(): Promise<DeviceKey | undefined> {
  const held = await recall<DeviceKey>(HELD)
  return held?.user === me()?.id ? held : undefined
}

/** By the server's time, as far as this device knows it. */
export function stateOf(held: DeviceKey | undefined, now = Date.now() - (clockSkewMs() ?? 0)): KeyState {
  if (!held) return 'none'
  if (held.revoked_at) return 'revoked'
  return now < Date.parse(held.expires_at) ? 'enrolled' : 'expired'
}

/** The key to sign with, if there is one in force. */
export async function signingKey(): Promise<DeviceKey | undefined> {
  const held = await heldKey()
  return stateOf(held) === 'enrolled' ? held : undefined
}

/** The key being enrolled: the same one until a code was taken, so that a lost answer is asked for again and not made twice. */
async function nextKey(user: string): Promise<Next> {
  const held = await recall<Next>(NEXT)
  const made = held?.user === user ? held : await make(user)
  const next = { ...made, pinned: await readPinned() }
  await remember(NEXT, next)
  return next
}

/** From here on this key signs: kept in one write with the server's keys it was enrolled under. */
async function adopt({ pinned, ...made }: Next, row: DeviceKeyRow): Promise<void> {
  const { name, enrolled_at, expires_at, revoked_at } = row
  await write(tx => {
    tx.put('meta', { ...made, name, enrolled_at, expires_at, revoked_at } satisfies DeviceKey, HELD)
    tx.put('meta', pinned, PINNED)
    tx.delete('meta', NEXT)
  }, STRICT)
  emit('signing')
}

/** As it was read out or typed: in capitals, without what parts it. */
export const codeOf = (typed: string): string => typed.toUpperCase().replace(/[^A-Z0-9]/g, '')

/** Enrol this device for the user who is present. Raises: ApiProblem, Offline, SignedOut, Untrusted. */
export async function enrol(typed: string): Promise<void> {
  const user = me()?.id
  if (!user) return
  const code = codeOf(typed)
  const next = await nextKey(user)
  const said = dumps({ v: 1, typ: 'enrol', code, id: next.key, insp: user })
  const row = await put<DeviceKeyRow>(`/device-keys/${next.id}`, { code, jwk: next.jwk, name: deviceName().slice(0, NAME), signature: await sign(next.secret, 'enrol', said) })
  await adopt(next, row)
}

/** The user's keys as the server has them, with what that means for the one held here. */
export async function ownKeys(): Promise<DeviceKeyRow[]> {
  const user = me()?.id
  const items = (await get<{ items: DeviceKeyRow[] }>('/device-keys')).items.filter(row => row.user_id === user)
  const next = await recall<Next>(NEXT)
  const arrived = next && items.find(row => row.id === next.id && row.key === next.key)
  if (arrived) await adopt(next, arrived)
  const held = await heldKey()
  const row = held && items.find(one => one.key === held.key)
  if (held && row && (row.revoked_at !== held.revoked_at || row.expires_at !== held.expires_at)) {
    await remember(HELD, { ...held, expires_at: row.expires_at, revoked_at: row.revoked_at } satisfies DeviceKey)
    emit('signing')
  }
  return items
}

/** End one of the user's own keys: this device's, or a lost one's. */
export async function endKey(id: string, reason: string): Promise<void> {
  await post(`/device-keys/${id}/moves`, { verb: 'revoke', reason })
  await ownKeys()
}

/** Whether there is anything here to be kept fresh. */
export async function hasKey(): Promise<boolean> {
  return Boolean(await heldKey() ?? await recall<Next>(NEXT))
}
