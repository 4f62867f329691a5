import { expect, test } from 'vitest'
import { grouped, type Check } from './checks'

const check = (code: string, basis: Check['basis'], outcome: Check['outcome']): Check => ({ code, basis, outcome, reason: null, note: code, value: null, more: {} })

test('what is proven comes first, and within a group what is worth a look, then what nobody could tell', () => {
  const groups = grouped([
    check('speed', 'hint', 'pass'), check('clock', 'claimed', 'pass'), check('boundary', 'claimed', 'unknown'),
    check('site', 'claimed', 'warn'), check('hash', 'proven', 'pass'), check('likeness', 'hint', 'warn'),
  ])
  expect(groups.map(one => [one.basis, one.worst, one.checks.map(each => each.code)])).toEqual([
    ['proven', 'pass', ['hash']], ['claimed', 'warn', ['site', 'boundary', 'clock']], ['hint', 'warn', ['likeness', 'speed']],
  ])
  expect(groups[1]?.counts).toEqual({ warn: 1, pass: 1, unknown: 1 })
})

test('a proof that is not there yet is no proof, a hint that nobody could look for is no warning', () => {
  const groups = grouped([check('hash', 'proven', 'unknown'), check('device', 'proven', 'pass'), check('screen', 'hint', 'unknown'), check('speed', 'hint', 'pass')])
  expect(groups.map(one => one.worst)).toEqual(['unknown', 'pass'])
})

test('a group nobody checked is not shown', () => {
  expect(grouped([])).toEqual([])
})
