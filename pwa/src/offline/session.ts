/** Who is working on this device. A session once signed in opens without a network. */
import { Locked, Offline, SignedOut } from '@/api/errors'
import { get, getAs } from '@/api/http'
import { forget, guardTokens, keepMe, keptMe, sealToken, signIn as askToken, take } from '@/api/tokens'
import type { Me, Permission, Role } from '@/api/types'
import { emit } from '@/shared/bus'
import { openFor } from './db'
import { makeRing } from './keyring'
import { lock, unlockByPassword } from './pin'
import { keysOf, sealer, underPin } from './vault'
import { wipeAcknowledged } from './wipe'

let present: Me | null = null
let paused = false

export function me(): Me | null { return present }
export function can(permission: Permission): boolean { return present?.permissions.includes(permission) ?? false }
export function is(...roles: Role[]): boolean { return present?.roles.some(role => roles.includes(role)) ?? false }

/** The server no longer takes this session: work goes on and waits for the same user to sign in. */
export function needsSignIn(): boolean { return paused }

export function pauseSession(why?: unknown): void {
  paused = true
  emit('session')
  if (why instanceof SignedOut && why.ended) void leaveNothing().catch(() => undefined)
}

/** Ended from elsewhere: what the server has goes, and the rest waits behind the PIN for the same user. */
async function leaveNothing(): Promise<void> {
  await wipeAcknowledged()
  if (underPin()) lock()
}

function become(next: Me): Me {
  present = next
  paused = false
  openFor(next.id)
  guardTokens(() => sealer(next.id, 'token'))
  return next
}

async function keep(next: Me): Promise<Me> {
  await keepMe(next)
  become(next)
  emit('session')
  return next
}

const unlocked = (user: string): Promise<boolean> => keysOf(user).then(() => true, () => false)

/** At start: whoever was here last, from the device alone; behind the PIN, if there is one. */
export async function restore(): Promise<Me | null> {
  const kept = await keptMe()
  if (!kept) return null
  become(kept)
  await unlocked(kept.id)
  return kept
}

/** Ask the server who we are: roles change, and an answer proves the token. */
export async function refreshMe(): Promise<void> {
  try {
    await keep(await get<Me>('/me'))
  } catch (error) {
    if (error instanceof SignedOut) pauseSession(error)
    else if (!(error instanceof Offline || error instanceof Locked)) throw error
  }
}

export async function signIn(username: string, password: string, device: string): Promise<Me> {
  const token = await askToken(username, password, device)
  const next = await getAs<Me>('/me', token.access_token)
  await take(token)
  await keep(next)
  if (!await unlocked(next.id)) await unlockByPassword(next.id, password).catch(() => undefined)
  await sealToken().catch(() => undefined)
  // Stretching a password takes an old phone a second or two: nobody waits for it.
  if (can('mission.field') || can('report.write') || can('order.answer')) void makeRing(password)
  return next
}

/** Forget the session, never the queue: each user's unsent work stays in that user's own database. */
export async function signOut(): Promise<void> {
  await forget()
  present = null
  openFor(undefined)
  guardTokens(undefined)
  emit('session')
}
