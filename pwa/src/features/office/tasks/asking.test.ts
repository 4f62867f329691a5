/** What a verb on a matter asks for. */
import { expect, it } from 'vitest'
import { blankAsk, moveOf, ready } from './asking'

const ask = blankAsk()

it('wants words where the server does', () => {
  expect(ready('return', ask)).toBe(false)
  expect(ready('return', { ...ask, reason: ' x ' })).toBe(true)
  expect(ready('close', ask)).toBe(true)
  expect(ready('reassign', { ...ask, reason: 'x' })).toBe(false)
  expect(ready('start', ask)).toBe(false)
  expect(ready('start', { ...ask, persons: [{ name: 'Qian', post: '' }] })).toBe(true)
})

it('sends nothing that was not said', () => {
  expect(moveOf('dispatch', ask)).toEqual({ verb: 'dispatch', reason: undefined })
  const persons = [{ name: ' Qian ', post: '' }, { name: '', post: '' }, { name: 'Sun', post: 'clerk' }]
  expect(moveOf('start', { ...ask, reason: 'plan', persons })).toEqual({ verb: 'start', plan: 'plan', responsible_persons: [{ name: 'Qian', post: null }, { name: 'Sun', post: 'clerk' }] })
  expect(moveOf('reassign', { ...ask, reason: 'x', unit: 'u', dueOn: '2026-12-01' })).toEqual({ verb: 'reassign', reason: 'x', due_on: '2026-12-01', lead_unit_id: 'u' })
})
