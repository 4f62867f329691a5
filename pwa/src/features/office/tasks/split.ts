/** A source being split: its rows as the page holds them, and what is sent. */
import type { SplitDraft } from '@/api/types'
import { campaignOf, instructionOf, type TaskForm } from './draft'

export interface Row { id: string; title: string; content: string; lead: string; assist: string[]; due: string; priority: 'major' | 'key' | 'ordinary' }
export type Source = Pick<TaskForm, 'source_type' | 'source_level' | 'source_ref' | 'basis' | 'authority_side' | 'instruction' | 'campaign' | 'focus_area' | 'mode'>

export function emptyRow(title = ''): Row {
  return { id: crypto.randomUUID(), title, content: '', lead: '', assist: [], due: '', priority: 'ordinary' }
}

/** One matter a line; leading numbers and bullets of the document are dropped. */
export function rowsOf(text: string): Row[] {
  const lines = text.split('\n').map(line => line.trim().replace(/^([\p{Script=Han}\d]{1,3}[\u3001.\uff0e)\uff09]|[(\uff08][\p{Script=Han}\d]{1,3}[)\uff09]|[-*\u2022\u00b7])\s*/u, '').trim())
  return lines.filter(Boolean).map(line => ({ ...emptyRow(line.slice(0, 200)), content: line.length > 200 ? line : '' }))
}

/** How many fields still have to be filled. */
export function missing(rows: Row[]): number {
  return rows.reduce((sum, row) => sum + [row.title.trim(), row.lead, row.due].filter(value => !value).length, 0)
}

export function splitOf(source: Source, rows: Row[], draft: boolean): SplitDraft {
  return {
    source_type: source.source_type, source_level: source.source_level, source_ref: source.source_ref.trim() || null, basis: source.basis.trim() || null,
    authority_side: source.authority_side, instruction: instructionOf(source.instruction), campaign: campaignOf(source.campaign), draft,
    items: rows.map(row => ({
      id: row.id, title: row.title.trim(), content: row.content.trim() || row.title.trim(), focus_area: source.focus_area, priority: row.priority, mode: source.mode,
      lead_unit_id: row.lead, assist_unit_ids: row.assist, due_on: row.due, report_cadence: 'none',
    })),
  }
}
