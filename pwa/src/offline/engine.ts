/** When the device talks to the server: on opening, on a network, on being looked at, on new work, and by the clock. */
import { Offline, SignedOut } from '@/api/errors'
import { emit, on } from '@/shared/bus'
import { tidy } from './cleanup'
import { tell } from './contact'
import { lone } from './lone'
import { finishInterrupted } from './photos'
import { pull } from './pull'
import { wakeAll } from './queue'
import { drain } from './sender'
import { can, me, needsSignIn, pauseSession, refreshMe } from './session'
import { resealAll } from './reseal'
import { tend } from './signing'
import { askLeast } from './update'
import { isLocked } from './vault'

const PULL_EVERY_MS = 5 * 60_000
const BUSY_MS = 3000
const TROUBLE_MS = 30_000

let timer: ReturnType<typeof setTimeout> | undefined
let reached: boolean | undefined
let pulling = false
/** Something arrived while a pull was under way: what it reads may be older than that. */
let again = false

/** Whether the server answered last time it was asked: `navigator.onLine` only knows about cables. */
export function serverReached(): boolean | undefined { return reached }

function note(ok: boolean): void {
  if (ok === reached) return
  reached = ok
  emit('sync')
}

function later(ms: number): void {
  clearTimeout(timer)
  timer = setTimeout(() => { void send() }, ms)
}

/** Somebody is here, and what is kept here may be read. */
const ready = (): boolean => me() !== null && !isLocked()

/** One sender on the device: a tab that finds the lock taken looks again a little later. */
async function send(): Promise<void> {
  if (!ready() || needsSignIn()) return
  // A database that fails even when opened anew leaves everything as it was: a little later it is tried again.
  const ran = await lone('mingcha-outbox', sendDue).catch(() => { later(TROUBLE_MS); return true })
  if (!ran) later(BUSY_MS)
}

async function sendDue(): Promise<void> {
  const { next, sent } = await drain()
  // What arrived has changed rows here: a returned report is no longer returned, an order is answered.
  if (sent > 0) {
    again = pulling
    void fetchRows()
  }
  if (next !== null) later(Math.max(BUSY_MS, next - Date.now()))
}

/** Only the field and the units carry copies; the office works online and keeps nothing sealed on its desks. */
export function carriesCopies(): boolean {
  return can('report.write') || can('order.answer')
}

async function fetchRows(): Promise<void> {
  if (!ready() || needsSignIn() || pulling || !carriesCopies()) return
  pulling = true
  emit('sync')
  try {
    await pull()
    note(true)
    void tend().catch(() => undefined)
    void tell().catch(() => undefined)
  } catch (error) {
    if (error instanceof SignedOut) pauseSession(error)
    else note(!(error instanceof Offline))
  } finally {
    pulling = false
    emit('sync')
  }
  if (!again) return
  again = false
  await fetchRows()
}

export function isPulling(): boolean { return pulling }

/** Try everything now, whatever its timers say. */
export async function kick(): Promise<void> {
  if (!ready()) return
  await askLeast()
  await wakeAll()
  void send()
  await fetchRows()
}

/** Begin for the user who is present; call once per page. */
export function start(): void {
  const soon = (): void => { void kick() }
  const looked = (): void => { if (document.visibilityState === 'visible') soon() }
  addEventListener('online', soon)
  addEventListener('offline', () => { note(false) })
  document.addEventListener('visibilitychange', looked)
  on('outbox', () => { void send() })
  let dark = isLocked()
  on('lock', () => {
    if (dark && !isLocked()) void begin().catch(() => undefined)
    dark = isLocked()
  })
  setInterval(looked, PULL_EVERY_MS)
  void begin()
}

export async function begin(): Promise<void> {
  if (!ready()) return
  void resealAll().catch(() => undefined)
  await finishInterrupted()
  await refreshMe()
  await kick()
  await tidy()
}
