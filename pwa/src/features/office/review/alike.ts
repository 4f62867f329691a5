/** Another photograph that looks like this one, in words: how much, where, how long between. */
import type { Evidence } from '@/api/types'

export type Alike = Evidence['related'][number]
export interface Worded { key: string; values: Record<string, string | number> }

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const KM = 1000

/** A stretch of time in the largest unit it fills. */
export function gap(seconds: number): Worded {
  const long = Math.abs(seconds)
  if (long < 2 * MINUTE) return { key: 'seconds', values: { n: Math.round(long) } }
  if (long >= DAY) return { key: 'days', values: { n: Math.round(long / DAY) } }
  if (long >= HOUR) return { key: 'hours', values: { n: Math.round(long / HOUR) } }
  return { key: 'minutes', values: { n: Math.round(long / MINUTE) } }
}

export function away(metres: number | null): Worded {
  if (metres === null) return { key: 'unknown', values: {} }
  return metres < KM ? { key: 'm', values: { n: Math.round(metres) } } : { key: 'km', values: { n: (metres / KM).toFixed(1) } }
}

/** A relapse is only thought of where a day has passed between two looks at one place. */
export function readingKey(one: Alike): string {
  return one.reading === 'same_place' && Math.abs(one.gap_s) >= DAY ? 'relapse' : one.reading
}
