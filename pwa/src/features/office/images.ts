/** Photographs need the session's token, so they come as blobs; the last ones seen are kept, no more. */
import { blob } from '@/api/http'
import { can } from '@/offline/session'

export type View = 'thumbnail' | 'preview' | 'watermarked'
const KEEP = 240
/** Outside the office a copy may be covered anew: it is asked for again after so long. */
const STALE_MS = 60_000
const held = new Map<string, Promise<string>>()
const since = new Map<string, number>()

function release(key: string): void {
  const found = held.get(key)
  held.delete(key)
  since.delete(key)
  void found?.then(address => { URL.revokeObjectURL(address) }, () => undefined)
}

async function fetchImage(key: string, id: string, view: View): Promise<string> {
  try {
    return URL.createObjectURL(await blob(`/evidence/${id}/${view}`))
  } catch (error) {
    held.delete(key)
    throw error
  }
}

/** An address an <img> can show; the same one while it is held. */
export function imageAddress(id: string, view: View): Promise<string> {
  const key = `${view} ${id}`
  if (!can('evidence.original') && performance.now() - (since.get(key) ?? 0) > STALE_MS) release(key)
  if (!held.has(key)) since.set(key, performance.now())
  const found = held.get(key) ?? fetchImage(key, id, view)
  held.delete(key)
  held.set(key, found)
  const oldest = held.keys().next().value
  if (held.size > KEEP && oldest) release(oldest)
  return found
}

/** Nothing of one reader stays for the next. */
export function forgetImages(): void {
  for (const key of [...held.keys()]) release(key)
}
