/** The queue as a file: carried to another phone it arrives there once, and tells nobody without the passphrase anything. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Me } from '@/api/types'
import { aDevice, aPhoto, aSealedVisit, theItem } from '../../tests/device'
import { problem, Server } from '../../tests/server'
import { db, openFor } from './db'
import { queueDeed, waitingDeeds } from './deeds'
import { NotAParcel, WrongPassphrase } from './frames'
import { packAll, packOne } from './parcel'
import { CHUNK, photosOf, read } from './photos'
import { item, items } from './queue'
import { drain } from './sender'
import { me } from './session'
import { NotYours, unpack } from './unpack'
import { blankVisit, saveVisit, visit } from './visits'

const PASS = '青山依旧在-1949'
let server: Server
let user: Me

/** Each passphrase is stretched 600,000 times: on a busy machine that takes its time. */
vi.setConfig({ testTimeout: 60_000 })

beforeEach(async () => {
  user = await aDevice()
  server = new Server().install()
})

/** The same user's next phone: nothing on it. */
async function anotherPhone(): Promise<void> {
  const base = await db()
  for (const name of ['visits', 'answers', 'photos', 'chunks', 'outbox', 'meta'] as const) await base.clear(name)
}

async function sent(): Promise<void> {
  expect((await drain()).next).toBeNull()
}

const sha = async (bytes: BufferSource): Promise<string> => Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex')

describe('the whole queue as a file', () => {
  it('arrives from another phone, without the first: the same bytes, the same receipt, once', async () => {
    const { id } = await aSealedVisit(10, 2 * CHUNK + 5)
    const kept = await photosOf(id)
    server.fault = () => { throw new TypeError('network') }
    await drain()
    const { file, counts } = await packAll(PASS)
    expect(counts).toEqual({ drafts: 0, items: 1, photos: 2, absent: 0 })

    await anotherPhone()
    expect(await items()).toEqual([])
    server.fault = () => undefined
    expect(await unpack(file, PASS)).toEqual({ drafts: 0, items: 1, photos: 2, known: 0, absent: 0, broken: false })
    expect((await photosOf(id)).map(photo => photo.sha256).sort()).toEqual(kept.map(photo => photo.sha256).sort())
    await sent()
    expect(await theItem(id)).toMatchObject({ state: 'delivered', receipts: [{ log_index: 7 }] })
    expect(await sha(server.received.get(kept[1]!.id)!.slice())).toBe(kept[1]!.sha256)
    expect(server.reports.size).toBe(1)
  })

  it('sent by both phones is one report', async () => {
    const { id } = await aSealedVisit(10)
    const { file } = await packAll(PASS)
    await sent()
    await anotherPhone()
    await unpack(file, PASS)
    await sent()
    expect((await theItem(id)).state).toBe('delivered')
    expect([server.reports.size, server.received.size]).toEqual([1, 1])
  })

  it('holds drafts with their photographs and capture records, and deeds under their own keys', async () => {
    const draft = blankVisit({ task_id: 't1', summary: 'half a sentence' })
    await saveVisit(draft)
    const photo = await aPhoto(draft.id, CHUNK + 1)
    await (await db()).put('photos', { ...photo, capture: { record: '{"a":1}', signature: 'c2ln' } })
    const deed = await queueDeed({ about: { kind: 'order', id: 'o1' }, title: 'n', word: 'order.sign', path: '/orders/o1/moves', body: { verb: 'sign' } })
    const { file } = await packAll(PASS)
    await anotherPhone()
    expect(await unpack(file, PASS)).toMatchObject({ drafts: 1, items: 1, photos: 1 })
    expect(await visit(draft.id)).toMatchObject({ summary: 'half a sentence', sealed_at: null })
    const [here] = await photosOf(draft.id)
    expect(here).toMatchObject({ id: photo.id, capture: { record: '{"a":1}', signature: 'c2ln' }, sealed: false })
    expect(await sha(await read(here!))).toBe(photo.sha256)
    expect((await waitingDeeds())[0]?.id).toBe(deed)
  })

  it('does not hold what has arrived', async () => {
    await aSealedVisit(10)
    await sent()
    expect((await packAll(PASS)).counts).toEqual({ drafts: 0, items: 0, photos: 0, absent: 0 })
  })

  it('says nothing to whoever has not the passphrase', async () => {
    await saveVisit(blankVisit({ summary: 'the place is sealed' }))
    const { file } = await packAll(PASS)
    const text = new TextDecoder('latin1').decode(await file.arrayBuffer())
    for (const word of ['sealed"', 'place', user.id, 'visit', 'summary']) expect(text).not.toContain(word)
    await expect(unpack(file, 'another phrase')).rejects.toBeInstanceOf(WrongPassphrase)
  })

  it('never has more than one piece in memory', async () => {
    for (let n = 0; n < 20; n++) await aPhoto('v', CHUNK, n + 1)
    await saveVisit(blankVisit({ id: 'v' }))
    let most = 0
    const real = globalThis.Blob
    vi.stubGlobal('Blob', class extends real {
      constructor(parts: BlobPart[] = [], how?: BlobPropertyBag) {
        super(parts, how)
        if (parts[0] instanceof Uint8Array) most = Math.max(most, parts[0].length)
      }
    })
    const { file, counts } = await packAll(PASS)
    vi.stubGlobal('Blob', real)
    expect(counts.photos).toBe(20)
    expect(file.size).toBeGreaterThan(20 * CHUNK)
    expect(most).toBeLessThanOrEqual(CHUNK + 64)
  })
})

describe('one refused report as a file', () => {
  it('holds that report alone, its reason, and its photographs', async () => {
    const bad = await aSealedVisit(10)
    await aSealedVisit(20)
    server.fault = call => call === `PUT /reports/${bad.id}` ? problem(422, 'invalid') : call.startsWith('PUT') ? problem(503, 'busy') : undefined
    await drain()
    const { file, counts } = await packOne(bad.id, PASS)
    expect(counts).toEqual({ drafts: 0, items: 1, photos: 1, absent: 0 })
    await anotherPhone()
    await unpack(file, PASS)
    expect((await items()).map(held => [held.id, held.state, held.reason?.slug])).toEqual([[bad.id, 'parked', 'invalid']])
  })

  it('is made too where the bytes of a photograph are gone, and says so', async () => {
    const { id } = await aSealedVisit(10, 20)
    const [first] = await photosOf(id)
    await (await db()).delete('chunks', [first!.id, 0])
    const { file, counts } = await packOne(id, PASS)
    expect(counts).toEqual({ drafts: 0, items: 1, photos: 1, absent: 1 })
    await anotherPhone()
    expect(await unpack(file, PASS)).toMatchObject({ items: 1, photos: 1, absent: 1 })
  })
})

describe('taking a file in', () => {
  it('twice doubles nothing', async () => {
    await aSealedVisit(10)
    const { file } = await packAll(PASS)
    await anotherPhone()
    await unpack(file, PASS)
    expect(await unpack(file, PASS)).toEqual({ drafts: 0, items: 0, photos: 0, known: 2, absent: 0, broken: false })
    expect(await (await db()).count('outbox')).toBe(1)
  })

  it('leaves what was written here later, and takes what was written there later', async () => {
    const draft = blankVisit({ summary: 'first' })
    await saveVisit(draft)
    const { file: old } = await packAll(PASS)
    await new Promise(resolve => { setTimeout(resolve, 3) })
    await saveVisit({ ...draft, summary: 'second' })
    const { file: young } = await packAll(PASS)
    await unpack(old, PASS)
    expect((await visit(draft.id))?.summary).toBe('second')
    await anotherPhone()
    await unpack(old, PASS)
    await unpack(young, PASS)
    expect((await visit(draft.id))?.summary).toBe('second')
  })

  it('never opens again what was sealed here', async () => {
    const draft = blankVisit({ summary: 'open', task_id: 't1', site: { name: 's' } })
    await saveVisit(draft)
    const { file } = await packAll(PASS)
    await (await db()).put('visits', { ...draft, sealed_at: '2026-01-01T00:00:00Z', updated_at: '2020-01-01T00:00:00Z' })
    await unpack(file, PASS)
    expect((await visit(draft.id))?.sealed_at).toBe('2026-01-01T00:00:00Z')
  })

  it('does not bring back to the queue what was delivered here', async () => {
    const { id } = await aSealedVisit(10)
    const { file } = await packAll(PASS)
    await sent()
    await unpack(file, PASS)
    expect((await theItem(id)).state).toBe('delivered')
  })

  it('of another user is refused, and leaves nothing', async () => {
    await aSealedVisit(10)
    const { file } = await packAll(PASS)
    await aDevice()
    await expect(unpack(file, PASS)).rejects.toBeInstanceOf(NotYours)
    expect(await (await db()).count('photos')).toBe(0)
    expect(me()?.id).not.toBe(user.id)
    openFor(user.id)
  })

  it('of a photograph that its own phone could not sign does not sign it here', async () => {
    const { id } = await aSealedVisit(10)
    const [photo] = await photosOf(id)
    await (await db()).put('photos', { ...photo!, unsigned: true })
    const { file } = await packAll(PASS)
    await anotherPhone()
    await unpack(file, PASS)
    expect((await photosOf(id))[0]).not.toHaveProperty('unsigned')
  })

  it('cut short keeps what came whole and says that it ended early', async () => {
    const { id } = await aSealedVisit(10, CHUNK + 9)
    const { file } = await packAll(PASS)
    for (const share of [0.3, 0.6, 0.99]) {
      await anotherPhone()
      const found = await unpack(file.slice(0, Math.floor(file.size * share)), PASS)
      expect(found.broken).toBe(true)
      for (const photo of await photosOf(id)) expect(await sha(await read(photo))).toBe(photo.sha256)
      const held = await item(id)
      if (held) for (const line of held.photos) expect((await photosOf(id)).map(photo => photo.id)).toContain(line.id)
    }
  })

  it('changed anywhere is found', async () => {
    await aSealedVisit(500)
    const { file } = await packAll(PASS)
    const bytes = new Uint8Array(await file.arrayBuffer())
    for (let at = 11; at < bytes.length; at += Math.floor(bytes.length / 9)) {
      await anotherPhone()
      const other = bytes.slice()
      other[at]! ^= 1
      const found = await unpack(new Blob([other]), PASS).catch((error: unknown) => error)
      if (found instanceof Error) expect([NotAParcel, WrongPassphrase].some(kind => found instanceof kind), `byte ${at}: ${String(found)}`).toBe(true)
      else expect(found, `byte ${at}`).toMatchObject({ broken: true })
    }
  })

  it('into a phone without room keeps no half photograph, and goes on from there', async () => {
    const { id } = await aSealedVisit(CHUNK + 3)
    const { file } = await packAll(PASS)
    await anotherPhone()
    const base = (await db()).raw
    const real = base.transaction.bind(base)
    const full = vi.spyOn(base, 'transaction').mockImplementation(((names: never, mode: never, how: never) => {
      if (Array.isArray(names) && (names as string[]).includes('chunks')) throw new DOMException('full', 'QuotaExceededError')
      return real(names, mode, how)
    }) as never)
    await expect(unpack(file, PASS)).rejects.toMatchObject({ name: 'QuotaExceededError' })
    full.mockRestore()
    expect([await photosOf(id), await items()]).toEqual([[], []])
    await unpack(file, PASS)
    expect(await photosOf(id)).toHaveLength(1)
  })
})
