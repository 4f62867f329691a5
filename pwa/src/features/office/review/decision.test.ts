/** What A, R and X do, by state and by what the reader may do. */
import { describe, expect, it } from 'vitest'
import type { FindingState, ReportState } from '@/api/types'
import { mayReturn, passName, passSteps, regrades, rejectSteps, type Case, type Rules } from './decision'

const MOVES: Rules['moves'] = {
  report: [
    { source: 'submitted', verb: 'accept', target: 'accepted', needs: 'report.review', label: '' },
    { source: 'submitted', verb: 'return', target: 'returned', needs: 'report.review', label: '' },
  ],
  finding: [
    { source: 'submitted', verb: 'confirm', target: 'confirmed', needs: 'finding.decide', label: '' },
    { source: 'submitted', verb: 'reject', target: 'rejected', needs: 'finding.decide', label: '' },
  ],
}
const rules = (...held: string[]): Rules => ({ moves: MOVES, can: permission => held.includes(permission) })
const director = rules('report.review', 'finding.decide', 'order.issue')
const reviewer = rules('report.review')
const approver = rules('finding.decide')
const at = (report: ReportState, finding: FindingState | null, ordered = false): Case => ({ report, finding, ordered })

describe('A', () => {
  it.each([
    ['director, fresh report', at('submitted', 'submitted'), director, ['accept', 'confirm', 'issue'], 'all'],
    ['director, second finding of a released report', at('released', 'submitted'), director, ['confirm', 'issue'], 'all'],
    ['director, confirmed by the approver', at('accepted', 'confirmed'), director, ['issue'], 'issue'],
    ['director, already ordered', at('released', 'released', true), director, [], 'none'],
    ['director, no problem found', at('submitted', null), director, ['accept'], 'accept'],
    ['reviewer, fresh report', at('submitted', 'submitted'), reviewer, ['accept'], 'accept'],
    ['reviewer, accepted report', at('accepted', 'submitted'), reviewer, [], 'none'],
    ['approver, before the review', at('submitted', 'submitted'), approver, [], 'none'],
    ['approver, after the review', at('accepted', 'submitted'), approver, ['confirm'], 'confirm'],
    ['nobody decides on what is incomplete', at('incomplete', 'submitted'), director, [], 'none'],
  ] as const)('%s', (_name, now, who, steps, name) => {
    expect(passSteps(now, who)).toEqual(steps)
    expect(passName(passSteps(now, who))).toBe(name)
  })
})

describe('R and X', () => {
  it('returns only what waits for review', () => {
    expect(mayReturn(at('submitted', 'submitted'), reviewer)).toBe(true)
    expect(mayReturn(at('accepted', 'submitted'), reviewer)).toBe(false)
    expect(mayReturn(at('submitted', 'submitted'), approver)).toBe(false)
  })
  it('accepts the report first when a finding of a fresh report is rejected', () => {
    expect(rejectSteps(at('submitted', 'submitted'), director)).toEqual(['accept', 'reject'])
    expect(rejectSteps(at('accepted', 'submitted'), director)).toEqual(['reject'])
    expect(rejectSteps(at('submitted', 'submitted'), approver)).toEqual([])
    expect(rejectSteps(at('submitted', 'submitted'), reviewer)).toEqual([])
  })
})

it('only lowering the severity needs a reason', () => {
  expect(regrades('serious', 'general')).toBe(true)
  expect(regrades('general', 'general')).toBe(false)
  expect(regrades('minor', 'serious')).toBe(true)
})
