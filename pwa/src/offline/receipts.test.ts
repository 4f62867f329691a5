/** A receipt is believed for its signature, its photograph and the keys this device was shown when it was enrolled. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { EvidenceReceipt } from '@/api/types'
import { aDevice, aPhoto, aSealedVisit } from '../../tests/device'
import { anEnrolledPhone, aServerKey, Office, sha, signed } from '../../tests/keys'
import { Server } from '../../tests/server'
import { tidy } from './cleanup'
import { db } from './db'
import type { Photo } from './model'
import { photosOf } from './photos'
import { update } from './queue'
import { checkEvidence, checkReport } from './receipts'
import { pinned } from './trust'

let office: Office
let server: Server

beforeEach(async () => {
  const { id } = await aDevice()
  server = new Server().install()
  office = new Office(id, server)
})

function receiptOf(photo: Photo, changes: object = {}, key = office.receipt): EvidenceReceipt {
  const rec = photo.capture && { rec: sha(photo.capture.record) }
  const said = { v: 1, typ: 'receipt', of: 'evidence', id: photo.id, sha256: photo.sha256, size: photo.size_bytes, at: '2026-11-23T02:00:00.000Z', key: key.id, ...rec, ...changes }
  return { id: photo.id, sha256: photo.sha256, size_bytes: photo.size_bytes, received_at: '2026-11-23T02:00:00Z', log_index: 1, ...signed(key, 'receipt', said) }
}

describe('a receipt', () => {
  it('holds for our photograph and our record, and for nothing else', async () => {
    await anEnrolledPhone(office)
    const photo = await aPhoto('v', 10)
    expect(await checkEvidence(receiptOf(photo), photo)).toBe('ok')
    expect(await checkEvidence(receiptOf(photo, { rec: undefined }), photo)).toBe('ok')
    const others = [{ id: 'x' }, { sha256: 'f'.repeat(64) }, { size: 11 }, { rec: 'f'.repeat(64) }, { of: 'report' }, { typ: 'anchor' }, { v: 2 }]
    for (const other of others) expect(await checkEvidence(receiptOf(photo, other), photo)).toBe('other')
    const forged = { ...receiptOf(photo), signature: receiptOf(photo, { at: '2026-11-23T02:00:01.000Z' }).signature }
    expect(await checkEvidence(forged, photo)).toBe('signature')
    const spaced = receiptOf(photo).statement.replace('{', '{ ')
    expect(await checkEvidence({ ...receiptOf(photo), statement: spaced }, photo)).toBe('other')
  })

  it('may not name a record we never made', async () => {
    const photo = await aPhoto('v', 10)
    await anEnrolledPhone(office)
    expect(await checkEvidence(receiptOf(photo, { rec: 'f'.repeat(64) }), photo)).toBe('other')
  })

  it('of a report says what it says beside it', async () => {
    await anEnrolledPhone(office)
    const beside = { report_id: 'r', content_sha256: 'c', received_at: '', log_index: 1, log_chain: '', evidence: [] }
    const of = (sha256: string) => signed(office.receipt, 'receipt', { v: 1, typ: 'receipt', of: 'report', id: 'r', sha256, at: '2026-11-23T02:00:00.000Z', key: office.receipt.id })
    expect(await checkReport({ ...beside, ...of('c') })).toBe('ok')
    expect(await checkReport({ ...beside, ...of('d') })).toBe('other')
  })

  it('cannot be told true or false on a device that was never enrolled, or without Ed25519', async () => {
    const photo = await aPhoto('v', 10)
    expect(await checkEvidence(receiptOf(photo), photo)).toBe('unpinned')
    await anEnrolledPhone(office)
    vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(Object.assign(new Error('no'), { name: 'NotSupportedError' }))
    expect(await checkEvidence(receiptOf(photo), photo)).toBe('unable')
  })

  it('by a renewed key holds once the same root vouches for it', async () => {
    await anEnrolledPhone(office)
    const photo = await aPhoto('v', 10)
    office.receipt = aServerKey()
    expect(await checkEvidence(receiptOf(photo), photo)).toBe('ok')
    expect((await pinned())?.changed).toBeNull()
  })

  it('by a key of another root is told, and the pinned one stays', async () => {
    await anEnrolledPhone(office)
    const [photo, first] = [await aPhoto('v', 10), office.root.id]
    office.root = aServerKey()
    office.receipt = aServerKey()
    expect(await checkEvidence(receiptOf(photo), photo)).toBe('root')
    expect(await pinned()).toMatchObject({ root: first, changed: { root: office.root.id } })
  })

  it('by a key that only claims the root\'s name is told too', async () => {
    await anEnrolledPhone(office)
    const [photo, first] = [await aPhoto('v', 10), office.root.id]
    office.root = { ...aServerKey(), id: first }
    office.receipt = aServerKey()
    expect(await checkEvidence(receiptOf(photo), photo)).toBe('root')
    expect((await pinned())?.root).toBe(first)
  })

  it('outside its key\'s time is not believed', async () => {
    await anEnrolledPhone(office)
    const photo = await aPhoto('v', 10)
    expect(await checkEvidence(receiptOf(photo, { at: '2025-12-31T23:59:59.999Z' }), photo)).toBe('key')
  })
})

describe('freeing the device', () => {
  async function delivered(): Promise<Photo> {
    const visit = await aSealedVisit(10)
    await update(visit.id, now => ({ ...now, state: 'delivered', delivered_at: '2026-11-01T00:00:00Z' }))
    return (await photosOf(visit.id))[0]!
  }
  const file = (photo: Photo, headers: object = {}): Response =>
    new Response('x', { status: 206, headers: { 'Content-Range': `bytes 0-0/${photo.size_bytes}`, 'ETag': `"${photo.sha256}"`, ...headers } })
  async function kept(photo: Photo, receipt: EvidenceReceipt, original = file(photo), now = '2026-12-01T00:00:00Z'): Promise<boolean> {
    const real = server.fault
    server.fault = (call, body) => call === `GET /evidence/${photo.id}/original` ? original : call === `GET /evidence/${photo.id}/receipt`
      ? new Response(JSON.stringify(receipt), { headers: { 'Content-Type': 'application/json' } }) : real(call, body)
    await tidy(Date.parse(now))
    return !(await (await db()).get('photos', photo.id))!.cleared_at
  }

  it('wants a receipt that holds, where that can be told', async () => {
    await anEnrolledPhone(office)
    const photo = await delivered()
    expect(await kept(photo, { ...receiptOf(photo), signature: receiptOf(photo, { v: 2 }).signature })).toBe(true)
    expect(await kept(photo, receiptOf(photo, { rec: 'f'.repeat(64) }))).toBe(true)
    expect(await kept(photo, receiptOf(photo))).toBe(false)
  })

  it('wants the file itself, whole and the same, not only a row about it', async () => {
    await anEnrolledPhone(office)
    const photo = await delivered()
    expect(await kept(photo, receiptOf(photo), new Response('', { status: 500 }))).toBe(true)
    expect(await kept(photo, receiptOf(photo), new Response('<html>', { headers: { 'Content-Type': 'text/html' } }))).toBe(true)
    expect(await kept(photo, receiptOf(photo), file(photo, { 'Content-Range': 'bytes 0-0/9' }))).toBe(true)
    expect(await kept(photo, receiptOf(photo), file(photo, { ETag: `"${'f'.repeat(64)}"` }))).toBe(true)
    expect(await kept(photo, receiptOf(photo))).toBe(false)
  })

  it('waits a week from when the server had it, whatever this phone thought the day was', async () => {
    await anEnrolledPhone(office)
    const photo = await delivered()
    expect(await kept(photo, receiptOf(photo), file(photo), '2026-11-30T01:59:00Z')).toBe(true)
    expect(await kept(photo, receiptOf(photo), file(photo), '2026-11-30T02:01:00Z')).toBe(false)
  })

  it('goes on as before where it cannot', async () => {
    const photo = await delivered()
    expect(await kept(photo, receiptOf(photo))).toBe(false)
  })
})
