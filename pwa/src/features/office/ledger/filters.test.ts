/** Filters and the address say the same. */
import { expect, it } from 'vitest'
import { changed, fromQuery, toQuery } from './filters'

it('survives the way into the address and back', () => {
  const filters = { light: 'red', unit_id: 'u1', from: '2026-11-01', to: '2026-11-23', q: 'x' }
  expect(fromQuery(toQuery(filters))).toEqual(filters)
})

it('ignores what is not a filter or makes no sense', () => {
  expect(fromQuery({ light: 'purple', from: 'yesterday', page: '2', state: ['a', 'b'], q: '' })).toEqual({})
})

it('leaves empty filters out of the address', () => {
  expect(toQuery({ light: undefined, q: '' })).toEqual({})
})

it('drops the category with its area', () => {
  expect(changed({ focus_area: 'a', category: 'b', q: 'x' }, 'focus_area', 'c')).toEqual({ focus_area: 'c', q: 'x' })
  expect(changed({ category: 'b' }, 'category', undefined)).toEqual({ category: undefined })
})
