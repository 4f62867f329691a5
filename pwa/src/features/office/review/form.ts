/** What the office fills in when it decides on a finding, and what of it goes to the server. */
import type { EvidenceRequirement, Finding, OrderClass, OrderDraft, Severity } from '@/api/types'
import { regrades } from './decision'

export interface DecisionForm {
  focus_area: string; category: string; severity: Severity; unit_id: string; class: OrderClass; due_on: string
  requirements: string; evidence_requirement: EvidenceRequirement; necessity_reason: string; reason: string; order_id: string
}

/** Suggested, never decided: serious matters take the longer class, everything else is put right at once. */
export function suggested(finding: Finding): DecisionForm {
  return {
    focus_area: finding.focus_area, category: finding.category, severity: finding.severity, unit_id: finding.responsible_unit_id,
    class: finding.severity === 'serious' ? 'limited' : 'immediate', due_on: '', requirements: finding.suggestion,
    evidence_requirement: 'none', necessity_reason: '', reason: '', order_id: crypto.randomUUID(),
  }
}

/** Only what differs from the inspector's own record travels. */
export function confirmBody(form: DecisionForm, finding: Finding): Record<string, string> {
  const body: Record<string, string> = { verb: 'confirm' }
  if (form.severity !== finding.severity) body.severity = form.severity
  if (form.focus_area !== finding.focus_area) body.focus_area = form.focus_area
  if (form.category !== finding.category) body.category = form.category
  if (form.unit_id !== finding.responsible_unit_id) body.responsible_unit_id = form.unit_id
  if (form.reason.trim()) body.reason = form.reason.trim()
  return body
}

export function orderBody(form: DecisionForm, finding: Finding): OrderDraft {
  const draft: OrderDraft = {
    id: form.order_id, finding_ids: [finding.id], unit_id: form.unit_id, class: form.class,
    requirements: form.requirements.trim(), evidence_requirement: form.evidence_requirement,
  }
  if (form.class === 'long') draft.due_on = form.due_on
  if (form.evidence_requirement === 'photo') draft.necessity_reason = form.necessity_reason.trim()
  return draft
}

export type Lack = 'reason' | 'requirements' | 'necessity_reason' | 'due_on' | 'unit_id'

/** The fields still empty for the steps about to be taken. */
export function lacking(form: DecisionForm, finding: Finding, steps: string[]): Lack[] {
  const lacks: Lack[] = []
  if (steps.includes('confirm') && regrades(finding.severity, form.severity) && !form.reason.trim()) lacks.push('reason')
  if (!steps.includes('issue')) return lacks
  if (!form.unit_id) lacks.push('unit_id')
  if (!form.requirements.trim()) lacks.push('requirements')
  if (form.evidence_requirement === 'photo' && !form.necessity_reason.trim()) lacks.push('necessity_reason')
  if (form.class === 'long' && !form.due_on) lacks.push('due_on')
  return lacks
}
