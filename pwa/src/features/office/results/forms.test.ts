import { describe, expect, it } from 'vitest'
import { blank, bodyOf, fieldsOf, lacking } from './forms'

describe('what a verb takes', () => {
  it('an interview has its two of the office and those it was held with', () => {
    expect(fieldsOf('execute', 'praise').map(field => field.name)).toEqual(['happened_on', 'note'])
    expect(fieldsOf('execute', 'interview').map(field => field.name)).toEqual(['happened_on', 'note', 'staff_ids', 'attendees'])
  })
  it('what is empty is lacking, unless it may be', () => {
    const fields = fieldsOf('approve', 'praise')
    expect(lacking(fields, blank(fields))).toEqual(['instrument'])
    expect(lacking(fields, { instrument: '8', reason: ' ' })).toEqual([])
  })
  it('a body has its part, and nothing empty', () => {
    expect(bodyOf('approve', { instrument: '8', reason: '' })).toEqual({ verb: 'approve', instrument: '8' })
    expect(bodyOf('pledge', { person: 'a', text: 'b', due_on: '2026-12-01' })).toEqual({ verb: 'pledge', pledge: { person: 'a', text: 'b', due_on: '2026-12-01' } })
    expect(bodyOf('check', { secrecy_checked: true, opinion_checked: true })).toEqual({ verb: 'check', secrecy_checked: true, opinion_checked: true })
  })
})
