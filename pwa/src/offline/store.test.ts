/** What lies on the disk tells nothing, cannot be moved about, and is written whole or not at all. */
import { openDB } from 'idb'
import { beforeEach, describe, expect, it } from 'vitest'
import { aDevice, aPhoto, aSealedVisit, laid, somebytes } from '../../tests/device'
import { db, openFor, recall, remember, write } from './db'
import { finishInterrupted, photosOf, read } from './photos'
import { pack, unpack } from './seal'
import { damagedCount } from './store'
import { blankVisit, saveVisit, visits } from './visits'

let user: string
beforeEach(async () => { user = (await aDevice()).id })

const WORDS = 'a heap of rubbish at the third sluice'

describe('a packed value', () => {
  it.each([[null], ['x'], [{ a: [1, { b: null }], c: '汉' }], [[]], [0]])('comes back as it was: %j', value => {
    expect(unpack(pack(value).buffer)).toEqual(value)
  })

  it('keeps its buffers, wherever they lie', () => {
    const value = { thumb: somebytes(5), list: [somebytes(3, 2), { deep: somebytes(0) }] }
    const back = unpack(pack(value).buffer) as typeof value
    expect(new Uint8Array(back.thumb)).toEqual(new Uint8Array(value.thumb))
    expect(new Uint8Array(back.list[0] as ArrayBuffer)).toEqual(new Uint8Array(somebytes(3, 2)))
    expect((back.list[1] as { deep: ArrayBuffer }).deep.byteLength).toBe(0)
  })
})

describe('on the disk', () => {
  it('lies no word and no byte of the work, only ids', async () => {
    const visit = await aSealedVisit(5000)
    await saveVisit(blankVisit({ summary: WORDS }))
    await remember('kept:telegrams', { title: WORDS })
    await (await db()).put('task', { id: 't', title: WORDS } as never)
    const raw = await laid(user)
    const [photo] = await photosOf(visit.id)
    for (const secret of [WORDS, photo!.sha256, 'image/jpeg', 'camera', JSON.stringify(Buffer.from(somebytes(5000)).toString('latin1').slice(0, 40)).slice(1, -1)]) expect(raw).not.toContain(secret)
    expect(raw).toContain(visit.id)
    expect((await visits()).map(one => one.summary)).toContain(WORDS)
  })

  it('nothing opens in another place, under another user or another key', async () => {
    const base = await db()
    await aPhoto('v', 10, 1)
    await aPhoto('v', 10, 2)
    const [one, other] = await base.raw.getAll('photos') as { id: string; box: ArrayBuffer; iv: Uint8Array; owner_id: string }[]
    await base.raw.put('photos', { ...other, id: one!.id })
    await expect(base.get('photos', one!.id)).rejects.toThrow()
    await base.raw.put('photos', { ...one, owner_id: 'w' })
    await expect(base.get('photos', one!.id)).rejects.toThrow()
    await base.raw.put('photos', one)
    expect(await base.get('photos', one!.id)).toBeDefined()
    openFor('somebody-else')
    await (await db()).raw.put('photos', one)
    await expect((await db()).get('photos', one!.id)).rejects.toThrow()
  })

  it('a damaged record is told, kept, and takes none of the others with it', async () => {
    await aPhoto('v', 10, 1)
    await aPhoto('v', 10, 2)
    const base = await db()
    const [one] = await base.raw.getAll('photos') as { box: ArrayBuffer }[]
    const box = new Uint8Array(one!.box.slice(0))
    box[box.length - 1]! ^= 1
    await base.raw.put('photos', { ...one, box: box.buffer })
    const before = damagedCount()
    expect(await photosOf('v')).toHaveLength(1)
    expect(damagedCount()).toBe(before + 1)
    expect(await base.count('photos')).toBe(2)
    await finishInterrupted()
  })
})

describe('a step', () => {
  it('is done again when another page wrote what it had read', async () => {
    await remember('n', 0)
    await Promise.all(Array.from({ length: 8 }, () => write(async tx => { tx.put('meta', await tx.get('meta', 'n') as number + 1, 'n') })))
    expect(await recall('n')).toBe(8)
  })

  it('that also read a list sees what came to it meanwhile', async () => {
    let runs = 0
    await write(async tx => {
      const held = await tx.getAll('visits')
      if (runs++ === 0) await saveVisit(blankVisit())
      tx.put('meta', held.length, 'n')
    })
    expect([runs, await recall('n')]).toEqual([2, 1])
  })

  it('that fails half way has written nothing', async () => {
    await expect(write(tx => { tx.put('meta', 1, 'half'); throw new Error('no') })).rejects.toThrow('no')
    expect(await recall('half')).toBeUndefined()
  })

  it('may not read what it has already written', async () => {
    await expect(write(async tx => { tx.put('meta', 1, 'n'); await tx.get('meta', 'n') })).rejects.toThrow('after it was written')
  })

  it('writes what the value was then, whatever becomes of it', async () => {
    const value = { a: 1 }
    await write(tx => { tx.put('meta', value, 'v'); value.a = 2 })
    expect(await recall('v')).toEqual({ a: 1 })
  })
})

describe('a database of release 4', () => {
  it('lies open and is read all the same', async () => {
    const old = await openDB('mingcha-old', 4, { upgrade(fresh) { void fresh.createObjectStore('meta').put('c1', 'cursor') } })
    old.close()
    openFor('old')
    expect(await recall('cursor')).toBe('c1')
  })

  it('gives a photograph back byte for byte', async () => {
    const photo = await aPhoto('v', 3000)
    const base = await db()
    await base.raw.put('chunks', somebytes(3000), [photo.id, 0])
    expect(new Uint8Array(await read(photo))).toEqual(new Uint8Array(somebytes(3000)))
  })
})
