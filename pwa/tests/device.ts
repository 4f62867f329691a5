/** A phone for one test: its own user, its own empty database, a session that works. */
import { openDB } from 'idb'
import type { Me } from '@/api/types'
import { moment } from '@/offline/capture'
import { db, openFor } from '@/offline/db'
import type { Photo, ReportItem, Visit } from '@/offline/model'
import { keepPhoto } from '@/offline/photos'
import { items } from '@/offline/queue'
import { restore } from '@/offline/session'
import { blankFinding, blankVisit, saveVisit, seal } from '@/offline/visits'

let users = 0

export async function aDevice(): Promise<Me> {
  const user = { id: `user-${++users}`, name: 'An', roles: ['inspector'], permissions: ['report.write', 'mission.field'] } as unknown as Me
  const session = await openDB('mingcha-session', 1, {
    upgrade(fresh) {
      fresh.createObjectStore('token')
      fresh.createObjectStore('me')
    },
  })
  await session.put('token', { refresh_token: 'r1' }, 'current')
  await session.put('me', user, 'current')
  session.close()
  openFor(undefined)
  await restore()
  return user
}

export function somebytes(size: number, seed = 1): ArrayBuffer {
  const bytes = new Uint8Array(size)
  for (let at = 0, x = seed; at < size; at++) {
    x = (x * 1103515245 + 12345) & 0x7fffffff
    bytes[at] = x >> 16
  }
  return bytes.buffer
}

export function aPhoto(owner: string, size = 1000, seed = 1): Promise<Photo> {
  return keepPhoto({
    owner_id: owner, media_type: 'image/jpeg', captured_at: '2026-11-23T01:00:00.000Z', location: null, source: 'camera', label: 'wide',
    width: 1, height: 1, thumb: new ArrayBuffer(0), skew_ms: null, moment: moment({ st: 'ok', lat_e7: 401102000, lon_e7: 1021102000, acc_cm: 600, t: '2026-11-23T00:59:58.000Z' }, new Date('2026-11-23T01:00:00.000Z')),
  }, somebytes(size, seed))
}

/** A visit with one finding and photographs of the given sizes, sealed and queued. */
export async function aSealedVisit(...sizes: number[]): Promise<Visit> {
  const visit = blankVisit({ task_id: 't1', site: { name: 'site' } })
  const photos = []
  for (const [n, size] of sizes.entries()) photos.push(await aPhoto(visit.id, size, n + 1))
  const evidence = photos.map(photo => photo.id)
  visit.findings = [blankFinding(evidence, {
    focus_area: 'a', category: 'c', facts: 'f', cause: 'c', suggestion: 's', severity: 'minor', responsible_unit_id: 'u',
  })]
  await saveVisit(visit)
  await seal(visit, 'none')
  return visit
}

export async function theItem(id: string): Promise<ReportItem> {
  const found = (await items()).find(item => item.id === id)
  if (found?.kind !== 'report') throw new Error('no such report in the outbox')
  return found
}

/** Everything waiting is due now. */
export async function timePasses(): Promise<void> {
  const base = await db()
  for (const item of await base.getAll('outbox')) await base.put('outbox', { ...item, next_at: 0 })
}


/** Every record of a user's database as it lies on the disk, buffers as latin-1 text. */
export async function laid(user: string): Promise<string> {
  const base = await openDB(`mingcha-${user}`)
  const all = await Promise.all([...base.objectStoreNames].map(async name => [await base.getAllKeys(name), await base.getAll(name)]))
  base.close()
  const isBuffer = (value: unknown): value is ArrayBuffer => Object.prototype.toString.call(value) === '[object ArrayBuffer]'
  const text = (value: unknown): unknown => isBuffer(value) ? Buffer.from(value).toString('latin1') : ArrayBuffer.isView(value) ? '' : value
  return JSON.stringify(all, (_, value: unknown) => text(value))
}
