/** What a device with a key keeps fresh while there is a network: a time anchor, the key's standing, the server's keys. */
import { freshAnchor } from './anchors'
import { hasKey, ownKeys } from './deviceKey'
import { freshPinned } from './trust'

const EVERY_MS = 15 * 60_000
let asked = Number.NEGATIVE_INFINITY

/** A device without a key asks for nothing; whatever cannot be had now is asked for next time. */
export async function tend(now = Date.now()): Promise<void> {
  if (!await hasKey()) return
  const due = now - asked >= EVERY_MS || now < asked
  if (due) asked = now
  await Promise.allSettled([freshAnchor(now), ...due ? [ownKeys(), freshPinned()] : []])
}
