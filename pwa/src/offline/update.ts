/** New versions: fetched quietly, taken over only when asked and nothing is being sent. */
import { emit } from '@/shared/bus'
import { items } from './queue'

let waiting: ServiceWorker | null = null

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

/** Change to the new version; refused while something is on its way. */
export async function takeOver(): Promise<boolean> {
  if (!waiting || (await items()).some(held => held.state === 'sending')) return false
  navigator.serviceWorker.addEventListener('controllerchange', () => { location.reload() }, { once: true })
  waiting.postMessage('take-over')
  return true
}
