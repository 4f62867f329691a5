/** The device's copies of the office's rows, live. */
import { computed, effectScope, shallowRef, type Ref } from 'vue'
import type { CarriedMission, Choice, Dictionary, Order, OrderSummary, ReportSummary, Task, Unit } from '@/api/types'
import { db } from '@/offline/db'
import { dictionary } from '@/offline/pull'
import { locale } from '@/shared/settings'
import { useLive } from '@/shared/useLive'

const OVER = new Set(['closed', 'cancelled', 'archived'])

export function useTasks(): Readonly<Ref<Task[]>> {
  return useLive(async () => {
    const all = await (await db()).getAll('task')
    return all.filter(task => !OVER.has(task.state)).sort((a, b) => a.due_on.localeCompare(b.due_on))
  }, [], ['rows', 'session'])
}

export function useMissions(): Readonly<Ref<CarriedMission[]>> {
  return useLive(async () => {
    const all = await (await db()).getAll('mission')
    return all.sort((a, b) => a.period_to.localeCompare(b.period_to))
  }, [], ['rows', 'session'])
}

export function useUnits(): Readonly<Ref<Unit[]>> {
  return useLive(async () => (await db()).getAll('unit'), [], ['rows', 'session'])
}

export function useReports(): Readonly<Ref<ReportSummary[]>> {
  return useLive(async () => {
    const all = await (await db()).getAll('report')
    return all.sort((a, b) => b.started_at.localeCompare(a.started_at))
  }, [], ['rows', 'session'])
}

/** How many of my findings the office asks more about. */
export function useAsked(): Readonly<Ref<number>> {
  return useLive(async () => {
    const all = await (await db()).getAll('finding')
    return all.filter(finding => finding.state === 'need_more' && finding.inside).length
  }, 0, ['rows', 'session'])
}

export function useOrders(): Readonly<Ref<(OrderSummary | Order)[]>> {
  return useLive(async () => {
    const all = await (await db()).getAll('order')
    return all.sort((a, b) => a.due_at.localeCompare(b.due_at))
  }, [], ['rows', 'session'])
}

/** One live copy for every component: it is asked for by each row of a list. */
const scope = effectScope(true)
let shared: Readonly<Ref<Dictionary | undefined>> | undefined

function liveDictionary(): Readonly<Ref<Dictionary | undefined>> {
  shared ??= scope.run(() => useLive<Dictionary | undefined>(dictionary, undefined, ['rows', 'session']))
  return shared ?? shallowRef()
}

/** The dictionary 字典, and the label of a code in one of its lists. */
export function useDictionary() {
  const words = liveDictionary()
  const areas = computed(() => words.value?.focus_areas ?? [])
  const said = (choice: Choice): string => locale.value === 'en' && choice.label_en ? choice.label_en : choice.label
  const label = (list: Choice[] | undefined, code: string): string => {
    const choice = list?.find(one => one.code === code)
    return choice ? said(choice) : code
  }
  const area = (code: string): string => label(areas.value, code)
  const category = (code: string): string => label(areas.value.flatMap(one => one.categories), code)
  return { words, areas, area, category, label, said }
}
