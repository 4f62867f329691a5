/** What the phone tells the office: all that 我的 shows, no more, and no oftener than it must. */
import { beforeEach, describe, expect, it } from 'vitest'
import { aDevice, aSealedVisit } from '../../tests/device'
import { problem, Server } from '../../tests/server'
import { lastContact, saying, tell } from './contact'
import { drain } from './sender'

const MINUTE = 60_000
const NOW = Date.parse('2026-11-24T04:00:00Z')
let server: Server
let bodies: Record<string, unknown>[]
const told = (): string[] => server.calls.filter(call => call.startsWith('PUT /device-states/'))

beforeEach(async () => {
  await aDevice()
  server = new Server().install()
  bodies = []
  server.fault = (call, body) => {
    if (!call.startsWith('PUT /device-states/')) return undefined
    bodies.push(JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>)
    return new Response(JSON.stringify({ held: {}, others: [{ id: 'other', unsent_count: 2 }] }), { headers: { 'Content-Type': 'application/json' } })
  }
})

describe('a contact', () => {
  it('says the queue, the clock and the room, and nothing else', async () => {
    await aSealedVisit(1000)
    await tell(NOW)
    expect(Object.keys(bodies[0] ?? {}).sort()).toEqual(['app_version', 'device_time_ms', 'free_percent', 'key', 'name', 'oldest_age_s', 'persisted', 'unsent_count'])
    expect(bodies[0]).toMatchObject({ unsent_count: 1, device_time_ms: NOW, key: null })
    expect((await lastContact())?.others.map(one => one.id)).toEqual(['other'])
  })

  it('comes under one id, however often', async () => {
    await tell(NOW)
    await tell(NOW + 13 * 60 * MINUTE)
    expect(told()).toHaveLength(2)
    expect(new Set(told()).size).toBe(1)
  })

  it('is made again only for news, and for news only after half an hour', async () => {
    await tell(NOW)
    await tell(NOW + 31 * MINUTE)
    expect(told()).toHaveLength(1)
    await aSealedVisit(1000)
    await tell(NOW + 29 * MINUTE)
    expect(told()).toHaveLength(1)
    await tell(NOW + 30 * MINUTE)
    expect(bodies.map(body => body.unsent_count)).toEqual([0, 1])
    await tell(NOW + 30 * MINUTE + 11 * 60 * MINUTE)
    expect(told()).toHaveLength(2)
    await tell(NOW + 30 * MINUTE + 12 * 60 * MINUTE)
    expect(told()).toHaveLength(3)
  })

  it('says at once that the queue is empty: the office must not wait for what has arrived', async () => {
    await aSealedVisit(1000)
    await tell(NOW)
    await drain()
    await tell(NOW + MINUTE)
    expect(bodies.map(body => body.unsent_count)).toEqual([1, 0])
  })

  it('that failed is made next time', async () => {
    const good = server.fault
    server.fault = call => call.startsWith('PUT /device-states/') ? problem(503, 'busy') : undefined
    await expect(tell(NOW)).rejects.toThrow()
    server.fault = good
    await tell(NOW + 1)
    expect(bodies).toHaveLength(1)
  })

  it('measures age by one clock, never below nothing', async () => {
    await aSealedVisit(1000)
    expect((await saying(NOW)).oldest_age_s).toBe(0)
    expect((await saying(Date.now() + 5 * MINUTE)).oldest_age_s).toBeGreaterThanOrEqual(299)
  })
})
