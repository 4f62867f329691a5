/** Which unit is suggested, and in which order the list is read. */
import { describe, expect, it } from 'vitest'
import type { Unit } from '@/api/types'
import { rank, suggest } from './units'

const unit = (id: string, kind: Unit['kind'], lat: number | null, name = id): Unit =>
  ({ id, kind, name, short_name: id, lat, lon: lat === null ? null : 110, parent_id: null, code12: null, hats: [], contact_phone: null })
const all = [unit('far', 'township', 29.9), unit('near', 'township', 29.11), unit('village', 'village', 29.1), unit('bureau', 'department', null), unit('paper', 'media', 29.1)]
const here = { lat: 29.1, lon: 110 }

describe('the suggestion', () => {
  it('is the site\'s own unit before any other', () => {
    expect(suggest(all, { name: 's', unit_id: 'bureau' }, here)).toMatchObject({ unit: { id: 'bureau' }, why: 'site' })
  })
  it('is else the nearest township, never a village', () => {
    expect(suggest(all, { name: 's' }, here)).toMatchObject({ unit: { id: 'near' }, why: 'nearest' })
  })
  it('is nothing without a place', () => {
    expect(suggest(all, null, null)).toBeUndefined()
  })
})

describe('the list', () => {
  it('has the nearest first, those without a place last, and none that cannot answer', () => {
    expect(rank(all, '', here).map(row => row.unit.id)).toEqual(['village', 'near', 'far', 'bureau'])
  })
  it('is searched by name', () => {
    expect(rank(all, 'bur', null).map(row => row.unit.id)).toEqual(['bureau'])
  })
})
