/** What a photograph is signed with: the very bytes, one chain a key, and never at the price of a photograph. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { aDevice, aPhoto, aSealedVisit, somebytes, theItem } from '../../tests/device'
import { anEnrolledPhone, Office, phoneSigned, sha } from '../../tests/keys'
import { Server } from '../../tests/server'
import { freshAnchor } from './anchors'
import { db } from './db'
import { heldKey } from './deviceKey'
import type { Photo } from './model'
import { finishInterrupted, photosOf } from './photos'

let office: Office
let jwk: Record<string, string>

beforeEach(async () => {
  const { id } = await aDevice()
  office = new Office(id, new Server().install())
  jwk = await anEnrolledPhone(office)
})

const said = (photo: Photo | undefined): Record<string, unknown> => JSON.parse(photo?.capture?.record ?? '{}') as Record<string, unknown>

/** As if the page had been killed before the photograph was signed. */
async function interrupted(photo: Photo): Promise<void> {
  const { capture, ...rest } = photo
  expect(capture).toBeDefined()
  await (await db()).put('photos', { ...rest, sha256: '' })
}

describe('a capture record', () => {
  it('is the text of docs/evidence.md §3 over the stored bytes, signed by this device', async () => {
    await freshAnchor()
    const photo = await aPhoto('v', 1000)
    const { record, signature, anchor } = photo.capture!
    const key = (await heldKey())!.key
    expect(said(photo)).toEqual({
      v: 1, typ: 'capture', id: photo.id, insp: office.user, key, seq: 1, mime: 'image/jpeg', src: 'camera', size: 1000,
      sha256: sha(Buffer.from(somebytes(1000)) as unknown as string), t_dev: '2026-11-23T01:00:00.000Z', t_mono_ms: expect.any(Number) as number,
      boot: expect.stringMatching(/^[0-9a-f]{32}$/) as string, tz: expect.any(String) as string, app: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      geo: { st: 'ok', lat_e7: 401102000, lon_e7: 1021102000, acc_cm: 600, t: '2026-11-23T00:59:58.000Z' },
      anchor: { id: '0'.repeat(31) + '1', t: '2026-11-23T00:59:00.000Z' },
    })
    expect(Object.keys(said(photo))).toEqual(Object.keys(said(photo)).sort())
    expect(record).not.toMatch(/\s/)
    expect(phoneSigned(jwk, 'capture', record, signature)).toBe(true)
    expect(phoneSigned(jwk, 'capture', record.replace('"seq":1', '"seq":2'), signature)).toBe(false)
    expect(anchor).toEqual(expect.objectContaining({ statement: expect.stringContaining('"typ":"anchor"') as string }))
  })

  it('names the record before it', async () => {
    const first = await aPhoto('v', 10, 1)
    const second = await aPhoto('v', 10, 2)
    expect(said(first)).not.toHaveProperty('prev')
    expect(said(second)).toMatchObject({ seq: 2, prev: sha(first.capture!.record) })
  })

  it('travels byte for byte as it was signed', async () => {
    const visit = await aSealedVisit(10, 20)
    const photos = await photosOf(visit.id)
    const { body } = await theItem(visit.id)
    expect(body.evidence.map(line => line.capture)).toEqual(photos.map(photo => photo.capture))
    const sent = JSON.parse(JSON.stringify(body)) as typeof body
    expect(phoneSigned(jwk, 'capture', sent.evidence[1]!.capture!.record, sent.evidence[1]!.capture!.signature)).toBe(true)
  })

  it('does not fork when two pages take a photograph at once', async () => {
    const photos = await Promise.all([1, 2, 3, 4, 5].map(seed => aPhoto('v', 10, seed)))
    const chain = photos.sort((a, b) => Number(said(a).seq) - Number(said(b).seq))
    expect(chain.map(photo => said(photo).seq)).toEqual([1, 2, 3, 4, 5])
    expect(chain.slice(1).map(photo => said(photo).prev)).toEqual(chain.slice(0, 4).map(photo => sha(photo.capture!.record)))
  })

  it('of a page killed before signing is made at the next start, of the moment at the shutter', async () => {
    vi.spyOn(crypto.subtle, 'sign').mockImplementation(() => new Promise(() => undefined))
    void aPhoto('v', 10)
    await vi.waitFor(() => { expect(crypto.subtle.sign).toHaveBeenCalled() })
    vi.restoreAllMocks()
    expect(await photosOf('v')).toEqual([])
    await Promise.all([finishInterrupted(), finishInterrupted()])
    const [photo] = await photosOf('v')
    expect(said(photo)).toMatchObject({ seq: 1, t_dev: '2026-11-23T01:00:00.000Z' })
    expect(said(await aPhoto('v', 10, 2))).toMatchObject({ seq: 2, prev: sha(photo!.capture!.record) })
  })

  it('neither skips nor repeats a number when the write is lost', async () => {
    const first = await aPhoto('v', 10)
    await interrupted(first)
    await (await db()).delete('meta', `chain:${(await heldKey())!.key}`)
    await finishInterrupted()
    expect(said((await photosOf('v'))[0]).seq).toBe(1)
  })

  it('is missing where there is no key, and the photograph counts', async () => {
    await aDevice()
    const photo = await aPhoto('v', 10)
    expect(photo).not.toHaveProperty('capture')
    expect(photo).not.toHaveProperty('unsigned')
    expect(await photosOf('v')).toHaveLength(1)
  })

  it('that cannot be made costs no photograph, is told, and is made at the next start', async () => {
    vi.spyOn(crypto.subtle, 'sign').mockRejectedValue(new Error('no'))
    const photo = await aPhoto('v', 10)
    vi.restoreAllMocks()
    expect([photo.sha256 !== '', photo.unsigned, photo.capture]).toEqual([true, true, undefined])
    await finishInterrupted()
    const [done] = await photosOf('v')
    expect([said(done).seq, done?.unsigned]).toEqual([1, undefined])
  })

  it('is not made of a photograph that was sealed without one', async () => {
    vi.spyOn(crypto.subtle, 'sign').mockRejectedValue(new Error('no'))
    const visit = await aSealedVisit(10)
    vi.restoreAllMocks()
    await finishInterrupted()
    expect((await photosOf(visit.id))[0]).not.toHaveProperty('capture')
  })

  it('of an ended or outworn key is not made any more', async () => {
    const held = (await heldKey())!
    for (const over of [{ revoked_at: '2026-11-21T00:00:00Z' }, { expires_at: '2026-01-01T00:00:00Z' }]) {
      await (await db()).put('meta', { ...held, ...over }, 'device-key')
      expect(await aPhoto('v', 10)).not.toHaveProperty('capture')
    }
  })
})
