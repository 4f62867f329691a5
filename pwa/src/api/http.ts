/** One way to the server: bearer token, one renewal on 401, problems as ApiProblem, silence as Offline. */
import { noteServerDate } from './clock'
import { ApiProblem, isPortal, Offline, problemOf, spokenJson } from './errors'
import { bearer } from './tokens'

export const BASE = '/api/v1'

type QueryValue = string | number | boolean | null | undefined
export interface Ask {
  query?: Record<string, QueryValue>
  json?: unknown
  body?: BodyInit
  headers?: Record<string, string>
  signal?: AbortSignal
  keepalive?: boolean
  /** Milliseconds after which silence counts as no network; without it the browser's own patience. */
  patience?: number
}

export function url(path: string, query: Ask['query'] = {}): string {
  const wanted = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const text = new URLSearchParams(wanted.map(([key, value]) => [key, String(value)])).toString()
  const base = path.startsWith('/api/') ? path : BASE + path
  return text ? `${base}?${text}` : base
}

async function once(method: string, target: string, ask: Ask, token: string): Promise<Response> {
  const headers: Record<string, string> = { 'Authorization': `Bearer ${token}`, 'Accept-Language': document.documentElement.lang || 'zh-CN', ...ask.headers }
  if (ask.json !== undefined) headers['Content-Type'] = 'application/json'
  const body = ask.json === undefined ? ask.body : JSON.stringify(ask.json)
  const signal = ask.signal ?? (ask.patience === undefined ? undefined : AbortSignal.timeout(ask.patience))
  const response = await fetch(target, { method, headers, body, signal, keepalive: ask.keepalive, cache: 'no-store' })
    .catch((error: unknown) => { throw ask.signal?.aborted ? error : new Offline() })
  noteServerDate(response.headers.get('Date'))
  return response
}

/** Send and return the response, whatever its status: for callers that read headers (tus, downloads). */
export async function send(method: string, path: string, ask: Ask = {}): Promise<Response> {
  const target = url(path, ask.query)
  const token = await bearer()
  let response = await once(method, target, ask, token)
  if (response.status === 401) response = await once(method, target, ask, await bearer(token))
  if (isPortal(response)) throw new Offline(true)
  return response
}

async function checked(method: string, path: string, ask: Ask): Promise<Response> {
  const response = await send(method, path, ask)
  if (!response.ok) throw await problemOf(response)
  return response
}

async function json<T>(method: string, path: string, ask: Ask): Promise<T> {
  const response = await checked(method, path, ask)
  return spokenJson<T>(response)
}

/** Ask with a token that is not this device's session yet. */
export async function getAs<T>(path: string, token: string): Promise<T> {
  const response = await once('GET', url(path), {}, token)
  if (isPortal(response)) throw new Offline(true)
  if (!response.ok) throw await problemOf(response)
  return await response.json() as T
}

export const get = <T>(path: string, ask: Ask = {}): Promise<T> => json<T>('GET', path, ask)
export const post = <T>(path: string, body: unknown, ask: Ask = {}): Promise<T> => json<T>('POST', path, { ...ask, json: body })
export const put = <T>(path: string, body: unknown, ask: Ask = {}): Promise<T> => json<T>('PUT', path, { ...ask, json: body })
export const blob = async (path: string, ask: Ask = {}): Promise<Blob> => (await checked('GET', path, ask)).blob()
export const ifMatch = (version: number): Record<string, string> => ({ 'If-Match': `"${version}"` })
export { ApiProblem, Offline }
