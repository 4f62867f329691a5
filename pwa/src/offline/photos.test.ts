/** Photographs on the device: in pieces, read back, never half there. */
import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { aDevice, aPhoto, aSealedVisit, somebytes } from '../../tests/device'
import { db, openFor } from './db'
import { CHUNK, dropPhoto, finishInterrupted, keepPhoto, photosOf, read, TooLarge } from './photos'

beforeEach(aDevice)

const digest = (bytes: ArrayBuffer): string => createHash('sha256').update(new Uint8Array(bytes)).digest('hex')

describe('a photograph', () => {
  it('is kept in pieces of a mebibyte and hashed as stored', async () => {
    const size = 2 * CHUNK + 12_345
    const photo = await aPhoto('v', size)
    expect(photo.sha256).toBe(digest(somebytes(size)))
    expect(await (await db()).getAllKeys('chunks')).toHaveLength(3)
    expect(digest(await read(photo))).toBe(photo.sha256)
  })

  it.each([[0, 10], [CHUNK - 5, CHUNK + 5], [CHUNK, 2 * CHUNK], [2 * CHUNK + 1, 9 * CHUNK]])('is read from byte %i to %i', async (start, end) => {
    const size = 2 * CHUNK + 777
    const photo = await aPhoto('v', size)
    expect(digest(await read(photo, start, end))).toBe(digest(somebytes(size).slice(start, end)))
  })

  it('killed before its hash was written counts after the next start', async () => {
    const photo = await aPhoto('v', CHUNK + 1)
    await (await db()).put('photos', { ...photo, sha256: '' })
    expect(await photosOf('v')).toEqual([])
    await finishInterrupted()
    expect((await photosOf('v'))[0]?.sha256).toBe(photo.sha256)
  })

  it('beyond 25 MiB is refused aloud', async () => {
    const shot = await aPhoto('v', 1)
    await expect(keepPhoto(shot, new ArrayBuffer(25 * CHUNK + 1))).rejects.toBeInstanceOf(TooLarge)
  })

  it('once sealed cannot be taken away', async () => {
    const visit = await aSealedVisit(10)
    const [photo] = await photosOf(visit.id)
    await dropPhoto(photo!.id)
    expect(await photosOf(visit.id)).toHaveLength(1)
  })

  it('of one user is not there for another', async () => {
    await aPhoto('v', 10)
    openFor('somebody-else')
    expect(await (await db()).getAll('photos')).toEqual([])
  })
})
