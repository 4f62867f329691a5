/** A unit there and back. */
import { expect, it } from 'vitest'
import type { Unit } from '@/api/types'
import { blankUnit, unitForm, unitOf } from './unit'

const BODY = { parent_id: null, name: 'Town', short_name: 'Town', kind: 'township', code12: '990121100000', lon: 102.1, lat: 40.1, hats: ['target'], contact_phone: null }
const UNIT = { id: 'x', ...BODY } as Unit

it('sends a unit back as it was read', () => {
  expect(unitOf(unitForm(UNIT))).toEqual(BODY)
})

it('sends blanks as nothing and leaves a wrong number for the server to name', () => {
  expect(unitOf({ ...blankUnit(), name: ' A ', short_name: 'A', lon: 'east' })).toMatchObject({ name: 'A', parent_id: null, code12: null, lat: null, lon: 'east', contact_phone: null })
})
