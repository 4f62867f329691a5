/** Figures as people read them; nothing of nothing is a dash. */
import type { IndicatorSummary } from '@/api/types'

export interface Opened { name: string; side: 'numerator' | 'denominator' | 'rest'; group?: string; title: string }

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
