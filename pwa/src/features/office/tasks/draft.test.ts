/** A task's form and what of it is sent. */
import { expect, it } from 'vitest'
import { draftOf, emptySite, lacking, newTask } from './draft'

const FULL = { ...newTask('environment'), title: ' Outlets ', content: 'Look', lead_unit_id: 'u1', inspector_ids: ['p1'], due_on: '2026-12-01' }

it('sends blanks as nothing and leaves unnamed sites out', () => {
  const sites = [{ ...emptySite(), name: ' Bridge ', lat: '40.1', lon: '102.2' }, { ...emptySite(), name: 'Weir', lat: '40.1' }, emptySite()]
  expect(draftOf({ ...FULL, sites })).toMatchObject({
    title: 'Outlets', source_ref: null,
    sites: [
      { name: 'Bridge', unit_id: null, address: null, location: { lat: 40.1, lon: 102.2 } },
      { name: 'Weir', unit_id: null, address: null, location: null },
    ],
  })
})

it('says what a new task still lacks', () => {
  expect(lacking(FULL)).toEqual([])
  expect(lacking(newTask(''))).toEqual(['title', 'content', 'lead_unit_id', 'due_on', 'focus_area', 'inspector_ids'])
})
