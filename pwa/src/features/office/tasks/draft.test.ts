/** A task's form and what of it is sent. */
import { expect, it } from 'vitest'
import { draftOf, emptyInstruction, emptySite, lacking, newTask } from './draft'

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
  expect(lacking(newTask(''))).toEqual(['title', 'content', 'lead_unit_id', 'due_on', 'focus_area'])
})

it('sends an instruction only when it is whole, and named indicators and milestones', () => {
  const instruction = { ...emptyInstruction(), leader: 'Zheng', given_on: '2026-11-02', text: ' Follow up ' }
  const targets = [{ key: 'a', name: ' Rubbish ', unit: 't', target: '300' }, { key: 'b', name: '', unit: '', target: '' }]
  const milestones = [{ id: 'm1', name: 'Survey', due_on: '2026-12-01' }, { id: 'm2', name: 'No day', due_on: '' }]
  expect(draftOf({ ...FULL, instruction, targets, milestones }, true)).toMatchObject({
    draft: true, instruction: { leader: 'Zheng', text: 'Follow up', post: null, report_back: true }, campaign: null,
    targets: [{ name: 'Rubbish', unit: 't', target: 300 }], milestones: [{ id: 'm1', name: 'Survey', due_on: '2026-12-01' }],
  })
  expect(draftOf({ ...FULL, instruction: { ...instruction, text: '' } }).instruction).toBeNull()
})
