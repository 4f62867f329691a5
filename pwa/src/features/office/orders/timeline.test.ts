/** An order's story: what goes with what, and in which order. */
import { describe, expect, it } from 'vitest'
import type { Order, Rung } from '@/api/types'
import { entriesOf, type Words } from './timeline'

const words: Words = { t: (key, named) => [key.replace('office.', ''), ...Object.values(named ?? {})].join(' '), te: key => !key.endsWith('order_odd'), label: (_, code) => code }
const step = (at: string, action: string, more: object = {}): object => ({ at, action, actor_name: null, note: null, due_on: null, unit_name: null, result: null, finding_number: null, ...more })
const order = (changes: object): Order => ({
  due_on: '2026-11-20', due_at: '2026-11-20T15:59:59Z', light: 'green', days_left: 3, submissions: [], reinspections: [], timeline: [], findings: [], ...changes,
}) as unknown as Order
const rung = (changes: object): Rung => ({ act: 'remind', step: 1, due_on: '2026-11-20', at: '2026-11-19T01:00:00Z', done_at: '2026-11-19T01:00:05Z', ...changes }) as Rung
const told = (of: Order, rungs: Rung[] = []): string[] => entriesOf(of, rungs, words).map(one => one.title)

describe('an order\'s story', () => {
  it('begins with what was found, by its day, with its photographs', () => {
    const findings = [{ id: 'a', found_on: '2026-11-08', author_name: '明察秋', number: 'YX-1', site_name: '桥头', evidence_ids: ['p', 'q'] }]
    const all = entriesOf(order({ findings, timeline: [step('2026-11-08T01:00:00Z', 'order.issued')] }), [], words)
    expect(all.map(one => one.title)).toEqual(['event.order_issued', '明察秋 trail.found'])
    expect(all[1]).toMatchObject({ at: '2026-11-08', note: 'YX-1 · 桥头', photos: ['p', 'q'] })
  })
  it('puts the deadline\'s reminders and escalations among what people did', () => {
    const of = order({ timeline: [step('2026-11-09T01:00:00Z', 'order.issued'), step('2026-11-21T01:00:00Z', 'order.return')] })
    const rungs = [rung({}), rung({ act: 'escalate', step: 5, at: '2026-11-27T01:00:00Z', done_at: '2026-11-27T01:00:05Z' }), rung({ act: 'interview', step: 10, done_at: null })]
    expect(told(of, rungs)).toEqual(['trail.system ladder.act.escalate 5', 'event.order_return', 'trail.system ladder.act.remind 1', 'event.order_issued'])
  })
  it('says when the light turned red, while it is red for being late', () => {
    expect(told(order({ light: 'red', days_left: -2 }))).toEqual(['trail.late'])
    expect(told(order({ light: 'red', days_left: 2 }))).toEqual([]) // a milestone is long past
    expect(told(order({ light: 'grey', days_left: -2 }))).toEqual([])
  })
  it('gives an answer and a second look to the entry of their own', () => {
    const of = order({
      timeline: [step('2026-11-18T01:00:00Z', 'order.answered'), step('2026-11-22T01:00:00Z', 'finding.reinspected', { result: 'rectified', note: '已清' })],
      submissions: [{ id: 's', submitted_at: '2026-11-18T01:00:01Z', evidence: [{ id: 'u' }] }, { id: 'later', submitted_at: null, evidence: [] }],
      reinspections: [{ id: 'l', result: 'not_rectified', note: '未清', evidence: [{ id: 'w' }] }, { id: 'm', result: 'rectified', note: '已清', evidence: [{ id: 'v' }] }],
    })
    const [look, answer] = entriesOf(of, [], words)
    expect(look?.photos).toEqual(['v'])
    expect([answer?.answer?.id, answer?.photos]).toEqual(['s', ['u']])
  })
  it('has words for a deed it does not know', () => {
    expect(told(order({ timeline: [step('2026-11-09T01:00:00Z', 'order.odd', { actor_name: '严演示' })] }))).toEqual(['严演示 event.other'])
  })
})
