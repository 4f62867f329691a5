/** Taking a parcel in (docs/parcel.md): by id, nothing doubled, nothing newer overwritten, and only for its author. */
import { emit } from '@/shared/bus'
import { unbase64, type Bytes } from './bytes'
import { db, recall, STRICT, write } from './db'
import { Damaged, NotAParcel, opened, type Frame } from './frames'
import type { LookWork } from './looks'
import type { Answer, OutboxItem, Photo, Visit } from './model'
import type { ParcelHead } from './parcel'
import { NotStored, takeIn } from './photos'
import { me } from './session'

/** Somebody else's: his to take in, on a phone where he is signed in. */
export class NotYours extends Error {
  constructor(readonly author: string) { super('not yours') }
}

/** `known`: was here already; `absent`: photographs whose bytes are in neither; `broken`: the file ends early or was changed, what is counted is in whole. */
export interface TakenIn { drafts: number; items: number; photos: number; known: number; absent: number; broken: boolean }

/** Sealed here, or written here later: then ours stays. */
async function draft(store: 'visits' | 'answers', value: Visit | Answer): Promise<boolean> {
  return write(async tx => {
    const held = await tx.get(store, value.id)
    const older = !held || (!held.sealed_at && held.updated_at < value.updated_at)
    if (older) tx.put(store, value as Visit & Answer)
    return older
  }, STRICT)
}

/** A second look has no time of its own: one begun here stays. */
async function look(value: LookWork): Promise<boolean> {
  const key = `look-${value.finding_id}`
  const held = await recall<LookWork>(key)
  if (held && (held.id === value.id || !held.sealed_at)) return false
  await write(tx => { tx.put('meta', value, key) }, STRICT)
  return true
}

/** Rooms a phone's own deeds are done in; a forged file must not make this one ask for anything else in its owner's name. */
const DEED = /^\/(conclusions|difficulties|findings|missions|notices|orders|results|tasks|telegrams)(\/[\w-]+)*$/
const ID = /^[\w-]+$/

function mayLeave(value: OutboxItem): boolean {
  if (!ID.test(value.id)) return false
  switch (value.kind) {
    case 'deed': return DEED.test(value.path) && ['POST', 'PUT'].includes(value.method)
    case 'submission': return ID.test(value.order_id)
    case 'reinspection': return ID.test(value.finding_id)
    case 'report': return true
    default: return false
  }
}

const STAYS = new Set<OutboxItem['state']>(['parked', 'paused', 'delivered'])

/** As it was, to be sent from here; what the server has of it, it says itself. */
function arriving(value: OutboxItem, held: OutboxItem | undefined): OutboxItem {
  const next = { ...value, state: STAYS.has(value.state) ? value.state : 'queued' as const, attempts: 0, next_at: 0, reason: value.state === 'parked' ? value.reason : null }
  return next.kind === 'report' && held?.kind === 'report' ? { ...next, receipts: held.receipts } : next
}

/** A revision sealed after the one that was delivered here. */
function follows(value: OutboxItem, held: OutboxItem): boolean {
  return held.state === 'delivered' && value.state !== 'delivered' && value.queued_at > (held.delivered_at ?? held.queued_at)
}

async function item(value: OutboxItem): Promise<boolean> {
  if (!mayLeave(value)) throw new Damaged('nothing this app would send')
  return write(async tx => {
    const held = await tx.get('outbox', value.id)
    const comes = !held || follows(value, held)
    if (comes) tx.put('outbox', arriving(value, held))
    return comes
  }, STRICT)
}

function joined(pieces: Bytes[]): ArrayBuffer {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    out.set(piece, at)
    at += piece.length
  }
  return out.buffer
}

type Stored = Omit<Photo, 'thumb'> & { thumb: string }

/** What its own phone could not sign is not signed by another: `unsigned` would make this one try. */
function own({ thumb, ...rest }: Stored): Photo {
  const photo: Photo = { ...rest, thumb: unbase64(thumb).buffer }
  delete photo.unsigned
  return photo
}

async function photo(value: Stored, pieces: Bytes[], found: TakenIn): Promise<void> {
  const made = own(value)
  if (pieces.length > 0) {
    if (await takeIn(made, joined(pieces))) found.photos++
    else found.known++
    return
  }
  const base = await db()
  if (await base.get('photos', made.id)) found.known++
  else if (made.cleared_at) await base.put('photos', made)
  else found.absent++
}

async function record(told: Record<string, unknown>, found: TakenIn): Promise<void> {
  const note = (added: boolean, of: 'drafts' | 'items'): void => { found[added ? of : 'known']++ }
  // What was sealed is counted as the item it became.
  const work = (added: boolean): void => { if (!(told.value as Visit).sealed_at) note(added, 'drafts') }
  if (told.is === 'visit') work(await draft('visits', told.value as Visit))
  else if (told.is === 'answer') work(await draft('answers', told.value as Answer))
  else if (told.is === 'look') work(await look(told.value as LookWork))
  else if (told.is === 'item') note(await item(told.value as OutboxItem), 'items')
}

async function piecesOf(frames: AsyncIterator<Frame>, count: number): Promise<Bytes[]> {
  const pieces: Bytes[] = []
  while (pieces.length < count) {
    const { value, done } = await frames.next() as IteratorResult<Frame, undefined>
    if (done || !value || !('bytes' in value)) throw new Damaged('a photograph without its bytes')
    pieces.push(value.bytes)
  }
  return pieces
}

async function head(frames: AsyncIterator<Frame>): Promise<void> {
  const { value } = await frames.next() as IteratorResult<Frame, undefined>
  const told = value && 'json' in value ? value.json as unknown as ParcelHead : undefined
  if (told?.is !== 'parcel' || told.v !== 1) throw new NotAParcel()
  if (told.user.id !== me()?.id) throw new NotYours(told.user.name)
}

async function all(frames: AsyncIterator<Frame>, found: TakenIn, step: (found: TakenIn) => void): Promise<void> {
  for (;;) {
    const { value, done } = await frames.next() as IteratorResult<Frame, undefined>
    if (done || !value) return
    if (!('json' in value)) throw new Damaged('bytes of nothing')
    const told = value.json
    if (told.is === 'photo') await photo(told.value as Stored, await piecesOf(frames, Number(told.pieces)), found)
    else await record(told, found)
    step({ ...found })
  }
}

/** One photograph is in memory at a time. Raises: NotAParcel, WrongPassphrase, NotYours, QuotaExceededError; what was taken in until then is whole. */
export async function unpack(file: Blob, passphrase: string, step: (found: TakenIn) => void = () => undefined): Promise<TakenIn> {
  const frames = opened(file, passphrase)[Symbol.asyncIterator]()
  const found: TakenIn = { drafts: 0, items: 0, photos: 0, known: 0, absent: 0, broken: false }
  await head(frames)
  try {
    await all(frames, found, step)
  } catch (error) {
    if (!(error instanceof Damaged || error instanceof NotStored)) throw error
    found.broken = true
  } finally {
    emit('drafts')
    emit('outbox')
  }
  return found
}
