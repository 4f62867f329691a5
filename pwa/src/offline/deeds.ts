/** Deeds on the office's rows: kept on the device first, sent when there is a network, refused visibly, lost never. */
import { emit, on } from '@/shared/bus'
import { STRICT, write } from './db'
import type { About, DeedItem, OutboxItem } from './model'
import { fresh, item, items } from './queue'

export interface Deed { about: About; title: string; word: string; path: string; body: Record<string, unknown>; method?: DeedItem['method']; manner?: DeedItem['manner'] }

export function deedItem({ about, title, word, path, body, method = 'POST', manner = 'plain' }: Deed): DeedItem {
  return { ...fresh(), kind: 'deed', id: crypto.randomUUID(), about, title, word, path, body, method, manner, photos: [] }
}

/** Resolves with the deed's id once it is on the disk. */
export async function queueDeed(deed: Deed): Promise<string> {
  const made = deedItem(JSON.parse(JSON.stringify(deed)) as Deed)
  await write(tx => { tx.put('outbox', made) }, STRICT)
  emit('outbox')
  return made.id
}

const same = (one: About, other: About): boolean => one.kind === other.kind && one.id === other.id

/** Deeds on one row leave in their order: a later one waits for the earlier, also while that needs a person. */
export function blocked(held: OutboxItem, all: OutboxItem[]): boolean {
  if (held.kind !== 'deed') return false
  const before = all.slice(0, all.findIndex(one => one.id === held.id))
  return before.some(one => one.kind === 'deed' && one.state !== 'delivered' && same(one.about, held.about))
}

/** What was done here and has not arrived, the oldest first. */
export async function waitingDeeds(): Promise<DeedItem[]> {
  return (await items()).filter((held): held is DeedItem => held.kind === 'deed' && held.state !== 'delivered')
}

export async function deedsAbout(kind: About['kind'], id: string): Promise<DeedItem[]> {
  return (await waitingDeeds()).filter(held => same(held.about, { kind, id }))
}

/** May still be taken back: no byte of it has left, or the server said no. */
export function revocable(held: DeedItem): boolean {
  return held.manner !== 'trace' && (held.state === 'parked' || (held.frozen_at === null && held.state !== 'sending'))
}

/** Take a deed back, with its words; undefined if it has left meanwhile. */
export async function takeBack(id: string): Promise<DeedItem | undefined> {
  const mine = await write(async tx => {
    const held = await tx.get('outbox', id)
    if (held?.kind !== 'deed' || !revocable(held)) return undefined
    tx.delete('outbox', id)
    return held
  }, STRICT)
  emit('outbox')
  return mine
}

const UNDECIDED = new Set(['queued', 'sending'])

/** Wait until a deed has arrived, was refused, or has to wait; after `ms` it simply stays as it is. */
export async function outcome(id: string, ms = 8000): Promise<DeedItem | undefined> {
  const read = async (): Promise<DeedItem | undefined> => await item(id) as DeedItem | undefined
  return new Promise(resolve => {
    const look = (): void => { void read().then(held => { if (!held || !UNDECIDED.has(held.state)) finish(held) }) }
    const stop = on('outbox', look)
    const timer = setTimeout(() => { void read().then(finish) }, ms)
    function finish(held: DeedItem | undefined): void {
      stop()
      clearTimeout(timer)
      resolve(held)
    }
    look()
  })
}
