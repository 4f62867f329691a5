/** The browser computes what the server computed: the example of the documents, and every part of it altered. */
import { expect, it } from 'vitest'
import example from '../../../../../docs/draw-example.json'
import { canonical, monthsBefore, replay } from './replay'

it('computes the example to itself', async () => {
  expect(await replay(example)).toEqual([])
})

it('finds what was altered', async () => {
  expect(await replay({ ...example, public_number: '507184930' })).toContain('seed')
  expect(await replay({ ...example, nonce: `ff${example.nonce.slice(2)}` })).toContain('commitment')
  const sites = example.lists.sites.map((site, at) => at ? site : { ...site, weight: site.weight + 1 })
  expect(await replay({ ...example, lists: { ...example.lists, sites } })).toContain('digest')
  expect(await replay({ ...example, result: { ...example.result, complete: false } })).toEqual(['result'])
  expect(await replay({ ...example, more: 1 })).toEqual(['more'])
})

it('writes one spelling and counts months as the server does', () => {
  expect(canonical({ b: [1, null, true], a: 'x' })).toBe('{"a":"x","b":[1,null,true]}')
  expect(monthsBefore('2026-05-31', 3)).toBe('2026-02-28')
  expect(monthsBefore('2026-01-15', 1)).toBe('2025-12-15')
})
