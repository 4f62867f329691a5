/** The refresh token on disk, the access token in memory; renewal is one at a time, across tabs too. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { ApiProblem, isPortal, Offline, problemOf, SignedOut, spokenJson } from './errors'
import type { Me, Token } from './types'

interface Schema extends DBSchema {
  token: { key: 'current'; value: { refresh_token: string } }
  me: { key: 'current'; value: Me }
}

const EARLY_MS = 30_000

let db: Promise<IDBPDatabase<Schema>> | undefined
let access: { value: string; until: number } | undefined
let renewing: Promise<string> | undefined

function open(): Promise<IDBPDatabase<Schema>> {
  db ??= openDB<Schema>('mingcha-session', 1, {
    upgrade(fresh) {
      fresh.createObjectStore('token')
      fresh.createObjectStore('me')
    },
  })
  return db
}

async function keep(token: Token): Promise<string> {
  access = { value: token.access_token, until: Date.now() + token.expires_in * 1000 - EARLY_MS }
  if (token.refresh_token) await (await open()).put('token', { refresh_token: token.refresh_token }, 'current')
  return token.access_token
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
  access = undefined
  await Promise.all([store.delete('token', 'current'), store.delete('me', 'current')])
  if (!kept) return
  const body = JSON.stringify({ refresh_token: kept.refresh_token })
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

export async function signIn(username: string, password: string, device: string): Promise<void> {
  await keep(await ask({ grant_type: 'password', username, password, device_name: device }))
}

const REFUSED = new Set([400, 401, 403])

/** A server in trouble is not a verdict on the session: only a refusal ends it. */
async function renew(stale: string | undefined): Promise<string> {
  if (access && access.value !== stale && access.until > Date.now()) return access.value
  const kept = await (await open()).get('token', 'current')
  if (!kept) throw new SignedOut()
  try {
    return await keep(await ask({ grant_type: 'refresh_token', refresh_token: kept.refresh_token }))
  } catch (error) {
    // A bare 403 is a proxy's: our server says why it refuses.
    if (error instanceof ApiProblem && REFUSED.has(error.status) && error.type !== 'about:blank') throw new SignedOut()
    throw error
  }
}

async function alone(work: () => Promise<string>): Promise<string> {
  return 'locks' in navigator ? await navigator.locks.request('mingcha-token', work) : work()
}

/** A usable access token; pass the one that was just refused to force a new one. */
export async function bearer(stale?: string): Promise<string> {
  if (access && access.value !== stale && access.until > Date.now()) return access.value
  renewing ??= alone(() => renew(stale)).finally(() => { renewing = undefined })
  return renewing
}
