/** The small map: distances to scale, names that do not lie on each other. */
import { describe, expect, it } from 'vitest'
import type { Unit } from '@/api/types'
import { nearest, place, roundBar, withoutCollisions } from './place'

const unit = (name: string, lat: number | null, lon: number | null, kind: Unit['kind'] = 'village'): Unit =>
  ({ id: name, parent_id: null, name, short_name: name, kind, code12: null, lon, lat, hats: [], contact_phone: null })
const FIX = { lat: 40, lon: 102 }
const SIZE = { width: 200, height: 200 }
const UNITS = [unit('far', 40.2, 102), unit('east', 40, 102.01), unit('north', 40.01, 102), unit('nowhere', null, null), unit('dept', 40, 102, 'department')]

describe('nearest', () => {
  it('orders the places by distance and leaves out what has no place', () => {
    expect(nearest(FIX, UNITS).map(one => one.unit.name)).toEqual(['east', 'north', 'far'])
    expect(Math.round(nearest(FIX, UNITS)[1]?.far ?? 0)).toBe(1112)
  })
})

describe('place', () => {
  const view = place(FIX, 50, { lat: 40.005, lon: 102 }, UNITS.slice(1, 3), SIZE)
  const spot = (id: string): { x: number; y: number } => view.units.find(one => one.id === id)!
  it('puts the fix in the middle, east to the right, north up', () => {
    expect(view.fix).toEqual({ x: 100, y: 100 })
    expect(spot('east').x).toBeGreaterThan(100)
    expect(Math.round(spot('east').y)).toBe(100)
    expect(view.site!.y).toBeLessThan(100)
  })
  it('keeps one scale for places, accuracy and bar', () => {
    const perMetre = (100 - view.site!.y) / 555.97
    expect(view.radius / 50).toBeCloseTo(perMetre, 3)
    expect(view.bar.width / view.bar.metres).toBeCloseTo(perMetre, 3)
  })
})

it.each([[1400, 1000], [999, 500], [230, 200], [50, 50]])('the bar under %i m is %i m', (most, bar) => {
  expect(roundBar(most)).toBe(bar)
})

it('drops the further of two names that would overlap', () => {
  const at = (id: string, x: number, y: number) => ({ id, name: 'ABCD', far: 0, left: false, x, y })
  expect(withoutCollisions([at('a', 10, 50), at('b', 20, 55), at('c', 20, 90)]).map(one => one.id)).toEqual(['a', 'c'])
})
