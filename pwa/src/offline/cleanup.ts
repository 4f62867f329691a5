/** Frees the device: bytes go a week after their receipt, once the server proves again, by its signature, that it has them. */
import { get } from '@/api/http'
import type { EvidenceReceipt } from '@/api/types'
import { db, STRICT, write } from './db'
import type { OutboxItem, Photo } from './model'
import { items, remove } from './queue'
import { cannotTell, checkEvidence } from './receipts'

const KEEP_MS = 7 * 86_400_000

function old(held: OutboxItem, now: number): boolean {
  return held.state === 'delivered' && held.delivered_at !== null && now - Date.parse(held.delivered_at) > KEEP_MS
}

async function serverHas(photo: Photo): Promise<boolean> {
  const receipt = await get<EvidenceReceipt>(`/evidence/${photo.id}/receipt`)
  if (!receipt.received_at || receipt.sha256 !== photo.sha256 || receipt.size_bytes !== photo.size_bytes) return false
  const verdict = await checkEvidence(receipt, photo)
  return verdict === 'ok' || cannotTell(verdict)
}

async function clear(photo: Photo): Promise<void> {
  await write(tx => {
    tx.put('photos', { ...photo, cleared_at: new Date().toISOString() })
    tx.delete('chunks', IDBKeyRange.bound([photo.id, 0], [photo.id, Number.MAX_SAFE_INTEGER]))
  }, STRICT)
}

/** A deed's row tells what became of it. */
async function forgetDeeds(now: number): Promise<void> {
  for (const held of await items()) if (held.kind === 'deed' && old(held, now)) await remove(held.id)
}

/** A photograph whose proof cannot be had now simply stays. */
export async function tidy(now = Date.now()): Promise<void> {
  await forgetDeeds(now)
  const base = await db()
  for (const held of (await items()).filter(one => old(one, now))) {
    for (const photo of await base.getAllFromIndex('photos', 'owner_id', held.id)) {
      if (!photo.cleared_at && await serverHas(photo).catch(() => false)) await clear(photo)
    }
  }
}
