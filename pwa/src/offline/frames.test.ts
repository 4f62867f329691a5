/** The parcel's frames: any one changed, lost, moved or forged is found. */
import { describe, expect, it, vi } from 'vitest'
import { aDevice, somebytes } from '../../tests/device'
import { NotAParcel, opened, sealed, type Frame } from './frames'
import { items } from './queue'
import { unpack } from './unpack'

const PASS = '青山依旧在-1949'

vi.setConfig({ testTimeout: 60_000 })

describe('a file', () => {
  it('of no such kind is refused', async () => {
    await expect(unpack(new Blob([somebytes(1000)]), PASS)).rejects.toBeInstanceOf(NotAParcel)
    await expect(unpack(new Blob([]), PASS)).rejects.toBeInstanceOf(NotAParcel)
  })

  it('that was forged cannot make this phone ask for what no phone asks', async () => {
    const user = await aDevice()
    async function* forged(): AsyncGenerator<Frame> {
      yield { json: { is: 'parcel', v: 1, user: { id: user.id, name: 'x' }, made_at: '', app: '' } }
      yield { json: { is: 'item', value: { kind: 'deed', id: 'd1', path: '/users/u1', method: 'PUT', state: 'queued', photos: [], queued_at: '' } } }
      yield { json: { is: 'end' } }
    }
    const parts: BlobPart[] = []
    for await (const piece of sealed(forged(), PASS, 1000)) parts.push(piece)
    expect(await unpack(new Blob(parts), PASS)).toMatchObject({ items: 0, broken: true })
    expect(await items()).toEqual([])
  })
})

describe('the frames', () => {
  const some = async function* (...words: string[]): AsyncGenerator<Frame> {
    for (const word of words) yield { json: { word } }
  }
  async function made(passphrase: string, ...words: string[]): Promise<Uint8Array<ArrayBuffer>[]> {
    const parts: Uint8Array<ArrayBuffer>[] = []
    for await (const piece of sealed(some(...words), passphrase, 1000)) parts.push(piece)
    return parts
  }
  async function words(file: Blob): Promise<unknown[]> {
    const found = []
    for await (const frame of opened(file, PASS)) found.push('json' in frame ? frame.json.word : null)
    return found
  }

  it('come back in their order', async () => {
    expect(await words(new Blob(await made(PASS, 'a', 'b', 'c')))).toEqual(['a', 'b', 'c'])
  })

  it.each([['left out', [0, 1, 3]], ['exchanged', [0, 2, 1, 3]], ['repeated', [0, 1, 1, 2, 3]], ['missing at the end', [0, 1, 2]]])('%s are found', async (_what, order) => {
    const parts = await made(PASS, 'a', 'b', 'c')
    await expect(words(new Blob(order.map(n => parts[n]!)))).rejects.toThrow()
  })

  it('are closed 600,000 rounds deep, under a salt of their own', async () => {
    const heads = await Promise.all([1, 2].map(async () => {
      const parts = await sealed(some('a'), PASS).next()
      return JSON.parse(new TextDecoder().decode((parts.value as Uint8Array).subarray(14))) as { rounds: number; salt: string }
    }))
    expect(heads[0]!.rounds).toBe(600_000)
    expect(heads[0]!.salt).not.toBe(heads[1]!.salt)
  })
})
