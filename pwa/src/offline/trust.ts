/** The server's keys as they were shown when this device was enrolled: what a receipt is held against, whoever answers later. */
import { get } from '@/api/http'
import type { KeyManifest } from '@/api/types'
import { emit } from '@/shared/bus'
import { labelled, thumbprint, unbase64 } from './bytes'
import { loads, LONGEST_MANIFEST, type Statement } from './canonical'
import { recall, remember } from './db'
import type { Signed } from './model'

export const PINNED = 'server-keys'
const ED25519 = 'Ed25519'

interface ServerKey { id: string; use: string; x: string; from: string; to: string }
/** `root` names the key that vouches for the others; `changed`, one the server showed later that it does not vouch for. */
export interface Pinned { root: string; keys: ServerKey[]; manifest: string; at: string; changed: { root: string; at: string } | null }

/** What the server shows as its keys does not hold together. */
export class Untrusted extends Error {}

/** Whether an Ed25519 signature holds; undefined where the browser knows no Ed25519. */
async function holds(x: string, signed: BufferSource, signature: string): Promise<boolean | undefined> {
  try {
    const key = await crypto.subtle.importKey('jwk', { crv: ED25519, kty: 'OKP', x }, ED25519, false, ['verify'])
    return await crypto.subtle.verify(ED25519, key, unbase64(signature), signed)
  } catch (error) {
    return (error as Error).name === 'NotSupportedError' ? undefined : false
  }
}

const text = (value: unknown): string => typeof value === 'string' ? value : ''

/** A key that has not the name its bytes give it is none. */
async function keyOf({ id, use, jwk, from, to }: Statement): Promise<ServerKey> {
  const x = text((jwk as Statement | undefined)?.x)
  if (id !== await thumbprint({ crv: ED25519, kty: 'OKP', x })) throw new Untrusted('a key under another name')
  return { id, use: text(use), x, from: text(from), to: text(to) }
}

async function keysIn(manifest: string): Promise<ServerKey[]> {
  const { typ, keys } = loads(manifest, LONGEST_MANIFEST)
  if (typ !== 'keys' || !Array.isArray(keys)) throw new Untrusted('no key manifest')
  return Promise.all((keys as Statement[]).map(keyOf))
}

/** The root key that signed a manifest; where nothing can be verified, the one it names last. */
async function signer(keys: ServerKey[], { manifest, signature }: KeyManifest): Promise<ServerKey | undefined> {
  const roots = keys.filter(key => key.use === 'root').reverse()
  for (const root of roots) {
    const held = await holds(root.x, labelled('keys', manifest), signature)
    if (held !== false) return root
  }
  return undefined
}

async function shown(): Promise<Pinned> {
  const told = await get<KeyManifest>('/keys')
  const keys = await keysIn(told.manifest)
  const root = await signer(keys, told)
  if (!root) throw new Untrusted('nobody vouches for the keys')
  return { root: root.id, keys, manifest: told.manifest, at: new Date().toISOString(), changed: null }
}

/** What the server shows now, to be pinned with an enrolment. Raises: Untrusted. */
export async function readPinned(): Promise<Pinned> {
  return shown().catch((error: unknown) => { throw (error as Error).name === 'NotCanonical' ? new Untrusted('no key manifest') : error })
}

export async function pinned(): Promise<Pinned | undefined> {
  return recall<Pinned>(PINNED)
}

/** New keys count if the pinned root vouches for them; others are written down and told, never taken. */
export async function freshPinned(): Promise<void> {
  const held = await pinned()
  if (!held) return
  const now = await readPinned().catch((error: unknown) => {
    if (error instanceof Untrusted) return null
    throw error
  })
  if (now?.root === held.root && now.manifest === held.manifest) return
  const next: Pinned = now?.root === held.root ? { ...now, at: held.at, changed: held.changed } : { ...held, changed: held.changed ?? { root: now?.root ?? '', at: new Date().toISOString() } }
  await remember(PINNED, next)
  emit('signing')
}

/** `unable`: this browser knows no Ed25519; `unpinned`: this device was never enrolled. */
export type Trust = 'ok' | 'signature' | 'key' | 'unable' | 'unpinned'

/** Whether a statement carries the signature of the key it names, for that use and time. */
export async function trusts(use: string, { statement, signature }: Signed, key: unknown, at: unknown): Promise<Trust> {
  const held = await pinned()
  if (!held) return 'unpinned'
  const when = text(at)
  const mine = held.keys.find(one => one.id === key && one.use === 'receipt' && one.from <= when && (!one.to || when < one.to))
  if (!mine) return 'key'
  const good = await holds(mine.x, labelled(use, statement), signature)
  if (good === undefined) return 'unable'
  return good ? 'ok' : 'signature'
}

/** Whether this browser can verify the server's signatures at all; true where nothing is pinned to try it on. */
export async function canVerify(): Promise<boolean> {
  const x = (await pinned())?.keys[0]?.x
  return x === undefined || await holds(x, new Uint8Array(), '') !== undefined
}
