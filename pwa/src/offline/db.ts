/** The device's own database, one per user: another user of the same phone cannot open it. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { CarriedMission, Finding, Order, OrderSummary, ReportSummary, Task, Unit } from '@/api/types'
import type { Answer, OutboxItem, Photo, Visit } from './model'

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
}
export type Db = IDBPDatabase<Schema>

/** Rows that follow the server's changes, by the kind they have there. */
export const FOLLOWED = ['task', 'report', 'order', 'finding', 'mission'] as const
/** Acknowledged only when it is on the disk: used for whatever the server does not have yet. */
export const STRICT = { durability: 'strict' } as const

let user: string | undefined
let opening: Promise<Db> | undefined

/** Version 2 brought the missions; whoever has version 1 keeps everything and gets the new store empty. */
function create(fresh: IDBPDatabase<Schema>, from: number): void {
  if (from === 1) {
    fresh.createObjectStore('mission', { keyPath: 'id' })
    return
  }
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
  user = next
}

/** The present user's database; reopened when the browser drops the connection. */
export function db(): Promise<Db> {
  if (!user) return Promise.reject(new Error('nobody is signed in'))
  opening ??= openDB<Schema>(`mingcha-${user}`, 2, {
    upgrade: create,
    blocking: close,
    terminated: close,
  }).catch((error: unknown) => {
    opening = undefined
    throw error
  })
  return opening
}

export async function recall<T>(key: string): Promise<T | undefined> {
  return (await db()).get('meta', key) as Promise<T | undefined>
}

export async function remember(key: string, value: unknown): Promise<void> {
  await (await db()).put('meta', value, key)
}
