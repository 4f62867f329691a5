/** Locks by itself: a phone that was put away or not touched for a while shows nothing and holds no key. */
import { lockMinutes } from '@/shared/settings'
import { lock } from './pin'
import { isLocked, underPin } from './vault'

const LOOK_MS = 5000
const MINUTE_MS = 60_000
let touched = Date.now()

/** Called before a page is shown again, and every few seconds. */
export function lockIfIdle(now = Date.now()): void {
  const idle = now - touched
  // A clock that was set back counts as long enough.
  if (underPin() && !isLocked() && (idle >= lockMinutes.value * MINUTE_MS || idle < 0)) lock()
}

export function watchIdle(): void {
  const touch = (): void => { touched = Date.now() }
  for (const name of ['pointerdown', 'keydown', 'input']) addEventListener(name, touch, { capture: true, passive: true })
  setInterval(lockIfIdle, LOOK_MS)
}
