/** The whole queue, or one item of it, as an encrypted file (docs/parcel.md): what to do when the phone or the network must be given up. Needs no server. */
import { base64 } from './bytes'
import { db, recall } from './db'
import { sealed, type Frame } from './frames'
import type { LookWork } from './looks'
import type { OutboxItem, Photo } from './model'
import { CHUNK, finishInterrupted, photosOf, read } from './photos'
import { item, items } from './queue'
import { me } from './session'
import { space } from './space'
import { visits } from './visits'

export const KIND = 'application/vnd.mingcha.parcel'
export const ENDING = 'mcparcel'

/** A record says what it is; a photograph's bytes follow it in `pieces` frames. */
export interface Told { is: 'parcel' | 'visit' | 'answer' | 'look' | 'photo' | 'item' | 'end' }
export interface ParcelHead extends Told { is: 'parcel'; v: 1; user: { id: string; name: string }; made_at: string; app: string }
export interface Counts { drafts: number; items: number; photos: number; absent: number }

/** Second looks being written lie among the device's notes. */
async function looks(): Promise<LookWork[]> {
  const keys = (await (await db()).getAllKeys('meta')).filter(key => key.startsWith('look-'))
  return (await Promise.all(keys.map(key => recall<LookWork>(key)))).filter(one => one !== undefined)
}

async function whole(photo: Photo): Promise<boolean> {
  const held = (await (await db()).getAllKeys('chunks')).filter(([id]) => id === photo.id)
  return held.length === photo.chunks
}

async function* photoFrames(owner: string, counts: Counts): AsyncGenerator<Frame> {
  for (const photo of await photosOf(owner)) {
    const pieces = await whole(photo) ? photo.chunks : 0
    if (pieces > 0) counts.photos++
    else if (!photo.cleared_at) counts.absent++
    yield { json: { is: 'photo', pieces, value: { ...photo, thumb: base64(photo.thumb) } } }
    for (let n = 0; n < pieces; n++) yield { bytes: new Uint8Array(await read(photo, n * CHUNK, (n + 1) * CHUNK)) }
  }
}

interface Work { is: 'visit' | 'answer' | 'look'; value: { id: string; sealed_at: string | null } }

async function works(): Promise<Work[]> {
  const answers = await (await db()).getAll('answers')
  return [
    ...(await visits()).map(value => ({ is: 'visit', value }) as const), ...answers.map(value => ({ is: 'answer', value }) as const),
    ...(await looks()).map(value => ({ is: 'look', value }) as const),
  ]
}

async function* frames(wanted: OutboxItem[], drafts: boolean, counts: Counts): AsyncGenerator<Frame> {
  const { id = '', name = '' } = me() ?? {}
  yield { json: { is: 'parcel', v: 1, user: { id, name }, made_at: new Date().toISOString(), app: __APP_VERSION__ } satisfies ParcelHead }
  const queuedHere = new Map(wanted.map(held => [held.id, held]))
  // What was written comes before its photographs, its outbox item after them: a file that breaks off leaves no item without its bytes.
  for (const { is, value } of await works()) {
    const held = queuedHere.get(value.id)
    if (!held && !(drafts && !value.sealed_at)) continue
    if (!held) counts.drafts++
    yield { json: { is, value } }
    if (!held) yield* photoFrames(value.id, counts)
  }
  for (const held of wanted) {
    yield* photoFrames(held.id, counts)
    counts.items++
    yield { json: { is: 'item', value: held } }
  }
  yield { json: { is: 'end', ...counts } }
}

export interface Parcel { file: Blob; counts: Counts }

/** Pieces go to the browser as they come, which keeps what is large on the disk: never more than one frame is in this page's memory. */
async function gather(wanted: OutboxItem[], drafts: boolean, passphrase: string, step: (counts: Counts) => void): Promise<Parcel> {
  const counts: Counts = { drafts: 0, items: 0, photos: 0, absent: 0 }
  const parts: Blob[] = []
  for await (const piece of sealed(frames(wanted, drafts, counts), passphrase)) {
    parts.push(new Blob([piece]))
    step({ ...counts })
  }
  return { file: new Blob(parts, { type: KIND }), counts }
}

/** Everything the server has not acknowledged: drafts, photographs with their capture records, the queue. */
export async function packAll(passphrase: string, step: (counts: Counts) => void = () => undefined): Promise<Parcel> {
  await finishInterrupted()
  return gather((await items()).filter(held => held.state !== 'delivered'), true, passphrase, step)
}

export async function packOne(id: string, passphrase: string, step: (counts: Counts) => void = () => undefined): Promise<Parcel> {
  const held = await item(id)
  return gather(held ? [held] : [], false, passphrase, step)
}

/** How many bytes such a file will have, about; for asking whether there is room for it. */
export async function packedSize(): Promise<{ bytes: number; fits: boolean }> {
  const base = await db()
  const bytes = await base.count('chunks') * CHUNK
  const room = await space()
  return { bytes, fits: !room || room.free > bytes }
}
