/** The order's story as its unit reads it: who did what, the newest first. */
import type { Order } from '@/api/types'
import type { IconName } from '@/shared/ui/icons'

type Step = Order['timeline'][number]
export interface TrailLine { at: string; who: string; word: string; icon: IconName; tone: 'b' | 'g' | 'r' | ''; step: Step }

/** What the office did; the rest is the unit's own, or nobody's. */
const OFFICE = /^(order\.(issued|answered_on_paper|accept|return|reassign|suspend|lift)|objection\.refuse|extension\.(grant|refuse)|finding\.close)$/
const NOBODY = /^(order\.(auto_signed|resume|closed|due_recomputed)|extension\.escalate|submission\.late)$/
const LOOK: [RegExp, IconName, TrailLine['tone']][] = [
  [/order\.issued|reassign/, 'flag', 'b'], [/order\.return|refuse/, 'returned', 'r'], [/suspend/, 'pause', 'r'], [/lift|resume/, 'play', 'b'],
  [/answered|submission\.late/, 'send', 'b'], [/withdraw/, 'returned', ''], [/extension\.grant|accept|close|signed/, 'check', 'g'], [/milestones|progress/, 'list', 'b'],
  [/due_recomputed|escalate/, 'clock', ''],
]

export function trailOf({ timeline, office_name, unit_name }: Pick<Order, 'timeline' | 'office_name' | 'unit_name'>): TrailLine[] {
  return timeline.map((step): TrailLine => {
    const [, icon, tone] = LOOK.find(([pattern]) => pattern.test(step.action)) ?? [undefined, 'note' as const, '' as const]
    const who = NOBODY.test(step.action) ? '' : OFFICE.test(step.action) ? office_name : step.actor_name ?? unit_name
    return { at: step.at, who, word: step.action.replaceAll('.', '_'), icon, tone, step }
  }).reverse()
}
