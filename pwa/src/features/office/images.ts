/** Photographs need the session's token, so they come as blobs; the last ones seen are kept, no more. */
import { blob } from '@/api/http'

export type View = 'thumbnail' | 'preview' | 'watermarked'
const KEEP = 240
const held = new Map<string, Promise<string>>()

function release(key: string): void {
  const found = held.get(key)
  held.delete(key)
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
