/** Sites opened without a network: nothing readable before, one write at the opening, the trace sent afterwards. */
import { createCipheriv } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import type { CarriedMission } from '@/api/types'
import { aDevice } from '../../tests/device'
import { problem, Server } from '../../tests/server'
import { db } from './db'
import { finishHere, NoEnvelope, openable, openHere, takeEnvelopes } from './envelopes'
import { makeRing, WrongPassword } from './keyring'
import { STORES } from './layout'
import { pull } from './pull'
import { items } from './queue'
import { drain } from './sender'

const MISSION = '6c1f0d1e-0000-4000-8000-000000000001'
const [FIRST, SECOND] = ['6c1f0d1e-0000-4000-8000-00000000000a', '6c1f0d1e-0000-4000-8000-00000000000b'] as const
const NAMES = { [FIRST]: 'East Quay', [SECOND]: 'West Quay' }
const KEYS = { [FIRST]: Buffer.alloc(32, 7), [SECOND]: Buffer.alloc(32, 9) }
const FIX = { lat: 40.1, lon: 102.1, accuracy_m: 20, fixed_at: '2026-11-25T02:00:00Z', source: 'gps' as const }
let server: Server

/** As the server makes it, written here a second time: nonce, AES-256-GCM, the site's id authenticated. */
function envelope(site: typeof FIRST | typeof SECOND, keys: Record<string, string>, free: boolean): unknown {
  const plain = JSON.stringify({ name: NAMES[site], address: null, location: null, unit_id: 'u', unit_name: 'Town', token: `token-of-${site}`, keys })
  const nonce = Buffer.alloc(12, 3)
  const box = createCipheriv('aes-256-gcm', KEYS[site], nonce).setAAD(Buffer.from(site.replaceAll('-', ''), 'hex'))
  const sealed = Buffer.concat([nonce, box.update(plain), box.final(), box.getAuthTag()]).toString('base64')
  return { mission_id: MISSION, site_id: site, sealed, key: free ? KEYS[site].toString('base64') : null }
}

const site = (id: string, seq: number): CarriedMission['sites'][number] => ({
  id, seq, opens_after: seq === 1 ? 'none' : 'previous', opens_at: null, opened_at: null, opened_device_at: null, opened_offline: false, done_at: null,
  name: null, unit_id: null, unit_name: null, address: null, location: null, moves: ['open'],
})
const mission = (): CarriedMission => ({ id: MISSION, title: 'm', sites: [site(FIRST, 1), site(SECOND, 2)] }) as unknown as CarriedMission
const names = async (): Promise<(string | null)[]> => (await (await db()).get('mission', MISSION))!.sites.map(one => one.name)

async function everything(): Promise<string> {
  const base = await db()
  const all = await Promise.all(STORES.map(async name => Promise.all((await base.getAllKeys(name)).map(key => base.get(name, key as string)))))
  const bytes = (value: unknown): unknown => value instanceof ArrayBuffer ? Buffer.from(value).toString('latin1') : value
  return JSON.stringify(all, (_, value: unknown) => bytes(value))
}

beforeEach(async () => {
  await aDevice()
  server = new Server().install()
  server.envelopes = [envelope(FIRST, { [SECOND]: KEYS[SECOND].toString('base64') }, true), envelope(SECOND, {}, false)]
  await makeRing('right')
  await (await db()).put('mission', mission())
  await takeEnvelopes()
})

describe('an envelope', () => {
  it('lies here unreadable: no name, no key, no token in the clear', async () => {
    const dump = await everything()
    expect(await openable(FIRST)).toBe(true)
    for (const secret of ['East Quay', 'West Quay', 'token-of', KEYS[FIRST].toString('latin1'), KEYS[SECOND].toString('latin1')]) expect(dump).not.toContain(secret)
  })

  it('opens only with the password', async () => {
    await expect(openHere(MISSION, FIRST, 'wrong', FIX)).rejects.toBeInstanceOf(WrongPassword)
    expect(await names()).toEqual([null, null])
    expect(await items()).toEqual([])
  })

  it('opened may be finished here, and finished nothing more, until the server says otherwise', async () => {
    const moves = async (): Promise<string[][]> => (await (await db()).get('mission', MISSION))!.sites.map(one => one.moves)
    await openHere(MISSION, FIRST, 'right', FIX)
    expect(await moves()).toEqual([['finish'], ['open']])
    await finishHere(MISSION, FIRST)
    expect(await moves()).toEqual([[], ['open']])
    server.fault = call => call.startsWith('POST /missions') ? problem(503, 'busy') : undefined
    const told = mission()
    told.sites[0] = { ...told.sites[0]!, opened_at: '2026-11-25T02:00:00Z', moves: ['finish'] }
    server.syncPages.push({ changes: [{ kind: 'mission', id: MISSION, object: told }], next_cursor: 'c1', more: false })
    await drain()
    await pull()
    expect(await moves()).toEqual([[], ['open']])
  })

  it('opened leaves its trace in the same write, and the next one can follow', async () => {
    await expect(openHere(MISSION, SECOND, 'right', FIX)).rejects.toBeInstanceOf(NoEnvelope)
    await openHere(MISSION, FIRST, 'right', FIX)
    expect(await names()).toEqual(['East Quay', null])
    expect(await items()).toMatchObject([{ kind: 'deed', word: 'site.open', manner: 'trace', body: { verb: 'open', token: `token-of-${FIRST}`, location: { lat: 40.1, lon: 102.1 }, accuracy_m: 20 } }])
    expect(await everything()).not.toContain('West Quay')
    await finishHere(MISSION, FIRST)
    await openHere(MISSION, SECOND, 'right', null)
    expect(await names()).toEqual(['East Quay', 'West Quay'])
    expect((await items()).map(one => one.kind === 'deed' && one.word)).toEqual(['site.open', 'site.finish', 'site.open'])
    await drain()
    expect([...server.deeds.values()].map(one => (one.body as { verb: string }).verb)).toEqual(['open', 'finish', 'open'])
  })

  it('opened stays open here until the server knows, whatever copies come', async () => {
    await openHere(MISSION, FIRST, 'right', FIX)
    server.fault = call => call.startsWith('POST /missions') ? problem(503, 'busy') : undefined
    server.syncPages.push({ changes: [{ kind: 'mission', id: MISSION, object: mission() }], next_cursor: 'c1', more: false })
    await drain()
    await pull()
    expect(await names()).toEqual(['East Quay', null])
    await (await db()).clear('outbox')
    server.syncPages.push({ changes: [{ kind: 'mission', id: MISSION, object: mission() }], next_cursor: 'c2', more: false })
    await pull()
    expect(await names()).toEqual([null, null])
  })

  it('is gone as soon as the office hands out none', async () => {
    server.envelopes = []
    await takeEnvelopes()
    expect(await openable(FIRST)).toBe(false)
  })

  it('under a password that was changed is thrown away and fetched again', async () => {
    await makeRing('newer')
    expect(await openable(FIRST)).toBe(false)
    await takeEnvelopes()
    await expect(openHere(MISSION, FIRST, 'right', null)).rejects.toBeInstanceOf(WrongPassword)
    await openHere(MISSION, FIRST, 'newer', null)
    expect(await names()).toEqual(['East Quay', null])
  })
})
