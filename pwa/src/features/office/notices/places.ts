/** What a notice opens in the office. */
import type { Notice } from '@/api/types'

const PLACES: Record<string, (id: string) => string> = {
  order: id => `/office/orders/${id}`,
  conclusion: id => `/office/conclusions/${id}`,
  task: id => `/office/tasks/${id}`,
  review: id => `/office/conclusions/reviews/${id}`,
  mission: id => `/office/missions/${id}`,
  action: id => `/office/results/${id}`,
}

export function placeOf(one: Pick<Notice, 'subject_type' | 'subject_id'>): string | undefined {
  return PLACES[one.subject_type]?.(one.subject_id)
}
