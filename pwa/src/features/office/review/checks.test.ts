import { expect, test } from 'vitest'
import { grouped, lasting, type Check } from './checks'

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

test('a time is said in its largest unit, whether the check counts in minutes or in seconds', () => {
  const late = { ...check('delay', 'claimed', 'warn'), value: '15011' }
  const skewed = { ...check('clock', 'claimed', 'pass'), value: '42' }
  const frozen = { ...check('frozen', 'hint', 'warn'), value: '3', more: { minutes: '240' } }
  expect([late, skewed, frozen].map(one => lasting(one))).toEqual([
    { key: 'days', values: { n: 10 } }, { key: 'seconds', values: { n: 42 } }, { key: 'hours', values: { n: 4 } },
  ])
  expect(lasting({ ...check('site', 'claimed', 'pass'), value: '31' })).toBeUndefined()
  expect(lasting(check('delay', 'claimed', 'unknown'))).toBeUndefined()
})
