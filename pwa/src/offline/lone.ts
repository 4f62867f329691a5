/** One sender on the device: by the browser's locks, and where it has none by a lease in the database. */
import { write } from './db'

const LEASE_MS = 30_000
const ME = crypto.randomUUID()

interface Lease { holder: string; until: number }

/** Take or renew the lease; the transaction lets one page at a time look. */
async function take(name: string, now: number): Promise<boolean> {
  return write(async tx => {
    const held = await tx.get('meta', name) as Lease | undefined
    // A lease far in the future was written under another clock.
    const free = !held || held.holder === ME || held.until <= now || held.until > now + 2 * LEASE_MS
    if (free) tx.put('meta', { holder: ME, until: now + LEASE_MS } satisfies Lease, name)
    return free
  })
}

async function give(name: string): Promise<void> {
  await write(async tx => {
    const held = await tx.get('meta', name) as Lease | undefined
    if (held?.holder === ME) tx.delete('meta', name)
  })
}

async function leased(name: string, work: () => Promise<void>): Promise<boolean> {
  if (!await take(name, Date.now())) return false
  const renewing = setInterval(() => { void take(name, Date.now()).catch(() => undefined) }, LEASE_MS / 3)
  try {
    await work()
  } finally {
    clearInterval(renewing)
    await give(name).catch(() => undefined)
  }
  return true
}

let busy = false

/** Run `work` unless another page is at it, or this one; false if it was not run. */
export async function lone(name: string, work: () => Promise<void>): Promise<boolean> {
  const { locks } = navigator as { locks?: LockManager | null }
  if (locks) {
    return locks.request(name, { ifAvailable: true }, async lock => {
      if (lock) await work()
      return lock !== null
    })
  }
  if (busy) return false
  busy = true
  try {
    return await leased(`lease:${name}`, work)
  } finally {
    busy = false
  }
}
