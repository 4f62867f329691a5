/** The reader's notices: asked for now and then, kept only in memory, since they are the server's to say. */
import { shallowRef, type ShallowRef } from 'vue'
import { get } from '@/api/http'
import type { Notice, NoticeList } from '@/api/types'
import { on } from '@/shared/bus'
import { queueDeed } from './deeds'
import { can } from './session'

const EVERY_MS = 60_000
const unread = shallowRef(0)
let timer = 0

/** How many are unread; asked anew every minute while the page is looked at. */
export function useUnread(): ShallowRef<number> {
  if (timer === 0) {
    timer = window.setInterval(() => { if (!document.hidden) void count() }, EVERY_MS)
    on('session', () => { unread.value = 0; void count() })
    on('notices', () => { void count() })
    void count()
  }
  return unread
}

async function count(): Promise<void> {
  if (!can('notice.read')) return
  try {
    unread.value = (await list({ unread: true, limit: 1 })).unread
  } catch { /* no network, or signed out: the figure stays as it was */ }
}

export function list(query: { unread?: boolean; limit?: number; cursor?: string }, signal?: AbortSignal): Promise<NoticeList> {
  return get<NoticeList>('/notices', { query, signal })
}

/** Ticks go through the outbox, unseen: a reader on the road need not tick again. */
async function tick(id: string, path: string): Promise<void> {
  await queueDeed({ about: { kind: 'notice', id }, title: '', word: 'notice.read', path, body: { verb: 'read' }, manner: 'quiet' })
}

export async function read(one: Notice): Promise<void> {
  if (!one.read_at) await tick(one.id, `/notices/${one.id}/moves`)
}

export async function readAll(): Promise<void> {
  await tick('all', '/notices/moves')
}
