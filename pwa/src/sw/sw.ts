/** The service worker: precache, navigation fallback, nothing else. It never touches a write or /api. */
declare const self: ServiceWorkerGlobalScope

const VERSION = '__VERSION__' as string
const FILES = JSON.parse('__FILES__') as string[]
const SHELL = `mingcha-shell-${VERSION}`
const USED = `mingcha-used-${VERSION}`
const INDEX = '/index.html'
/** A proxy may add `Vary: Origin`; a stylesheet asks with an Origin, the precache asked without. */
const ANY = { ignoreVary: true }

async function install(): Promise<void> {
  const cache = await caches.open(SHELL)
  await cache.addAll(FILES.map(file => new Request(file, { cache: 'reload' })))
}

async function activate(): Promise<void> {
  const mine = new Set([SHELL, USED])
  const names = await caches.keys()
  await Promise.all(names.filter(name => !mine.has(name)).map(name => caches.delete(name)))
  await self.clients.claim()
}

async function page(): Promise<Response> {
  return (await caches.match(INDEX, ANY)) ?? fetch(INDEX)
}

/** Hashed files never change, so what is in a cache is right for ever. */
async function asset(request: Request): Promise<Response> {
  const held = await caches.match(request, ANY)
  if (held) return held
  const fresh = await fetch(request)
  if (fresh.ok) await (await caches.open(USED)).put(request, fresh.clone())
  return fresh
}

function answer(request: Request): Promise<Response> | undefined {
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return undefined
  if (url.pathname.startsWith('/api/')) return undefined
  if (FILES.includes(url.pathname) || url.pathname.startsWith('/assets/')) return asset(request)
  // A download opened as a page (an export, the metrics) belongs to the server.
  return request.mode === 'navigate' && !url.pathname.includes('.') ? page() : undefined
}

self.addEventListener('install', event => { event.waitUntil(install()) })
self.addEventListener('activate', event => { event.waitUntil(activate()) })
self.addEventListener('fetch', event => {
  const reply = answer(event.request)
  if (reply) event.respondWith(reply)
})
// Only the page knows whether the outbox is idle, so only the page may ask for the change of version.
self.addEventListener('message', event => {
  if (event.data === 'take-over') event.waitUntil(self.skipWaiting())
})
export {}
