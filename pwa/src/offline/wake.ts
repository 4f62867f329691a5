/** Keeps the screen on while something is being sent: a phone that sleeps stops sending. */

let held: WakeLockSentinel | undefined
let senders = 0

async function hold(): Promise<void> {
  if (!('wakeLock' in navigator) || held || document.visibilityState !== 'visible') return
  const lock = await navigator.wakeLock.request('screen').catch(() => undefined)
  // Granted too late, or twice.
  if (senders === 0 || held) await lock?.release()
  else held = lock
  lock?.addEventListener('release', () => { if (held === lock) held = undefined })
}

function letGo(): void {
  const mine = held
  held = undefined
  void mine?.release().catch(() => undefined)
}

/** The browser takes the lock away from a page that is put aside; coming back asks again. */
document.addEventListener('visibilitychange', () => { if (senders > 0) void hold() })

export async function awake<T>(work: () => Promise<T>): Promise<T> {
  senders++
  void hold()
  try {
    return await work()
  } finally {
    senders--
    if (senders === 0) letGo()
  }
}
