/** One deed, one key; another deed, another key. */
import { expect, it } from 'vitest'
import { Act } from './act'

const key = (act: Act, body: unknown): string => act.headers('/orders', body)['Idempotency-Key'] ?? ''

it('keeps its key while the same deed is tried again', () => {
  const act = new Act()
  expect(key(act, { a: 1 })).toBe(key(act, { a: 1 }))
})

it('takes another key when the body has changed', () => {
  const act = new Act()
  expect(key(act, { a: 1 })).not.toBe(key(act, { a: 2 }))
})

it('starts afresh once done', () => {
  const act = new Act()
  const first = key(act, {})
  act.done()
  expect(key(act, {})).not.toBe(first)
})
