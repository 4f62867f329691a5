/** What stands between the phone and its server, and what the phone's own storage does: nothing of it is success, nothing is lost. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { aDevice, aPhoto, aSealedVisit, theItem, timePasses } from '../../tests/device'
import { problem, Server } from '../../tests/server'
import { db } from './db'
import { queueDeed, waitingDeeds } from './deeds'
import { keepPhoto, NotStored, photosOf } from './photos'
import { items } from './queue'
import { drain } from './sender'
import { needsSignIn } from './session'
import { saveVisit, seal, blankVisit, visit } from './visits'

let server: Server

beforeEach(async () => {
  await aDevice()
  server = new Server().install()
})

const fine = (body: string | null, type: string, status = 200): Response => new Response(body, { status, headers: { 'Content-Type': type } })
const STRANGERS: [string, () => Response][] = [
  ['a page', () => fine('<html>', 'text/html')], ['plain text', () => fine('ok', 'text/plain')], ['nothing at all', () => new Response(null, { status: 204 })],
  ['an empty 200', () => fine('', 'text/plain')], ['half an answer', () => fine('{"id":', 'application/json')], ['an image', () => fine('GIF89a', 'image/gif')],
]

describe('somebody else who says "fine"', () => {
  it.each(STRANGERS)('with %s to a manifest is no network', async (_what, answer) => {
    const { id } = await aSealedVisit(10)
    server.fault = call => call.startsWith('PUT') ? answer() : undefined
    await drain()
    expect(await theItem(id)).toMatchObject({ state: 'waiting', reason: { slug: 'offline' } })
    server.fault = () => undefined
    await timePasses()
    await drain()
    expect((await theItem(id)).state).toBe('delivered')
  })

  it.each(STRANGERS)('with %s to a piece of a photograph moves nothing', async (_what, answer) => {
    const { id } = await aSealedVisit(10)
    server.fault = call => call.startsWith('PATCH') ? answer() : undefined
    await drain()
    expect(await theItem(id)).toMatchObject({ state: 'waiting', photos: [{ offset: 0 }] })
  })

  it.each(['12 ', '-1', '1e3', '99999999999', ''])('with %j as what it has of a photograph is not believed', async offset => {
    const { id } = await aSealedVisit(10)
    server.fault = call => call.startsWith('PATCH') ? new Response(null, { status: 204, headers: { 'Upload-Offset': offset } }) : undefined
    await drain()
    expect(await theItem(id)).toMatchObject({ state: 'waiting', photos: [{ offset: 0 }] })
  })

  it.each(STRANGERS)('with %s to a deed has not done it', async (_what, answer) => {
    await queueDeed({ about: { kind: 'order', id: 'o1' }, title: 'n', word: 'order.sign', path: '/orders/o1/moves', body: {} })
    server.fault = call => call.startsWith('POST /orders') ? answer() : undefined
    await drain()
    expect((await waitingDeeds())[0]).toMatchObject({ state: 'waiting', delivered_at: null })
  })

  it.each([...STRANGERS, ['a bare 403', () => fine('blocked', 'text/plain', 403)] as [string, () => Response]])('with %s to a renewal ends no session', async (_what, answer) => {
    const { id } = await aSealedVisit(10)
    server.fault = call => call === 'POST /auth/token' ? answer() : call.startsWith('PUT') ? problem(401, 'expired') : undefined
    await drain()
    expect(needsSignIn()).toBe(false)
    expect((await theItem(id)).state).not.toBe('delivered')
  })

  it('with JSON of another kind is no receipt', async () => {
    const { id } = await aSealedVisit(10)
    server.fault = call => call.startsWith('PUT') ? fine('{}', 'application/json') : undefined
    await drain()
    expect((await theItem(id)).state).toBe('waiting')
  })
})

describe('spoilt bytes', () => {
  it('on the way are sent again, and for ever', async () => {
    const { id } = await aSealedVisit(10)
    server.fault = call => call.startsWith('PATCH') ? problem(460, 'checksum-mismatch') : undefined
    await drain()
    expect((await theItem(id)).state).toBe('waiting')
    server.fault = () => undefined
    await timePasses()
    await drain()
    expect((await theItem(id)).state).toBe('delivered')
  })

  it('on this phone are shown to a person, not sent as the photograph', async () => {
    const { id } = await aSealedVisit(10)
    const [photo] = await photosOf(id)
    await (await db()).put('chunks', new ArrayBuffer(10), [photo!.id, 0])
    await drain()
    expect(await theItem(id)).toMatchObject({ state: 'parked', reason: { slug: 'photo-damaged' } })
    expect(server.received.size).toBe(0)
  })

  it('read back otherwise than they were written are not kept, and no start takes them for a photograph', async () => {
    const shot = await aPhoto('v', 1)
    const real = crypto.subtle.digest.bind(crypto.subtle)
    let n = 0
    vi.spyOn(crypto.subtle, 'digest').mockImplementation((how, bytes) => real(how, n++ === 1 ? new Uint8Array([7]) : bytes))
    await expect(keepPhoto(shot, new Uint8Array([1, 2, 3]).buffer)).rejects.toBeInstanceOf(NotStored)
    vi.restoreAllMocks()
    expect(await (await db()).count('photos')).toBe(1)
    expect(await (await db()).count('chunks')).toBe(1)
  })
})

/** The connection as a browser leaves it that closed the database behind the page's back. */
async function cut(): Promise<void> {
  (await db()).close()
}

describe('a connection that the browser dropped', () => {
  it('is opened anew by the next photograph, draft, seal and delivery', async () => {
    const draft = blankVisit({ task_id: 't1', site: { name: 'site' }, no_problem: true })
    await cut()
    await saveVisit(draft)
    await cut()
    const photo = await aPhoto(draft.id, 10)
    await cut()
    await seal(draft, 'none')
    await cut()
    await drain()
    expect((await theItem(draft.id)).state).toBe('delivered')
    expect(server.received.has(photo.id)).toBe(true)
  })

  it.each(['UnknownError', 'InvalidStateError', 'AbortError'])('in the middle of a write has it written once more: %s', async name => {
    const base = (await db()).raw
    const real = base.transaction.bind(base)
    let broken = 0
    vi.spyOn(base, 'transaction').mockImplementation(((names: never, mode: string, how: never) => {
      if (mode === 'readwrite' && broken++ === 0) throw new DOMException('Connection to Indexed Database server lost', name)
      return real(names, mode as never, how)
    }) as never)
    const photo = await aPhoto('v', 10)
    expect(broken).toBe(1)
    expect((await photosOf('v')).map(one => one.id)).toEqual([photo.id])
  })

  it('in the middle of a delivery delays it at most', async () => {
    const { id } = await aSealedVisit(10, 20)
    server.fault = () => { void cut(); return undefined }
    for (let round = 0; round < 12; round++) {
      await drain().catch(() => undefined)
      server.fault = () => undefined
      await timePasses()
    }
    expect((await theItem(id)).state).toBe('delivered')
    expect(server.reports.size).toBe(1)
  })
})

describe('a device without room', () => {
  async function fill(store: string): Promise<() => void> {
    const base = (await db()).raw
    const real = base.transaction.bind(base)
    const spy = vi.spyOn(base, 'transaction').mockImplementation(((names: string | string[], mode: never, how: never) => {
      if ([names].flat().includes(store) && mode === 'readwrite') throw new DOMException('full', 'QuotaExceededError')
      return real(names as never, mode, how)
    }) as never)
    return () => { spy.mockRestore() }
  }

  it('says so and keeps nothing of the photograph', async () => {
    const free = await fill('chunks')
    await expect(aPhoto('v', 10)).rejects.toMatchObject({ name: 'QuotaExceededError' })
    free()
    expect(await (await db()).count('photos')).toBe(0)
    expect(await (await db()).count('chunks')).toBe(0)
  })

  it('leaves a draft as it was, and a seal undone', async () => {
    const draft = blankVisit({ summary: 'before', task_id: 't1', site: { name: 's' }, no_problem: true })
    await saveVisit(draft)
    const free = await fill('visits')
    await expect(saveVisit({ ...draft, summary: 'after' })).rejects.toMatchObject({ name: 'QuotaExceededError' })
    await expect(seal(draft, 'none')).rejects.toMatchObject({ name: 'QuotaExceededError' })
    free()
    expect(await visit(draft.id)).toMatchObject({ summary: 'before', sealed_at: null })
    expect(await items()).toEqual([])
  })
})

describe('each piece sent', () => {
  it('carries its own digest', async () => {
    const seen: (string | null)[] = []
    const real = globalThis.fetch
    vi.stubGlobal('fetch', (target: string, init: RequestInit) => {
      if (init.method === 'PATCH') seen.push(new Headers(init.headers).get('Upload-Checksum'))
      return real(target, init)
    })
    const { id } = await aSealedVisit(3)
    await drain()
    const [photo] = await photosOf(id)
    expect(seen).toEqual([`sha256 ${Buffer.from(photo!.sha256, 'hex').toString('base64')}`])
  })
})
