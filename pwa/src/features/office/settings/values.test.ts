import { describe, expect, it } from 'vitest'
import type { Rule } from '@/api/types'
import { grouped, parsed, told, typed } from './values'

const rule = (changes: Partial<Rule>): Rule => ({ name: 'limited_days', group: 'deadlines', group_label: '', label: '', hint: '', unit: '', value: 15, default: 15, least: 1, most: 100, document: null, effective_on: null, changed_at: null, changed_by: null, coming: null, ...changes })
const t = (key: string): string => key === 'common.between' ? '、' : key

describe('a rule as it is read and typed', () => {
  it.each([
    [true, 'settings.on'], [false, 'settings.off'], [[3, 1, 0], '3、1、0'], [[], 'settings.none'], [0.2, '0.2'], [15, '15'],
  ])('%j is told as %s', (value, words) => { expect(told(t, value)).toBe(words) })

  it.each([
    [15, '12', 12], [15, '', undefined], [15, 'x', undefined], [0.2, '0.25', 0.25], [15, '-1', undefined], [true, false, false],
    [[3, 1, 0], '5, 2,0', [5, 2, 0]], [[3, 1, 0], '5，2、0', [5, 2, 0]], [[3, 1, 0], '', []], [[3, 1, 0], '1.5', undefined],
  ])('for the default %j the field %j holds %j', (given, field, value) => { expect(parsed(rule({ default: given }), field)).toEqual(value) })

  it('goes into the field as it comes out', () => {
    expect(parsed(rule({ default: [1] }), typed([3, 1, 0]))).toEqual([3, 1, 0])
  })
})

describe('rules by group', () => {
  const rules = [rule({ name: 'a', group: 'tasks', label: 'Archive' }), rule({ name: 'b', group: 'deadlines', label: 'Yellow' }), rule({ name: 'c', group: 'tasks', hint: 'yellowish' })]

  it('keeps the order of the house', () => {
    expect(grouped(rules, '').map(group => [group.name, group.rules.length])).toEqual([['tasks', 2], ['deadlines', 1]])
  })
  it('finds by label and hint', () => {
    expect(grouped(rules, ' YELLOW ').flatMap(group => group.rules.map(one => one.name))).toEqual(['c', 'b'])
  })
})
