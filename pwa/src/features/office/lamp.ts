/** The words beside a light. Days are working days; a light never stands without them. */
import type { Light } from '@/api/types'

export interface Dated { light: Light | null; days_left: number | null; closed_at?: string | null; closed_late?: boolean; state?: string }
export interface LampWords { light: Light; key: 'none' | 'overdue' | 'behind' | 'today' | 'left' | 'closed' | 'closedLate' | 'cancelled' | 'suspended'; n: number }

export function lampWords(row: Dated): LampWords {
  const light = row.light ?? 'grey'
  const n = row.days_left ?? 0
  if (row.state === 'cancelled') return { light: 'grey', key: 'cancelled', n: 0 }
  if (row.closed_at) return { light, key: row.closed_late ? 'closedLate' : 'closed', n: 0 }
  if (row.light === 'grey') return { light, key: 'suspended', n: 0 }
  if (!row.light || row.days_left === null) return { light, key: 'none', n: 0 }
  if (n < 0) return { light, key: 'overdue', n: -n }
  if (row.light === 'red') return { light, key: 'behind', n: 0 } // not overdue, yet red: a milestone is long past
  if (n === 0) return { light, key: 'today', n: 0 }
  return { light, key: 'left', n }
}
