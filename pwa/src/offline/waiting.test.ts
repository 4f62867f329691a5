/** What the outbox tells while it waits: seconds left by measurement, a day's delay, room, and where the page runs. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { OutboxItem } from './model'
import { overdue } from './overdue'
import { arrived, begins, forgetPace, secondsFor } from './pace'
import { asideNow, putAside, shellOf } from './shell'
import { levelOf } from './space'

describe('seconds left', () => {
  beforeEach(forgetPace)

  it('are not told before anything was measured', () => {
    expect(secondsFor(1000)).toBeUndefined()
    begins(0)
    arrived(100, 200)
    expect(secondsFor(1000)).toBeUndefined()
  })

  it.each([[100_000, 5], [400_000, 5], [1_000_000, 10], [4_000_000, 40], [5_900_000, 60], [6_100_000, 120], [60_000_000, 600]])('for %i bytes at 100 KB/s are %i', (bytes, seconds) => {
    begins(0)
    arrived(500_000, 5000)
    expect(secondsFor(bytes)).toBe(seconds)
  })

  it('follow what the network does now, and take no pause for sending', () => {
    begins(0)
    for (let n = 1; n <= 12; n++) arrived(100_000, n * 100)
    begins(60_000)
    for (let n = 1; n <= 12; n++) arrived(100_000, 60_000 + n * 10_000)
    expect(secondsFor(100_000)).toBe(10)
  })
})

describe('work that waits', () => {
  const item = (queued_at: string, state = 'queued'): OutboxItem => ({ queued_at, state } as OutboxItem)
  const now = Date.parse('2026-11-25T12:00:00Z')

  it('for more than a day is counted, with the hours of the oldest', () => {
    expect(overdue([item('2026-11-25T11:00:00Z'), item('2026-11-24T12:00:01Z')], now)).toBeUndefined()
    expect(overdue([item('2026-11-24T11:00:00Z'), item('2026-11-22T11:30:00Z', 'parked'), item('2026-11-01T00:00:00Z', 'delivered')], now)).toEqual({ count: 2, hours: 72 })
  })
})

describe('room', () => {
  it.each([[0, 'ok'], [0.699, 'ok'], [0.7, 'warn'], [0.899, 'warn'], [0.9, 'full'], [1.2, 'full']])('at %f is %s', (share, level) => {
    expect(levelOf(share)).toBe(level)
  })
})

describe('the page', () => {
  it.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.42', true, 'webview'],
    ['Mozilla/5.0 (Linux; Android 13; M2012) Chrome/107 Mobile Safari/537.36 wxwork/4.1.10', false, 'webview'],
    ['Mozilla/5.0 (Linux; Android 13) Chrome/100 Mobile Safari/537.36 AliApp(DingTalk/7.0.40)', false, 'webview'],
    ['Mozilla/5.0 (Linux; Android 12; SM-G9910; wv) AppleWebKit/537.36 Version/4.0 Chrome/120', false, 'webview'],
    ['Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36', false, 'tab'],
    ['Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36', true, 'app'],
  ] as const)('%s, on the home screen %s: %s', (agent, standalone, said) => {
    expect(shellOf(agent, standalone)).toBe(said)
  })

  it('warns again the next day', () => {
    expect(asideNow(1_000_000)).toBe(false)
    putAside(1_000_000)
    expect(asideNow(1_000_001)).toBe(true)
    expect(asideNow(1_000_000 + 25 * 3_600_000)).toBe(false)
    expect(asideNow(5)).toBe(false)
    localStorage.clear()
  })
})
