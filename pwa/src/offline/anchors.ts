/** Time anchors: the server's signed word that it was this time; the newest one goes into every capture record. */
import { get } from '@/api/http'
import { loads } from './canonical'
import { recall, remember } from './db'
import type { Signed } from './model'

const KEY = 'anchor'
const FRESH_MS = 15 * 60_000

interface Held { anchor: Signed; got_at: number }

export interface Named { id: string; t: string }

const ID = /^[0-9a-f]{32}$/
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const SIGNATURE = /^[A-Za-z0-9+/]{86}==$/

/** What an anchor says. Raises: NotCanonical, TypeError for what is no anchor. */
export function named({ statement, signature }: Signed): Named {
  const { typ, id, t } = loads(statement)
  if (typ !== 'anchor' || typeof id !== 'string' || !ID.test(id) || typeof t !== 'string' || !TIME.test(t) || !SIGNATURE.test(signature)) throw new TypeError('no anchor')
  return { id, t }
}

export async function heldAnchor(): Promise<Signed | undefined> {
  return (await recall<Held>(KEY))?.anchor
}

/** Ask for a new one if the one held is older than a quarter of an hour; a clock that was set back makes it old too. */
export async function freshAnchor(now = Date.now()): Promise<void> {
  const held = await recall<Held>(KEY)
  if (held && held.got_at <= now && now - held.got_at < FRESH_MS) return
  const { statement, signature } = await get<Signed>('/anchor')
  named({ statement, signature })
  await remember(KEY, { anchor: { statement, signature }, got_at: now } satisfies Held)
}
