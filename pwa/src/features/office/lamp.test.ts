/** The words beside a light, as a table. */
import { describe, expect, it } from 'vitest'
import { lampWords, type Dated } from './lamp'

const CASES: [string, Dated, string, number, string][] = [
  ['no order yet', { light: null, days_left: null }, 'none', 0, 'grey'],
  ['overdue', { light: 'red', days_left: -3 }, 'overdue', 3, 'red'],
  ['a milestone long past', { light: 'red', days_left: 40 }, 'behind', 0, 'red'],
  ['due today', { light: 'yellow', days_left: 0 }, 'today', 0, 'yellow'],
  ['on track', { light: 'green', days_left: 9 }, 'left', 9, 'green'],
  ['closed in time', { light: 'blue', days_left: null, closed_at: '2026-11-20T01:00:00Z', closed_late: false }, 'closed', 0, 'blue'],
  ['closed late', { light: 'grey', days_left: null, closed_at: '2026-11-20T01:00:00Z', closed_late: true }, 'closedLate', 0, 'grey'],
  ['a cancelled order is never overdue', { light: 'red', days_left: -3, state: 'cancelled' }, 'cancelled', 0, 'grey'],
]

describe('lampWords', () => {
  it.each(CASES)('%s', (_name, row, key, n, light) => {
    expect(lampWords(row)).toEqual({ key, n, light })
  })
})
