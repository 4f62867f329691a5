/** The seven stages by the order's state. */
import { describe, expect, it } from 'vitest'
import type { Finding, Light, OrderState } from '@/api/types'
import { stages } from './stages'

const order = (state: OrderState, light: Light = 'green') =>
  ({ state, light, issued_at: '2026-11-09T01:00:00Z', signed_at: '2026-11-10T01:00:00Z', closed_at: null, findings: [{ found_on: '2026-11-08' } as Finding] })
const marks = (state: OrderState, light?: Light): string => stages(order(state, light), null).map(stage => stage.mark[0]).join('')

describe('stages', () => {
  it.each([
    ['issued', 'dddnttt'], ['signed', 'ddddntt'], ['answering', 'ddddntt'], ['submitted', 'dddddnt'], ['accepted', 'ddddddn'], ['closed', 'ddddddd'], ['cancelled', 'dddoooo'], ['suspended', 'ddddott'],
  ] as const)('%s', (state, wanted) => {
    expect(marks(state)).toBe(wanted)
  })
  it('marks the stage where an overdue order is stuck', () => {
    expect(marks('answering', 'red')).toBe('ddddltt')
  })
  it('gives the times of what is done', () => {
    const [found, , issued, signed, answered] = stages(order('submitted'), '2026-11-20T02:00:00Z')
    expect([found?.at, issued?.at, signed?.at, answered?.at]).toEqual(['2026-11-08', '2026-11-09T01:00:00Z', '2026-11-10T01:00:00Z', '2026-11-20T02:00:00Z'])
  })
})
