/** Seals what lies open from an older release, and what lies under an older key; killed at any point, it goes on at the next start. */
import { sealToken } from '@/api/tokens'
import { db, STRICT } from './db'
import { face, KEY_NUMBER, keyOf, liesOpen, STORES, type Key, type Name, type Row } from './layout'
import { Damaged, isSealed, pack, versionOf } from './seal'
import type { Store } from './store'
import { keysOf, noteWhole } from './vault'

/** One record sealed anew, unless somebody wrote it meanwhile: then it is sealed already. */
async function one(store: Store, name: Name, key: Key, k: number): Promise<void> {
  const raw = await store.raw.get(name, key) as Row | undefined
  if (raw === undefined || liesOpen(name, key) || (isSealed(raw) && raw.k === k)) return
  const value = await store.opened(name, raw, key)
  const id = keyOf(name, raw, key)
  const sealed = await store.sealed(name, id, face(name, raw), pack(value))
  const tx = store.raw.transaction(name, 'readwrite')
  const now = await tx.store.get(key) as unknown
  if (now !== undefined && versionOf(now) === versionOf(raw)) await tx.store.put(sealed, ...name === 'meta' || name === 'chunks' ? [key] : [])
  await tx.done
}

/** From here on every page writes with this key, or looks again. A strict write puts all before it on the disk too. */
async function announce(store: Store, k: number): Promise<void> {
  const tx = store.raw.transaction('meta', 'readwrite', STRICT)
  await Promise.all([tx.store.put(k, KEY_NUMBER), tx.done])
}

async function everything(store: Store, k: number): Promise<void> {
  for (const name of STORES) {
    for (const key of await store.getAllKeys(name) as Key[]) {
      // What cannot be opened stays as it is, and is told where it is read.
      await one(store, name, key, k).catch((error: unknown) => { if (!(error instanceof Damaged)) throw error })
    }
  }
}

/** Raises: Locked. */
export async function resealAll(): Promise<void> {
  const store = await db()
  const { k, whole } = await keysOf(store.user)
  if (whole) return
  await announce(store, k)
  await sealToken()
  await navigator.locks.request(`mingcha-reseal-${store.user}`, () => everything(store, k))
  await announce(store, k)
  await noteWhole(store.user, k)
}
