/** Photographs on the device: stored in pieces, read back, hashed; only then may a screen say "saved". */
import type { EvidenceLine } from '@/api/types'
import { emit } from '@/shared/bus'
import { sha256 } from './bytes'
import { anchored, link, type Head, type Link } from './capture'
import { db, STRICT, write } from './db'
import type { Photo } from './model'

export const CHUNK = 1024 * 1024
export const MAX_BYTES = 25 * CHUNK

export class TooLarge extends Error {}
export class NotStored extends Error {}

export type Shot = Omit<Photo, 'id' | 'sha256' | 'size_bytes' | 'chunks' | 'sealed' | 'cleared_at' | 'capture' | 'unsigned'>

/** Everything or nothing: a device without room keeps no part of it. */
async function lay(photo: Photo, bytes: ArrayBuffer): Promise<void> {
  await write(tx => {
    for (let n = 0; n < photo.chunks; n++) tx.put('chunks', bytes.slice(n * CHUNK, (n + 1) * CHUNK), [photo.id, n])
    tx.put('photos', photo)
  }, STRICT)
}

async function take(id: string): Promise<void> {
  await write(tx => {
    tx.delete('photos', id)
    tx.delete('chunks', pieces(id))
  }, STRICT)
}

const pieces = (id: string): IDBKeyRange => IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER])

/** The stored bytes from `start` to `end`, touching only the pieces that hold them. */
export async function read(photo: Pick<Photo, 'id' | 'size_bytes'>, start = 0, end = photo.size_bytes): Promise<ArrayBuffer> {
  const stop = Math.min(end, photo.size_bytes)
  const out = new Uint8Array(Math.max(0, stop - start))
  for (let n = Math.floor(start / CHUNK); n * CHUNK < stop; n++) {
    const piece = await (await db()).get('chunks', [photo.id, n])
    if (!piece) throw new NotStored(photo.id)
    const from = Math.max(start - n * CHUNK, 0)
    out.set(new Uint8Array(piece).subarray(from, Math.min(CHUNK, stop - n * CHUNK)), n * CHUNK + from - start)
  }
  return out.buffer
}

/** Nothing more is to be done about it: it counts, or it is gone. */
const settled = (held: Photo | undefined): boolean => !held || (held.sha256 !== '' && (!held.unsigned || held.sealed))

/** Photograph, record and number in one write; undefined if another page took the number, or the photograph was settled meanwhile. */
async function put(photo: Photo, signed: Link | 'failed' | undefined): Promise<Photo | undefined> {
  return write(async tx => {
    const held = await tx.get('photos', photo.id)
    const made = typeof signed === 'object' ? signed : undefined
    const head = made && await tx.get('meta', made.chain) as Head | undefined
    if (!held || settled(held) || head?.seq !== made?.before?.seq) return undefined
    const done: Photo = { ...held, sha256: photo.sha256, ...made && { capture: made.capture }, unsigned: true }
    if (signed !== 'failed') delete done.unsigned
    tx.put('photos', done)
    if (made) tx.put('meta', made.after, made.chain)
    return done
  }, STRICT)
}

/** Sign what was read back, and write the digest down: from here on the photograph counts, signed or not. */
async function confirm(photo: Photo): Promise<Photo> {
  for (;;) {
    const done = await put(photo, await link(photo).catch(() => 'failed' as const)) ?? await (await db()).get('photos', photo.id)
    if (!done) throw new NotStored(photo.id)
    if (settled(done) || done.unsigned) {
      emit('drafts')
      return done
    }
  }
}

/** Keep a photograph for the visit or answer `shot.owner_id`. Resolves when it is safe. */
export async function keepPhoto(shot: Shot, bytes: ArrayBuffer): Promise<Photo> {
  if (bytes.byteLength > MAX_BYTES) throw new TooLarge()
  const taken = await sha256(bytes)
  const size = bytes.byteLength
  const when = shot.moment && await anchored(shot.moment)
  const draft: Photo = {
    ...shot, ...when && { moment: when }, id: crypto.randomUUID(), sha256: '', size_bytes: size, chunks: Math.ceil(size / CHUNK), sealed: false, cleared_at: null,
  }
  await lay(draft, bytes)
  await readBack(draft, taken)
  return confirm({ ...draft, sha256: taken })
}

/** What does not come back as it was is not kept: a later start must not take it for the photograph. */
async function readBack(draft: Photo, taken: string): Promise<void> {
  const stored = await read(draft).then(sha256, () => '')
  if (stored === taken) return
  await take(draft.id)
  throw new NotStored(draft.id)
}

/** Keep a photograph that another device made and signed, as it is: its record is not made again. False if it is here already. */
export async function takeIn(photo: Photo, bytes: ArrayBuffer): Promise<boolean> {
  const held = await (await db()).get('photos', photo.id)
  if (held?.sha256) return false
  if (await sha256(bytes) !== photo.sha256 || bytes.byteLength !== photo.size_bytes) throw new NotStored(photo.id)
  await lay({ ...photo, sha256: '', unsigned: true }, bytes)
  await readBack(photo, photo.sha256)
  await write(tx => { tx.put('photos', photo) }, STRICT)
  return true
}

/** Finish what a killed page left between writing and signing, and what could not be signed then. */
export async function finishInterrupted(): Promise<void> {
  const all = await (await db()).getAll('photos')
  const finish = async (photo: Photo): Promise<Photo> => confirm({ ...photo, sha256: photo.sha256 || await sha256(await read(photo)) })
  for (const photo of all) if (!settled(photo)) await finish(photo).catch(() => undefined)
}

/** How many photographs are here that could not be signed though there was a key. */
export async function unsignedCount(): Promise<number> {
  return (await (await db()).getAll('photos')).filter(photo => photo.unsigned).length
}

export async function photosOf(owner: string): Promise<Photo[]> {
  const found = await (await db()).getAllFromIndex('photos', 'owner_id', owner)
  return found.filter(photo => photo.sha256).sort((a, b) => a.captured_at.localeCompare(b.captured_at))
}

/** Remove a photograph nobody has sealed yet; a sealed one is refused. */
export async function dropPhoto(id: string): Promise<void> {
  await write(async tx => {
    const photo = await tx.get('photos', id)
    if (!photo || photo.sealed) return
    tx.delete('photos', id)
    tx.delete('chunks', IDBKeyRange.bound([id, 0], [id, Number.MAX_SAFE_INTEGER]))
  }, STRICT)
  emit('drafts')
}

export async function relabel(id: string, label: Photo['label']): Promise<void> {
  await write(async tx => {
    const photo = await tx.get('photos', id)
    if (photo && !photo.sealed) tx.put('photos', { ...photo, label })
  })
  emit('drafts')
}

export function lineOf(photo: Photo): EvidenceLine {
  const { id, sha256: digest, size_bytes, media_type, captured_at, location, source, label, capture } = photo
  return { id, sha256: digest, size_bytes, media_type, captured_at, location, source, ...label && { label }, ...capture && { capture } }
}
