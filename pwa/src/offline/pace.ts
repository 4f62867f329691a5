/** How fast bytes have lately arrived, as the server acknowledged them: what "still 40 seconds" is worked out from. */

const PARTS = 12
/** A shorter measurement says nothing. */
const LEAST_MS = 800

interface Part { bytes: number; ms: number }
let parts: Part[] = []
let since: number | undefined

/** An upload begins or goes on: what lay before it was no sending. */
export function begins(now = performance.now()): void {
  since = now
}

export function arrived(bytes: number, now = performance.now()): void {
  if (since !== undefined && bytes > 0) parts = [...parts, { bytes, ms: now - since }].slice(-PARTS)
  since = now
}

export function forgetPace(): void {
  parts = []
  since = undefined
}

/** Seconds for so many bytes at the measured pace, rounded up to what a person can use; undefined until there is a measurement. */
export function secondsFor(bytes: number): number | undefined {
  const ms = parts.reduce((sum, part) => sum + part.ms, 0)
  if (ms < LEAST_MS) return undefined
  const seconds = bytes * ms / parts.reduce((sum, part) => sum + part.bytes, 0) / 1000
  return seconds < 60 ? Math.max(5, Math.ceil(seconds / 5) * 5) : Math.ceil(seconds / 60) * 60
}
