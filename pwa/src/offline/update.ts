/** New versions: fetched quietly, taken over only when asked and nothing is waiting to be sent. */
import { emit } from '@/shared/bus'
import type { OutboxItem } from './model'
import { items } from './queue'

const PATIENCE_MS = 5000

let waiting: ServiceWorker | null = null
let least = '0'

export function updateReady(): boolean { return waiting !== null }

function offer(worker: ServiceWorker | null): void {
  if (!worker || !navigator.serviceWorker.controller) return
  waiting = worker
  emit('update')
}

function follow(registration: ServiceWorkerRegistration): void {
  offer(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const coming = registration.installing
    coming?.addEventListener('statechange', () => { if (coming.state === 'installed') offer(coming) })
  })
}

export async function register(): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  const registration = await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' }).catch(() => undefined)
  if (registration) follow(registration)
}

/** `1.10.0` is later than `1.9`. */
export function older(one: string, other: string): boolean {
  const [a, b] = [one, other].map(text => text.split('.').map(part => Number.parseInt(part, 10) || 0)) as [number[], number[]]
  const at = Array.from({ length: Math.max(a.length, b.length) }, (_, n) => n).find(n => (a[n] ?? 0) !== (b[n] ?? 0))
  return at !== undefined && (a[at] ?? 0) < (b[at] ?? 0)
}

/** The server no longer takes what this version sends: it captures and keeps, and sends after the update. */
export function tooOld(): boolean { return older(__APP_VERSION__, least) }

/** Ask which versions the server still takes; without an answer the last one holds. */
export async function askLeast(): Promise<void> {
  const told = await fetch('/app.json', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) }).then(async one => one.ok ? await one.json() as { min_version?: unknown } : {}).catch(() => ({}))
  if (!('min_version' in told) || typeof told.min_version !== 'string' || told.min_version === least) return
  least = told.min_version
  emit('update')
  if (tooOld()) await navigator.serviceWorker?.getRegistration().then(held => held?.update()).catch(() => undefined)
}

/** What the sender would still move by itself; what is parked needs a person, and perhaps the new version. */
export const onItsWay = (list: readonly OutboxItem[]): OutboxItem[] => list.filter(held => !['delivered', 'parked'].includes(held.state))

/** Whether the change may be made now: never under work on its way, unless this version may not send it any more. */
export function mayUpdate(list: readonly OutboxItem[]): boolean {
  return tooOld() ? !list.some(held => held.state === 'sending') : onItsWay(list).length === 0
}

/** Change to the new version; refused while something waits to be sent. The database is the same before and after. */
export async function takeOver(): Promise<boolean> {
  if (!waiting || !mayUpdate(await items())) return false
  navigator.serviceWorker.addEventListener('controllerchange', () => { location.reload() }, { once: true })
  waiting.postMessage('take-over')
  return true
}
