import { describe, expect, it } from 'vitest'
import { age, skew } from './fleet'

const said = (key: string, values: Record<string, unknown> = {}): string => `${key.slice('people.fleet.'.length)}(${Object.values(values).join()})`

describe('a phone in words', () => {
  it.each([
    ['2026-11-24T04:00:00Z', 'underHour()'], ['2026-11-24T03:00:00Z', 'hours(1)'], ['2026-11-22T05:00:00Z', 'hours(47)'],
    ['2026-11-22T04:00:00Z', 'days(2)'], ['2026-11-24T09:00:00Z', 'underHour()'],
  ])('waiting since %s', (oldest, words) => { expect(age(said, oldest, '2026-11-24T04:00:00Z')).toBe(words) })

  it.each([
    [0, 'right()'], [-2400, 'right()'], [3000, 'fast(seconds(3))'], [-119_000, 'slow(seconds(119))'], [180_000, 'fast(minutes(3))'],
    [-8 * 3_600_000, 'slow(hoursOff(8))'], [-1_796_000_000_000, 'slow(daysOff(20787))'],
  ])('%d ms off', (ms, words) => { expect(skew(said, ms)).toBe(words) })
})
