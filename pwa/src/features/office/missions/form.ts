/** A plan as the form holds it, and as it goes to the server: blanks become nothing. */
import type { Mission, MissionDraft } from '@/api/types'
import { dayOf } from '@/shared/format'
import { formOfPoint, pointOf, type PointForm } from '../parts/point'
import type { MatterSite } from '../useMatterSites'

export const KINDS = ['comprehensive', 'special', 'investigation', 'daily', 'clue_check'] as const
export const METHODS = ['covert', 'open', 'mixed'] as const
export const FLAGS = ['no_notice', 'no_fixed_route', 'no_escort'] as const
const DAY_MS = 86_400_000

export interface SiteForm { id: string; name: string; unit_id: string; address: string; point: PointForm; opens_after: 'none' | 'previous' | 'time'; opens_at: string }
export interface StepForm { id: string; name: string; due_on: string }
export interface KnownForm { user_id: string; reason: string }
type Text = 'leader_id' | 'led_by_id' | 'reviewer_id' | 'basis_from' | 'basis_to'
export interface MissionForm extends Required<Omit<MissionDraft, Text | 'sites' | 'milestones' | 'need_to_know' | 'draw_required'>> {
  leader_id: string; led_by_id: string; reviewer_id: string; basis_from: string; basis_to: string; draw_required: boolean
  sites: SiteForm[]; milestones: StepForm[]; need_to_know: KnownForm[]
}

export const emptySite = (first: boolean): SiteForm => ({ id: crypto.randomUUID(), name: '', unit_id: '', address: '', point: formOfPoint(null), opens_after: first ? 'none' : 'previous', opens_at: '' })
/** A site the office knows of already. */
export const siteOf = (site: MatterSite, first: boolean): SiteForm => ({ ...emptySite(first), name: site.name, unit_id: site.unit_id ?? '', address: site.address ?? '', point: formOfPoint(site.location) })
export const emptyStep = (): StepForm => ({ id: crypto.randomUUID(), name: '', due_on: '' })

export function newMission(unit: string): MissionForm {
  return {
    title: '', kind: 'special', scope: 'focused', method: 'covert', submethods: ['on_site'], mode: 'concentrated', mode_reason: '', depth: 'routine', cadence: 'none', focus_areas: [],
    authority_basis: 'head_approval', authority_side: 'joint', basis_ref: '', basis_from: '', basis_to: '', organiser_unit_ids: unit ? [unit] : [], target_unit_ids: [], target_scope: '',
    plan_text: '', leader_id: '', led_by_id: '', member_ids: [], reviewer_id: '', need_to_know: [], task_ids: [], period_from: dayOf(Date.now()), period_to: dayOf(Date.now() + 7 * DAY_MS),
    no_notice: true, no_fixed_route: true, no_escort: true, flags_note: '', draw_required: false, sites: [emptySite(true)], milestones: [],
  }
}

export function formOf(mission: Mission): MissionForm {
  const { title, kind, scope, method, submethods, mode, mode_reason, depth, cadence, focus_areas, authority_basis, authority_side, basis_ref, period_from, period_to, no_notice, no_fixed_route, no_escort, flags_note } = mission
  return {
    title, kind, scope, method, submethods: [...submethods], mode, mode_reason, depth, cadence, focus_areas: [...focus_areas], authority_basis, authority_side, basis_ref, period_from, period_to,
    no_notice, no_fixed_route, no_escort, flags_note, basis_from: mission.basis_from ?? '', basis_to: mission.basis_to ?? '', draw_required: mission.draw_required ?? false,
    organiser_unit_ids: mission.organisers.map(one => one.id), target_unit_ids: mission.targets.map(one => one.id), target_scope: mission.target_scope ?? '', plan_text: mission.plan_text ?? '',
    leader_id: mission.leader?.id ?? '', led_by_id: mission.led_by?.id ?? '', reviewer_id: mission.reviewer?.id ?? '', task_ids: mission.tasks.map(one => one.id),
    member_ids: mission.members.map(one => one.id).filter(id => id !== mission.leader?.id), need_to_know: mission.need_to_know.map(one => ({ user_id: one.id, reason: one.reason ?? '' })),
    sites: mission.sites.map(site => ({ id: site.id, name: site.name ?? '', unit_id: site.unit_id ?? '', address: site.address ?? '', point: formOfPoint(site.location), opens_after: site.opens_after, opens_at: site.opens_at ?? '' })),
    milestones: mission.milestones.map(({ id, name, due_on }) => ({ id, name, due_on })),
  }
}

export function siteDraft(site: SiteForm): NonNullable<MissionDraft['sites']>[number] {
  const at = site.opens_after === 'time' && site.opens_at ? new Date(site.opens_at).toISOString() : null
  return { id: site.id, name: site.name.trim(), unit_id: site.unit_id || null, address: site.address.trim() || null, location: pointOf(site.point) ?? null, opens_after: site.opens_after, opens_at: at }
}

export function draftOf(form: MissionForm): MissionDraft {
  const text = { title: form.title.trim(), mode_reason: form.mode_reason.trim(), basis_ref: form.basis_ref.trim(), target_scope: form.target_scope.trim(), plan_text: form.plan_text.trim(), flags_note: form.flags_note.trim() }
  return {
    ...form, ...text, leader_id: form.leader_id || null, led_by_id: form.led_by_id || null, reviewer_id: form.reviewer_id || null, basis_from: form.basis_from || null, basis_to: form.basis_to || null,
    draw_required: form.draw_required || null, sites: form.sites.filter(site => site.name.trim()).map(siteDraft),
    milestones: form.milestones.filter(step => step.name.trim() && step.due_on).map(step => ({ ...step, name: step.name.trim() })),
    need_to_know: form.need_to_know.filter(one => one.user_id && one.reason.trim()).map(one => ({ ...one, reason: one.reason.trim() })),
  }
}

/** What even a draft needs. */
export function lacking(form: MissionForm): string[] {
  const found = (['title', 'period_from', 'period_to'] as const).filter(name => !form[name].trim()) as string[]
  if (form.sites.some(site => pointOf(site.point) === undefined)) found.push('sites')
  return form.organiser_unit_ids.length ? found : [...found, 'organiser_unit_ids']
}
