/** What a verb on a matter asks for, as the panel holds it and as it is sent. */
import type { TaskMove, TaskVerb } from '@/api/types'

export interface Ask { reason: string; unit: string; instrument: string; persons: { name: string; post: string }[]; dueOn: string }

export const WORDS: ReadonlySet<TaskVerb> = new Set(['return', 'object', 'overrule', 'reassign', 'reopen', 'suspend', 'cancel', 'approve', 'close'])
const REASONED: ReadonlySet<TaskVerb> = new Set(['return', 'object', 'overrule', 'reassign', 'reopen', 'suspend', 'cancel'])

export function blankAsk(): Ask {
  return { reason: '', unit: '', instrument: '', persons: [{ name: '', post: '' }], dueOn: '' }
}

export function ready(verb: TaskVerb, ask: Ask): boolean {
  const said = ask.reason.trim() !== ''
  if (verb === 'start') return ask.persons.some(one => one.name.trim())
  if (verb === 'reassign') return said && ask.unit !== ''
  return said || !REASONED.has(verb)
}

export function moveOf(verb: TaskVerb, ask: Ask): TaskMove {
  const said = ask.reason.trim() || undefined
  const persons = ask.persons.filter(one => one.name.trim()).map(one => ({ name: one.name.trim(), post: one.post.trim() || null }))
  if (verb === 'start') return { verb, plan: said, responsible_persons: persons }
  return {
    verb, reason: said,
    ...ask.dueOn && { due_on: ask.dueOn }, ...ask.unit && { lead_unit_id: ask.unit }, ...ask.instrument.trim() && { instrument: ask.instrument.trim() },
  }
}
