/** The copies of what the server knows: which version of each is here, and how they are compared with what should be. */
import { post } from '@/api/http'
import type { Change, Difference, SyncKind } from '@/api/types'
import { sha256, utf8 } from './bytes'
import { db, FOLLOWED, write } from './db'
import { withOwnDeeds } from './envelopes'
import type { Work } from './work'

const AT_ONCE = 500

type Versions = Record<string, string>
const at = (kind: SyncKind): string => `versions:${kind}`

interface Lost { kind: SyncKind; ids: string[] }

/** A mission whose deeds were not sent keeps them over what the server says. */
async function ownDeedsKept(tx: Work, changes: Change[]): Promise<Change[]> {
  const untold = new Set((await tx.getAll('outbox')).map(held => held.kind === 'deed' && held.state !== 'delivered' ? held.about.id : ''))
  return Promise.all(changes.map(async change => change.kind === 'mission' && untold.has(change.id)
    ? { ...change, object: withOwnDeeds(change.object, await tx.get('mission', change.id)) } : change))
}

/** Take changes and drop what is gone, with their versions, in one write; what was not sent is never touched. `cursor` is kept beside them. */
export async function take(changes: Change[], gone: Lost | null, cursor: string | null): Promise<void> {
  await write(async tx => {
    const changed: [SyncKind, Versions][] = []
    const kept = await ownDeedsKept(tx, changes)
    for (const kind of FOLLOWED) {
      const own = kept.filter(change => change.kind === kind)
      const lost = gone?.kind === kind ? gone.ids : []
      if (own.length + lost.length === 0) continue
      const versions = { ...await tx.get('meta', at(kind)) as Versions | undefined }
      for (const change of own) versions[change.id] = change.version
      for (const id of lost) Reflect.deleteProperty(versions, id)
      changed.push([kind, versions])
      for (const change of own) tx.put(kind, change.object as never)
      for (const id of lost) tx.delete(kind, id)
    }
    for (const [kind, versions] of changed) tx.put('meta', versions, at(kind))
    if (cursor !== null) tx.put('meta', cursor, 'cursor')
  })
}

/** What is here of one kind, by id; a copy whose version nobody told has an empty one. */
async function held(kind: SyncKind): Promise<{ id: string; version: string }[]> {
  const base = await db()
  const versions = (await base.get('meta', at(kind)) ?? {}) as Versions
  return (await base.getAllKeys(kind)).sort().map(id => ({ id, version: versions[id] ?? '' }))
}

/** As the server computes it: SHA-256 over a line `kind id version` for each copy, sorted. */
export async function scopeDigest(): Promise<string> {
  const lists = await Promise.all(FOLLOWED.map(async kind => (await held(kind)).map(({ id, version }) => `${kind} ${id} ${version}\n`)))
  return sha256(utf8(lists.flat().sort().join('')))
}

async function compare(kind: SyncKind): Promise<string> {
  let first = ''
  for (let after: string | null = null, more = true; more;) {
    const start: string | null = after
    const ahead = (await held(kind)).filter(({ id }) => start === null || id > start)
    const asked = { kind, after, items: ahead.slice(0, AT_ONCE), last: ahead.length <= AT_ONCE }
    const found: Difference = await post<Difference>('/sync/compare', asked)
    await take(found.changes, { kind, ids: found.gone }, null)
    first ||= found.next_cursor
    after = found.through
    more = after !== null
  }
  return first
}

/** Send the lists, take the difference; gives the cursor from which nothing is missed. */
export async function compareAll(): Promise<string> {
  let first = ''
  for (const kind of FOLLOWED) {
    const cursor = await compare(kind)
    first ||= cursor
  }
  return first
}
