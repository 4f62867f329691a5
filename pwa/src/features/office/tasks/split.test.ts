/** Pasted lists become rows. */
import { expect, it } from 'vitest'
import { newTask } from './draft'
import { emptyRow, missing, rowsOf, splitOf } from './split'

it('takes a line for a matter and drops its number', () => {
  expect(rowsOf('1. Clear the ditch\n\n  2\u3001Mend the road  \n\uff083\uff09Plant trees\n- Report').map(row => row.title)).toEqual(['Clear the ditch', 'Mend the road', 'Plant trees', 'Report'])
})

it('counts what is missing and sends the name where there is no content', () => {
  const row = { ...emptyRow('Clear the ditch'), lead: 'u1', due: '2026-12-01' }
  expect(missing([row, emptyRow()])).toBe(3)
  expect(splitOf({ ...newTask('clean_county'), source_ref: ' No 7 ' }, [row], true)).toMatchObject({
    source_ref: 'No 7', draft: true, items: [{ title: 'Clear the ditch', content: 'Clear the ditch', lead_unit_id: 'u1', focus_area: 'clean_county', due_on: '2026-12-01' }],
  })
})
