/** What somebody else changed while we were deciding: shown beside what was typed, which stays. */
import type { Finding, Report } from '@/api/types'

export interface Difference { field: 'report' | 'state' | 'severity' | 'category' | 'unit' | 'order'; from: string; to: string }

function compare(found: Difference[], field: Difference['field'], from: string | null | undefined, to: string | null | undefined): void {
  if ((from ?? '') !== (to ?? '')) found.push({ field, from: from ?? '', to: to ?? '' })
}

export function differences(before: Report, after: Report, findingId: string | undefined): Difference[] {
  const found: Difference[] = []
  const pick = (report: Report): Finding | undefined => report.findings.find(finding => finding.id === findingId)
  const [old, now] = [pick(before), pick(after)]
  compare(found, 'report', before.state, after.state)
  compare(found, 'state', old?.state, now?.state)
  compare(found, 'severity', old?.severity, now?.severity)
  compare(found, 'category', old?.category, now?.category)
  compare(found, 'unit', old?.responsible_unit_name, now?.responsible_unit_name)
  compare(found, 'order', old?.order_number, now?.order_number)
  return found
}
