/** The outbox as a table: what waits to be sent, read and changed; `sender.ts` does the sending. */
import { emit } from '@/shared/bus'
import { db, STRICT, write } from './db'
import type { OutboxItem, OutboxState, PhotoProgress } from './model'

export type Base<K extends OutboxItem> = Pick<K, 'state' | 'queued_at' | 'frozen_at' | 'attempts' | 'next_at' | 'reason' | 'delivered_at'>

/** The part of a new item that is the same for every kind. */
export function fresh(now = new Date()): Base<OutboxItem> {
  return { state: 'queued', queued_at: now.toISOString(), frozen_at: null, attempts: 0, next_at: 0, reason: null, delivered_at: null }
}

export function queued(lines: { id: string; size_bytes: number }[]): PhotoProgress[] {
  return lines.map(({ id, size_bytes }) => ({ id, size_bytes, offset: 0, upload: null, state: 'queued' }))
}

export async function items(): Promise<OutboxItem[]> {
  const all = await (await db()).getAll('outbox')
  return all.sort((a, b) => a.queued_at.localeCompare(b.queued_at))
}

export async function item(id: string): Promise<OutboxItem | undefined> {
  return (await db()).get('outbox', id)
}

/** Change one item on the disk; the change is seen by everybody once it is there. */
export async function update<K extends OutboxItem>(id: string, change: (item: K) => K): Promise<K | undefined> {
  const next = await write(async tx => {
    const held = await tx.get('outbox', id) as K | undefined
    const changed = held && change(held)
    if (changed) tx.put('outbox', changed)
    return changed
  }, STRICT)
  emit('outbox')
  return next
}

export async function remove(id: string): Promise<void> {
  await write(tx => { tx.delete('outbox', id) }, STRICT)
  emit('outbox')
}

/** Progress within a photograph: cheap, since the server's own offset is what counts. */
export async function progress(id: string, photo: PhotoProgress): Promise<void> {
  await write(async tx => {
    const held = await tx.get('outbox', id)
    if (held) tx.put('outbox', { ...held, photos: held.photos.map(line => line.id === photo.id ? photo : line) })
  })
  emit('progress')
}

const set = (state: OutboxState) => (id: string): Promise<unknown> =>
  update(id, held => held.state === 'delivered' ? held : { ...held, state, attempts: 0, next_at: 0, reason: null })

export const pause = set('paused')
/** Try a paused, waiting or parked item again, now. */
export const retry = set('queued')

/** What waited for a network need not wait for its timer once there is one. */
export async function wakeAll(): Promise<void> {
  const waiting = (await items()).filter(held => held.state === 'waiting' && held.reason?.slug === 'offline')
  for (const held of waiting) await update(held.id, now => ({ ...now, state: 'queued', next_at: 0 }))
}
