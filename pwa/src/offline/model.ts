/** What the device keeps of a user's own work, before and after it was sealed. */
import type { Difficulty, EvidenceLine, FindingDraft, Manifest, Positive, Receipt, Reinspection, ReinspectionDraft, ReportReceipt, SubmissionDraft, Submission } from '@/api/types'

/** A finding being written: what is not chosen yet is an empty string. */
export interface FindingWork extends Omit<FindingDraft, 'severity'> { severity: FindingDraft['severity'] | '' }

/** One visit to one site. Without a task it is a snapshot 随手拍, to be sorted before it can be sealed. */
export interface Visit {
  id: string
  task_id: string | null
  /** The mission the visit belongs to, if it was begun from one. */
  mission_id?: string | null
  site: Manifest['site'] | null
  started_at: string
  finished_at: string | null
  summary: string
  no_problem: boolean
  location_refused: boolean
  findings: FindingWork[]
  positives: Positive[]
  difficulties: Difficulty[]
  /** Evidence the server has and this device does not, when a returned report is continued here: it stays. */
  kept: EvidenceLine[]
  return_reason: string | null
  sealed_at: string | null
  updated_at: string
}

/** A unit's answer being written; one per order at a time. */
export interface Answer {
  id: string
  order_id: string
  measures: string
  result: string
  long_term_mechanism: string
  signed_by: string
  truth: boolean
  sealed_at: string | null
  updated_at: string
}

/** A statement exactly as it was signed, and the signature in base64 (docs/evidence.md §2). */
export interface Signed { statement: string; signature: string }

/** Where the device was when a photograph was made: 10⁻⁷ degrees, centimetres; `st` says why there is no place. */
export interface Geo { st: 'ok' | 'denied' | 'timeout' | 'none'; lat_e7?: number; lon_e7?: number; acc_cm?: number; t?: string }

/** What a capture record says of the moment of its photograph, written down then: a record made after a crash says the same. */
export interface Moment { t_dev: string; t_mono_ms: number; boot: string; tz: string; geo: Geo; anchor?: Signed }

/** The record's very bytes, its signature, and the anchor it names: sent as they are kept, never spelled again. */
export interface Capture { record: string; signature: string; anchor?: Signed }

export interface Photo extends EvidenceLine {
  owner_id: string
  width: number
  height: number
  chunks: number
  /** A small JPEG for lists: the original is never decoded to draw a strip. */
  thumb: ArrayBuffer
  skew_ms: number | null
  moment?: Moment
  /** Absent where the device had no key; then the photograph counts as unsigned. */
  capture?: Capture
  /** There was a key and signing failed: tried again at the next start, unless sealed before. */
  unsigned?: true
  /** Sealed photographs are never removed by hand. */
  sealed: boolean
  /** When the bytes were dropped here, long after the server's receipt; the thumbnail stays. */
  cleared_at: string | null
}

export interface PhotoProgress { id: string; size_bytes: number; offset: number; upload: string | null; state: 'queued' | 'sending' | 'delivered' }

export type OutboxState = 'queued' | 'sending' | 'waiting' | 'paused' | 'parked' | 'delivered'

interface Item {
  id: string
  title: string
  state: OutboxState
  queued_at: string
  /** Set once the first byte left: from here on the body never changes. */
  frozen_at: string | null
  attempts: number
  /** Epoch milliseconds before which it is not tried again. */
  next_at: number
  reason: { slug: string; detail: string; pointer: string | null } | null
  photos: PhotoProgress[]
  delivered_at: string | null
}
export interface ReportItem extends Item {
  kind: 'report'; body: Manifest; answer: ReportReceipt | null
  /** One per delivered revision, the newest last. */
  receipts: Receipt[]
}
export interface SubmissionItem extends Item { kind: 'submission'; order_id: string; body: SubmissionDraft; answer: Submission | null }

/** The row a deed is about: it shows the deed as pending, and its deeds leave in the order they were done. */
export interface About { kind: 'order' | 'task' | 'telegram' | 'conclusion' | 'mission' | 'notice' | 'difficulty' | 'result'; id: string }

/** A step on a row of the office: signing for it, asking, reporting. Its id is the request's `Idempotency-Key`. */
export interface DeedItem extends Item {
  kind: 'deed'
  about: About
  /** Which deed, as `phone.deed.<word>` says it. */
  word: string
  method: 'POST' | 'PUT'
  path: string
  body: Record<string, unknown>
  /** `quiet`: no list shows it and nothing is left of it once it arrived; `trace`: it happened and is never taken back. */
  manner: 'plain' | 'quiet' | 'trace'
}
export interface LookItem extends Item { kind: 'reinspection'; finding_id: string; body: ReinspectionDraft; answer: Reinspection | null }
export type OutboxItem = ReportItem | SubmissionItem | DeedItem | LookItem
