/** How much room the device still has for photographs. */

const PHOTO_BYTES = 2_500_000

export interface Space { used: number; free: number; photos: number; persisted: boolean }

export async function space(): Promise<Space | undefined> {
  if (!('storage' in navigator)) return undefined
  const { usage = 0, quota = 0 } = await navigator.storage.estimate()
  const free = Math.max(0, quota - usage)
  return { used: usage, free, photos: Math.floor(free / PHOTO_BYTES), persisted: await navigator.storage.persisted() }
}

/** Ask the browser never to clear this app by itself; the answer may be no. */
export async function persist(): Promise<boolean> {
  return 'storage' in navigator && navigator.storage.persist()
}
