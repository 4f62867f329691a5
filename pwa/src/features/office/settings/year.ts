/** A year's arrangement as somebody pasted it: its shape is looked at here, its days by the server. */
import type { CalendarDay } from '@/api/types'

export interface YearDraft { source: string; days: CalendarDay[] }

function isDay(value: unknown): value is CalendarDay {
  const day = value as Partial<CalendarDay> | null
  return typeof day?.day === 'string' && (day.kind === 'holiday' || day.kind === 'workday')
}

/** The arrangement, or undefined while it is none. */
export function readYear(text: string): YearDraft | undefined {
  try {
    const value = JSON.parse(text) as Partial<YearDraft> | null
    if (typeof value?.source !== 'string' || !value.source.trim() || !Array.isArray(value.days) || !value.days.every(isDay)) return undefined
    return { source: value.source, days: value.days.map(({ day, kind, name }) => ({ day, kind, name: name ?? null })) }
  } catch {
    return undefined
  }
}
