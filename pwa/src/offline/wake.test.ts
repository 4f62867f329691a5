/** The screen stays on exactly as long as something is sent. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { awake } from './wake'

class Lock extends EventTarget {
  released = false
  release(): Promise<void> {
    this.released = true
    this.dispatchEvent(new Event('release'))
    return Promise.resolve()
  }
}
let made: Lock[]
const soon = (): Promise<void> => new Promise(resolve => { setTimeout(resolve, 5) })

beforeEach(() => {
  made = []
  Object.defineProperty(navigator, 'wakeLock', { configurable: true, value: { request: () => { made.push(new Lock()); return Promise.resolve(made.at(-1)) } } })
})

describe('the wake lock', () => {
  it('is held while sending and given back, also when sending fails', async () => {
    await awake(async () => { await soon(); expect(made.map(one => one.released)).toEqual([false]) })
    await soon()
    expect(made.map(one => one.released)).toEqual([true])
    await expect(awake(async () => { await soon(); throw new Error('?') })).rejects.toThrow()
    await soon()
    expect(made.map(one => one.released)).toEqual([true, true])
  })

  it('that the browser took away is asked for again when the page is back', async () => {
    await awake(async () => {
      await soon()
      await made[0]!.release()
      document.dispatchEvent(new Event('visibilitychange'))
      await soon()
      expect(made.map(one => one.released)).toEqual([true, false])
    })
    await soon()
    expect(made.every(one => one.released)).toBe(true)
    document.dispatchEvent(new Event('visibilitychange'))
    await soon()
    expect(made).toHaveLength(2)
  })

  it('is not needed to send', async () => {
    Object.defineProperty(navigator, 'wakeLock', { configurable: true, value: { request: vi.fn().mockRejectedValue(new Error('low battery')) } })
    expect(await awake(() => Promise.resolve(5))).toBe(5)
    delete (navigator as { wakeLock?: unknown }).wakeLock
    expect(await awake(() => Promise.resolve(6))).toBe(6)
  })
})
