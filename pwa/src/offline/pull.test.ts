/** Pull: what the server says replaces what is here, and never what was not sent. */
import { beforeEach, describe, expect, it } from 'vitest'
import { aDevice, aSealedVisit } from '../../tests/device'
import { problem, Server } from '../../tests/server'
import { db, recall, remember } from './db'
import { lastPull, pull } from './pull'

let server: Server
const task = (id: string, title = 'a') => ({ kind: 'task', id, object: { id, title, sites: [] } })
const titles = async (): Promise<string[]> => (await (await db()).getAll('task')).map(one => one.title)

beforeEach(async () => {
  await aDevice()
  server = new Server().install()
})

describe('a pull', () => {
  it('takes page after page and remembers where it was', async () => {
    server.syncPages.push({ changes: [task('1')], next_cursor: 'c1', more: true }, { changes: [task('2'), task('1', 'b')], next_cursor: 'c2', more: false })
    await pull()
    expect(await titles()).toEqual(['b', 'a'])
    expect(await recall('cursor')).toBe('c2')
    expect(await lastPull()).toBeGreaterThan(0)
  })

  it('cut in the middle goes on from the last page that was kept', async () => {
    server.syncPages.push({ changes: [task('1')], next_cursor: 'c1', more: true })
    let n = 0
    server.fault = call => { if (call === 'GET /sync' && ++n === 2) throw new TypeError('network'); return undefined }
    await expect(pull()).rejects.toThrow()
    expect(await recall('cursor')).toBe('c1')
    expect(await lastPull()).toBeUndefined()
  })

  it('told to start again keeps unsent work and heals the copies', async () => {
    server.syncPages.push({ changes: [task('old')], next_cursor: 'c1', more: false })
    await pull()
    const { id } = await aSealedVisit(10)
    await remember('kept:telegrams', ['seen before'])
    let refused = false
    server.fault = call => {
      if (call !== 'GET /sync' || refused) return undefined
      refused = true
      return problem(410, 'resync')
    }
    server.syncPages.push({ changes: [task('new')], next_cursor: 'd1', more: false })
    server.gone = [{ kind: 'task', id: 'old' }]
    await pull()
    expect((await (await db()).getAllKeys('task'))).toEqual(['new'])
    expect(await (await db()).getAllKeys('outbox')).toEqual([id])
    expect(await (await db()).count('chunks')).toBe(1)
    expect(await recall('cursor')).toBe('d1')
    expect(await recall('kept:telegrams')).toBeUndefined()
  })

  it('asks about everything it holds, and only about that', async () => {
    server.syncPages.push({ changes: [task('1')], next_cursor: 'c1', more: false })
    await aSealedVisit(10)
    await pull()
    expect(server.held).toEqual([{ kind: 'task', id: '1' }])
  })
})
