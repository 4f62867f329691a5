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
export type Permission = 'task.read' | 'task.write' | 'task.propose' | 'task.behalf' | 'task.sign' | 'report.write' | 'report.review' | 'finding.decide' | 'order.issue'
  | 'order.sign' | 'order.answer' | 'order.judge' | 'finding.reinspect' | 'finding.close' | 'ledger.read' | 'ledger.export'
  | 'indicator.read' | 'duty.waive' | 'draw.run' | 'draw.witness'
  | 'order.suspend' | 'order.reassign' | 'submission.enter' | 'extension.file' | 'extension.decide' | 'order.progress'
  | 'reinspection.plan' | 'reinspection.seal' | 'reinspection.judge' | 'reinspection.apply'
  | 'finding.propose' | 'finding.mark' | 'finding.transfer' | 'coordination.raise' | 'coordination.decide' | 'coordination.close'
  | 'difficulty.enter' | 'difficulty.assign' | 'difficulty.answer'
  | 'telegram.draft' | 'telegram.sign' | 'telegram.issue' | 'telegram.receive'
  | ConclusionPermission
  | 'finding.propose' | 'finding.mark' | 'finding.transfer' | 'coordination.raise' | 'coordination.decide' | 'coordination.close'
  | 'difficulty.enter' | 'difficulty.assign' | 'difficulty.answer'
  | 'telegram.draft' | 'telegram.sign' | 'telegram.issue' | 'telegram.receive'
  | 'order.suspend' | 'order.reassign' | 'submission.enter' | 'extension.file' | 'extension.decide' | 'order.progress'
  | 'reinspection.plan' | 'reinspection.seal' | 'reinspection.judge' | 'reinspection.apply'
  | 'mission.read' | 'mission.plan' | 'mission.readers' | 'mission.field'
  | 'user.read' | 'standing.read' | 'report.confirm' | 'user.admin' | 'unit.admin' | 'calendar.write' | 'evidence.original' | 'bundle.make' | 'audit.read'
  | 'result.draft' | 'result.approve' | 'result.outcome' | 'result.air' | 'result.keep' | 'result.pledge' | 'example.draft' | 'example.promote'
  | 'rule.read' | 'rule.write' | 'notice.read' | 'device.enrol' | 'fleet.read'

/** Conclusions, reviews, accounts, the log. */
export type ConclusionPermission = 'conclusion.read' | 'conclusion.write' | 'conclusion.receive' | 'review.file' | 'review.read' | 'review.draft' | 'role.grant' | 'delegation.write'

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
/** The generated map of machines is open; these are in it. */
export type Dictionary = Omit<S['Dictionary'], 'moves'> & { moves: Record<'task' | 'report' | 'finding' | 'order', Move[]> }

export type Site = S['TaskSiteOut']
export type TaskDraft = S['TaskDraft']
export type Task = S['TaskOut']
/** A whole matter: `Task` is its line in a list. */
export type TaskFull = S['TaskFull']
export type TaskState = S['TaskState']
export type TaskVerb = S['TaskVerb']
export type TaskMove = Partial<S['TaskMove']> & { verb: TaskVerb }
export type TaskField = Omit<S['FieldOut'], 'findings'> & { findings: Finding[] }
export type Campaign = S['CampaignOut']
export type SplitDraft = S['SplitDraft']

/** A mission as a phone of its team keeps it, and as the office reads it. */
export type CarriedMission = S['MissionCarried']
export type MissionSite = S['MissionSiteOut']
export type Envelope = S['EnvelopeOut']
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
/** What may be said of a fault beyond its record travels only where somebody said it. */
export type FindingDraft = Omit<S['FindingDraft'], 'public_interest'> & Partial<Pick<S['FindingDraft'], 'public_interest'>>
export type Positive = S['Positive']
export type Difficulty = S['Difficulty']
export type Device = S['Device']
export type Manifest = Omit<S['Manifest'], 'findings'> & { findings: FindingDraft[] }
export type Receipt = S['Receipt']
export type Bundle = S['BundleOut']
export type EvidenceReceipt = S['EvidenceReceipt']
export type ContentReceipt = S['ContentReceipt']
export type KeyManifest = S['KeyManifestOut']
export type DeviceKeyRow = S['DeviceKeyOut']
export type DeviceState = S['DeviceStateOut']
export type DeviceStateTold = S['DeviceStateTold']
export type DeviceAlarm = S['Alarm']
export type Fleet = S['Fleet']
export type DeviceCode = S['DeviceCodeOut']
export type ReportReceipt = S['ReportReceived']
export type ReportSummary = Omit<S['ReportSummary'], 'worst_severity'> & { worst_severity: Severity | null }
export type Step = S['app__reports__schemas__Step']
export type Report = Omit<S['ReportOut'], 'worst_severity' | 'findings'> & { worst_severity: Severity | null; findings: Finding[] }
export type Check = S['Check']
export type Evidence = S['EvidenceOut']
export type Mask = S['MaskOut']
export type MaskShape = Mask['shapes'][number]
/** `severity_reported` is null for units only, whose pages do not ask for it. */
export type Finding = Omit<S['FindingOut'], 'severity_reported'> & { severity_reported: Severity }
export type FindingMarks = S['FindingMarks']
export type FindingInside = S['Inside']
export type Neighbours = S['Neighbours']
export type Coordination = S['CoordinationOut']
export type CoordinationSummary = S['CoordinationSummary']
export type CoordinationVerb = S['CoordinationVerb']
export type DifficultyRow = S['DifficultyRow']
export type Telegram = S['TelegramOut']
export type TelegramSummary = S['TelegramSummary']
export type TelegramDraft = S['TelegramDraft']
export type TelegramText = S['TelegramText']
export type TelegramVerb = S['TelegramVerb']
export type Reinspection = S['ReinspectionOut']

export type Objection = S['ObjectionOut']
export type Extension = S['ExtensionOut']
export type ExtensionRow = S['ExtensionRow']
export type Milestone = S['app__rectification__part_schemas__MilestoneOut']
export type LookRow = S['LookRow']
export type LookPlanSummary = S['PlanSummary']
export type LookPlan = S['app__rectification__look_schemas__PlanOut']
export type PlannedLook = S['LookOut']
export type DueLook = S['DueLook']
export type ReinspectionDraft = S['ReinspectionDraft']

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
export type SyncPage = Omit<S['Changes'], 'changes'> & { changes: Change[] }
export type Difference = Omit<S['Difference'], 'changes'> & { changes: Change[] }
export type SyncKind = Change['kind']

export type LedgerPage = Omit<S['FindingLedger'], 'counts'> & { counts: Record<Light, number> }
export type LedgerRow = LedgerPage['items'][number]
export type CalendarYear = S['CalendarYearOut']

export type Draw = S['DrawOut']
export type DrawDraft = S['DrawDraft']
export type DrawRecord = S['DrawRecord']
export type Indicator = S['IndicatorOut']
export type IndicatorSummary = S['IndicatorSummary']
export type IndicatorList = S['IndicatorList']
export type IndicatorGroup = S['IndicatorGroup']
export type IndicatorItem = S['IndicatorItem']
export type IndicatorItemPage = S['IndicatorItemPage']
export type IndicatorName = S['IndicatorSummary']['name']
export type Trend = S['Trend']
export type FindingMap = S['FindingMap']
export type Duties = S['Duties']
export type DutyRow = S['DutyRow']
export type Waiver = S['WaiverOut']
export type Notice = S['NoticeOut']
export type NoticeList = S['NoticeList']
export type Rung = S['RungOut']
export type Rule = S['RuleOut']
export type RuleValue = Rule['value']
export type RuleChange = S['RuleChangeOut']
export type CalendarDay = S['CalendarDayBody']

export type Result = S['ActionOut']
export type ResultSummary = S['ActionSummary']
export type ResultDraft = S['ActionDraft']
export type ActionMove = S['ActionMove']
export type ResultKind = Result['kind']
export type ResultVerb = Result['moves'][number]
export type Board = S['ResultBoard']
export type Candidates = S['CandidateList']
export type UnitFile = S['UnitFile']
export type Example = S['ExampleOut']
export type ExampleDraft = S['ExampleDraft']
export type ExampleVerb = Example['moves'][number]
export type ConclusionSummary = S['ConclusionSummary']
export type Conclusion = S['ConclusionOut']
export type ConclusionCandidate = S['ConclusionCandidate']
export type ReviewSummary = S['ReviewSummary']
export type Review = S['ReviewOut']
export type HandlerChoice = S['HandlerChoice']
export type Delegation = S['DelegationOut']
export type DeviceRow = S['DeviceOut']
export type Standing = S['app__identity__schemas__Standing']
export type LogLine = S['LogLine']
export type LogVerdict = S['Verdict']
