/** The device's key: it cannot leave, it is one user's, and a lost answer makes no second one. */
import { beforeEach, describe, expect, it } from 'vitest'
import { aDevice } from '../../tests/device'
import { anEnrolledPhone, Office } from '../../tests/keys'
import { Server } from '../../tests/server'
import { freshAnchor, heldAnchor } from './anchors'
import { recall } from './db'
import { codeOf, enrol, heldKey, ownKeys, signingKey, stateOf } from './deviceKey'
import { tend } from './signing'
import { pinned } from './trust'

let office: Office
let server: Server

beforeEach(async () => {
  const { id } = await aDevice()
  server = new Server().install()
  office = new Office(id, server)
})

describe('a device key', () => {
  it('is enrolled with a code as it was read out, and cannot be read', async () => {
    expect(codeOf(' gqqd-cq de')).toBe('GQQDCQDE')
    await anEnrolledPhone(office)
    const held = (await heldKey())!
    expect([stateOf(held), held.key, held.user]).toEqual(['enrolled', office.rows[0]!.key, office.user])
    expect(held.secret.extractable).toBe(false)
    for (const format of ['pkcs8', 'jwk'] as const) await expect(crypto.subtle.exportKey(format, held.secret)).rejects.toThrow()
    expect((await pinned())?.root).toBe(office.root.id)
  })

  it('stays the same one while codes are wrong, and signs nothing until it is enrolled', async () => {
    await expect(enrol('WRNGCQDE')).rejects.toMatchObject({ slug: 'device-code-wrong' })
    expect(await signingKey()).toBeUndefined()
    await enrol('GQQDCQDE')
    expect(new Set(office.sent.map(({ jwk }) => jwk.x)).size).toBe(1)
  })

  it('whose enrolment was not heard of is found again, not made again', async () => {
    office.loseNext = true
    await expect(enrol('GQQDCQDE')).rejects.toThrow()
    expect(await heldKey()).toBeUndefined()
    await tend(1)
    expect(stateOf(await heldKey())).toBe('enrolled')
    expect(office.rows).toHaveLength(1)
    expect(await recall('device-key-next')).toBeUndefined()
  })

  it('of one user does not sign for another', async () => {
    await anEnrolledPhone(office)
    await aDevice()
    expect(await heldKey()).toBeUndefined()
  })

  it('is over when the office says so, and another is made then', async () => {
    await anEnrolledPhone(office)
    const first = (await heldKey())!.key
    office.rows[0]!.revoked_at = '2026-11-22T00:00:00Z'
    await ownKeys()
    expect(stateOf(await heldKey())).toBe('revoked')
    await enrol('GQQDCQDE')
    expect((await heldKey())!.key).not.toBe(first)
    expect(stateOf(await heldKey())).toBe('enrolled')
  })

  it('lasts until its day, by the server\'s time', async () => {
    await anEnrolledPhone(office)
    const held = { ...(await heldKey())!, expires_at: '2027-05-30T00:00:00Z' }
    expect(stateOf(held, Date.parse('2027-05-29T23:59:59Z'))).toBe('enrolled')
    expect(stateOf(held, Date.parse('2027-05-30T00:00:00Z'))).toBe('expired')
    expect(stateOf(undefined)).toBe('none')
  })
})

describe('a time anchor', () => {
  it('is asked for when there is a key and the one held is older than a quarter of an hour', async () => {
    await tend(1_000_000_000)
    expect(office.anchors).toBe(0)
    await anEnrolledPhone(office)
    for (const at of [0, 1, 899_999]) await tend(2_000_000_000 + at)
    expect(office.anchors).toBe(1)
    await tend(2_000_000_000 + 900_000)
    await freshAnchor(5)
    expect(office.anchors).toBe(3)
  })

  it('that is none is not kept', async () => {
    const real = server.fault
    server.fault = (call, body) => call === 'GET /anchor'
      ? new Response(JSON.stringify({ statement: '{"id":"x","t":"now","typ":"anchor"}', signature: 'AA==' }), { headers: { 'Content-Type': 'application/json' } }) : real(call, body)
    await expect(freshAnchor()).rejects.toThrow()
    expect(await heldAnchor()).toBeUndefined()
  })
})
