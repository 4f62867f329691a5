/** A task as the form holds it, and what a new one starts with. */
import type { Site, Task, TaskDraft } from '@/api/types'

export const SOURCE_TYPES = ['meeting', 'document', 'notice', 'leader_instruction', 'annual_target', 'clue', 'complaint', 'media', 'other'] as const
export const SOURCE_LEVELS = ['central', 'province', 'city', 'county'] as const
export const PRIORITIES = ['major', 'key', 'ordinary'] as const
export const SIDES = ['party', 'government', 'joint'] as const
export const MODES = ['concentrated', 'continuous'] as const

export interface SiteForm { key: string; name: string; unit_id: string; address: string; lat: string; lon: string }
export interface TaskForm extends Required<Omit<TaskDraft, 'sites' | 'source_ref'>> { source_ref: string; sites: SiteForm[] }

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
  }
}

export function formOf(task: Task): TaskForm {
  return {
    title: task.title, source_type: task.source_type, source_level: task.source_level, source_ref: task.source_ref ?? '', content: task.content, focus_area: task.focus_area,
    priority: task.priority, authority_side: task.authority_side, mode: task.mode, lead_unit_id: task.lead_unit_id, assist_unit_ids: [...task.assist_unit_ids],
    inspector_ids: [...task.inspector_ids], due_on: task.due_on, sites: task.sites.map(siteForm),
  }
}

function located(site: SiteForm): Site['location'] {
  const [lat, lon] = [Number(site.lat), Number(site.lon)]
  return site.lat.trim() && site.lon.trim() && Number.isFinite(lat) && Number.isFinite(lon) ? { lat, lon } : null
}

/** What goes to the server: blanks become nothing, unnamed sites are not sites. */
export function draftOf(form: TaskForm): TaskDraft {
  const sites = form.sites.filter(site => site.name.trim()).map(site => ({ name: site.name.trim(), unit_id: site.unit_id || null, address: site.address.trim() || null, location: located(site) }))
  return { ...form, title: form.title.trim(), content: form.content.trim(), source_ref: form.source_ref.trim() || null, sites }
}

export type TaskLack = 'title' | 'content' | 'lead_unit_id' | 'inspector_ids' | 'due_on' | 'focus_area'

export function lacking(form: TaskForm): TaskLack[] {
  const texts = (['title', 'content', 'lead_unit_id', 'due_on', 'focus_area'] as const).filter(name => !form[name].trim())
  return form.inspector_ids.length ? texts : [...texts, 'inspector_ids']
}
