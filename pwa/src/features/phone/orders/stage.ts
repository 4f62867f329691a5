/** An order 交办单 as the unit sees it: its five steps, which deed is next, and the words for its deadline. */
import type { Order, OrderState, OrderSummary } from '@/api/types'
import { clock, dayOf, span } from '@/shared/format'

export const STEPS = ['issued', 'signed', 'answering', 'submitted', 'closed'] as const
export type Step = (typeof STEPS)[number]

const AT: Record<OrderState, Step> = {
  issued: 'signed', signed: 'answering', answering: 'answering', submitted: 'submitted', accepted: 'submitted', closed: 'closed', cancelled: 'closed', suspended: 'answering',
}

/** How many steps are behind: the step at this index is what waits to be done. */
export function stepOf(state: OrderState): number {
  return STEPS.indexOf(AT[state])
}

export const isOpen = (order: OrderSummary): boolean => !['closed', 'cancelled'].includes(order.state)
export const canAnswer = (order: OrderSummary): boolean => order.moves.includes('answer')

export interface DueWords { key: string; values: Record<string, string | number> }

/** Time left in the words people use: days, or hours and minutes on the last day. */
export function dueWords(order: OrderSummary, now: Date): DueWords {
  const left = span(order.due_at, now)
  // The server counts working days; a copy older than the deadline has not counted any.
  if (left.overdue) return order.overdue_days > 0 ? { key: 'phone.order.overdue', values: { n: order.overdue_days } } : { key: 'phone.order.due', values: {} }
  if (order.light === 'red') return { key: 'phone.order.behind', values: {} } // not overdue, yet red: a milestone is long past
  if (left.days > 0) return { key: 'phone.order.daysLeft', values: { n: left.days } }
  return { key: 'phone.order.hoursLeft', values: { h: left.hours, m: left.minutes } }
}

export function dueAt(order: OrderSummary, now: Date): DueWords {
  const today = dayOf(order.due_at) === dayOf(now)
  return { key: today ? 'phone.order.today' : 'phone.order.by', values: { day: dayOf(order.due_at).slice(5), at: clock(order.due_at) } }
}

export function submissionsOf(order: OrderSummary | Order): Order['submissions'] {
  return 'submissions' in order ? order.submissions : []
}
