/** One sender at a time, with the browser's locks and without. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { aDevice } from '../../tests/device'
import { remember, recall } from './db'

const LEASE = 'lease:mingcha-outbox'
const locks = Object.getOwnPropertyDescriptor(navigator, 'locks')!

/** As another page has it: its own copy of the module. */
async function page(): Promise<(work: () => Promise<void>) => Promise<boolean>> {
  vi.resetModules()
  const [{ lone }, { restore }] = await Promise.all([import('./lone'), import('./session')])
  await restore()
  return work => lone('mingcha-outbox', work)
}

describe('without locks, by a lease', () => {
  beforeEach(async () => {
    await aDevice()
    delete (navigator as { locks?: unknown }).locks
  })
  afterEach(() => { Object.defineProperty(navigator, 'locks', locks) })

  it('one page works, the other is told to come later', async () => {
    const [one, other] = [await page(), await page()]
    let both = 0
    let most = 0
    const work = async (): Promise<void> => {
      most = Math.max(most, ++both)
      await new Promise(resolve => { setTimeout(resolve, 20) })
      both--
    }
    expect((await Promise.all([one(work), other(work)])).sort()).toEqual([false, true])
    expect(most).toBe(1)
    expect(await other(work)).toBe(true)
    expect(await recall(LEASE)).toBeUndefined()
  })

  it('a page that was killed holds it up for half a minute and no longer', async () => {
    const one = await page()
    await remember(LEASE, { holder: 'killed', until: Date.now() + 20_000 })
    expect(await one(() => Promise.resolve())).toBe(false)
    await remember(LEASE, { holder: 'killed', until: Date.now() - 1 })
    expect(await one(() => Promise.resolve())).toBe(true)
    await remember(LEASE, { holder: 'another clock', until: Date.now() + 86_400_000 })
    expect(await one(() => Promise.resolve())).toBe(true)
  })

  it('what went wrong gives the lease back', async () => {
    const one = await page()
    await expect(one(() => Promise.reject(new Error('?')))).rejects.toThrow('?')
    expect(await one(() => Promise.resolve())).toBe(true)
  })
})

describe('with locks', () => {
  it('a taken lock is not waited for', async () => {
    const asked: unknown[] = []
    Object.defineProperty(navigator, 'locks', { configurable: true, value: { request: (_name: string, how: object, work: (lock: null) => Promise<boolean>) => { asked.push(how); return work(null) } } })
    const one = await page()
    expect(await one(() => Promise.reject(new Error('never')))).toBe(false)
    expect(asked).toEqual([{ ifAvailable: true }])
    Object.defineProperty(navigator, 'locks', locks)
  })
})
