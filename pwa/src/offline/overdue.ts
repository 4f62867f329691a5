/** Work that has waited for more than a day: a phone in a drawer is how reports are lost. Pure. */
import type { OutboxItem } from './model'

const DAY_MS = 24 * 3_600_000

/** How many items have waited longer than a day, and for how many hours the oldest has. */
export function overdue(list: readonly OutboxItem[], now = Date.now()): { count: number; hours: number } | undefined {
  const waits = list.filter(held => held.state !== 'delivered').map(held => now - Date.parse(held.queued_at)).filter(ms => ms > DAY_MS)
  return waits.length > 0 ? { count: waits.length, hours: Math.floor(Math.max(...waits) / 3_600_000) } : undefined
}
