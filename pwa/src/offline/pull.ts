/** What the server knows and this user may see, copied to the device; never touches unsent work. */
import { ApiProblem } from '@/api/errors'
import { get, send } from '@/api/http'
import type { Dictionary, Page, SyncPage, Unit } from '@/api/types'
import { emit } from '@/shared/bus'
import { compareAll, scopeDigest, take } from './copies'
import { recall, remember, write } from './db'
import { takeEnvelopes } from './envelopes'
import { forgetAnswers } from './kept'

const UNITS_EVERY_MS = 12 * 3_600_000
const COMPARE_EVERY_MS = 30 * 24 * 3_600_000
const GONE = 410

/** Everything since the cursor; gives the digest of what should be here now. A cursor the server refuses costs a comparison. */
async function pullChanges(): Promise<string | null> {
  for (;;) {
    const cursor = await recall<string | null>('cursor')
    try {
      const page = await get<SyncPage>('/sync', { query: { cursor } })
      await take(page.changes, null, page.next_cursor)
      if (page.anew) await forgetAnswers()
      if (!page.more) return page.scope_sha256
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== GONE || !cursor) throw error
      await remember('cursor', await compareAll())
      await forgetAnswers()
    }
  }
}

/** Whether the copies are what the server says they should be; monthly they are compared one by one whatever it says. */
async function agrees(wanted: string | null): Promise<boolean> {
  const compared = await recall<number>('compared_at')
  if (compared === undefined) await remember('compared_at', Date.now())
  else if (Date.now() - compared > COMPARE_EVERY_MS) return false
  return wanted === await scopeDigest()
}

async function pullCopies(): Promise<void> {
  if (await agrees(await pullChanges())) return
  await compareAll()
  await remember('compared_at', Date.now())
  await pullChanges()
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
  await pullCopies()
  await takeEnvelopes()
  await remember('pulled_at', Date.now())
  emit('rows')
}
