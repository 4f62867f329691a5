/** When to try again, and whether to: the outbox's judgement on failures. Pure. */
import { ApiProblem, Locked, Offline, SignedOut } from '@/api/errors'
import { dropped, noRoom } from './steady'

const FIRST_MS = 1000
const LONGEST_MS = 300_000
/** Whatever a server asks for: beyond that it is asked again. */
const LONGEST_ASKED_MS = 3_600_000
/** 460: the bytes were spoilt on the way, since ours are still what they were. */
const AGAIN = new Set([408, 423, 425, 429, 460])

export type Verdict = { act: 'wait'; offline: boolean; afterMs: number | null } | { act: 'sign-in' } | { act: 'park' }

/** Full jitter between 1 s and a ceiling that doubles to 5 min; `attempt` counts from 0. */
export function delayMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt + 1, 20))
  return Math.round(FIRST_MS + random() * (ceiling - FIRST_MS))
}

/** `Retry-After` in seconds or as a date, as milliseconds from `now`. */
export function retryAfterMs(header: string | null, now = Date.now()): number | null {
  if (!header) return null
  const seconds = Number(header)
  const ms = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000
  return Number.isNaN(ms) ? null : Math.min(LONGEST_ASKED_MS, Math.max(0, ms))
}

/** Whether the time has come to try again; a wait longer than there is any was begun before this device's clock was put back. */
export const isOver = (until: number, now: number): boolean => until <= now || until - now > LONGEST_ASKED_MS

/** What an error means for the item: wait for ever, wait for its author, or show it to a person. */
export function judge(error: unknown): Verdict {
  if (error instanceof SignedOut) return { act: 'sign-in' }
  if (error instanceof Locked) return { act: 'wait', offline: true, afterMs: null }
  if (error instanceof Offline) return { act: 'wait', offline: true, afterMs: null }
  // The device's own trouble is nobody's verdict on the report.
  if (dropped(error) || noRoom(error)) return { act: 'wait', offline: false, afterMs: null }
  if (!(error instanceof ApiProblem)) return { act: 'park' }
  if (error.status === 401) return { act: 'sign-in' }
  if (error.status >= 500 || AGAIN.has(error.status)) return { act: 'wait', offline: false, afterMs: retryAfterMs(error.retryAfter) }
  return { act: 'park' }
}
