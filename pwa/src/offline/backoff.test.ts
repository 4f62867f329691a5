/** When to try again: by hand, at the edges. */
import { describe, expect, it } from 'vitest'
import { ApiProblem, Offline, SignedOut } from '@/api/errors'
import { delayMs, isOver, judge, retryAfterMs } from './backoff'

const refusal = (status: number, retryAfter: string | null = null): ApiProblem =>
  new ApiProblem(status, { type: '/problems/x', title: 'x', status, detail: '' }, retryAfter)

describe('the wait before the next try', () => {
  it.each([
    [0, 0, 1000], [0, 1, 2000], [1, 1, 4000], [3, 0.5, 8500], [8, 1, 300_000], [500, 1, 300_000], [500, 0, 1000],
  ])('after %i tries, at %f of the jitter, is %i ms', (attempt, jitter, expected) => {
    expect(delayMs(attempt, () => jitter)).toBe(expected)
  })

  it('honours Retry-After in seconds and as a date', () => {
    const now = Date.parse('2026-11-23T00:00:00Z')
    expect(retryAfterMs('90', now)).toBe(90_000)
    expect(retryAfterMs('Mon, 23 Nov 2026 00:01:00 GMT', now)).toBe(60_000)
    expect(retryAfterMs('Sun, 22 Nov 2026 00:00:00 GMT', now)).toBe(0)
    expect(retryAfterMs('86400', now)).toBe(3_600_000)
    expect(retryAfterMs('soon', now)).toBeNull()
    expect(retryAfterMs(null, now)).toBeNull()
  })
})

it.each([
  [0, true], [1, false], [3_600_000, false], [3_600_001, true], [2 * 86_400_000, true], [-5, true],
])('a wait of %i ms more is over: %s; one longer than any was begun by another clock', (left, over) => {
  expect(isOver(1000 + left, 1000)).toBe(over)
})

describe('the judgement on a failure', () => {
  it.each([408, 425, 429, 460, 500, 502, 503, 504, 507])('waits for ever on %i', status => {
    expect(judge(refusal(status))).toMatchObject({ act: 'wait', offline: false })
  })
  it.each([400, 403, 404, 409, 410, 412, 413, 422])('shows %i to a person', status => {
    expect(judge(refusal(status))).toEqual({ act: 'park' })
  })
  it('keeps the server\'s own wait', () => {
    expect(judge(refusal(503, '7'))).toEqual({ act: 'wait', offline: false, afterMs: 7000 })
  })
  it('waits without a network, and behind a portal', () => {
    expect(judge(new Offline(true))).toEqual({ act: 'wait', offline: true, afterMs: null })
  })
  it('waits for its author when the session ended', () => {
    expect(judge(new SignedOut())).toEqual({ act: 'sign-in' })
    expect(judge(refusal(401))).toEqual({ act: 'sign-in' })
  })
  it.each(['QuotaExceededError', 'InvalidStateError', 'UnknownError'])('waits while the device itself is in trouble: %s', name => {
    expect(judge(new DOMException('?', name))).toEqual({ act: 'wait', offline: false, afterMs: null })
  })
  it('never throws anything away on a surprise', () => {
    expect(judge(new RangeError('?'))).toEqual({ act: 'park' })
  })
})
