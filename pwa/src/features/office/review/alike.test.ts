import { expect, test } from 'vitest'
import { away, gap, readingKey, type Alike } from './alike'

test('a gap is said in its largest unit, whichever came first', () => {
  expect([gap(14 * 86_400), gap(-90_000), gap(7200), gap(150), gap(50)].map(one => [one.key, one.values.n])).toEqual([['days', 14], ['days', 1], ['hours', 2], ['minutes', 3], ['seconds', 50]])
})

test('a distance is metres, then kilometres, or not known', () => {
  expect([away(12.4), away(14_012), away(null)].map(one => [one.key, one.values.n])).toEqual([['m', 12], ['km', '14.0'], ['unknown', undefined]])
})

test('the same place a day apart may be a relapse, within the hour it is only the same place', () => {
  const one = { reading: 'same_place', gap_s: 86_400 } as Alike
  expect([readingKey(one), readingKey({ ...one, gap_s: 3600 }), readingKey({ ...one, reading: 'old_picture' })]).toEqual(['relapse', 'same_place', 'old_picture'])
})
