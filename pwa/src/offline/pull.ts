/** What the server knows and this user may see, copied to the device; never touches unsent work. */
import { ApiProblem } from '@/api/errors'
import { get, post, send } from '@/api/http'
import type { Change, Dictionary, Page, SyncKind, SyncPage, Unit } from '@/api/types'
import { emit } from '@/shared/bus'
import { db, FOLLOWED, recall, remember, write } from './db'
import { takeEnvelopes, withOwnDeeds } from './envelopes'
import { forgetAnswers } from './kept'

const HELD_AT_ONCE = 500
const UNITS_EVERY_MS = 12 * 3_600_000
const GONE = 410

async function apply(page: SyncPage): Promise<void> {
  await write(async tx => {
    const untold = new Set((await tx.getAll('outbox')).map(held => held.kind === 'deed' && held.state !== 'delivered' ? held.about.id : ''))
    const merged = async (change: Change): Promise<Change> => change.kind === 'mission' && untold.has(change.id)
      ? { ...change, object: withOwnDeeds(change.object, await tx.get('mission', change.id)) } : change
    for (const { kind, object } of await Promise.all(page.changes.map(merged))) tx.put(kind, object)
    tx.put('meta', page.next_cursor, 'cursor')
  })
}

/** Everything since the cursor. A cursor the server refuses is dropped: the snapshot then heals what is here. */
async function pullChanges(): Promise<void> {
  let cursor = await recall<string | null>('cursor')
  for (let more = true; more;) {
    try {
      const page = await get<SyncPage>('/sync', { query: { cursor } })
      await apply(page)
      cursor = page.next_cursor
      more = page.more
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== GONE || !cursor) throw error
      cursor = null
      await remember('cursor', null)
      await forgetAnswers()
    }
  }
}

async function heldHere(): Promise<{ kind: SyncKind; id: string }[]> {
  const base = await db()
  const lists = await Promise.all(FOLLOWED.map(async kind => (await base.getAllKeys(kind)).map(id => ({ kind, id }))))
  return lists.flat()
}

/** Ask which of the copies may no longer be seen, and remove them. */
async function dropUnseen(): Promise<void> {
  const held = await heldHere()
  const base = await db()
  for (let at = 0; at < held.length; at += HELD_AT_ONCE) {
    const { gone } = await post<{ gone: { kind: SyncKind; id: string }[] }>('/sync/held', { items: held.slice(at, at + HELD_AT_ONCE) })
    for (const { kind, id } of gone) await base.delete(kind, id)
  }
}

interface KeptDictionary { etag: string | null; words: Dictionary }

async function pullDictionary(): Promise<void> {
  const kept = await recall<KeptDictionary>('dictionary')
  const response = await send('GET', '/dictionary', { headers: kept?.etag ? { 'If-None-Match': kept.etag } : {} })
  if (response.ok) await remember('dictionary', { etag: response.headers.get('ETag'), words: await response.json() as Dictionary })
}

/** The units change seldom and do not come with the changes: a fresh list twice a day. */
async function pullUnits(): Promise<void> {
  if (Date.now() - (await recall<number>('units_at') ?? 0) < UNITS_EVERY_MS) return
  const all: Unit[] = []
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page: Page<Unit> = await get<Page<Unit>>('/units', { query: { cursor, limit: 200 } })
    all.push(...page.items)
    cursor = page.next_cursor
  }
  await write(tx => {
    tx.clear('unit')
    for (const unit of all) tx.put('unit', unit)
    tx.put('meta', Date.now(), 'units_at')
  })
}

export async function dictionary(): Promise<Dictionary | undefined> {
  return (await recall<KeptDictionary>('dictionary'))?.words
}

/** Epoch ms of the last complete pull on this device. */
export async function lastPull(): Promise<number | undefined> {
  return recall<number>('pulled_at')
}

export async function pull(): Promise<void> {
  await pullDictionary()
  await pullUnits()
  await pullChanges()
  await dropUnseen()
  await takeEnvelopes()
  await remember('pulled_at', Date.now())
  emit('rows')
}
