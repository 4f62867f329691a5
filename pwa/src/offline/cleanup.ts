/** Frees the device: bytes go a week after their receipt, once the server proves again, by its signature and by the file itself, that it has them. */
import { clockSkewMs } from '@/api/clock'
import { get, send } from '@/api/http'
import type { EvidenceReceipt } from '@/api/types'
import { db, STRICT, write } from './db'
import type { OutboxItem, Photo } from './model'
import { items, remove } from './queue'
import { cannotTell, checkEvidence } from './receipts'

const KEEP_MS = 7 * 86_400_000

function old(held: OutboxItem, now: number): boolean {
  return held.state === 'delivered' && held.delivered_at !== null && now - Date.parse(held.delivered_at) > KEEP_MS
}

async function serverHas(photo: Photo, now: number): Promise<boolean> {
  const receipt = await get<EvidenceReceipt>(`/evidence/${photo.id}/receipt`)
  if (!receipt.received_at || now - Date.parse(receipt.received_at) <= KEEP_MS || receipt.sha256 !== photo.sha256 || receipt.size_bytes !== photo.size_bytes) return false
  const verdict = await checkEvidence(receipt, photo)
  return (verdict === 'ok' || cannotTell(verdict)) && stillThere(photo)
}

/** A row can outlive its file: one byte of the original, and its whole length, from the disk it lies on. */
async function stillThere({ id, size_bytes, sha256 }: Photo): Promise<boolean> {
  const response = await send('GET', `/evidence/${id}/original`, { headers: { Range: 'bytes=0-0' } })
  if (response.status !== 206) return false
  return response.headers.get('Content-Range') === `bytes 0-0/${size_bytes}` && response.headers.get('ETag') === `"${sha256}"`
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

/** A photograph whose proof cannot be had now simply stays. `now`: by the server's clock, so that a phone set ahead frees nothing early. */
export async function tidy(now = Date.now() - (clockSkewMs() ?? 0)): Promise<void> {
  await forgetDeeds(now)
  const base = await db()
  for (const held of (await items()).filter(one => old(one, now))) {
    for (const photo of await base.getAllFromIndex('photos', 'owner_id', held.id)) {
      if (!photo.cleared_at && await serverHas(photo, now).catch(() => false)) await clear(photo)
    }
  }
}
