/** What a verb on a matter asks for. */
import { expect, it } from 'vitest'
import { blankAsk, moveOf, ready } from './asking'

const ask = blankAsk()

it('wants words where the server does', () => {
  expect(ready('return', ask)).toBe(false)
  expect(ready('return', { ...ask, reason: ' x ' })).toBe(true)
  expect(ready('close', ask)).toBe(true)
  expect(ready('reassign', { ...ask, reason: 'x' })).toBe(false)
  expect(ready('start', { ...ask, person: 'Qian' })).toBe(true)
  expect(ready('answer', { ...ask, reason: 'x', signedBy: 'Chu' })).toBe(false)
})

it('sends nothing that was not said', () => {
  expect(moveOf('dispatch', ask)).toEqual({ verb: 'dispatch', reason: undefined })
  expect(moveOf('start', { ...ask, reason: 'plan', person: ' Qian ', post: '' })).toEqual({ verb: 'start', plan: 'plan', responsible_persons: [{ name: 'Qian', post: null }] })
  expect(moveOf('reassign', { ...ask, reason: 'x', unit: 'u', dueOn: '2026-12-01' })).toEqual({ verb: 'reassign', reason: 'x', due_on: '2026-12-01', lead_unit_id: 'u' })
})
