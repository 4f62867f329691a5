/** Deeds: kept first, sent once, in their order, refused in words, taken back while they may be. */
import { openDB } from 'idb'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { aDevice, timePasses } from '../../tests/device'
import { problem, Server } from '../../tests/server'
import { tidy } from './cleanup'
import { db, openFor } from './db'
import { deedsAbout, outcome, queueDeed, takeBack, waitingDeeds, type Deed } from './deeds'
import { items } from './queue'
import { drain } from './sender'

let server: Server

beforeEach(async () => {
  await aDevice()
  server = new Server().install()
})

const deed = (word: string, id = 'o1', more: Partial<Deed> = {}): Deed =>
  ({ about: { kind: 'order', id }, title: 'n1', word: `order.${word}`, path: `/orders/${id}/${word}`, body: { verb: word }, ...more })
/** Two deeds of one instant have no order; people are slower. */
const later = (): Promise<void> => new Promise(resolve => { setTimeout(resolve, 3) })
const sent = (): string[] => [...server.deeds.values()].map(one => one.call)

describe('a deed', () => {
  it('arrives once, whatever answer is lost', async () => {
    for (let at = 0; at < 3; at++) {
      await aDevice()
      server = new Server().install()
      let n = 0
      server.lose = call => call.startsWith('POST /orders') && n++ < at
      await queueDeed(deed('object'))
      for (let round = 0; round <= at; round++) {
        await drain()
        await timePasses()
      }
      expect(await waitingDeeds(), `lost ${at}`).toEqual([])
      expect(server.deeds.size).toBe(1)
      expect([...server.deeds.values()][0]!.body).toEqual({ verb: 'object' })
    }
  })

  it('without a network waits, and was never away', async () => {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    server.fault = () => { throw new TypeError('network') }
    const id = await queueDeed(deed('sign'))
    await drain()
    expect(await outcome(id)).toMatchObject({ state: 'waiting', frozen_at: null, reason: { slug: 'offline' } })
    expect(await takeBack(id)).toMatchObject({ body: { verb: 'sign' } })
    expect(await items()).toEqual([])
  })

  it('that may have left is not taken back', async () => {
    server.lose = () => true
    const id = await queueDeed(deed('sign'))
    await drain()
    expect(await takeBack(id)).toBeUndefined()
    server.lose = () => false
    await timePasses()
    await drain()
    expect((await items())[0]).toMatchObject({ state: 'delivered' })
  })

  it('refused keeps the words of both: the server\'s and the author\'s', async () => {
    server.fault = call => call.startsWith('POST /orders') ? problem(409, 'illegal-move') : undefined
    const id = await queueDeed(deed('object', 'o1', { body: { reason: 'not ours' } }))
    await drain()
    expect(await outcome(id)).toMatchObject({ state: 'parked', reason: { slug: 'illegal-move', detail: 'illegal-move!' } })
    expect(await takeBack(id)).toMatchObject({ body: { reason: 'not ours' } })
  })

  it('waits for the one before it on the same row, and holds up no other row', async () => {
    server.fault = call => call === 'POST /orders/o1/sign' ? problem(409, 'illegal-move') : undefined
    await queueDeed(deed('sign'))
    await later()
    await queueDeed(deed('object'))
    await later()
    await queueDeed(deed('sign', 'o2'))
    await drain()
    expect(sent()).toEqual(['POST /orders/o2/sign'])
    expect((await deedsAbout('order', 'o1')).map(one => one.state)).toEqual(['parked', 'queued'])
    server.fault = () => undefined
    await takeBack((await deedsAbout('order', 'o1'))[0]!.id)
    await drain()
    expect(sent()).toEqual(['POST /orders/o2/sign', 'POST /orders/o1/object'])
  })

  it('that is only a tick leaves nothing behind', async () => {
    await queueDeed(deed('read', 'n1', { manner: 'quiet' }))
    expect(await drain()).toEqual({ next: null, sent: 1 })
    expect(await items()).toEqual([])
  })

  it('that left a trace is never taken back', async () => {
    const id = await queueDeed(deed('open', 'm1', { manner: 'trace' }))
    expect(await takeBack(id)).toBeUndefined()
    expect(await items()).toHaveLength(1)
  })

  it('delivered is forgotten after a week', async () => {
    await queueDeed(deed('sign'))
    await drain()
    await tidy(Date.now() + 6 * 86_400_000)
    expect(await items()).toHaveLength(1)
    await tidy(Date.now() + 8 * 86_400_000)
    expect(await items()).toEqual([])
  })
})

it('a signature queued by an older version is sent by this one', async () => {
  openFor('old-user')
  const old = await openDB('mingcha-old-user', 2, {
    upgrade(fresh) {
      fresh.createObjectStore('meta')
      for (const name of ['task', 'report', 'order', 'finding', 'mission', 'unit', 'visits', 'outbox', 'answers', 'photos']) fresh.createObjectStore(name, { keyPath: 'id' })
    },
  })
  const at = '2026-11-24T01:00:00.000Z'
  await old.put('outbox', { id: 'm1', kind: 'move', order_id: 'o7', title: 'n7', body: { verb: 'sign' }, photos: [], state: 'waiting', queued_at: at, frozen_at: at, attempts: 2, next_at: 0, reason: null, delivered_at: null })
  old.close()
  expect((await (await db()).getAll('outbox'))[0]).toMatchObject({ kind: 'deed', about: { kind: 'order', id: 'o7' }, word: 'order.sign' })
  await drain()
  expect([...server.deeds.entries()]).toEqual([['POST /orders/o7/moves m1', { call: 'POST /orders/o7/moves', body: { verb: 'sign' } }]])
})

it('copies made before the server said what may be done are read anew, and a team in the field goes on until then', async () => {
  openFor('older-user')
  const old = await openDB('mingcha-older-user', 3, {
    upgrade(fresh) {
      fresh.createObjectStore('meta')
      for (const name of ['task', 'report', 'order', 'finding', 'mission', 'unit', 'visits', 'outbox', 'answers', 'photos']) fresh.createObjectStore(name, { keyPath: 'id' })
      fresh.createObjectStore('envelope', { keyPath: 'site_id' })
    },
  })
  const at = '2026-11-24T01:00:00.000Z'
  const sites = [{ id: 's1', opened_at: at, done_at: at }, { id: 's2', opened_at: at, done_at: null }, { id: 's3', opened_at: null, done_at: null }]
  await old.put('mission', { id: 'm1', state: 'fieldwork', sites })
  await old.put('mission', { id: 'm2', state: 'approved', sites })
  await old.put('meta', 'c9', 'cursor')
  old.close()
  const held = await (await db()).getAll('mission')
  expect(held.map(one => [one.visiting, one.sites.map(site => site.moves)])).toEqual([[true, [[], ['finish'], ['open']]], [false, [[], [], []]]])
  expect(await (await db()).get('meta', 'cursor')).toBeUndefined()
})
