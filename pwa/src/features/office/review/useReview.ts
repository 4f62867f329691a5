/** The queue of reports and the one that is open; both are in the address, so a link opens the same page. */
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get } from '@/api/http'
import type { Finding, Report, ReportSummary } from '@/api/types'
import { TAB_NAMES, useQueues, type Queues, type Tab } from './useQueues'

export interface Opened { report: Ref<Report | undefined>; failure: Ref<unknown>; busy: Ref<boolean>; reloadReport: () => Promise<void> }
export interface Review extends Opened, Pick<Queues, 'queues' | 'counts' | 'readOn'> {
  tab: ComputedRef<Tab>; items: ComputedRef<ReportSummary[]>; finding: ComputedRef<Finding | undefined>
  reloadQueues: () => Promise<void>; open: (reportId: string | undefined, findingId?: string) => void
  turn: (tab: Tab) => void; step: (by: 1 | -1) => void; forward: () => void
}

function useReport(id: ComputedRef<string | undefined>): Opened {
  const report = shallowRef<Report>()
  const failure = shallowRef<unknown>()
  const busy = ref(false)
  async function reloadReport(): Promise<void> {
    const wanted = id.value
    busy.value = Boolean(wanted)
    const answer = wanted ? await get<Report>(`/reports/${wanted}`).catch((error: unknown) => ({ error })) : undefined
    if (id.value !== wanted) return
    busy.value = false
    failure.value = answer && 'error' in answer ? answer.error : undefined
    report.value = answer && !('error' in answer) ? answer : undefined
  }
  watch(id, () => { void reloadReport() }, { immediate: true })
  return { report, failure, busy, reloadReport }
}

export function useReview(): Review {
  const route = useRoute()
  const router = useRouter()
  const { queues, counts, load, readOn } = useQueues()
  const tab = computed<Tab>(() => TAB_NAMES.find(name => name === route.query.tab) ?? 'submitted')
  const items = computed(() => queues[tab.value].items)
  const id = computed(() => typeof route.query.report === 'string' ? route.query.report : undefined)
  const opened = useReport(id)
  const { report } = opened
  const finding = computed(() => report.value?.findings.find(one => one.id === route.query.finding) ?? report.value?.findings[0])

  function go(where: Tab, reportId: string | undefined, findingId?: string): void {
    void router.replace({ query: { tab: where === 'submitted' ? undefined : where, report: reportId, finding: findingId } })
  }
  const open = (reportId: string | undefined, findingId?: string): void => { go(tab.value, reportId, findingId) }

  async function reloadQueues(): Promise<void> {
    await load(tab.value)
    if (!id.value && items.value[0]) open(items.value[0].id)
  }
  function step(by: 1 | -1): void {
    const next = items.value[items.value.findIndex(item => item.id === id.value) + by]
    if (next) open(next.id)
  }
  /** On to the report that followed this one, whichever list this one has moved to since. */
  function forward(): void {
    const at = items.value.findIndex(item => item.id === id.value)
    const rest = items.value.filter(item => item.id !== id.value)
    open((rest[Math.max(at, 0)] ?? rest[0])?.id)
  }
  const turn = (name: Tab): void => { go(name, queues[name].items[0]?.id) }
  watch(tab, name => { if (!queues[name].loaded) void reloadQueues() })
  return { ...opened, tab, queues, counts, readOn, items, finding, reloadQueues, open, step, forward, turn }
}
