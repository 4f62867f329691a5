/** What travels with a decision, and what must be filled in before it may. */
import { describe, expect, it } from 'vitest'
import type { Finding } from '@/api/types'
import { confirmBody, lacking, orderBody, suggested } from './form'

const FINDING = {
  id: 'f1', focus_area: 'environment', category: 'outlet', severity: 'serious', severity_reported: 'serious',
  responsible_unit_id: 'u1', suggestion: 'Clear it', state: 'submitted',
} as Finding

describe('confirmBody', () => {
  it('carries nothing the office did not change', () => {
    expect(confirmBody(suggested(FINDING), FINDING)).toEqual({ verb: 'confirm' })
  })
  it('carries the change and its reason', () => {
    const form = { ...suggested(FINDING), severity: 'minor' as const, reason: ' small ' }
    expect(confirmBody(form, FINDING)).toEqual({ verb: 'confirm', severity: 'minor', reason: 'small' })
  })
})

describe('orderBody', () => {
  it('starts from the inspector’s suggestion and the longer class for serious matters', () => {
    const form = suggested(FINDING)
    expect(orderBody(form, FINDING)).toEqual({
      id: form.order_id, finding_ids: ['f1'], unit_id: 'u1', class: 'limited', requirements: 'Clear it', evidence_requirement: 'none',
    })
  })
  it('sends the reason for photographs and the date of a long order only when they apply', () => {
    const form = { ...suggested(FINDING), class: 'long' as const, due_on: '2027-01-15', evidence_requirement: 'photo' as const, necessity_reason: 'extent' }
    expect(orderBody(form, FINDING)).toMatchObject({ due_on: '2027-01-15', necessity_reason: 'extent' })
    expect(orderBody({ ...form, class: 'immediate' }, FINDING)).not.toHaveProperty('due_on')
  })
})

it('names what is missing for the steps about to be taken', () => {
  const form = { ...suggested(FINDING), severity: 'minor' as const, class: 'long' as const, requirements: ' ', evidence_requirement: 'photo' as const }
  expect(lacking(form, FINDING, ['accept'])).toEqual([])
  expect(lacking(form, FINDING, ['confirm'])).toEqual(['reason'])
  expect(lacking(form, FINDING, ['confirm', 'issue'])).toEqual(['reason', 'requirements', 'necessity_reason', 'due_on'])
})
