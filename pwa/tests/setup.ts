/** Every test has an IndexedDB and a browser's locks. */
import 'fake-indexeddb/auto'

Object.defineProperty(navigator, 'locks', {
  configurable: true,
  value: { request: (_name: string, work: () => Promise<unknown>) => work() },
})
