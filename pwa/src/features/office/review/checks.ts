/** What was checked, put in order: proven apart from claimed apart from hints; what is worth a look first. */
import type { Evidence } from '@/api/types'
import { gap, type Worded } from './alike'

export type Check = Evidence['checks'][number]
export type Basis = Check['basis']
export interface Group { basis: Basis; worst: Check['outcome']; counts: { warn: number; pass: number; unknown: number }; checks: Check[] }

const BASES: Basis[] = ['proven', 'claimed', 'hint']
const RANK = { warn: 0, unknown: 1, pass: 2 } as const

export function grouped(checks: Check[]): Group[] {
  return BASES.map(basis => {
    const own = checks.filter(one => one.basis === basis).sort((a, b) => RANK[a.outcome] - RANK[b.outcome])
    const count = (outcome: Check['outcome']): number => own.filter(one => one.outcome === outcome).length
    const counts = { warn: count('warn'), pass: count('pass'), unknown: count('unknown') }
    const worst = counts.warn ? 'warn' : counts.pass && basis !== 'proven' ? 'pass' : counts.unknown ? 'unknown' : 'pass'
    return { basis, worst, counts, checks: own } as const
  }).filter(group => group.checks.length > 0)
}

/** What one unit of `value` is, in seconds, where it measures time. */
const SECONDS: Partial<Record<string, number>> = { delay: 60, clock: 1, fix_age: 1, exif_time: 1 }

/** The time a check measured, in the largest unit it fills: nobody reads 15011 minutes. */
export function lasting({ code, value, more }: Check): Worded | undefined {
  const unit = SECONDS[code]
  if (unit && value !== null) return gap(Number(value) * unit)
  return more['minutes'] === undefined ? undefined : gap(Number(more['minutes']) * 60)
}
