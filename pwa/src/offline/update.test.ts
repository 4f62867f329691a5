/** A new version waits for the queue; one that is needed to send at all does not. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { aDevice, aSealedVisit } from '../../tests/device'
import { problem, Server } from '../../tests/server'
import { items, pause } from './queue'
import { drain } from './sender'
import { askLeast, mayUpdate, older, tooOld } from './update'

let server: Server
const says = (version: string): void => {
  server.fault = call => call === 'GET /app.json' ? new Response(JSON.stringify({ min_version: version }), { headers: { 'Content-Type': 'application/json' } }) : undefined
}

beforeEach(async () => {
  await aDevice()
  server = new Server().install()
})
afterEach(async () => {
  says('0')
  await askLeast()
})

describe('an update', () => {
  it.each([['1.9.0', '1.10.0', true], ['1.10.0', '1.9.9', false], ['1.0.0', '1.0.0', false], ['1', '1.0.1', true], ['2.0.0', '1.99.99', false], ['1.0.0-rc', '1.0.0', false]])('%s before %s: %s', (one, other, said) => {
    expect(older(one, other)).toBe(said)
  })

  it('waits for what is queued, waiting or paused, not for what is refused', async () => {
    expect(mayUpdate(await items())).toBe(true)
    const { id } = await aSealedVisit(10)
    expect(mayUpdate(await items())).toBe(false)
    await pause(id)
    expect(mayUpdate(await items())).toBe(false)
    server.fault = call => call.startsWith('PUT /reports') ? problem(422, 'invalid') : undefined
    const other = await aSealedVisit()
    await drain()
    expect(mayUpdate((await items()).filter(held => held.id === other.id))).toBe(true)
  })

  it('that the server demands is not held up by work this version may not send', async () => {
    const { id } = await aSealedVisit(10)
    says('99.0.0')
    await askLeast()
    expect(tooOld()).toBe(true)
    expect(mayUpdate(await items())).toBe(true)
    server.calls.length = 0
    expect(await drain()).toEqual({ next: null, sent: 0 })
    expect(server.calls).toEqual([])
    expect((await items()).find(held => held.id === id)?.state).toBe('queued')
    says('0.0.9')
    await askLeast()
    expect(tooOld()).toBe(false)
    server.fault = () => undefined
    await drain()
    expect((await items())[0]?.state).toBe('delivered')
  })

  it('is not demanded by a portal', async () => {
    server.fault = () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } })
    await askLeast()
    expect(tooOld()).toBe(false)
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')))
    await askLeast()
    expect(tooOld()).toBe(false)
  })
})
