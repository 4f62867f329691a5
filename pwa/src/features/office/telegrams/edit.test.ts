import { describe, expect, it } from 'vitest'
import type { Finding } from '@/api/types'
import { blankEdit, draftOf, editLacks, ordersOf } from './edit'

const finding = (id: string, unit: string, suggestion: string) => ({ id, responsible_unit_id: unit, suggestion }) as Finding

describe('a telegram being written', () => {
  it('makes one order a unit, and keeps what was edited while its findings stay', () => {
    const first = ordersOf([finding('a', 'u', 'x'), finding('b', 'v', 'y'), finding('c', 'u', 'z')], [])
    expect(first.map(one => [one.unit_id, one.finding_ids, one.requirements])).toEqual([['u', ['a', 'c'], 'x\nz'], ['v', ['b'], 'y']])
    const edited = first.map(one => ({ ...one, requirements: 'by hand' }))
    const again = ordersOf([finding('a', 'u', 'x'), finding('c', 'u', 'z'), finding('b', 'v', 'y'), finding('d', 'v', 'w')], edited)
    expect(again.map(one => one.requirements)).toEqual(['by hand', 'y\nw'])
    expect(again[0]?.id).toBe(first[0]?.id)
    const asked = first.map(one => ({ ...one, evidence_requirement: 'photo' as const, necessity_reason: 'disputed' }))
    expect(ordersOf([finding('a', 'u', 'x'), finding('c', 'u', 'z')], asked)[0]).toMatchObject({ evidence_requirement: 'photo', necessity_reason: 'disputed' })
  })

  it('names what is missing and trims what travels', () => {
    expect(editLacks(blankEdit(''))).toEqual(['title', 'body', 'main_to'])
    const order = { id: 'o', finding_ids: ['a'], unit_id: 'u', class: 'limited' as const, requirements: 'x', evidence_requirement: 'none' as const, necessity_reason: 'left over', due_on: '2026-12-01' }
    expect(draftOf({ ...blankEdit(''), orders: [order] }).orders).toMatchObject([{ due_on: null, necessity_reason: null }])
    expect(draftOf({ ...blankEdit(''), title: ' t ', body: ' b ' })).toMatchObject({ title: 't', body: 'b', contact: null, corrects_id: null })
  })
})
