/** What each verb asks for, as the panel holds it and as it is sent. */
import type { MissionMove } from '@/api/types'
import type { Asked } from './useMission'

export type Verb = MissionMove['verb']
export interface Ask {
  reason: string; instrument: string; recusal: boolean; overlap: string; oralBy: string; oralAt: string; recused: boolean; leak: boolean; on: string; check: string
  leader: string; members: string[]; reviewer: string
}
export type Field = 'reason' | 'instrument' | 'recusal' | 'overlap' | 'oral' | 'recused' | 'leak' | 'on' | 'check' | 'people'

export const FIELDS: Record<Verb, readonly Field[]> = {
  submit: ['recusal', 'overlap'], approve: ['instrument', 'reason'], approve_orally: ['oral'], confirm: ['instrument'], return: ['reason'], commit: ['recused'], assign: ['people'],
  deploy: ['reason'], attend: ['on'], report: [], conclude: ['check'], archive: [], abort: ['reason', 'leak'], cancel: ['reason'], grant: ['instrument'], refuse: ['reason'], start: [],
}
export const MAIN: readonly Verb[] = ['submit', 'approve', 'confirm', 'grant', 'commit', 'deploy', 'report', 'conclude', 'archive']
export const HARSH: readonly Verb[] = ['abort', 'cancel']
const REASONED: ReadonlySet<Verb> = new Set(['return', 'abort', 'cancel', 'refuse'])

export function blankAsk(): Ask {
  return { reason: '', instrument: '', recusal: false, overlap: '', oralBy: '', oralAt: '', recused: false, leak: false, on: '', check: '', leader: '', members: [], reviewer: '' }
}

/** Whether the panel holds what the verb cannot do without; the server asks for the rest. */
export function ready(verb: Verb, ask: Ask): boolean {
  if (REASONED.has(verb) || (verb === 'commit' && ask.recused)) return ask.reason.trim() !== ''
  if (verb === 'submit') return ask.recusal
  if (verb === 'approve_orally') return ask.oralBy !== '' && ask.oralAt !== ''
  return !['confirm', 'grant'].includes(verb) || ask.instrument.trim() !== ''
}

const said = (text: string): string | undefined => text.trim() || undefined

const SENT: Record<Field, (ask: Ask) => object> = {
  reason: () => ({}),
  instrument: ask => ({ instrument: said(ask.instrument) }),
  recusal: ask => ({ recusal_declared: ask.recusal }),
  overlap: ask => ({ overlap_reason: said(ask.overlap) }),
  oral: ask => ({ oral_by: ask.oralBy, oral_at: new Date(ask.oralAt).toISOString() }),
  recused: ask => ({ recused: ask.recused }),
  leak: ask => ({ leak: ask.leak }),
  on: ask => ask.on ? { on: ask.on } : {},
  check: ask => ({ result_check: said(ask.check) }),
  people: ask => ({ member_ids: ask.members, ...ask.leader && { leader_id: ask.leader }, ...ask.reviewer && { reviewer_id: ask.reviewer } }),
}

export function moveOf(verb: Verb, ask: Ask): Asked {
  const reason = said(ask.reason)
  return Object.assign({ verb }, reason && { reason }, ...FIELDS[verb].map(field => SENT[field](ask))) as Asked
}
