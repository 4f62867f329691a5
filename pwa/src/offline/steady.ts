/** What a database's failure means, and doing once more what failed with a connection that the browser dropped. */

/** Safari says UnknownError "connection lost", Chrome InvalidStateError "is closing"; a write cut off by either is an AbortError. */
const DROPPED = new Set(['InvalidStateError', 'UnknownError', 'AbortError'])

export function dropped(error: unknown): boolean {
  return DROPPED.has((error as Error | null)?.name ?? '')
}

/** The device has no room: nothing of the failed write is there. */
export function noRoom(error: unknown): boolean {
  return (error as Error | null)?.name === 'QuotaExceededError'
}

/** `work` is one transaction, so running it twice is running it once. A second failure is the caller's to tell. */
export async function steady<T>(work: () => Promise<T>, anew: () => void): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!dropped(error)) throw error
    anew()
    return work()
  }
}
