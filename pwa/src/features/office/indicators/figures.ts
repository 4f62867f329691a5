/** Figures as people read them; nothing of nothing is a dash. */
import type { IndicatorItem, IndicatorSummary } from '@/api/types'
import { can } from '@/offline/session'

export interface Opened { name: string; side: 'numerator' | 'denominator' | 'rest'; group?: string; period?: string; title: string }

export function shown(measure: IndicatorSummary['measure'], value: number | null): string {
  if (value === null) return '—'
  if (measure === 'share') return `${(value * 100).toFixed(1)}%`
  return measure === 'count' ? String(value) : value.toFixed(1)
}

/** `2026-11`, `2026-Q4`, `2026` around a day in legal time. */
export function periods(day: string): Record<'month' | 'quarter' | 'year', string> {
  const quarter = Math.floor((Number(day.slice(5, 7)) + 2) / 3)
  return { month: day.slice(0, 7), quarter: `${day.slice(0, 4)}-Q${quarter}`, year: day.slice(0, 4) }
}

/** Where a line of a figure's list leads, if the reader may go there. */
export function placeOf(item: IndicatorItem): string | undefined {
  if (item.order_id) return `/office/orders/${item.order_id}`
  if (item.kind === 'task') return `/office/tasks/${item.id}`
  if (item.kind === 'mission' && item.title) return `/office/missions/${item.id}`
  if (item.kind === 'coordination' && (can('coordination.raise') || can('coordination.decide'))) return `/office/coordination?item=${item.id}`
  return undefined
}

const STATES: Partial<Record<IndicatorItem['kind'], string>> = { task: 'task_state', coordination: 'coordination_state', reinspection: 'reinspection_result' }

/** A note is people's words, or a code of a closed set where the kind has one. */
export function noteOf(item: IndicatorItem, term: (set: string, code: string | null | undefined) => string): string {
  const set = STATES[item.kind]
  return set ? term(set, item.note) : item.note ?? ''
}
