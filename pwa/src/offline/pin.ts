/** The PIN 口令 of this device: chosen, given, forgotten. No wrong one ever costs a byte of what was not sent. */
import { dropAccess } from '@/api/tokens'
import { recall } from './db'
import { lockAway, RING, unlock as byPassword, WrongPassword, type Ring } from './keyring'
import { resealAll } from './reseal'
import { random, stretched } from './stretch'
import { boxOf, changeBox, dropKeys, enter, isLocked, renewed, shutNow, type Box, type Wrap } from './vault'

export const SHORTEST = 6
export const LONGEST = 12
const FREE_TRIES = 3
/** Seconds to wait after the fourth wrong one, the fifth, and so on. */
const WAITS_S = [5, 15, 60, 300, 900]
const LONGEST_WAIT_S = 1800

export class WrongPin extends Error {}
/** Too many wrong ones: not before `until`, in epoch milliseconds. */
export class TooSoon extends Error {
  constructor(readonly until: number) { super('too soon') }
}
/** The data key was never put under a password that is known on this device. */
export class NoRecovery extends Error {}

/** How long to wait after so many wrong ones. */
export function waitMs(wrong: number): number {
  return wrong < FREE_TRIES ? 0 : 1000 * (WAITS_S[wrong - FREE_TRIES] ?? LONGEST_WAIT_S)
}

/** One figure over and over, or straight up or down: the first ones anybody tries. */
export function weak(pin: string): boolean {
  const steps = new Set([...pin].slice(1).map((figure, n) => Number(figure) - Number(pin[n])))
  return steps.size === 1 && [-1, 0, 1].some(step => steps.has(step))
}

export const wellFormed = (pin: string): boolean => /^\d+$/.test(pin) && pin.length >= SHORTEST && pin.length <= LONGEST

async function wrap(raw: ArrayBuffer, pin: string): Promise<Wrap> {
  const [salt, iv] = [random(16), random(12)]
  return { salt, iv, key: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await stretched(pin, salt), raw) }
}

async function unwrap({ salt, iv, key }: Wrap, pin: string): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv }, await stretched(pin, salt), key).catch(() => { throw new WrongPin() })
}

/** The same key for the account's password, as it was at the last sign-in here. */
async function recovery(raw: ArrayBuffer): Promise<Box['recovery']> {
  const locked = await lockAway(raw)
  const ring = await recall<Ring>(RING)
  return ring && locked ? { ring, locked } : null
}

const bytes = (salt: ArrayBuffer): string => new Uint8Array(salt).join()

/** A sign-in with a new password made a new ring since: the key is put under it too. */
async function keepRecovery(box: Box, raw: ArrayBuffer): Promise<void> {
  const ring = await recall<Ring>(RING)
  if (!ring || (box.recovery && bytes(box.recovery.ring.salt) === bytes(ring.salt))) return
  const made = await recovery(raw)
  if (made) await changeBox(box.user, now => now.k === box.k ? { ...now, recovery: made } : now)
}

async function within(box: Box, raw: ArrayBuffer): Promise<void> {
  await enter(box, raw)
  await keepRecovery(box, raw).catch(() => undefined)
  new Uint8Array(raw).fill(0)
  void resealAll().catch(() => undefined)
}

export async function hasPin(user: string): Promise<boolean> {
  return (await boxOf(user)).pin !== null
}

/** Whether a forgotten PIN can be helped with the password. */
export async function recoverable(user: string): Promise<boolean> {
  return (await boxOf(user)).recovery !== null
}

/** The first PIN, with a data key that never lay open: the old one goes under it until everything is sealed anew. Raises: Locked, if there is one. */
export async function choosePin(user: string, pin: string): Promise<void> {
  const { box, raw } = await renewed(await boxOf(user))
  const made = { ...box, pin: await wrap(raw, pin), recovery: await recovery(raw) }
  const kept = await changeBox(user, now => now.k === made.k - 1 ? made : now)
  if (kept.k === made.k) await within(kept, raw)
}

async function reserve(user: string, now: number): Promise<Box> {
  const box = await boxOf(user)
  // A clock that was set back must not lock anybody out for years.
  if (box.until > now && box.until - now <= waitMs(Number.MAX_SAFE_INTEGER)) throw new TooSoon(box.until)
  // Counted before it is tried: a killed page is no way round the count.
  return changeBox(user, held => ({ ...held, wrong: held.wrong + 1, until: now + waitMs(held.wrong + 1) }))
}

async function rawByPin(user: string, pin: string, now: number): Promise<{ box: Box; raw: ArrayBuffer }> {
  const box = await reserve(user, now)
  if (!box.pin) throw new WrongPin()
  const raw = await unwrap(box.pin, pin)
  return { raw, box: await changeBox(user, held => ({ ...held, wrong: 0, until: 0 })) }
}

/** Raises: WrongPin, TooSoon. */
export async function unlock(user: string, pin: string, now = Date.now()): Promise<void> {
  const { box, raw } = await rawByPin(user, pin, now)
  await within(box, raw)
}

/** Raises: WrongPin, TooSoon. */
export async function changePin(user: string, pin: string, next: string, now = Date.now()): Promise<void> {
  const { box, raw } = await rawByPin(user, pin, now)
  const made = await wrap(raw, next)
  await within(await changeBox(user, held => held.k === box.k ? { ...held, pin: made } : held), raw)
}

/** Raises: WrongPassword, NoRecovery. */
export async function unlockByPassword(user: string, password: string, next?: string): Promise<void> {
  const box = await boxOf(user)
  if (!box.recovery) throw new NoRecovery()
  const raw = await byPassword(box.recovery.locked, password, box.recovery.ring)
  const made = next === undefined ? box.pin : await wrap(raw, next)
  await within(await changeBox(user, held => held.k === box.k ? { ...held, pin: made, wrong: 0, until: 0 } : held), raw)
}

/** The page goes dark at once; the key stays for what is being sent, and goes with it. */
export function lock(): void {
  shutNow()
  void navigator.locks.request('mingcha-outbox', () => {
    if (!isLocked()) return
    dropKeys()
    dropAccess()
  })
}

export { WrongPassword }
