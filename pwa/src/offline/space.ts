/** How much room the device still has for photographs, and whether the browser promised to keep what is here. */
import { emit } from '@/shared/bus'
import { recall, remember } from './db'

const PHOTO_BYTES = 2_500_000
const WARN = 0.7
const FULL = 0.9

/** `warn`: send or clear something before a visit; `full`: no new photographs, so that what is here can still be written to. */
export type Level = 'ok' | 'warn' | 'full'
export interface Space { used: number; free: number; photos: number; share: number; level: Level; persisted: boolean }

export const levelOf = (share: number): Level => share >= FULL ? 'full' : share >= WARN ? 'warn' : 'ok'

export async function space(): Promise<Space | undefined> {
  if (!('storage' in navigator)) return undefined
  const { usage = 0, quota = 0 } = await navigator.storage.estimate()
  const free = Math.max(0, quota - usage)
  const share = quota > 0 ? usage / quota : 0
  return { used: usage, free, photos: Math.floor(free / PHOTO_BYTES), share, level: levelOf(share), persisted: await navigator.storage.persisted() }
}

/** When the browser was asked to keep everything, and what it said. */
export interface Asked { at: string; granted: boolean }

export const askedToKeep = (): Promise<Asked | undefined> => recall<Asked>('persist')

/** Ask the browser never to clear this app by itself; the answer may be no, and is kept for whoever looks. */
export async function persist(): Promise<boolean> {
  const granted = 'storage' in navigator && await navigator.storage.persist()
  await remember('persist', { at: new Date().toISOString(), granted } satisfies Asked).catch(() => undefined)
  emit('update')
  return granted
}
