/** The outbox in words: where an item stands, and what a refusal means to the person who sent it. */
import type { About, OutboxItem, PhotoProgress } from '@/offline/model'

export interface Said { key: string; values: Record<string, string | number>; tone: '' | 'r' | 'y' | 'g' | 'b' }

const KNOWN = new Set(['report-id-reused', 'photo-gone', 'photo-damaged', 'unexpected', 'forbidden', 'not-found'])
const OWN: Record<string, string> = { 'offline': 'phone.outbox.noSignal', 'no-room': 'phone.outbox.noRoom', 'device': 'phone.outbox.device' }

function waiting(item: OutboxItem, now: number): Said {
  const seconds = Math.max(1, Math.ceil((item.next_at - now) / 1000))
  const key = OWN[item.reason?.slug ?? ''] ?? 'phone.outbox.busy'
  return { key, values: { n: seconds }, tone: 'y' }
}

export function itemWords(item: OutboxItem, now: number): Said {
  switch (item.state) {
    case 'delivered': return { key: 'phone.outbox.delivered', values: {}, tone: 'g' }
    case 'sending': return { key: 'phone.outbox.sending', values: {}, tone: 'b' }
    case 'paused': return { key: 'phone.outbox.paused', values: {}, tone: '' }
    case 'parked': return { key: 'phone.outbox.parked', values: {}, tone: 'r' }
    case 'waiting': return waiting(item, now)
    case 'queued': return { key: 'phone.outbox.queued', values: {}, tone: '' }
  }
}

/** Why an item is parked: the server's own sentence, or ours where it has none. */
export function parkedWords(item: OutboxItem): Said {
  const slug = item.reason?.slug ?? 'unexpected'
  // A refusal that is not in our server's words: a proxy's, most likely.
  if (slug === 'about:blank') return { key: 'phone.outbox.why.bare', values: { detail: item.reason?.detail ?? '' }, tone: 'r' }
  if (KNOWN.has(slug)) return { key: `phone.outbox.why.${slug}`, values: {}, tone: 'r' }
  return { key: 'phone.outbox.why.other', values: { detail: item.reason?.detail ?? '' }, tone: 'r' }
}

const ROWS: Record<About['kind'], string> = { order: 'orders', task: 'tasks', telegram: 'telegrams', conclusion: 'conclusions', result: 'results', difficulty: '', mission: '', notice: '' }

/** The page of the row a deed is about. */
export function deedRow({ kind, id }: About): string {
  if (kind === 'mission') return '/phone/today'
  return ROWS[kind] ? `/phone/${ROWS[kind]}/${id}` : kind === 'difficulty' ? '/phone/difficulties' : '/phone/notices'
}

/** A card shows so many photographs until asked for all: what moves first, then what waits, then what arrived. */
export const LINES = 5
const FIRST: Record<PhotoProgress['state'], number> = { sending: 0, queued: 1, delivered: 2 }

export function shownLines(lines: readonly PhotoProgress[]): readonly PhotoProgress[] {
  return lines.length <= LINES ? lines : [...lines].sort((a, b) => FIRST[a.state] - FIRST[b.state]).slice(0, LINES)
}

export function percent(line: PhotoProgress): number {
  return line.size_bytes > 0 ? Math.floor(100 * line.offset / line.size_bytes) : 0
}

export function sizeOf(item: OutboxItem): number {
  return item.photos.reduce((sum, line) => sum + line.size_bytes, 0)
}
