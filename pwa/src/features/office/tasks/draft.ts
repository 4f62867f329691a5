/** A task as the form holds it, and what a new one starts with. */
import type { Site, SplitDraft, Task, TaskDraft } from '@/api/types'

export const SOURCE_TYPES = ['meeting', 'document', 'notice', 'leader_instruction', 'annual_target', 'clue', 'complaint', 'media', 'other'] as const
export const SOURCE_LEVELS = ['central', 'province', 'city', 'county'] as const
export const PRIORITIES = ['major', 'key', 'ordinary'] as const
export const SIDES = ['party', 'government', 'joint'] as const
export const CADENCES = ['none', 'weekly', 'monthly', 'quarterly'] as const
export const MODES = ['concentrated', 'continuous'] as const

export interface SiteForm { key: string; name: string; unit_id: string; address: string; lat: string; lon: string }
export interface TargetForm { key: string; name: string; unit: string; target: string }
export interface MilestoneForm { id: string; name: string; due_on: string }
export interface InstructionForm { leader: string; leader_id: string | null; post: string; given_on: string; text: string; report_back: boolean; report_back_on: string }
type Plain = Omit<TaskDraft, 'sites' | 'source_ref' | 'basis' | 'instruction' | 'campaign' | 'targets' | 'milestones' | 'draft'>
export interface TaskForm extends Required<Plain> {
  source_ref: string; basis: string; sites: SiteForm[]; targets: TargetForm[]; milestones: MilestoneForm[]
  instruction: InstructionForm | null; campaign: { name: string; starts_on: string; ends_on: string }
}

export function emptyInstruction(): InstructionForm {
  return { leader: '', leader_id: null, post: '', given_on: '', text: '', report_back: true, report_back_on: '' }
}

export function emptySite(): SiteForm {
  return { key: crypto.randomUUID(), name: '', unit_id: '', address: '', lat: '', lon: '' }
}

function siteForm(site: Site): SiteForm {
  return { ...emptySite(), name: site.name, unit_id: site.unit_id ?? '', address: site.address ?? '', lat: String(site.location?.lat ?? ''), lon: String(site.location?.lon ?? '') }
}

/** A new matter: the most common choices, everything still to be said left empty. */
export function newTask(area: string): TaskForm {
  return {
    title: '', source_type: 'meeting', source_level: 'county', source_ref: '', content: '', focus_area: area, priority: 'ordinary', authority_side: 'joint',
    mode: 'concentrated', lead_unit_id: '', assist_unit_ids: [], inspector_ids: [], due_on: '', sites: [],
    basis: '', report_cadence: 'none', targets: [], milestones: [], instruction: null, campaign: { name: '', starts_on: '', ends_on: '' },
  }
}

function instructionForm(said: Task['instruction']): InstructionForm | null {
  return said && { leader: said.leader, leader_id: said.leader_id ?? null, post: said.post ?? '', given_on: said.given_on, text: said.text, report_back: said.report_back ?? false, report_back_on: said.report_back_on ?? '' }
}

function campaignForm(named: Task['campaign']): TaskForm['campaign'] {
  return { name: named?.name ?? '', starts_on: named?.starts_on ?? '', ends_on: named?.ends_on ?? '' }
}

export function formOf(task: Task): TaskForm {
  return {
    title: task.title, source_type: task.source_type, source_level: task.source_level, source_ref: task.source_ref ?? '', content: task.content, focus_area: task.focus_area,
    priority: task.priority, authority_side: task.authority_side, mode: task.mode, lead_unit_id: task.lead_unit_id, assist_unit_ids: [...task.assist_unit_ids],
    inspector_ids: [...task.inspector_ids], due_on: task.due_on, sites: task.sites.map(siteForm),
    basis: task.basis ?? '', report_cadence: task.report_cadence, milestones: task.milestones.map(({ id, name, due_on }) => ({ id, name, due_on })),
    targets: task.targets.map(({ name, unit, target }) => ({ key: crypto.randomUUID(), name, unit, target: String(target) })),
    instruction: instructionForm(task.instruction),
    campaign: campaignForm(task.campaign),
  }
}

function located(site: SiteForm): Site['location'] {
  const [lat, lon] = [Number(site.lat), Number(site.lon)]
  return site.lat.trim() && site.lon.trim() && Number.isFinite(lat) && Number.isFinite(lon) ? { lat, lon } : null
}

const orNull = (text: string): string | null => text.trim() || null

export function instructionOf(form: InstructionForm | null): TaskDraft['instruction'] {
  if (!form?.leader.trim() || !form.given_on || !form.text.trim()) return null
  return { leader: form.leader.trim(), post: orNull(form.post), given_on: form.given_on, text: form.text.trim(), report_back: form.report_back, report_back_on: orNull(form.report_back_on) }
}

export function campaignOf(form: TaskForm['campaign']): TaskDraft['campaign'] {
  return form.name.trim() ? { name: form.name.trim(), starts_on: orNull(form.starts_on), ends_on: orNull(form.ends_on) } : null
}

/** What goes to the server: blanks become nothing; unnamed sites, indicators and milestones are none. */
export function draftOf(form: TaskForm, draft = false): TaskDraft {
  const sites = form.sites.filter(site => site.name.trim()).map(site => ({ name: site.name.trim(), unit_id: site.unit_id || null, address: site.address.trim() || null, location: located(site) }))
  const targets = form.targets.filter(one => one.name.trim() && one.unit.trim() && Number.isFinite(Number(one.target))).map(one => ({ name: one.name.trim(), unit: one.unit.trim(), target: Number(one.target) }))
  const milestones = form.milestones.filter(one => one.name.trim() && one.due_on).map(one => ({ ...one, name: one.name.trim() }))
  return {
    ...form, title: form.title.trim(), content: form.content.trim(), source_ref: orNull(form.source_ref), basis: orNull(form.basis), sites, targets, milestones,
    instruction: instructionOf(form.instruction), campaign: campaignOf(form.campaign), draft,
  }
}

/** One matter as a split of one: its source apart from itself. */
export function proposalOf(id: string, form: TaskForm): SplitDraft {
  const { source_type, source_level, source_ref, basis, instruction, campaign, authority_side, draft, ...matter } = draftOf(form, true)
  return { source_type, source_level, source_ref, basis, instruction, campaign, authority_side, draft, items: [{ id, ...matter }] }
}

export type TaskLack = 'title' | 'content' | 'lead_unit_id' | 'due_on' | 'focus_area'

export function lacking(form: TaskForm): TaskLack[] {
  return (['title', 'content', 'lead_unit_id', 'due_on', 'focus_area'] as const).filter(name => !form[name].trim())
}
