/** Sends the outbox, one item at a time, one tab at a time; nothing is delivered before the server's receipt. */
import { ApiProblem } from '@/api/errors'
import { post, put } from '@/api/http'
import type { Reinspection, ReportReceipt, Submission } from '@/api/types'
import { emit } from '@/shared/bus'
import { delayMs, isOver, judge, type Verdict } from './backoff'
import { sha256 } from './bytes'
import { db } from './db'
import { blocked } from './deeds'
import type { DeedItem, LookItem, OutboxItem, PhotoProgress, ReportItem, SubmissionItem } from './model'
import { arrived, begins } from './pace'
import { NotStored, read } from './photos'
import { items, progress, remove, update } from './queue'
import { me, needsSignIn, pauseSession } from './session'
import { dropped, noRoom } from './steady'
import { transfer } from './tus'
import { tooOld } from './update'
import { awake } from './wake'

/** A manifest of eight mebibytes at 30 KB/s: silence beyond that is no network. */
const PATIENCE = { patience: 300_000 }
const MISMATCH = 460
const OWNER = { report: 'report_id', submission: 'submission_id', reinspection: 'reinspection_id' } as const
type WithPhotos = ReportItem | SubmissionItem | LookItem

/** The bytes on this device are no longer those that were hashed when the photograph was kept. */
class Damaged extends Error {}

async function uploadOne(held: WithPhotos, photo: PhotoProgress): Promise<void> {
  const stored = await (await db()).get('photos', photo.id)
  if (!stored || stored.cleared_at) throw new NotStored(photo.id)
  let had: number | undefined
  const moved = (upload: string, offset: number): Promise<void> => {
    if (had === undefined) begins()
    else arrived(offset - had)
    had = offset
    return progress(held.id, { ...photo, upload, offset, state: offset < photo.size_bytes ? 'sending' : 'delivered' })
  }
  await transfer({
    size: photo.size_bytes, location: photo.upload, read: (start, end) => read(stored, start, end), moved,
    metadata: { evidence_id: photo.id, [OWNER[held.kind]]: held.id, sha256: stored.sha256 },
  }).catch(async (error: unknown) => {
    const spoilt = error instanceof ApiProblem && error.status === MISMATCH && await sha256(await read(stored)) !== stored.sha256
    throw spoilt ? new Damaged(photo.id) : error
  })
}

/** Never taken for an answer: what has no list of what is missing is not our server's. */
function whole<T extends { missing: string[] }>(answer: T | null): T {
  if (!answer || !Array.isArray(answer.missing)) throw new NoReceipt()
  return answer
}

/** Pauses and sign-outs take effect between two photographs. */
async function stillWanted(id: string): Promise<boolean> {
  const held = await (await db()).get('outbox', id)
  return held?.state === 'sending' && !needsSignIn()
}

async function uploadMissing(held: WithPhotos, missing: string[]): Promise<boolean> {
  await update<WithPhotos>(held.id, now => ({
    ...now,
    photos: now.photos.map(line => missing.includes(line.id) ? line : { ...line, offset: line.size_bytes, state: 'delivered' }),
  }))
  for (const photo of held.photos.filter(line => missing.includes(line.id))) {
    if (!await stillWanted(held.id)) return false
    await uploadOne(held, photo)
  }
  return stillWanted(held.id)
}

const delivered = <K extends OutboxItem>(held: K): K => ({
  ...held, state: 'delivered', delivered_at: new Date().toISOString(), attempts: 0, reason: null,
  photos: held.photos.map(line => ({ ...line, offset: line.size_bytes, state: 'delivered' })),
})

class NoReceipt extends ApiProblem {
  constructor() { super(503, { type: '/problems/no-receipt', title: '', status: 503, detail: '' }) }
}

/** The manifest, then what the server says is missing, then the manifest again: its answer is the receipt. */
async function sendReport(held: ReportItem): Promise<void> {
  const tell = (): Promise<ReportReceipt> => put<ReportReceipt>(`/reports/${held.id}`, held.body, PATIENCE).then(whole)
  let answer = await tell()
  if (answer.missing.length > 0) {
    if (!await uploadMissing(held, answer.missing)) return
    answer = await tell()
  }
  const { receipt } = answer
  if (!receipt || answer.missing.length > 0) throw new NoReceipt()
  await update<ReportItem>(held.id, now => ({ ...delivered(now), answer, receipts: [...now.receipts, receipt] }))
}

async function sendSubmission(held: SubmissionItem): Promise<void> {
  const tell = (): Promise<Submission> => post<Submission>(`/orders/${held.order_id}/submissions`, held.body, { ...PATIENCE, headers: { 'Idempotency-Key': held.id } }).then(whole)
  let answer = await tell()
  if (answer.missing.length > 0) {
    if (!await uploadMissing(held, answer.missing)) return
    answer = await tell()
  }
  if (answer.state === 'incomplete') throw new NoReceipt()
  await update<SubmissionItem>(held.id, now => ({ ...delivered(now), answer }))
}

/** A second look: like an answer, it counts when the server has its last photograph. */
async function sendLook(held: LookItem): Promise<void> {
  const tell = (): Promise<Reinspection> => post<Reinspection>(`/findings/${held.finding_id}/reinspections`, held.body, PATIENCE).then(whole)
  let answer = await tell()
  if (answer.missing.length > 0) {
    if (!await uploadMissing(held, answer.missing)) return
    answer = await tell()
  }
  if (answer.state === 'incomplete') throw new NoReceipt()
  await update<LookItem>(held.id, now => ({ ...delivered(now), answer }))
}

/** The same key is the same deed, however often it is sent. */
async function sendDeed(held: DeedItem): Promise<void> {
  await (held.method === 'PUT' ? put : post)(held.path, held.body, { ...PATIENCE, headers: { 'Idempotency-Key': held.id } })
  if (held.manner === 'quiet') {
    await remove(held.id)
    emit('notices')
  } else await update<DeedItem>(held.id, delivered)
}

function sendAny(held: OutboxItem): Promise<void> {
  if (held.kind === 'report') return sendReport(held)
  if (held.kind === 'reinspection') return sendLook(held)
  return held.kind === 'submission' ? sendSubmission(held) : sendDeed(held)
}

function reasonOf(error: unknown, verdict: Verdict): OutboxItem['reason'] {
  if (verdict.act === 'wait' && verdict.offline) return { slug: 'offline', detail: '', pointer: null }
  if (error instanceof ApiProblem) return { slug: error.slug, detail: error.detail || error.title || String(error.status), pointer: error.pointer ?? null }
  const slug = error instanceof NotStored ? 'photo-gone' : error instanceof Damaged ? 'photo-damaged' : noRoom(error) ? 'no-room' : dropped(error) ? 'device' : 'unexpected'
  return { slug, detail: '', pointer: null }
}

/** `before`: when its first byte had left until now; without any network none leaves. */
async function settle(held: OutboxItem, error: unknown, before: string | null): Promise<Verdict> {
  const verdict = judge(error)
  if (verdict.act === 'sign-in') pauseSession(error)
  const wait = verdict.act === 'wait' ? Math.max(delayMs(held.attempts), verdict.afterMs ?? 0) : 0
  const left = verdict.act !== 'wait' || !verdict.offline || navigator.onLine
  await update(held.id, now => now.state === 'paused' ? now : {
    ...now, frozen_at: left ? now.frozen_at : before, attempts: now.attempts + 1, next_at: Date.now() + wait, reason: verdict.act === 'sign-in' ? null : reasonOf(error, verdict),
    state: verdict.act === 'park' ? 'parked' : verdict.act === 'wait' ? 'waiting' : 'queued',
  })
  return verdict
}

async function sendOne(held: OutboxItem): Promise<Verdict | undefined> {
  const frozen = await update(held.id, now => now.state === 'paused' ? now
    : { ...now, state: 'sending', frozen_at: now.frozen_at ?? new Date().toISOString() })
  if (frozen?.state !== 'sending') return undefined
  try {
    await awake(() => sendAny(frozen))
    emit('sync')
    return undefined
  } catch (error) {
    return settle(frozen, error, held.frozen_at)
  }
}

const due = (held: OutboxItem, now: number): boolean =>
  ['queued', 'sending'].includes(held.state) || (held.state === 'waiting' && isOver(held.next_at, now))

const stops = (verdict: Verdict | undefined): boolean => verdict?.act === 'sign-in' || (verdict?.act === 'wait' && verdict.offline)

async function following(tried: Set<string>): Promise<OutboxItem | undefined> {
  const all = await items()
  return all.find(held => due(held, Date.now()) && !tried.has(held.id) && !blocked(held, all))
}

/** `next`: when to look again, epoch ms; `sent`: how many items the server answered for good, with yes or no. */
export interface Drained { next: number | null; sent: number }

/** Send whatever is due; stops at the first sign that nobody answers. */
export async function drain(): Promise<Drained> {
  const tried = new Set<string>()
  let sent = 0
  for (;;) {
    if (!me() || needsSignIn() || tooOld()) return { next: null, sent }
    const next = await following(tried)
    if (!next) break
    tried.add(next.id)
    const verdict = await sendOne(next)
    if (!verdict || verdict.act === 'park') sent++
    if (stops(verdict)) break
  }
  const waits = (await items()).filter(held => held.state === 'waiting').map(held => held.next_at)
  return { next: waits.length > 0 ? Math.min(...waits) : null, sent }
}

