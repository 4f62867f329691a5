import { describe, expect, it } from 'vitest'
import { readYear } from './year'

describe('a pasted year', () => {
  it('is read with its days, and nothing more', () => {
    expect(readYear('{"source":"x","year":2027,"days":[{"day":"2027-01-01","kind":"holiday","more":1},{"day":"2027-01-09","kind":"workday","name":"n"}]}'))
      .toEqual({ source: 'x', days: [{ day: '2027-01-01', kind: 'holiday', name: null }, { day: '2027-01-09', kind: 'workday', name: 'n' }] })
  })
  it.each(['', '{', 'null', '[]', '{"source":" ","days":[]}', '{"days":[]}', '{"source":"x"}', '{"source":"x","days":[{"day":"2027-01-01","kind":"off"}]}', '{"source":"x","days":[null]}'])(
    '%s is none', text => { expect(readYear(text)).toBeUndefined() })
})
