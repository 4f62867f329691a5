/** What a verb on a matter asks for, as the panel holds it and as it is sent. */
import type { TaskMove, TaskVerb } from '@/api/types'

export interface Ask { id: string; reason: string; unit: string; instrument: string; person: string; post: string; dueOn: string; signedBy: string; truth: boolean }

export const WORDS: ReadonlySet<TaskVerb> = new Set(['return', 'object', 'overrule', 'reassign', 'reopen', 'suspend', 'cancel', 'approve', 'close'])
const REASONED: ReadonlySet<TaskVerb> = new Set(['return', 'object', 'overrule', 'reassign', 'reopen', 'suspend', 'cancel'])

export function blankAsk(): Ask {
  return { id: crypto.randomUUID(), reason: '', unit: '', instrument: '', person: '', post: '', dueOn: '', signedBy: '', truth: false }
}

export function ready(verb: TaskVerb, ask: Ask): boolean {
  const said = ask.reason.trim() !== ''
  if (verb === 'answer') return said && ask.signedBy.trim() !== '' && ask.truth
  if (verb === 'start') return ask.person.trim() !== ''
  if (verb === 'reassign') return said && ask.unit !== ''
  return said || !REASONED.has(verb)
}

export function moveOf(verb: TaskVerb, ask: Ask): TaskMove {
  const said = ask.reason.trim() || undefined
  if (verb === 'start') return { verb, plan: said, responsible_persons: [{ name: ask.person.trim(), post: ask.post.trim() || null }] }
  return {
    verb, reason: said,
    ...ask.dueOn && { due_on: ask.dueOn }, ...ask.unit && { lead_unit_id: ask.unit }, ...ask.instrument.trim() && { instrument: ask.instrument.trim() },
  }
}
