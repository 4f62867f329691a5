/** From shutter to disk: a shot counts only once its bytes were read back and hashed. */
import { computed, ref } from 'vue'
import { clockSkewMs } from '@/api/clock'
import type { Fix, Label, Source } from '@/api/types'
import type { Photo } from '@/offline/model'
import { keepPhoto, TooLarge } from '@/offline/photos'
import { persist } from '@/offline/space'
import { thumbnail } from './thumbnail'

const SLOTS = ['wide', 'medium', 'close'] as const
const FRESH_MS = 120_000

export interface Surroundings { owner: () => string; group: () => Photo[]; place: () => Fix | null; stored: (photo: Photo) => Promise<void> }

export function useShots({ owner, group, place, stored }: Surroundings) {
  const busy = ref(false)
  const failure = ref<'space' | 'large' | 'other' | null>(null)
  const flash = ref(0)
  const chosen = ref<Label | null>(null)
  const taken = (slot: Label): Photo | undefined => group().find(photo => photo.label === slot)
  const next = computed<Label>(() => chosen.value ?? SLOTS.find(slot => !taken(slot)) ?? 'other')

  async function keep(blob: Blob, source: Source, at: Date, location: Fix | null): Promise<void> {
    const bytes = await blob.arrayBuffer()
    const small = await thumbnail(blob)
    const photo = await keepPhoto({
      ...small, owner_id: owner(), media_type: blob.type || 'application/octet-stream', captured_at: at.toISOString(), location, source,
      label: next.value, skew_ms: clockSkewMs() ?? null,
    }, bytes)
    await stored(photo)
    void persist()
    chosen.value = null
    flash.value++
    if ('vibrate' in navigator) navigator.vibrate(30)
  }

  async function guarded(work: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = true
    failure.value = null
    try {
      await work()
    } catch (error) {
      failure.value = error instanceof TooLarge ? 'large' : (error as Error).name === 'QuotaExceededError' ? 'space' : 'other'
    } finally {
      busy.value = false
    }
  }

  const shoot = (take: () => Promise<{ blob: Blob }>): Promise<void> => guarded(async () => {
    const at = new Date()
    const location = place()
    await keep((await take()).blob, 'camera', at, location)
  })

  /** A file from the system camera or album: the device's place goes with it only if it was made just now. */
  const pick = (files: File[]): Promise<void> => guarded(async () => {
    for (const file of files) {
      const fresh = Date.now() - file.lastModified < FRESH_MS
      await keep(file, 'picker', new Date(file.lastModified), fresh ? place() : null)
    }
  })
  return { busy, failure, flash, chosen, next, taken, shoot, pick, slots: SLOTS }
}
