/** The outbox against a server that fails in every way it can: nothing lost, nothing doubled, nothing claimed early. */
import { beforeEach, describe, expect, it } from 'vitest'
import { aDevice, aSealedVisit, theItem, timePasses } from '../../tests/device'
import { portal, problem, Server } from '../../tests/server'
import { db } from './db'
import { photosOf } from './photos'
import { pause, retry } from './queue'
import { drain } from './sender'
import { needsSignIn } from './session'
import { PART } from './tus'
import { Sealed, saveVisit, seal, visit as load } from './visits'

let server: Server

beforeEach(async () => {
  await aDevice()
  server = new Server().install()
})

const patches = (): number => server.calls.filter(call => call.startsWith('PATCH')).length

async function isWhole(id: string): Promise<void> {
  for (const photo of await photosOf(id)) {
    expect(Buffer.from(await crypto.subtle.digest('SHA-256', server.received.get(photo.id)!.slice())).toString('hex')).toBe(photo.sha256)
  }
}

describe('a sealed visit', () => {
  it('is delivered: manifest, photographs, receipt', async () => {
    const { id } = await aSealedVisit(1000, 2 * PART + 5)
    expect(await drain()).toEqual({ next: null, sent: 1 })
    expect(await theItem(id)).toMatchObject({ state: 'delivered', reason: null, receipts: [{ log_index: 7 }] })
    expect(patches()).toBe(1 + 3)
    await isWhole(id)
  })

  it('with no photograph at all is delivered in one request', async () => {
    const { id } = await aSealedVisit()
    await drain()
    expect((await theItem(id)).state).toBe('delivered')
    expect(server.calls.filter(call => !call.includes('/auth/'))).toEqual([`PUT /reports/${id}`])
  })

  it('is never called delivered without a receipt', async () => {
    const { id } = await aSealedVisit()
    server.fault = call => call.startsWith('PUT') ? new Response(JSON.stringify({ id, state: 'incomplete', missing: [], content_sha256: '', receipt: null }), { headers: { 'Content-Type': 'application/json' } }) : undefined
    await drain()
    expect((await theItem(id)).state).toBe('waiting')
  })

  it('cannot be written to any more', async () => {
    const visit = await aSealedVisit(10)
    await expect(saveVisit({ ...visit, summary: 'changed' })).rejects.toBeInstanceOf(Sealed)
  })
})

describe('the network', () => {
  it('cut at any request only delays: the same report arrives once', async () => {
    for (let at = 0; at < 12; at++) {
      await aDevice()
      server = new Server().install()
      let n = 0
      server.fault = () => { if (n++ === at) throw new TypeError('network'); return undefined }
      const { id } = await aSealedVisit(PART + 10, 10)
      for (let round = 0; round < 3; round++) {
        await drain()
        await timePasses()
      }
      expect((await theItem(id)).state, `cut at request ${at}`).toBe('delivered')
      expect(server.reports.size).toBe(1)
      await isWhole(id)
    }
  })

  it('that loses any answer after the deed leads to the same end', async () => {
    for (let at = 0; at < 10; at++) {
      await aDevice()
      server = new Server().install()
      let n = 0
      server.lose = () => n++ === at
      const { id } = await aSealedVisit(PART + 10)
      for (let round = 0; round < 3; round++) {
        await drain()
        await timePasses()
      }
      expect((await theItem(id)).state, `lost answer ${at}`).toBe('delivered')
      await isWhole(id)
    }
  })

  it('resumes a killed upload from the server\'s offset, not from the start', async () => {
    const { id } = await aSealedVisit(4 * PART)
    server.fault = call => { if (call.startsWith('PATCH') && patches() > 2) throw new TypeError('network'); return undefined }
    await drain()
    expect((await theItem(id)).photos[0]).toMatchObject({ state: 'sending', offset: 2 * PART })
    server.fault = () => undefined
    server.calls.length = 0
    await timePasses()
    await drain()
    expect(patches()).toBe(2)
    expect(server.calls).toContain('HEAD /uploads/u1')
    await isWhole(id)
  })

  it('behind a portal that answers in HTML is no network', async () => {
    const { id } = await aSealedVisit(10)
    server.fault = () => portal()
    await drain()
    expect(await theItem(id)).toMatchObject({ state: 'waiting', reason: { slug: 'offline' } })
  })

  it('gone, nothing else is tried in vain', async () => {
    await aSealedVisit()
    await aSealedVisit()
    server.fault = call => { if (!call.includes('/auth/')) throw new TypeError('network'); return undefined }
    await drain()
    expect(server.calls.filter(call => call.startsWith('PUT'))).toHaveLength(1)
  })
})

describe('a server', () => {
  it('in trouble is left the time it asks for', async () => {
    const { id } = await aSealedVisit()
    server.fault = call => call.startsWith('PUT') ? problem(503, 'busy', { 'Retry-After': '120' }) : undefined
    const before = Date.now()
    const { next } = await drain()
    expect(next).toBeGreaterThanOrEqual(before + 120_000)
    expect(await theItem(id)).toMatchObject({ state: 'waiting', attempts: 1, reason: { slug: 'busy' } })
  })

  it('that refuses one report does not hold up the others', async () => {
    const bad = await aSealedVisit()
    const good = await aSealedVisit()
    server.fault = call => call === `PUT /reports/${bad.id}` ? problem(422, 'invalid') : undefined
    await drain()
    expect(await theItem(bad.id)).toMatchObject({ state: 'parked', reason: { slug: 'invalid', detail: 'invalid!' } })
    expect((await theItem(good.id)).state).toBe('delivered')
    server.fault = () => undefined
    await retry(bad.id)
    await drain()
    expect((await theItem(bad.id)).state).toBe('delivered')
  })

  it('that finds a wrong digest gets that photograph again', async () => {
    const { id } = await aSealedVisit(PART + 3)
    let once = true
    server.fault = call => {
      if (!call.startsWith('PATCH') || !once) return undefined
      once = false
      return problem(460, 'checksum-mismatch')
    }
    await drain()
    expect((await theItem(id)).state).toBe('delivered')
    await isWhole(id)
  })

  it('that forgot an upload is given a new one', async () => {
    const { id } = await aSealedVisit(3 * PART)
    server.fault = call => { if (call.startsWith('PATCH') && patches() > 1) throw new TypeError('network'); return undefined }
    await drain()
    server.uploads.clear()
    server.fault = () => undefined
    await timePasses()
    await drain()
    expect((await theItem(id)).state).toBe('delivered')
  })

  it('that ends the session keeps everything for its author', async () => {
    const { id } = await aSealedVisit(10)
    server.fault = call => call.startsWith('PUT') ? problem(401, 'expired') : call === 'POST /auth/token' ? problem(401, 'revoked') : undefined
    await drain()
    expect(needsSignIn()).toBe(true)
    expect(await theItem(id)).toMatchObject({ state: 'queued', reason: null })
    expect(await (await db()).count('chunks')).toBe(1)
  })
})

describe('the author', () => {
  it('can pause and go on', async () => {
    const { id } = await aSealedVisit(10)
    await pause(id)
    await drain()
    expect(server.calls).toEqual([])
    await retry(id)
    await drain()
    expect((await theItem(id)).state).toBe('delivered')
  })

  it('continues a returned report under the same id, the first photographs staying', async () => {
    const { id } = await aSealedVisit(10)
    await drain()
    server.reports.delete(id)
    const visit = await load(id)
    await seal({ ...visit!, sealed_at: null, summary: 'more' }, 'none')
    await drain()
    expect(await theItem(id)).toMatchObject({ state: 'delivered', receipts: [{}, {}] })
    expect(server.received.size).toBe(1)
  })
})
