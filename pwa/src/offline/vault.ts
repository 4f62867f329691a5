/** The data keys of each user of this device: open until a PIN 口令 was chosen, under it from then on; in memory never readable. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { Locked } from '@/api/errors'
import { emit } from '@/shared/bus'
import { utf8 } from './bytes'
import type { Ring } from './keyring'
import { open as unseal, seal, type Sealed } from './seal'
import { random } from './stretch'

/** A data key under a key that a PIN was stretched to. */
export interface Wrap { salt: ArrayBuffer; iv: ArrayBuffer; key: ArrayBuffer }

export interface Box {
  user: string
  /** The number of the data key in force. */
  k: number
  /** That key itself, as long as there is no PIN: then the store is as safe as the phone is, and no safer. */
  open: ArrayBuffer | null
  pin: Wrap | null
  /** The same key once more, for whoever knows the account's password; the ring as it was then, so that a later one takes nothing away. */
  recovery: { ring: Ring; locked: ArrayBuffer } | null
  /** Earlier keys, each under the next one, until nothing on the disk needs them any more. */
  older: { k: number; under: Sealed }[]
  /** Everything on the disk is sealed under `k`; before that, records of an older release lie open. */
  whole: boolean
  wrong: number
  /** Epoch milliseconds before which no PIN is tried. */
  until: number
}

export interface Keys { k: number; whole: boolean; of: (k: number) => CryptoKey | undefined }

interface Schema extends DBSchema { box: { key: string; value: Box } }

const STRICT = { durability: 'strict' } as const
const KEY_BYTES = 32
let base: Promise<IDBPDatabase<Schema>> | undefined
let held: { user: string; keys: Keys } | undefined
let shut = false
let pinned = false

function vault(): Promise<IDBPDatabase<Schema>> {
  base ??= openDB<Schema>('vault', 1, { upgrade: fresh => { fresh.createObjectStore('box', { keyPath: 'user' }) } })
  return base
}

const fresh = (user: string): Box =>
  ({ user, k: 1, open: random(KEY_BYTES), pin: null, recovery: null, older: [], whole: false, wrong: 0, until: 0 })

/** The user's box; the first page to ask makes it. */
export async function boxOf(user: string): Promise<Box> {
  const kept = await (await vault()).get('box', user)
  return kept ?? changeBox(user, box => box)
}

/** Read and write in one step: what other pages do meanwhile is not lost. */
export async function changeBox(user: string, change: (box: Box) => Box): Promise<Box> {
  const tx = (await vault()).transaction('box', 'readwrite', STRICT)
  const next = change(await tx.store.get(user) ?? fresh(user))
  await Promise.all([tx.store.put(next), tx.done])
  return next
}

const imported = (raw: ArrayBuffer): Promise<CryptoKey> => crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
const place = (user: string, k: number): unknown => ['key', user, k]

/** Every data key the newest one leads to. */
async function chain(box: Box, raw: ArrayBuffer): Promise<Keys> {
  const keys = new Map([[box.k, await imported(raw)]])
  for (const { k, under } of [...box.older].sort((a, b) => b.k - a.k)) {
    const next = keys.get(under.k)
    if (next) keys.set(k, await imported(await unseal(next, under, place(box.user, k))))
  }
  return { k: box.k, whole: box.whole, of: k => keys.get(k) }
}

/** The keys of whoever is here. Raises: Locked, until the PIN was given. */
export async function keysOf(user: string): Promise<Keys> {
  if (held?.user === user) return held.keys
  const box = await boxOf(user)
  if (!box.open) {
    shutNow()
    throw new Locked()
  }
  return enter(box, box.open)
}

/** Go in with the data key itself. */
export async function enter(box: Box, raw: ArrayBuffer): Promise<Keys> {
  const keys = await chain(box, raw)
  held = { user: box.user, keys }
  shut = false
  pinned = box.pin !== null
  emit('lock')
  return keys
}

/** Seal the data key in force under a new one that has never lain on the disk in the open; returns the new one. */
export async function renewed(box: Box): Promise<{ box: Box; raw: ArrayBuffer }> {
  if (!box.open) return Promise.reject(new Locked())
  const raw = random(KEY_BYTES)
  const k = box.k + 1
  const under = await seal(await imported(raw), k, place(box.user, box.k), new Uint8Array(box.open.slice(0)))
  return { raw, box: { ...box, k, open: null, whole: false, older: [...box.older, { k: box.k, under }] } }
}

/** Everything is sealed under the key in force: the older ones go. */
export async function noteWhole(user: string, k: number): Promise<void> {
  const box = await changeBox(user, now => now.k === k ? { ...now, whole: true, older: [] } : now)
  if (held?.user === user && box.k === k) held.keys.whole = true
}

/** Whether the page shows nothing until a PIN is given. */
export function isLocked(): boolean { return shut }

/** From here on the page shows nothing; what is under way may still be finished. */
export function shutNow(): void {
  if (shut) return
  shut = true
  emit('lock')
}

export function dropKeys(): void { held = undefined }

/** Somebody else is here, or nobody. */
export function leave(): void {
  held = undefined
  shut = false
  pinned = false
}

/** Whether there is a PIN to come back in with. */
export function underPin(): boolean { return pinned }

export interface Sealer { k: number; seal: (text: string) => Promise<Sealed>; open: (kept: Sealed) => Promise<string> }

/** Seals short texts that lie outside the user's database, each for its own `use`. Raises: Locked. */
export async function sealer(user: string, use: string): Promise<Sealer> {
  const keys = await keysOf(user)
  const key = (k: number): CryptoKey => {
    const mine = keys.of(k)
    if (!mine) throw new Locked()
    return mine
  }
  return {
    k: keys.k,
    seal: text => seal(key(keys.k), keys.k, [use, user], utf8(text)),
    open: async kept => new TextDecoder().decode(await unseal(key(kept.k), kept, [use, user])),
  }
}
