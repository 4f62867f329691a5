/** The review's further deeds: what each needs, and what of the form travels. */
import type { Severity } from '@/api/types'

export const FURTHER = ['confirm', 'ask', 'waive', 'propose', 'merge', 'settle', 'transfer'] as const
export type FurtherDeed = typeof FURTHER[number]
export interface DeedForm { reason: string; proposed: string; severity: Severity; duplicate_of: string; receiver: string }

export function emptyDeed(): DeedForm {
  return { reason: '', proposed: 'confirm', severity: 'minor', duplicate_of: '', receiver: '' }
}

const REASONED = new Set<FurtherDeed>(['ask', 'propose', 'settle', 'transfer'])

/** The fields still empty. */
export function deedLacks(deed: FurtherDeed, form: DeedForm): string[] {
  const lacks: string[] = []
  if (REASONED.has(deed) && !form.reason.trim()) lacks.push('reason')
  if (deed === 'transfer' && !form.receiver.trim()) lacks.push('receiver')
  if ((deed === 'merge' || (deed === 'propose' && form.proposed === 'merge')) && !form.duplicate_of) lacks.push('duplicate_of')
  return lacks
}

/** Only what the deed means travels. */
export function deedBody(deed: FurtherDeed, form: DeedForm): Record<string, string> {
  const body: Record<string, string> = { verb: deed }
  if (form.reason.trim()) body.reason = form.reason.trim()
  if (deed === 'transfer') body.receiver = form.receiver.trim()
  if (deed === 'merge') body.duplicate_of = form.duplicate_of
  if (deed !== 'propose') return body
  body.proposed = form.proposed
  if (form.proposed === 'downgrade') body.severity = form.severity
  if (form.proposed === 'merge') body.duplicate_of = form.duplicate_of
  return body
}
