/** Photographs on the device: stored in pieces, read back, hashed; only then may a screen say "saved". */
import type { EvidenceLine } from '@/api/types'
import { emit } from '@/shared/bus'
import { db, STRICT } from './db'
import type { Photo } from './model'

export const CHUNK = 1024 * 1024
export const MAX_BYTES = 25 * CHUNK

export class TooLarge extends Error {}
export class NotStored extends Error {}

export type Shot = Omit<Photo, 'id' | 'sha256' | 'size_bytes' | 'chunks' | 'sealed' | 'cleared_at'>

export async function sha256(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
}

async function write(photo: Photo, bytes: ArrayBuffer): Promise<void> {
  const tx = (await db()).transaction(['photos', 'chunks'], 'readwrite', STRICT)
  const pieces = Array.from({ length: photo.chunks }, (_, n) =>
    tx.objectStore('chunks').put(bytes.slice(n * CHUNK, (n + 1) * CHUNK), [photo.id, n]))
  await Promise.all([...pieces, tx.objectStore('photos').put(photo), tx.done])
}

/** The stored bytes from `start` to `end`, touching only the pieces that hold them. */
export async function read(photo: Pick<Photo, 'id' | 'size_bytes'>, start = 0, end = photo.size_bytes): Promise<ArrayBuffer> {
  const stop = Math.min(end, photo.size_bytes)
  const out = new Uint8Array(Math.max(0, stop - start))
  const base = await db()
  for (let n = Math.floor(start / CHUNK); n * CHUNK < stop; n++) {
    const piece = await base.get('chunks', [photo.id, n])
    if (!piece) throw new NotStored(photo.id)
    const from = Math.max(start - n * CHUNK, 0)
    out.set(new Uint8Array(piece).subarray(from, Math.min(CHUNK, stop - n * CHUNK)), n * CHUNK + from - start)
  }
  return out.buffer
}

/** Hash what is really on the disk, and write the digest down: from here on the photograph counts. */
async function confirm(photo: Photo): Promise<Photo> {
  const done = { ...photo, sha256: await sha256(await read(photo)) }
  const tx = (await db()).transaction('photos', 'readwrite', STRICT)
  await Promise.all([tx.store.put(done), tx.done])
  emit('drafts')
  return done
}

/** Keep a photograph for the visit or answer `shot.owner_id`. Resolves when it is safe. */
export async function keepPhoto(shot: Shot, bytes: ArrayBuffer): Promise<Photo> {
  if (bytes.byteLength > MAX_BYTES) throw new TooLarge()
  const taken = await sha256(bytes)
  const size = bytes.byteLength
  const draft: Photo = { ...shot, id: crypto.randomUUID(), sha256: '', size_bytes: size, chunks: Math.ceil(size / CHUNK), sealed: false, cleared_at: null }
  await write(draft, bytes)
  const photo = await confirm(draft)
  if (photo.sha256 !== taken) throw new NotStored(photo.id)
  return photo
}

/** Finish what a killed page left between writing and hashing. */
export async function finishInterrupted(): Promise<void> {
  const all = await (await db()).getAll('photos')
  for (const photo of all) if (!photo.sha256) await confirm(photo)
}

export async function photosOf(owner: string): Promise<Photo[]> {
  const found = await (await db()).getAllFromIndex('photos', 'owner_id', owner)
  return found.filter(photo => photo.sha256).sort((a, b) => a.captured_at.localeCompare(b.captured_at))
}

/** Remove a photograph nobody has sealed yet; a sealed one is refused. */
export async function dropPhoto(id: string): Promise<void> {
  const tx = (await db()).transaction(['photos', 'chunks'], 'readwrite', STRICT)
  const photo = await tx.objectStore('photos').get(id)
  if (photo && !photo.sealed) {
    await tx.objectStore('photos').delete(id)
    await tx.objectStore('chunks').delete(IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER]))
  }
  await tx.done
  emit('drafts')
}

export async function relabel(id: string, label: Photo['label']): Promise<void> {
  const tx = (await db()).transaction('photos', 'readwrite')
  const photo = await tx.store.get(id)
  if (photo && !photo.sealed) await tx.store.put({ ...photo, label })
  await tx.done
  emit('drafts')
}

export function lineOf(photo: Photo): EvidenceLine {
  const { id, sha256: digest, size_bytes, media_type, captured_at, location, source, label } = photo
  return { id, sha256: digest, size_bytes, media_type, captured_at, location, source, ...label && { label } }
}
