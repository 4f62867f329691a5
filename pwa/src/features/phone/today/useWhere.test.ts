/** A distance is said only as well as it is known. */
import { describe, expect, it } from 'vitest'
import { whereIs } from './useWhere'

const SITE = { lat: 40, lon: 102 }
/** A thousandth of a degree of latitude is 111.2 m. */
const fix = (lat: number, accuracy_m: number) => ({ lat, lon: 102, accuracy_m, fixed_at: '2026-11-25T02:00:00Z', source: 'gps' as const })

describe('where somebody is', () => {
  it.each([
    ['there, and how far', fix(40.001, 8), { there: true, metres: 111, within: false, unsure: null }],
    ['further away', fix(40.1, 8), { there: false, metres: 11120, within: false, unsure: null }],
    ['closer than the fix is sure', fix(40.0001, 20), { there: true, metres: 32, within: true, unsure: null }],
    ['too coarse to say', fix(40.001, 850), { there: false, metres: null, within: false, unsure: 850 }],
    ['nowhere known', null, { there: false, metres: null, within: false, unsure: null }],
  ])('%s', (_, at, told) => { expect(whereIs(SITE, at)).toEqual(told) })

  it('a site without a place is as far as nobody knows', () => {
    expect(whereIs(null, fix(40, 5))).toEqual({ there: false, metres: null, within: false, unsure: null })
  })
})
