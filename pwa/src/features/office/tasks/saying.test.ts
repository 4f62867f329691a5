/** What a report or an answer needs, and what of it travels. */
import { expect, it } from 'vitest'
import { blankSay, sayLacks, sayOf } from './saying'

const full = { ...blankSay(), id: 'i', text: ' half done ', truth: true }

it('wants the text, the statement, and a signature for the whole answer', () => {
  expect(sayLacks('progress', blankSay())).toEqual(['text', 'truth'])
  expect(sayLacks('progress', full)).toEqual([])
  expect(sayLacks('answer', full)).toEqual(['signed_by'])
  expect(sayLacks('progress', { ...full, figures: { huts: 'many' } })).toEqual(['figures/huts'])
})

it('sends figures that were given, as of today or the day named', () => {
  expect(sayOf('progress', { ...full, figures: { huts: '12.5', jobs: ' ' } }, '2026-11-25')).toEqual({ id: 'i', text: 'half done', truth_statement: true, figures: [{ name: 'huts', actual: 12.5, as_of: '2026-11-25' }] })
  expect(sayOf('answer', { ...full, signed_by: ' Chu ', as_of: '2026-11-20', figures: { jobs: '3' } }, '2026-11-25')).toMatchObject({ signed_by: 'Chu', figures: [{ as_of: '2026-11-20' }] })
})
