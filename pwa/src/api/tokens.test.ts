/** Renewal of the session: one at a time, and ended only by a refusal. */
import { beforeEach, describe, expect, it } from 'vitest'
import { aDevice } from '../../tests/device'
import { problem, Server } from '../../tests/server'
import { Offline, SignedOut } from './errors'
import { get } from './http'
import { bearer, forget } from './tokens'

let server: Server

beforeEach(async () => {
  await forget()
  await aDevice()
  server = new Server().install()
})

const renewals = (): number => server.calls.filter(call => call === 'POST /auth/token').length

describe('the access token', () => {
  it('is renewed once for all who ask at the same time', async () => {
    expect(await Promise.all([bearer(), bearer(), bearer()])).toEqual(['a2', 'a2', 'a2'])
    expect(renewals()).toBe(1)
  })

  it('refused once is renewed and the request repeated', async () => {
    let refused = 0
    server.fault = call => call === 'GET /units' && refused++ === 0 ? problem(401, 'expired') : undefined
    expect(await get('/units')).toEqual({ items: [], next_cursor: null })
    expect(renewals()).toBe(2)
  })

  it('that cannot be renewed ends the session', async () => {
    server.fault = call => call === 'POST /auth/token' ? problem(401, 'grant-refused') : undefined
    await expect(get('/units')).rejects.toBeInstanceOf(SignedOut)
  })

  it('survives a server in trouble and a missing network', async () => {
    server.fault = call => call === 'POST /auth/token' ? problem(503, 'busy') : undefined
    await expect(get('/units')).rejects.toMatchObject({ status: 503 })
    server.fault = () => { throw new TypeError('network') }
    await expect(get('/units')).rejects.toBeInstanceOf(Offline)
    server.fault = () => undefined
    expect(await get('/units')).toBeDefined()
  })
})
