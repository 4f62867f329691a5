import { describe, expect, it } from 'vitest'
import { blankAsk, moveOf, ready } from './asking'

describe('what a verb on a mission asks for', () => {
  it('stops nothing without a reason', () => {
    for (const verb of ['return', 'abort', 'cancel', 'refuse'] as const) {
      expect(ready(verb, blankAsk())).toBe(false)
      expect(ready(verb, { ...blankAsk(), reason: '安全' })).toBe(true)
    }
  })

  it('submits with the declaration, and with a reason only where one was given', () => {
    expect(ready('submit', blankAsk())).toBe(false)
    expect(moveOf('submit', { ...blankAsk(), recusal: true, overlap: ' ' })).toEqual({ verb: 'submit', recusal_declared: true, overlap_reason: undefined })
  })

  it('sends an abort with its leak', () => {
    expect(moveOf('abort', { ...blankAsk(), reason: ' 走漏 ', leak: true })).toEqual({ verb: 'abort', reason: '走漏', leak: true })
  })
})
