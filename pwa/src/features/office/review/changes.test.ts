/** What is told when somebody else was quicker. */
import { expect, it } from 'vitest'
import type { Finding, Report } from '@/api/types'
import { differences } from './changes'

const finding = (over: Partial<Finding> = {}): Finding =>
  ({ id: 'f', state: 'submitted', severity: 'general', category: 'a', responsible_unit_name: 'A', order_number: null, ...over }) as Finding
const report = (state: Report['state'], one: Finding): Report => ({ state, findings: [one] }) as unknown as Report

it('names what differs and nothing else', () => {
  const now = finding({ state: 'released', order_number: 'No 7' })
  expect(differences(report('submitted', finding()), report('released', now), 'f')).toEqual([
    { field: 'report', from: 'submitted', to: 'released' },
    { field: 'state', from: 'submitted', to: 'released' },
    { field: 'order', from: '', to: 'No 7' },
  ])
})

it('is silent when nothing changed', () => {
  expect(differences(report('submitted', finding()), report('submitted', finding()), 'f')).toEqual([])
})
