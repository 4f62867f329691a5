/** The PIN: what it opens, what it never costs, and that a killed page changes nothing. */
import { openDB } from 'idb'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { aDevice, aPhoto, aSealedVisit, laid, somebytes } from '../../tests/device'
import { Server } from '../../tests/server'
import { Locked } from '@/api/errors'
import { bearer } from '@/api/tokens'
import { db, openFor, recall, remember } from './db'
import { makeRing } from './keyring'
import { choosePin, changePin, lock, NoRecovery, TooSoon, unlock, unlockByPassword, waitMs, weak, wellFormed, WrongPassword, WrongPin } from './pin'
import { photosOf, read } from './photos'
import { items } from './queue'
import { resealAll } from './reseal'
import { restore } from './session'
import { boxOf, isLocked, keysOf } from './vault'

// A PIN is stretched as long as on a phone.
vi.setConfig({ testTimeout: 60_000 })

let user: string
beforeEach(async () => { user = (await aDevice()).id })

const PIN = '730915'
/** The page is closed and opened again. */
async function again(): Promise<void> {
  openFor(undefined)
  await restore()
}
const whole = (): Promise<void> => vi.waitFor(async () => { expect((await boxOf(user)).whole).toBe(true) }, 20_000)

describe('a PIN', () => {
  it.each([['123456', true], ['987654', true], ['000000', true], ['730915', false], ['112233', false]])('%s is weak: %s', (pin, is) => { expect(weak(pin)).toBe(is) })
  it.each([['12345', false], ['123456', true], ['1234567890123', false], ['12345a', false]])('%s can be one: %s', (pin, is) => { expect(wellFormed(pin)).toBe(is) })

  it('wrong makes the next wait longer, to half an hour and no longer', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 99].map(waitMs)).toEqual([0, 0, 5000, 15_000, 60_000, 300_000, 900_000, 1_800_000, 1_800_000])
  })
})

describe('a phone with a PIN', () => {
  it('opens with it and with nothing else, and has everything', async () => {
    const visit = await aSealedVisit(5000)
    await choosePin(user, PIN)
    await whole()
    await again()
    expect(isLocked()).toBe(true)
    await expect(items()).rejects.toBeInstanceOf(Locked)
    await expect(aPhoto('v')).rejects.toBeInstanceOf(Locked)
    await expect(unlock(user, '730916')).rejects.toBeInstanceOf(WrongPin)
    expect(isLocked()).toBe(true)
    await unlock(user, PIN)
    expect(isLocked()).toBe(false)
    const [photo] = await photosOf(visit.id)
    expect(new Uint8Array(await read(photo!))).toEqual(new Uint8Array(somebytes(5000)))
    expect(await items()).toHaveLength(1)
  })

  it('holds no key in the open, and none that can be read', async () => {
    await choosePin(user, PIN)
    const box = await boxOf(user)
    expect([box.open, box.k]).toEqual([null, 2])
    const keys = await keysOf(user)
    expect(keys.of(2)!.extractable).toBe(false)
    await whole()
    expect((await boxOf(user)).older).toEqual([])
  })

  it('has left nothing under the key that lay in the open', async () => {
    await aSealedVisit(10)
    await choosePin(user, PIN)
    await whole()
    const base = await db()
    for (const name of ['photos', 'chunks', 'outbox', 'visits'] as const) {
      expect((await base.raw.getAll(name)).map((raw: { k: number }) => raw.k)).toEqual([2])
    }
  })

  it('killed while sealing anew loses nothing and goes on', async () => {
    const visit = await aSealedVisit(10, 20)
    vi.spyOn(navigator.locks, 'request').mockImplementation(() => new Promise<never>(() => undefined))
    await choosePin(user, PIN)
    vi.restoreAllMocks()
    await again()
    await unlock(user, PIN)
    expect(await photosOf(visit.id)).toHaveLength(2)
    await whole()
    expect(await photosOf(visit.id)).toHaveLength(2)
  })

  it('makes a page that has the old key look again, and write nothing with it', async () => {
    await remember('a', 1)
    const box = await boxOf(user)
    await choosePin(user, PIN)
    await whole()
    const { enter, dropKeys } = await import('./vault')
    dropKeys()
    await enter(box, box.open!)
    await expect(remember('b', 1)).rejects.toBeInstanceOf(Locked)
    expect(isLocked()).toBe(true)
    await unlock(user, PIN)
    expect([await recall('a'), await recall('b')]).toEqual([1, undefined])
  })

  it('asks for time after wrong ones, and counts a try whose page was killed', async () => {
    await choosePin(user, PIN)
    await again()
    for (let time = 0; time < 3; time++) await expect(unlock(user, '111112', 1000)).rejects.toBeInstanceOf(WrongPin)
    await expect(unlock(user, PIN, 1000 + 4999)).rejects.toEqual(new TooSoon(6000))
    expect((await boxOf(user)).wrong).toBe(3)
    await unlock(user, PIN, 6000)
    expect((await boxOf(user)).wrong).toBe(0)
  })

  it('does not stay shut for years because a clock was wrong', async () => {
    await choosePin(user, PIN)
    await again()
    for (let time = 0; time < 3; time++) await expect(unlock(user, '111112', 9e12)).rejects.toBeInstanceOf(WrongPin)
    await unlock(user, PIN)
  })

  it('can be given another', async () => {
    await remember('a', 1)
    await choosePin(user, PIN)
    await expect(changePin(user, '730916', '246813')).rejects.toBeInstanceOf(WrongPin)
    await changePin(user, PIN, '246813')
    await again()
    await expect(unlock(user, PIN)).rejects.toBeInstanceOf(WrongPin)
    await unlock(user, '246813')
    expect(await recall('a')).toBe(1)
  })

  it('locks: no key is left, the screen is told, and what is being sent is sent first', async () => {
    await remember('a', 1)
    await choosePin(user, PIN)
    await whole()
    let sent: () => void = () => undefined
    vi.spyOn(navigator.locks, 'request').mockImplementation(async (_name: string, work: unknown) => {
      await new Promise<void>(done => { sent = done })
      return (work as () => unknown)()
    })
    lock()
    expect(isLocked()).toBe(true)
    expect(await recall('a')).toBe(1)
    sent()
    await vi.waitFor(async () => { await expect(recall('a')).rejects.toBeInstanceOf(Locked) })
  })

  it('is not opened by another user, whose store is another', async () => {
    await aPhoto('v', 10)
    await choosePin(user, PIN)
    const other = (await aDevice()).id
    expect(isLocked()).toBe(false)
    expect(await photosOf('v')).toEqual([])
    await expect(unlock(other, PIN)).rejects.toBeInstanceOf(WrongPin)
    await expect(unlockByPassword(other, 'secret')).rejects.toBeInstanceOf(NoRecovery)
  })
})

describe('a forgotten PIN', () => {
  it('is helped with the password of the last sign-in here, and only with that', async () => {
    await remember('a', 1)
    await makeRing('secret')
    await choosePin(user, PIN)
    await again()
    await expect(unlockByPassword(user, 'other')).rejects.toBeInstanceOf(WrongPassword)
    await unlockByPassword(user, 'secret', '246813')
    expect(await recall('a')).toBe(1)
    await again()
    await unlock(user, '246813')
  })

  it('is helped with the old password until the PIN was given once under the new one, then with the new', async () => {
    await makeRing('secret')
    await choosePin(user, PIN)
    await again()
    await makeRing('newer')
    await expect(unlockByPassword(user, 'newer')).rejects.toBeInstanceOf(WrongPassword)
    await unlockByPassword(user, 'secret')
    await again()
    await unlockByPassword(user, 'newer')
  })

  it('where no password is known costs nothing: it all stays', async () => {
    await remember('a', 1)
    await choosePin(user, PIN)
    await again()
    await expect(unlockByPassword(user, 'secret')).rejects.toBeInstanceOf(NoRecovery)
    await unlock(user, PIN)
    expect(await recall('a')).toBe(1)
  })
})

describe('the session', () => {
  it('is under the PIN too, and lies nowhere in the open', async () => {
    const server = new Server().install()
    await bearer('')
    await choosePin(user, PIN)
    await whole()
    const base = await openDB('mingcha-session')
    expect(Object.keys(await base.get('token', 'current') as object)).toEqual(['sealed'])
    base.close()
    lock()
    await vi.waitFor(async () => { await expect(bearer()).rejects.toBeInstanceOf(Locked) })
    await again()
    await expect(bearer('x')).rejects.toBeInstanceOf(Locked)
    await unlock(user, PIN)
    const calls = server.calls.length
    expect(await bearer('x')).toBeTruthy()
    expect(server.calls.length).toBe(calls + 1)
  })
})

describe('a store of release 4', () => {
  it('is sealed record by record, killed or not, and keeps every byte', async () => {
    const visit = await aSealedVisit(3000)
    const base = await db()
    // As release 4 wrote it: in the open.
    for (const name of ['photos', 'outbox', 'visits'] as const) for (const row of await base.getAll(name)) await base.raw.put(name, row)
    for (const key of await base.getAllKeys('chunks')) await base.raw.put('chunks', await base.get('chunks', key), key)
    await base.raw.put('meta', 'c1', 'cursor')
    const [photo] = await photosOf(visit.id)
    expect(await laid(user)).toContain(photo!.sha256)
    const seal = crypto.subtle.encrypt.bind(crypto.subtle)
    let n = 0
    const put = vi.spyOn(crypto.subtle, 'encrypt')
    put.mockImplementation((...given) => ++n > 2 ? Promise.reject(new Error('killed')) : seal(...given))
    await expect(resealAll()).rejects.toThrow('killed')
    vi.restoreAllMocks()
    expect(await recall('cursor')).toBe('c1')
    await again()
    await resealAll()
    expect(await laid(user)).not.toContain(photo!.sha256)
    expect(await laid(user)).not.toContain('image/jpeg')
    expect(new Uint8Array(await read(photo!))).toEqual(new Uint8Array(somebytes(3000)))
    expect([await recall('cursor'), (await items()).length]).toEqual(['c1', 1])
    await (await db()).raw.put('meta', 'planted', 'cursor')
    await expect(recall('cursor')).rejects.toThrow()
  })
})
