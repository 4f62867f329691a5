/** Visits being written on this device, and the act of sealing one 封存: from then on nothing is edited. */
import { clockSkewMs } from '@/api/clock'
import { deviceName } from '@/api/device'
import { get } from '@/api/http'
import type { FindingDraft, FindingInside, Manifest, Report, ReportSummary, ResponsiblePerson } from '@/api/types'
import { emit } from '@/shared/bus'
import { db, STRICT, write } from './db'
import type { FindingWork, Photo, ReportItem, Visit } from './model'
import { lineOf, photosOf } from './photos'
import { fresh, queued } from './queue'

export function blankVisit(from: Partial<Visit> = {}, now = new Date()): Visit {
  const at = now.toISOString()
  return {
    id: crypto.randomUUID(), task_id: null, site: null, started_at: at, finished_at: null, summary: '', no_problem: false,
    location_refused: false, findings: [], positives: [], difficulties: [], kept: [], return_reason: null, sealed_at: null, updated_at: at, ...from,
  }
}

export function blankFinding(evidence: string[], from: Partial<FindingWork> = {}): FindingWork {
  return {
    id: crypto.randomUUID(), focus_area: '', category: '', facts: '', cause: '', suggestion: '', severity: '',
    responsible_unit_id: '', responsible_persons: [{ kind: 'direct', name: '', post: '' }], evidence_ids: evidence, on_the_spot_fixed: false, ...from,
  }
}

export async function visits(): Promise<Visit[]> {
  const all = await (await db()).getAll('visits')
  return all.sort((a, b) => b.started_at.localeCompare(a.started_at))
}

export async function visit(id: string): Promise<Visit | undefined> {
  return (await db()).get('visits', id)
}

export class Sealed extends Error {}

/** Save what is being written. Raises: Sealed, when another page sealed it meanwhile. */
export async function saveVisit(next: Visit): Promise<void> {
  await write(async tx => {
    const held = await tx.get('visits', next.id)
    if (held?.sealed_at) throw new Sealed()
    tx.put('visits', { ...next, updated_at: new Date().toISOString() })
  }, STRICT)
  emit('drafts')
}

/** Throw away a visit nobody has sealed, with its photographs. */
export async function discardVisit(id: string): Promise<void> {
  await write(async tx => {
    const held = await tx.get('visits', id)
    if (!held || held.sealed_at || held.return_reason !== null) return
    for (const photo of await tx.getAll('photos', 'owner_id', id)) {
      tx.delete('photos', photo.id)
      tx.delete('chunks', IDBKeyRange.bound([photo.id, 0], [photo.id, Number.MAX_SAFE_INTEGER]))
    }
    tx.delete('visits', id)
  }, STRICT)
  emit('drafts')
}

/** What still stands in the way of sealing, as keys of words. */
export function gaps(held: Visit, photos: number): string[] {
  const found = []
  if (!held.task_id) found.push('task')
  if (!held.site?.name) found.push('site')
  if (held.findings.length === 0 && !held.no_problem) found.push('conclusion')
  if (held.findings.some(finding => findingGaps(finding).length > 0)) found.push('findings')
  if (photos > 200) found.push('too_many_photos')
  return found
}

const named = ({ name, post }: ResponsiblePerson): boolean => Boolean(name?.trim()) || Boolean(post?.trim())

export function findingGaps(finding: FindingWork): string[] {
  const needed = ['category', 'severity', 'responsible_unit_id', 'facts', 'cause', 'suggestion'] as const
  const found: string[] = needed.filter(key => !finding[key].trim())
  if (!finding.responsible_persons.some(named)) found.push('persons')
  if (finding.evidence_ids.length === 0) found.push('photos')
  return found
}

/** Rows a person opened and left blank are not part of the finding. */
function final(finding: FindingWork): FindingDraft {
  const persons = finding.responsible_persons
    .map(({ name, post, kind }) => ({ kind, ...name?.trim() && { name: name.trim() }, ...post?.trim() && { post: post.trim() } }))
    .filter(named)
  return { ...finding, severity: finding.severity || 'general', responsible_persons: persons }
}

/** The manifest exactly as it will be sent, whatever is resent. `noProblem` is the statement's wording. */
export function manifestOf(held: Visit, photos: Photo[], noProblem: string, now = new Date()): Manifest {
  const skew = clockSkewMs()
  return {
    task_id: held.task_id ?? '', ...held.mission_id && { mission_id: held.mission_id }, site: held.site ?? { name: '' }, started_at: held.started_at, finished_at: now.toISOString(),
    summary: held.summary.trim(), location_refused: held.location_refused,
    evidence: [...held.kept, ...photos.map(lineOf)],
    findings: held.findings.map(final),
    positives: held.positives.filter(one => one.title.trim() && one.facts.trim()), difficulties: held.difficulties.filter(one => one.text.trim()),
    ...held.findings.length === 0 && { no_problem_statement: noProblem },
    ...skew !== undefined && { device: { name: deviceName(), app_version: __APP_VERSION__, clock_skew_ms: skew } },
  }
}

/** Seal and queue, in one write: either both are on the disk or neither. */
export async function seal(held: Visit, noProblem: string): Promise<void> {
  const photos = await photosOf(held.id)
  const body = manifestOf(held, photos, noProblem)
  await write(async tx => {
    const before = await tx.get('outbox', held.id) as ReportItem | undefined
    const next: ReportItem = {
      ...fresh(), kind: 'report', id: held.id, title: body.site.name, body, answer: null, receipts: before?.receipts ?? [], photos: queued(body.evidence),
    }
    tx.put('visits', { ...held, finished_at: body.finished_at, sealed_at: new Date().toISOString(), return_reason: null })
    tx.put('outbox', next)
    for (const photo of photos) tx.put('photos', { ...photo, sealed: true })
  }, STRICT)
  emit('drafts')
  emit('outbox')
}

/** What the office returned, as this device last sent it or, on another phone, as the server has it. */
export async function reopen(report: ReportSummary): Promise<Visit> {
  const full = await get<Report>(`/reports/${report.id}`)
  const base = await visit(report.id) ?? fromServer(full)
  const next = { ...base, sealed_at: null, return_reason: full.return_reason ?? '' }
  await write(tx => { tx.put('visits', next) }, STRICT)
  emit('drafts')
  return next
}

/** What was said beyond the record, without what was not: the manifest keeps its hash. */
function observed(marks: FindingInside['marks'] | undefined): Partial<FindingDraft> {
  if (!marks) return {}
  const { public_interest, topic_tags, deviation_tags, cause_level, related_party, gb30428_code, occurred_at, assistance_given } = marks
  return {
    ...public_interest && { public_interest }, ...topic_tags.length && { topic_tags }, ...deviation_tags.length && { deviation_tags },
    ...cause_level && { cause_level }, ...related_party && { related_party }, ...gb30428_code && { gb30428_code },
    ...occurred_at && { occurred_at }, ...assistance_given && { assistance_given },
  }
}

function fromServer(full: Report): Visit {
  const { id, task_id, mission_id, site, started_at, summary, positives, difficulties } = full
  const kept = full.evidence.map(({ id: of, sha256, size_bytes, media_type, captured_at, location, source, label }) =>
    ({ id: of, sha256, size_bytes, media_type, captured_at, location, source, ...label && { label } }))
  const findings = full.findings.map(({ id: of, focus_area, category, facts, cause, suggestion, severity, responsible_unit_id, responsible_persons, evidence_ids, on_the_spot_fixed, inside }) =>
    ({ ...observed(inside?.marks), id: of, focus_area, category, facts, cause, suggestion, severity, responsible_unit_id, responsible_persons, evidence_ids, on_the_spot_fixed }))
  return blankVisit({
    id, task_id, mission_id, site, started_at, summary, positives, difficulties, kept, findings,
    no_problem: full.no_problem_statement !== null, location_refused: full.location_refused,
  })
}
