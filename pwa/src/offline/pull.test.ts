/** Pull: what the server says replaces what is here, and never what was not sent. */
import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { aDevice, aSealedVisit } from '../../tests/device'
import { problem, Server } from '../../tests/server'
import { db, recall, remember } from './db'
import { lastPull, pull } from './pull'

let server: Server
const task = (id: string, title = 'a') => ({ kind: 'task', id, version: '1', object: { id, title, sites: [] } })
const titles = async (): Promise<string[]> => (await (await db()).getAll('task')).map(one => one.title)
const scope = (...ids: string[]): string => createHash('sha256').update(ids.map(id => `task ${id} 1\n`).join('')).digest('hex')

function refuseOnce(): void {
  let refused = false
  server.fault = call => {
    if (call !== 'GET /sync' || refused) return undefined
    refused = true
    return problem(410, 'resync')
  }
}

beforeEach(async () => {
  await aDevice()
  server = new Server().install()
})

describe('a pull', () => {
  it('takes page after page and remembers where it was', async () => {
    server.syncPages.push({ changes: [task('1')], next_cursor: 'c1', more: true }, { changes: [task('2'), task('1', 'b')], next_cursor: 'c2', more: false, scope_sha256: scope('1', '2') })
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

  it('goes on from the first comparison when its cursor is refused, and keeps unsent work', async () => {
    server.syncPages.push({ changes: [task('old'), task('stays')], next_cursor: 'c1', more: false, scope_sha256: scope('old', 'stays') })
    await pull()
    const { id } = await aSealedVisit(10)
    await remember('kept:telegrams', ['seen before'])
    refuseOnce()
    server.differences.task = [{ gone: ['old'], changes: [task('new')] }]
    server.syncPages.push({ changes: [], next_cursor: 'd1', more: false, scope_sha256: scope('new', 'stays') })
    await pull()
    expect((await (await db()).getAllKeys('task'))).toEqual(['new', 'stays'])
    expect(server.compared.map(asked => asked.kind)).toEqual(['task', 'report', 'order', 'finding', 'mission'])
    expect(server.compared[0]!.items).toEqual([{ id: 'old', version: '1' }, { id: 'stays', version: '1' }])
    expect(server.cursors.slice(-2)).toEqual(['c1', 'c-task'])
    expect(await (await db()).getAllKeys('outbox')).toEqual([id])
    expect(await (await db()).count('chunks')).toBe(1)
    expect(await recall('cursor')).toBe('d1')
    expect(await recall('kept:telegrams')).toBeUndefined()
  })

  it('whose digest is the server\'s compares nothing', async () => {
    server.syncPages.push({ changes: [task('1'), task('2')], next_cursor: 'c1', more: false, scope_sha256: scope('1', '2') })
    await aSealedVisit(10)
    await pull()
    expect(server.compared).toEqual([])
  })

  it('whose digest is another takes the difference, and never what was not sent', async () => {
    server.syncPages.push({ changes: [task('1'), task('2')], next_cursor: 'c1', more: false, scope_sha256: scope('2', '3') })
    const { id } = await aSealedVisit(10)
    server.differences.task = [{ gone: ['1'], through: '2' }, { changes: [task('3')] }]
    server.scope = scope('2', '3')
    await pull()
    expect(server.compared.filter(asked => asked.kind === 'task').map(asked => asked.after)).toEqual([null, '2'])
    expect(await (await db()).getAllKeys('task')).toEqual(['2', '3'])
    expect(await (await db()).getAllKeys('outbox')).toEqual([id])
    server.compared.length = 0
    await pull()
    expect(server.compared).toEqual([])
  })

  it('compares once a month, whatever the digest says', async () => {
    await pull()
    await remember('compared_at', Date.now() - 31 * 86_400_000)
    await pull()
    expect(server.compared.length).toBe(5)
    await pull()
    expect(server.compared.length).toBe(5)
  })

  it('told everything anew forgets other answers', async () => {
    await remember('kept:telegrams', ['seen before'])
    server.syncPages.push({ changes: [], next_cursor: 'c1', more: false, anew: true, scope_sha256: scope() })
    await pull()
    expect(await recall('kept:telegrams')).toBeUndefined()
  })

  it('asks anew for a copy whose version nobody told', async () => {
    await (await db()).put('task', { id: '9', title: 'a' } as never)
    server.syncPages.push({ changes: [], next_cursor: 'c1', more: false, scope_sha256: scope('9') })
    server.differences.task = [{ changes: [task('9')] }]
    await pull()
    expect(server.compared[0]!.items).toEqual([{ id: '9', version: '' }])
  })
})
