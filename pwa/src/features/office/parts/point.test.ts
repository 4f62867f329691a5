import { describe, expect, it } from 'vitest'
import { formOfPoint, pairOf, pointOf } from './point'

describe('a place in two fields', () => {
  it('is none when nothing was said, and wrong when half was', () => {
    expect(pointOf({ lat: '', lon: ' ' })).toBeNull()
    expect(pointOf({ lat: '40.1', lon: '' })).toBeUndefined()
    expect(pointOf({ lat: '91', lon: '102' })).toBeUndefined()
    expect(pointOf({ lat: '40.1', lon: '一百' })).toBeUndefined()
    expect(pointOf({ lat: '40.1', lon: '102.2' })).toEqual({ lat: 40.1, lon: 102.2 })
  })

  it('comes back as it went in', () => {
    expect(pointOf(formOfPoint({ lat: -40.5, lon: 102 }))).toEqual({ lat: -40.5, lon: 102 })
    expect(pointOf(formOfPoint(null))).toBeNull()
  })

  it('takes a pair copied from a map', () => {
    expect(pairOf('40.1234, 102.1432')).toEqual({ lat: '40.1234', lon: '102.1432' })
    expect(pairOf('40.1234，102.1432')).toEqual({ lat: '40.1234', lon: '102.1432' })
    expect(pairOf('40.1234')).toBeUndefined()
  })
})
