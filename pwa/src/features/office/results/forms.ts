/** What each verb on a result takes with it: fields to fill, and the body they become. */
import type { ActionMove, ResultVerb } from '@/api/types'

export type Kind = 'line' | 'text' | 'day' | 'moment' | 'staff' | 'names' | 'column' | 'photos' | 'tick' | 'task'
export interface Field { name: string; kind: Kind; optional?: boolean }
export type Values = Record<string, string | string[] | boolean>

const reason: Field = { name: 'reason', kind: 'text' }
const PLEDGE: Field[] = [{ name: 'person', kind: 'line' }, { name: 'text', kind: 'text' }, { name: 'due_on', kind: 'day' }]

const FIELDS: Record<ResultVerb, Field[]> = {
  take: [], propose: [], send: [],
  dismiss: [reason], refuse: [reason], return: [reason], withdraw: [reason], keep: [reason], close: [{ ...reason, optional: true }],
  approve: [{ name: 'instrument', kind: 'line' }, { ...reason, optional: true }],
  notify: [{ name: 'held_at', kind: 'moment' }, { name: 'place', kind: 'line' }, { name: 'about', kind: 'text' }],
  execute: [{ name: 'happened_on', kind: 'day' }, { name: 'note', kind: 'text' }],
  hand_over: [{ name: 'receiver', kind: 'line' }],
  receive: [{ name: 'receipt', kind: 'line' }],
  record_outcome: [{ name: 'text', kind: 'text' }, { name: 'on', kind: 'day' }],
  mask: [{ name: 'title', kind: 'line' }, { name: 'text', kind: 'text' }, { name: 'column', kind: 'column' }, { name: 'evidence_ids', kind: 'photos', optional: true }, { name: 'masked', kind: 'tick' }],
  check: [{ name: 'secrecy_checked', kind: 'tick' }, { name: 'opinion_checked', kind: 'tick' }],
  air: [{ name: 'programme', kind: 'line' }, { name: 'column', kind: 'column' }, { name: 'aired_on', kind: 'day' }],
  pledge: PLEDGE,
  turn_into_task: [{ name: 'task_id', kind: 'task' }],
}
const INTERVIEW: Field[] = [{ name: 'staff_ids', kind: 'staff' }, { name: 'attendees', kind: 'names' }]
/** The part of the body a verb's fields go into; the others lie on top. */
const PART: Partial<Record<ResultVerb, string>> = { notify: 'notice', execute: 'execution', record_outcome: 'outcome', mask: 'package', air: 'airing', pledge: 'pledge' }

export function fieldsOf(verb: ResultVerb, kind: string): Field[] {
  return verb === 'execute' && kind === 'interview' ? [...FIELDS[verb], ...INTERVIEW] : FIELDS[verb]
}
export function blank(fields: Field[]): Values {
  return Object.fromEntries(fields.map(({ name, kind }) => [name, kind === 'tick' ? false : kind === 'photos' || kind === 'staff' || kind === 'names' ? [] : kind === 'column' ? 'lagging' : '']))
}
const empty = (value: Values[string] | undefined): boolean => typeof value === 'boolean' ? !value : !value?.length || (typeof value === 'string' && !value.trim())

export function lacking(fields: Field[], values: Values): string[] {
  return fields.filter(field => !field.optional && empty(values[field.name])).map(field => field.name)
}
export function bodyOf(verb: ResultVerb, values: Values): ActionMove {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'boolean' || !empty(value)).map(([name, value]) => [name, name === 'held_at' ? new Date(value as string).toISOString() : value]))
  const part = PART[verb]
  return (part ? { verb, [part]: given } : { verb, ...given }) as unknown as ActionMove
}
