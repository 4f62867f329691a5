/** The kill switch: served as /sw.js it takes a bad service worker away. It keeps no page, touches no database and reloads nothing under anybody's hands. */
declare const self: ServiceWorkerGlobalScope

async function leave(): Promise<void> {
  await Promise.all((await caches.keys()).filter(name => name.startsWith('mingcha-')).map(name => caches.delete(name)))
  await self.registration.unregister()
}

self.addEventListener('install', event => { event.waitUntil(self.skipWaiting()) })
self.addEventListener('activate', event => { event.waitUntil(leave()) })
export {}
