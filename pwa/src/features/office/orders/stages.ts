/** Where an order stands among the seven stages, from finding to closing. */
import type { OrderState, OrderSummary } from '@/api/types'

export const STAGES = ['found', 'reviewed', 'issued', 'signed', 'answered', 'checked', 'closed'] as const
export type StageName = typeof STAGES[number]
export type StageMark = 'done' | 'now' | 'late' | 'todo' | 'off'
export interface Stage { name: StageName; mark: StageMark; at: string | null }

/** The stage that waits for somebody, by the order's state. */
const WAITS: Record<OrderState, number> = { issued: 3, signed: 4, answering: 4, submitted: 5, accepted: 6, closed: 7, cancelled: 3, suspended: 4 }

type Standing = Pick<OrderSummary, 'state' | 'light' | 'issued_at' | 'signed_at' | 'closed_at' | 'findings'>

function when(order: Standing, name: StageName, submittedAt: string | null): string | null {
  const found = order.findings.map(finding => finding.found_on).sort()[0]
  return { found: found ?? null, reviewed: null, issued: order.issued_at, signed: order.signed_at, answered: submittedAt, checked: null, closed: order.closed_at }[name]
}

/** `submittedAt` is the unit's last answer, if there is one. */
export function stages(order: Standing, submittedAt: string | null): Stage[] {
  const waits = WAITS[order.state]
  return STAGES.map((name, at) => {
    const here: StageMark = ['cancelled', 'suspended'].includes(order.state) ? 'off' : order.light === 'red' ? 'late' : 'now'
    const mark: StageMark = at < waits ? 'done' : at === waits ? here : order.state === 'cancelled' ? 'off' : 'todo'
    return { name, mark, at: mark === 'done' ? when(order, name, submittedAt) : null }
  })
}
