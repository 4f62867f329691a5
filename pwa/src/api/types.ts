/** Short names for the generated schema; what openapi.json calls a thing stays in `schema.d.ts`, which nobody edits. */
import type { components } from './schema'

type S = components['schemas']

export type Role = S['Role']
export type Light = S['Light']
export type Severity = S['Severity']
export type Source = S['Source']
export type Label = S['Label']
export type PersonKind = S['PersonKind']
export type OrderClass = S['OrderClass']
export type EvidenceRequirement = S['EvidenceRequirement']
export type ReportState = S['app__reports__states__State']
export type FindingState = S['app__findings__states__State']
export type OrderState = S['app__rectification__states__State']
export type ReinspectionResult = S['ReinspectionResult']
export type UnitKind = S['UnitKind']
export type ReportFlag = S['Flag']

/** Permissions travel as plain strings; these are the ones the pages ask about. */
export type Permission = 'task.read' | 'task.write' | 'report.write' | 'report.review' | 'finding.decide' | 'order.issue'
  | 'order.sign' | 'order.answer' | 'order.judge' | 'finding.reinspect' | 'finding.close' | 'ledger.read' | 'ledger.export'
  | 'mission.read' | 'mission.plan' | 'mission.readers' | 'user.read' | 'user.admin' | 'unit.admin' | 'calendar.write' | 'evidence.original' | 'audit.read'

export interface Page<T> { items: T[]; next_cursor: string | null }
export interface Named { id: string; name: string }
export type Point = S['Point']
export type Fix = S['Fix-Output']

export type Token = S['TokenOut']
export type Me = S['Me']
export type Unit = S['UnitOut']
export type User = S['UserOut']

/** A code with its words; the English ones where the dictionary has them. */
export interface Choice { code: string; label: string; label_en?: string }
export type FocusArea = S['FocusArea']
export type Move = S['Arrow']
/** The generated map of machines is open; these three are in it. */
export type Dictionary = Omit<S['Dictionary'], 'moves'> & { moves: Record<'report' | 'finding' | 'order', Move[]> }

export type Site = S['TaskSiteOut']
export type TaskDraft = S['TaskDraft']
export type Task = S['TaskOut']

/** A mission as a phone of its team keeps it, and as the office reads it. */
export type CarriedMission = S['MissionCarried']
export type MissionSite = S['MissionSiteOut']
export type MissionSummary = S['MissionSummary']
export type Mission = S['MissionOut']
export type MissionDraft = S['MissionDraft']
export type MissionMove = S['MissionMove']
export type MissionState = S['app__missions__states__State']
export type Fieldwork = S['Fieldwork']
export type Overlaps = S['Overlaps']
export type MissionReaders = S['Readers']

export type EvidenceLine = S['EvidenceDraft']
export type ResponsiblePerson = S['Person']
export type FindingDraft = S['FindingDraft']
export type Positive = S['Positive']
export type Difficulty = S['Difficulty']
export type Device = S['Device']
export type Manifest = S['Manifest']
export type Receipt = S['Receipt']
export type ReportReceipt = S['ReportReceived']
export type ReportSummary = Omit<S['ReportSummary'], 'worst_severity'> & { worst_severity: Severity | null }
export type Step = S['app__reports__schemas__Step']
export type Report = Omit<S['ReportOut'], 'worst_severity' | 'findings'> & { worst_severity: Severity | null; findings: Finding[] }
export type Check = S['Check']
export type Evidence = S['EvidenceOut']
/** `severity_reported` is null for units only, whose pages do not ask for it. */
export type Finding = Omit<S['FindingOut'], 'severity_reported'> & { severity_reported: Severity }
export type Reinspection = S['ReinspectionOut']

export type OrderDraft = S['OrderDraft']
export type DuePreview = S['DueAnswer']
export type SubmissionDraft = S['SubmissionDraft']
export type Submission = S['SubmissionOut']
/** One line of the order list; `Order` adds what only the order's own page shows. */
export type OrderSummary = Omit<S['OrderSummary'], 'findings'> & { findings: Finding[] }
export type Order = Omit<S['OrderOut'], 'findings'> & { findings: Finding[] }

/** The generated union leaves `kind` open; here each change knows its own. */
export type Change =
  | S['TaskChange'] & { kind: 'task' } | Omit<S['ReportChange'], 'object'> & { kind: 'report'; object: ReportSummary }
  | Omit<S['OrderChange'], 'object'> & { kind: 'order'; object: Order }
  | Omit<S['FindingChange'], 'object'> & { kind: 'finding'; object: Finding }
  | S['MissionChange'] & { kind: 'mission' }
export interface SyncPage { changes: Change[]; next_cursor: string; more: boolean }
export type SyncKind = Change['kind']

export type LedgerPage = Omit<S['FindingLedger'], 'counts'> & { counts: Record<Light, number> }
export type LedgerRow = LedgerPage['items'][number]
export type CalendarYear = S['CalendarYearOut']
