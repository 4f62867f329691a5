/** The refresh token on disk, the access token in memory; renewal is one at a time, across tabs too. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { ApiProblem, isPortal, Locked, Offline, problemOf, SignedOut, spokenJson } from './errors'
import type { Me, Token } from './types'

/** Seals the refresh token on the disk under what the device's owner knows; given by whoever has the keys. */
export interface Guard { k: number; seal: (text: string) => Promise<{ k: number }>; open: (kept: never) => Promise<string> }
interface Kept { refresh_token?: string; sealed?: { k: number } }

interface Schema extends DBSchema {
  token: { key: 'current'; value: Kept }
  me: { key: 'current'; value: Me }
}

const EARLY_MS = 30_000

let db: Promise<IDBPDatabase<Schema>> | undefined
let access: { value: string; until: number } | undefined
let renewing: Promise<string> | undefined
let guard: (() => Promise<Guard>) | undefined
/** A token that may not lie on the disk yet: its owner is not known, or has not unlocked. */
let waiting: string | undefined

function open(): Promise<IDBPDatabase<Schema>> {
  db ??= openDB<Schema>('mingcha-session', 1, {
    upgrade(fresh) {
      fresh.createObjectStore('token')
      fresh.createObjectStore('me')
    },
  })
  return db
}

async function keep(token: Token, by?: Guard): Promise<string> {
  access = { value: token.access_token, until: Date.now() + token.expires_in * 1000 - EARLY_MS }
  if (token.refresh_token) waiting = token.refresh_token
  if (by) await settle(by)
  return token.access_token
}

async function settle(by: Guard): Promise<void> {
  if (waiting === undefined) return
  const mine = waiting
  await (await open()).put('token', { sealed: await by.seal(mine) }, 'current')
  if (waiting === mine) waiting = undefined
}

/** Behind the lock there is no session either. */
export function dropAccess(): void { access = undefined }

/** Whose tokens these are from now on. */
export function guardTokens(next: typeof guard): void { guard = next }

/** Put what waits on the disk, and what lies there under the newest key. Raises: Locked. */
export async function sealToken(): Promise<void> {
  const by = await guard?.()
  if (!by) return
  await alone(async () => {
    await settle(by)
    const kept = await (await open()).get('token', 'current')
    if (!kept || kept.sealed?.k === by.k) return
    waiting = await refreshIn(kept, by)
    await settle(by)
  })
}

/** One that does not open is another user's, or nobody's. Raises: Locked, SignedOut. */
async function refreshIn(kept: Kept, by: Guard | undefined): Promise<string> {
  if (!kept.sealed) return kept.refresh_token ?? ''
  if (!by) throw new Locked()
  return by.open(kept.sealed as never).catch((error: unknown) => { throw error instanceof Locked ? error : new SignedOut() })
}

export async function keepMe(me: Me): Promise<void> {
  await (await open()).put('me', me, 'current')
}

export async function keptMe(): Promise<Me | undefined> {
  return (await open()).get('me', 'current')
}

/** End the session here at once, and on the server if it can be reached. */
export async function forget(): Promise<void> {
  const store = await open()
  const kept = await store.get('token', 'current')
  // Behind a PIN that nobody gives, the token is thrown away unread.
  const mine = waiting ?? (kept && await Promise.resolve(guard?.()).then(by => refreshIn(kept, by)).catch(() => undefined))
  access = waiting = undefined
  await Promise.all([store.delete('token', 'current'), store.delete('me', 'current')])
  if (!mine) return
  const body = JSON.stringify({ refresh_token: mine })
  await fetch('/api/v1/auth/revoke', { method: 'POST', body, keepalive: true, headers: { 'Content-Type': 'application/json' } }).catch(() => undefined)
}

async function ask(fields: Record<string, string>): Promise<Token> {
  const response = await fetch('/api/v1/auth/token', { method: 'POST', body: new URLSearchParams(fields) }).catch(() => { throw new Offline() })
  if (isPortal(response)) throw new Offline(true)
  if (!response.ok) throw await problemOf(response)
  const told = await spokenJson<Partial<Token>>(response)
  if (!told.access_token || !told.expires_in) throw new Offline(true)
  return told as Token
}

/** A session for whoever knows the password; it is nobody's here until `take`. */
export function signIn(username: string, password: string, device: string): Promise<Token> {
  return ask({ grant_type: 'password', username, password, device_name: device })
}

/** The session before it is over here: its token goes, and the new one waits for its owner's keys. */
export async function take(token: Token): Promise<void> {
  await (await open()).delete('token', 'current')
  await keep(token)
}

const REFUSED = new Set([400, 401, 403])

/** A server in trouble is not a verdict on the session: only a refusal ends it. */
async function renew(stale: string | undefined): Promise<string> {
  if (access && access.value !== stale && access.until > Date.now()) return access.value
  const by = await guard?.()
  const kept = await (await open()).get('token', 'current')
  const mine = waiting ?? (kept && await refreshIn(kept, by))
  if (!mine) throw new SignedOut()
  try {
    return await keep(await ask({ grant_type: 'refresh_token', refresh_token: mine }), by)
  } catch (error) {
    // A bare 403 is a proxy's: our server says why it refuses.
    if (error instanceof ApiProblem && REFUSED.has(error.status) && error.type !== 'about:blank') throw new SignedOut(error.slug === 'session-ended')
    throw error
  }
}

async function alone<T>(work: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? await navigator.locks.request('mingcha-token', work) : work()
}

/** A usable access token; pass the one that was just refused to force a new one. */
export async function bearer(stale?: string): Promise<string> {
  if (access && access.value !== stale && access.until > Date.now()) return access.value
  renewing ??= alone(() => renew(stale)).finally(() => { renewing = undefined })
  return renewing
}
