/** A session ended from elsewhere: what the server has goes, what it has not stays, and only its author gets at it. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { aDevice, aPhoto, aSealedVisit, theItem } from '../../tests/device'
import { problem, Server } from '../../tests/server'
import type { Receipt } from '@/api/types'
import { db, recall, remember } from './db'
import { choosePin } from './pin'
import { photosOf } from './photos'
import { items } from './queue'
import { drain } from './sender'
import { needsSignIn } from './session'
import { boxOf, isLocked } from './vault'
import { blankVisit, saveVisit, visit, visits } from './visits'
import { wipeAcknowledged } from './wipe'

vi.setConfig({ testTimeout: 60_000 })
let server: Server
let user: string
beforeEach(async () => {
  user = (await aDevice()).id
  server = new Server().install()
})

const aReceipt = (id: string): Receipt => ({
  report_id: id, content_sha256: 'c', signature: 's', statement: `{"id":"${id}","of":"report","sha256":"c","typ":"receipt","v":1}`,
}) as unknown as Receipt

/** A delivered report, one in the queue, one being written with a photograph; copies of the office's rows. */
async function aFullPhone(): Promise<{ sent: string; queued: string; draft: string }> {
  const sent = (await aSealedVisit(10)).id
  await drain()
  await (await db()).put('outbox', { ...await theItem(sent), receipts: [aReceipt(sent)] })
  const queued = (await aSealedVisit(20)).id
  const draft = blankVisit({ summary: 'words' })
  await saveVisit(draft)
  await aPhoto(draft.id, 30)
  await (await db()).put('task', { id: 't' } as never)
  await remember('kept:telegrams', ['seen'])
  await remember('cursor', 'c1')
  await remember('look-f1', { id: 'l', note: 'being written' })
  return { sent, queued, draft: draft.id }
}

describe('wiping', () => {
  it('takes what was acknowledged and nothing else', async () => {
    const { sent, queued, draft } = await aFullPhone()
    expect(await wipeAcknowledged()).toBe(1)
    expect((await items()).map(one => one.id)).toEqual([queued])
    expect((await visits()).map(one => one.id).sort()).toEqual([queued, draft].sort())
    expect([await photosOf(sent), (await photosOf(queued)).length, (await photosOf(draft)).length]).toEqual([[], 1, 1])
    expect(await (await db()).count('chunks')).toBe(2)
    expect([await (await db()).count('task'), await recall('kept:telegrams'), await recall('cursor')]).toEqual([0, undefined, undefined])
    expect(await recall('look-f1')).toMatchObject({ note: 'being written' })
  })

  it('leaves a returned report that is being continued, with all its photographs', async () => {
    const { sent } = await aFullPhone()
    await saveReopened(sent)
    expect(await wipeAcknowledged()).toBe(0)
    expect(await photosOf(sent)).toHaveLength(1)
  })

  it('leaves what was delivered without a receipt', async () => {
    const { sent } = await aFullPhone()
    await (await db()).put('outbox', { ...await theItem(sent), receipts: [] })
    expect(await wipeAcknowledged()).toBe(0)
    await (await db()).put('outbox', { ...await theItem(sent), receipts: [aReceipt('another')] })
    expect(await wipeAcknowledged()).toBe(0)
  })
})

async function saveReopened(id: string): Promise<void> {
  const held = await visit(id)
  await (await db()).put('visits', { ...held!, sealed_at: null, return_reason: 'why' })
}

describe('the server\'s word', () => {
  const ends = (slug: string): void => {
    server.fault = call => call.startsWith('PUT') ? problem(401, 'expired') : call === 'POST /auth/token' ? problem(401, slug) : undefined
  }

  it('that the session was ended wipes, locks, and keeps the rest for the same user', async () => {
    const { queued } = await aFullPhone()
    await choosePin(user, '730915')
    await vi.waitFor(async () => { expect((await boxOf(user)).whole).toBe(true) }, 20_000)
    ends('session-ended')
    // Without the browser's locks nothing holds the key for the sender.
    await drain().catch(() => undefined)
    await vi.waitFor(() => { expect(isLocked()).toBe(true) })
    expect(needsSignIn()).toBe(true)
    expect(await (await db()).getAllKeys('outbox')).toEqual([queued])
    expect(await (await db()).count('task')).toBe(0)
  })

  it('that it has merely run out wipes nothing', async () => {
    const { sent, queued } = await aFullPhone()
    ends('grant-refused')
    await drain()
    await new Promise(go => setTimeout(go, 50))
    expect(needsSignIn()).toBe(true)
    expect((await (await db()).getAllKeys('outbox')).sort()).toEqual([sent, queued].sort())
    expect(await (await db()).count('task')).toBe(1)
  })
})
