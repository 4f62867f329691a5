/** The session was ended from elsewhere: what the server has acknowledged goes from this device, what it has not stays for its author. */
import { emit } from '@/shared/bus'
import { FOLLOWED, STRICT, write } from './db'
import type { OutboxItem } from './model'
import { items } from './queue'
import { cannotTell, checkReport } from './receipts'
import type { Work } from './work'

/** Copies of what the server said, by how their keys begin; a second look being written is not one of them. */
const COPIES = ['before-', 'kept:', 'cursor', 'dictionary', 'looks', 'pulled_at']

async function acknowledged(held: OutboxItem): Promise<boolean> {
  if (held.state !== 'delivered') return false
  if (held.kind !== 'report') return held.kind === 'deed' || held.answer !== null
  const receipt = held.receipts.at(-1)
  if (receipt?.report_id !== held.id) return false
  const verdict = await checkReport(receipt)
  return verdict === 'ok' || cannotTell(verdict)
}

/** Whether nothing was written about it since: a returned report that is being continued is work again. */
async function finished(tx: Work, { id, kind }: OutboxItem): Promise<boolean> {
  if ((await tx.get('outbox', id))?.state !== 'delivered') return false
  const work = kind === 'report' ? await tx.get('visits', id) : kind === 'submission' ? await tx.get('answers', id) : undefined
  return !work || work.sealed_at !== null
}

/** Resolves with how many items went. */
export async function wipeAcknowledged(): Promise<number> {
  const sure: OutboxItem[] = []
  for (const held of await items()) if (await acknowledged(held)) sure.push(held)
  const gone = await write(async tx => {
    const done: OutboxItem[] = []
    for (const held of sure) if (await finished(tx, held)) done.push(held)
    const photos = await Promise.all(done.map(({ id }) => tx.getAll('photos', 'owner_id', id)))
    for (const name of [...FOLLOWED, 'envelope'] as const) tx.clear(name)
    for (const begin of COPIES) tx.delete('meta', IDBKeyRange.bound(begin, `${begin}\uffff`))
    for (const { id } of photos.flat()) {
      tx.delete('photos', id)
      tx.delete('chunks', IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER]))
    }
    for (const held of done) {
      tx.delete('outbox', held.id)
      tx.delete('visits', held.id)
      tx.delete('answers', held.id)
      if (held.kind === 'reinspection') tx.delete('meta', `look-${held.finding_id}`)
    }
    return done.length
  }, STRICT)
  for (const topic of ['rows', 'outbox', 'drafts'] as const) emit(topic)
  return gone
}
