import { expect, it } from 'vitest'
import { periods, shown } from './figures'

it('shows nothing of nothing as a dash', () => {
  expect([shown('share', null), shown('share', 0.9234), shown('count', 3), shown('days', 2.5)]).toEqual(['—', '92.3%', '3', '2.5'])
})

it('knows the periods around a day', () => {
  expect(periods('2026-11-23')).toEqual({ month: '2026-11', quarter: '2026-Q4', year: '2026' })
  expect(periods('2026-03-31').quarter).toBe('2026-Q1')
})
