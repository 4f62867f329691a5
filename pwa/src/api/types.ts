/** The wire contract v1, as the pages see it. Times are RFC 3339, dates YYYY-MM-DD in Asia/Shanghai. */

export type Role = 'inspector' | 'team_leader' | 'reviewer' | 'director' | 'approver' | 'county_leader' | 'department'
  | 'unit_contact' | 'unit_principal' | 'sysadmin' | 'secadmin' | 'auditor' | 'api_client'
export type Permission = 'task.read' | 'task.write' | 'report.write' | 'report.review' | 'finding.decide' | 'order.issue'
  | 'order.sign' | 'order.answer' | 'order.judge' | 'finding.reinspect' | 'finding.close' | 'ledger.read' | 'ledger.export'
  | 'user.read' | 'user.admin' | 'unit.admin' | 'calendar.write' | 'evidence.original' | 'audit.read'
export type Light = 'green' | 'yellow' | 'red' | 'blue' | 'grey'
export type Severity = 'minor' | 'general' | 'serious'
export type Source = 'camera' | 'picker' | 'import'
export type Label = 'wide' | 'medium' | 'close' | 'other'
export type PersonKind = 'direct' | 'line_leader' | 'principal'
export type OrderClass = 'immediate' | 'limited' | 'long'
export type EvidenceRequirement = 'none' | 'photo' | 'document'
export type ReportState = 'incomplete' | 'submitted' | 'returned' | 'accepted' | 'released' | 'void'
export type FindingState = 'submitted' | 'confirmed' | 'rejected' | 'released' | 'rectifying' | 'claimed' | 'verified' | 'closed'
export type OrderState = 'issued' | 'signed' | 'answering' | 'submitted' | 'accepted' | 'closed' | 'cancelled'
export type ReinspectionResult = 'rectified' | 'partial' | 'not_rectified' | 'fake' | 'relapsed'
export type UnitKind = 'county_committee' | 'county_gov' | 'office' | 'department' | 'township' | 'subdistrict' | 'village'
  | 'community' | 'project_owner' | 'media' | 'discipline'

export interface Page<T> { items: T[]; next_cursor: string | null }
export interface Point { lat: number; lon: number }
export interface Fix extends Point { accuracy_m: number | null; fixed_at: string | null; source: 'gps' | 'network' | 'exif' | 'manual' }
export interface Named { id: string; name: string }

export interface Token { access_token: string; token_type: string; expires_in: number; refresh_token: string | null; scope: string }
export interface Me {
  id: string; username: string; name: string; post: string | null; roles: Role[]; permissions: Permission[]
  unit: { id: string; name: string; short_name: string; kind: UnitKind } | null; office_name: string; server_time: string
}
export interface Unit {
  id: string; parent_id: string | null; name: string; short_name: string; kind: UnitKind; code12: string | null
  lon: number | null; lat: number | null; hats: ('organiser' | 'target')[]; contact_phone: string | null
}
export interface User { id: string; username: string; name: string; post: string | null; unit_id: string; roles: Role[] }

export interface Choice { code: string; label: string; label_en?: string }
export interface FocusArea extends Choice { categories: Choice[] }
export interface Move { source: string; verb: string; target: string; needs: string }
export interface Dictionary {
  focus_areas: FocusArea[]; severities: Choice[]; person_kinds: Choice[]
  order_classes: (Choice & { working_days: number | null })[]
  reinspection_results: Choice[]; evidence_requirements: Choice[]
  finding_states: Choice[]; order_states: Choice[]; report_states: Choice[]; task_states: Choice[]
  moves: { report: Move[]; finding: Move[]; order: Move[] }
}

export interface Site { name: string; unit_id: string | null; address: string | null; location: Point | null }
export interface TaskDraft {
  title: string; source_type: string; source_level: string; source_ref: string | null; content: string; focus_area: string
  priority: 'major' | 'key' | 'ordinary'; authority_side: 'party' | 'government' | 'joint'; mode: 'concentrated' | 'continuous'
  lead_unit_id: string; assist_unit_ids: string[]; inspector_ids: string[]; due_on: string; sites: Site[]
}
export interface Task extends TaskDraft {
  id: string; number: string | null; state: 'dispatched' | 'closed'; due_at: string; due_provisional: boolean; light: Light | null
  days_left: number | null; version: number; created_at: string; lead_unit_name: string; inspectors: Named[]
}

export interface EvidenceLine {
  id: string; sha256: string; size_bytes: number; media_type: string; captured_at: string; location: Fix | null; source: Source; label?: Label
}
export interface ResponsiblePerson { name?: string | null; post?: string | null; kind: PersonKind }
export interface FindingDraft {
  id: string; focus_area: string; category: string; facts: string; cause: string; suggestion: string; severity: Severity
  responsible_unit_id: string; responsible_persons: ResponsiblePerson[]; evidence_ids: string[]; on_the_spot_fixed?: boolean
}
export interface Positive { title: string; facts: string }
export interface Difficulty { unit_id: string | null; text: string }
export interface Device { name: string; app_version: string; clock_skew_ms: number }
export interface Manifest {
  task_id: string; site: { name: string; unit_id?: string; address?: string; location?: Point }; started_at: string; finished_at: string
  summary: string; no_problem_statement?: string; location_refused?: boolean; device?: Device
  evidence: EvidenceLine[]; findings: FindingDraft[]; positives: Positive[]; difficulties: Difficulty[]
}
export interface Receipt {
  report_id: string; content_sha256: string; received_at: string; log_index: number; log_chain: string
  evidence: { id: string; sha256: string; size_bytes: number; received_at: string; log_index: number }[]
}
export interface ReportReceipt { id: string; state: ReportState; missing: string[]; content_sha256: string; receipt: Receipt | null }

export type ReportFlag = 'location_missing' | 'accuracy_poor' | 'clock_skew' | 'picker' | 'undecodable' | 'far_from_site'
export interface ReportSummary {
  id: string; state: ReportState; task_id: string; task_title: string; site: Manifest['site']; author: Named | null
  started_at: string; finished_at: string; received_at: string; submitted_at: string | null; summary: string
  finding_count: number; evidence_count: number; missing_count: number; worst_severity: Severity | null
  cover_evidence_id: string | null; return_reason: string | null; version: number; flags: ReportFlag[]
}
export interface Step { at: string; action: string; actor_name: string | null; note: string | null }
export interface Report extends ReportSummary {
  no_problem_statement: string | null; location_refused: boolean; device: Device | null
  evidence: Evidence[]; findings: Finding[]; positives: Positive[]; difficulties: Difficulty[]
  revisions: { seq: number; received_at: string; content_sha256: string }[]
  conflicts: { received_at: string; content_sha256: string }[]; receipt: Receipt | null; timeline: Step[]; moves: string[]
}
export interface Check { code: string; outcome: 'pass' | 'warn' | 'unknown'; note: string; value: string | null }
export interface Evidence {
  id: string; owner_kind: 'report' | 'submission' | 'reinspection'; owner_id: string; state: 'declared' | 'received'
  sha256: string; size_bytes: number; media_type: string; source: Source; label: Label | null; captured_at: string; location: Fix | null
  received_at: string | null; decode: 'pending' | 'ok' | 'undecodable'; decode_note: string | null
  width: number | null; height: number | null
  exif: { captured_at: string | null; location: (Point & { altitude: number | null }) | null; orientation: number | null
    camera: string | null; software: string | null } | null
  checks: Check[]; sha256_verified: boolean
}
export interface Finding {
  id: string; number: string | null; report_id: string | null; state: FindingState; focus_area: string; category: string
  facts: string; cause: string; suggestion: string; severity: Severity; severity_reported: Severity
  responsible_unit_id: string; responsible_unit_name: string; responsible_persons: ResponsiblePerson[]; evidence_ids: string[]
  site_name: string; location: Point | null; found_on: string; on_the_spot_fixed: boolean; decision_reason: string | null
  return_count: number; reopen_count: number; order_id: string | null; order_number: string | null; due_at: string | null
  due_provisional: boolean; light: Light | null; days_left: number | null; closed_at: string | null; closed_late: boolean
  author_name: string | null; version: number; moves: string[]
}
export interface Reinspection {
  id: string; finding_id: string; state: 'incomplete' | 'applied'; result: ReinspectionResult; note: string
  inspected_at: string; missing: string[]; evidence: Evidence[]
}
export interface OrderDraft {
  id: string; finding_ids: string[]; unit_id: string; class: OrderClass; due_on?: string; requirements: string
  evidence_requirement: EvidenceRequirement; necessity_reason?: string
}
export interface DuePreview { due_on: string; due_at: string; working_days: number | null; provisional: boolean }
export interface SubmissionDraft {
  id: string; measures: string; result: string; long_term_mechanism?: string; truth_statement: true; signed_by: string
  evidence: EvidenceLine[]; channel?: 'app' | 'web' | 'api' | 'paper_entry'
}
export interface Submission {
  id: string; order_id: string; seq: number; state: 'incomplete' | 'submitted' | 'accepted' | 'returned'; measures: string
  result: string; long_term_mechanism: string | null; truth_statement: boolean; signed_by: string; channel: string
  submitted_at: string | null; missing: string[]; evidence: Evidence[]; judged_at: string | null; judge_reason: string | null
}
/** One line of the order list; `Order` adds what only the order's own page shows. */
export interface OrderSummary {
  id: string; number: string; unit_id: string; unit_name: string; class: OrderClass; requirements: string
  evidence_requirement: EvidenceRequirement; necessity_reason: string | null; issued_at: string; issuer_name: string | null
  office_name: string; due_on: string; due_at: string; due_original_on: string; due_provisional: boolean; light: Light | null
  days_left: number | null; overdue_days: number; state: OrderState; signed_at: string | null; signer_name: string | null
  auto_signed: boolean; return_count: number; last_return_reason: string | null; closed_at: string | null; version: number
  findings: Finding[]; moves: string[]
}
export interface Order extends OrderSummary { submissions: Submission[]; timeline: Step[] }

export type Change =
  | { kind: 'task'; id: string; object: Task } | { kind: 'report'; id: string; object: ReportSummary }
  | { kind: 'order'; id: string; object: Order } | { kind: 'finding'; id: string; object: Finding }
export interface SyncPage { changes: Change[]; next_cursor: string; more: boolean }
export type SyncKind = Change['kind']

export interface LedgerRow extends Finding { order_state: OrderState | null; issued_on: string | null; due_on: string | null }
export interface LedgerPage extends Page<LedgerRow> { total: number; counts: Record<Light, number>; as_of: string }
export interface CalendarDay { day: string; kind: 'workday' | 'holiday'; name: string | null }
export interface CalendarYear { year: number; known: boolean; days: CalendarDay[] }
