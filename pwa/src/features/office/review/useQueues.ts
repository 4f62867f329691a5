/** The four lists of reports: to review, incomplete, returned, reviewed; one answer brings the counts of all. */
import { reactive, ref, type Ref } from 'vue'
import { get } from '@/api/http'
import type { Page, ReportState, ReportSummary } from '@/api/types'

export const TABS = { submitted: ['submitted'], incomplete: ['incomplete'], returned: ['returned'], done: ['accepted', 'released'] } as const satisfies Record<string, ReportState[]>
export type Tab = keyof typeof TABS
export const TAB_NAMES = Object.keys(TABS) as Tab[]
const LIMIT = 50

export interface Queue { items: ReportSummary[]; cursor: string | null; failure: unknown; loaded: boolean }
type Counts = Partial<Record<ReportState, number>>
interface Answer extends Page<ReportSummary> { counts: Counts }
export interface Queues { queues: Record<Tab, Queue>; counts: Ref<Counts>; load: (tab: Tab) => Promise<void>; readOn: (tab: Tab) => Promise<void> }

const empty = (): Queue => ({ items: [], cursor: null, failure: undefined, loaded: false })

function ask(tab: Tab, cursor: string | null): Promise<Answer> {
  const query = new URLSearchParams([...TABS[tab].map(state => ['state', state]), ['limit', String(LIMIT)], ...cursor ? [['cursor', cursor]] : []])
  return get<Answer>(`/reports?${query.toString()}`)
}

/** How many a tab holds, by the server's own count. */
export function countOf(counts: Counts, tab: Tab): number {
  return TABS[tab].reduce((sum, state) => sum + (counts[state] ?? 0), 0)
}

export function useQueues(): Queues {
  const queues = reactive<Record<Tab, Queue>>({ submitted: empty(), incomplete: empty(), returned: empty(), done: empty() })
  const counts = ref<Counts>({})
  async function take(tab: Tab, cursor: string | null): Promise<void> {
    const kept = cursor ? queues[tab].items : []
    try {
      const page = await ask(tab, cursor)
      counts.value = page.counts
      queues[tab] = { items: [...kept, ...page.items], cursor: page.next_cursor, failure: undefined, loaded: true }
    } catch (failure) {
      queues[tab].failure = failure
    }
  }
  return {
    queues, counts, load: tab => take(tab, null),
    readOn: async tab => { if (queues[tab].cursor) await take(tab, queues[tab].cursor) },
  }
}
