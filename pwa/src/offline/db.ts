/** The device's own database, one per user and sealed under that user's key: another user of the same phone cannot open it. */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'
import type { CarriedMission, Finding, MissionSite, Order, OrderSummary, ReportSummary, Task, Unit } from '@/api/types'
import type { Answer, DeedItem, OutboxItem, Photo, Visit } from './model'
import { steady } from './steady'
import { Store, type Durability } from './store'
import { keysOf, leave } from './vault'
import type { Work } from './work'

/** A site that may be opened without a network: unreadable without `key`, which lies under the user's password. */
export interface Envelope { site_id: string; mission_id: string; sealed: ArrayBuffer; key: ArrayBuffer | null }

export interface Schema extends DBSchema {
  meta: { key: string; value: unknown }
  task: { key: string; value: Task }
  report: { key: string; value: ReportSummary }
  order: { key: string; value: OrderSummary | Order }
  finding: { key: string; value: Finding }
  mission: { key: string; value: CarriedMission }
  unit: { key: string; value: Unit }
  visits: { key: string; value: Visit }
  answers: { key: string; value: Answer; indexes: { order_id: string } }
  photos: { key: string; value: Photo; indexes: { owner_id: string } }
  chunks: { key: [string, number]; value: ArrayBuffer }
  outbox: { key: string; value: OutboxItem }
  envelope: { key: string; value: Envelope }
}

/** Rows that follow the server's changes, by the kind they have there. */
export const FOLLOWED = ['task', 'report', 'order', 'finding', 'mission'] as const
/** Acknowledged only when it is on the disk: used for whatever the server does not have yet. */
export const STRICT = { durability: 'strict' } as const

let user: string | undefined
let opening: Promise<Store> | undefined

type Upgrade = IDBPTransaction<Schema, StoreNames<Schema>[], 'versionchange'>

/** Version 2 brought the missions, 3 the envelopes, 4 what may be done at a site, 5 the seal, set by `reseal.ts`; whoever has an older one keeps everything. */
function create(fresh: IDBPDatabase<Schema>, from: number, _to: number | null, tx: Upgrade): void {
  if (from < 3) fresh.createObjectStore('envelope', { keyPath: 'site_id' })
  if (from === 1) fresh.createObjectStore('mission', { keyPath: 'id' })
  if (from === 0) first(fresh)
  else if (from < 3) void renameMoves(tx)
  if (from > 0 && from < 4) void sayMoves(tx)
}

/** Copies made before the server said what may be done: the next pull brings all of them anew; until then a team in the field goes on. */
async function sayMoves(tx: Upgrade): Promise<void> {
  await tx.objectStore('meta').delete('cursor')
  for (const held of await tx.objectStore('mission').getAll()) {
    const visiting = ['deployed', 'fieldwork'].includes(held.state)
    const moves = ({ opened_at, done_at }: MissionSite): MissionSite['moves'] => !visiting || done_at ? [] : [opened_at ? 'finish' : 'open']
    await tx.objectStore('mission').put({ ...held, visiting, sites: held.sites.map(site => ({ ...site, moves: moves(site) })) })
  }
}

/** Until version 2 the only deed was signing for an order, and was called a move. */
async function renameMoves(tx: Upgrade): Promise<void> {
  interface Move { kind: string; id: string; order_id: string; body: { verb: string } }
  for (const held of await tx.objectStore('outbox').getAll() as unknown as Move[]) {
    if (held.kind !== 'move') continue
    const { order_id, ...rest } = held
    const deed = { ...rest, kind: 'deed', about: { kind: 'order', id: order_id }, word: 'order.sign', method: 'POST', path: `/orders/${order_id}/moves`, manner: 'plain' }
    await tx.objectStore('outbox').put(deed as unknown as DeedItem)
  }
}

function first(fresh: IDBPDatabase<Schema>): void {
  fresh.createObjectStore('meta')
  fresh.createObjectStore('chunks')
  for (const name of [...FOLLOWED, 'unit'] as const) fresh.createObjectStore(name, { keyPath: 'id' })
  for (const name of ['visits', 'outbox'] as const) fresh.createObjectStore(name, { keyPath: 'id' })
  fresh.createObjectStore('answers', { keyPath: 'id' }).createIndex('order_id', 'order_id')
  fresh.createObjectStore('photos', { keyPath: 'id' }).createIndex('owner_id', 'owner_id')
}

function close(): void {
  const old = opening
  opening = undefined
  void old?.then(base => { base.close() }).catch(() => undefined)
}

export function openFor(next: string | undefined): void {
  if (next === user) return
  close()
  leave()
  user = next
}

async function open(owner: string): Promise<Store> {
  const raw = await openDB<Schema>(`mingcha-${owner}`, 5, { upgrade: create, blocking: close, terminated: close })
  return new Store(raw as unknown as IDBPDatabase, owner, () => keysOf(owner))
}

/** A connection the browser closed without telling refuses to begin anything. */
function alive(base: Store): boolean {
  try {
    base.raw.transaction('meta')
    return true
  } catch {
    return false
  }
}

/** The present user's database; reopened when the browser drops the connection. */
export async function db(): Promise<Store> {
  const base = await held()
  if (alive(base)) return base
  close()
  return held()
}

function held(): Promise<Store> {
  if (!user) return Promise.reject(new Error('nobody is signed in'))
  opening ??= open(user).catch((error: unknown) => {
    opening = undefined
    throw error
  })
  return opening
}

/**
 * All of `work` is written at once or nothing, and once more if the browser dropped the connection meanwhile; it may run more than
 * once, too, if another page writes what it has read.
 */
export async function write<T>(work: (tx: Work) => T | Promise<T>, how?: Durability): Promise<T> {
  return steady(async () => (await db()).write(work, how), close)
}

export async function recall<T>(key: string): Promise<T | undefined> {
  return (await db()).get('meta', key) as Promise<T | undefined>
}

export async function remember(key: string, value: unknown): Promise<void> {
  await (await db()).put('meta', value, key)
}
