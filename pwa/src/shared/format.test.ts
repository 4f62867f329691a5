/** Words for times and sizes, in the county's legal time whatever the device's zone. */
import { describe, expect, it } from 'vitest'
import { bytes, clock, dayOf, metres, shortDay, shortHash, span, stamp } from './format'

describe('times', () => {
  it('are those of Asia/Shanghai', () => {
    expect(dayOf('2026-11-22T16:00:00Z')).toBe('2026-11-23')
    expect(clock('2026-11-22T16:05:09Z')).toBe('00:05')
    expect(clock('2026-11-22T16:05:09Z', true)).toBe('00:05:09')
  })
  it('show the year only when it is another one', () => {
    expect(stamp('2026-11-20T10:00:00Z', '2026-11-23T00:00:00Z')).toBe('11-20 18:00')
    expect(stamp('2025-12-31T15:59:00Z', '2026-11-23T00:00:00Z')).toBe('2025-12-31 23:59')
    expect(stamp('2025-12-31T16:00:00Z', '2026-11-23T00:00:00Z')).toBe('01-01 00:00')
    expect(shortDay('2026-12-31', '2026-11-23T00:00:00Z')).toBe('12-31')
    expect(shortDay('2027-01-15', '2026-11-23T00:00:00Z')).toBe('2027-01-15')
    expect(shortDay('2026-12-31T16:00:00Z', '2026-11-23T00:00:00Z')).toBe('2027-01-01')
  })
  it('count down to a deadline and past it', () => {
    expect(span('2026-11-23T10:00:00Z', '2026-11-23T07:42:00Z')).toEqual({ days: 0, hours: 2, minutes: 18, overdue: false })
    expect(span('2026-11-20T10:00:00Z', '2026-11-23T10:00:01Z')).toEqual({ days: 3, hours: 0, minutes: 0, overdue: true })
  })
})

describe('sizes', () => {
  it.each([[0, '0 B'], [999, '999 B'], [1000, '1.0 KB'], [2_441_000, '2.4 MB'], [312_000_000, '312 MB'], [9_000_000_000, '9.0 GB']])('%i is %s', (size, words) => {
    expect(bytes(size)).toBe(words)
  })
  it('measure the ground', () => {
    expect(Math.round(metres({ lat: 0, lon: 0 }, { lat: 0, lon: 1 }) / 100)).toBe(1112)
  })
  it('shorten a digest at both ends', () => {
    expect(shortHash('0123456789abcdef0123')).toBe('01234567…cdef0123')
  })
})
