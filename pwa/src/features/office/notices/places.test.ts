/** A notice opens the page of what it is about. */
import { expect, it } from 'vitest'
import { placeOf } from './places'

it.each([
  ['order', '/office/orders/7'], ['conclusion', '/office/conclusions/7'], ['task', '/office/tasks/7'], ['review', '/office/conclusions/reviews/7'], ['mission', '/office/missions/7'], ['action', '/office/results/7'], ['other', undefined],
])('of %s is %s', (kind, place) => {
  expect(placeOf({ subject_type: kind, subject_id: '7' })).toBe(place)
})
