/** From shutter to disk: a shot counts only once its bytes were read back and hashed. */
import { computed, ref } from 'vue'
import { clockSkewMs } from '@/api/clock'
import type { Fix, Label, Source } from '@/api/types'
import { moment } from '@/offline/capture'
import type { Geo, Moment, Photo } from '@/offline/model'
import { keepPhoto, TooLarge } from '@/offline/photos'
import { persist, space, type Level } from '@/offline/space'
import { noRoom } from '@/offline/steady'
import { thumbnail } from './thumbnail'

const SLOTS = ['wide', 'medium', 'close'] as const
const FRESH_MS = 120_000

export interface Surroundings { owner: () => string; group: () => Photo[]; place: () => Fix | null; geo: () => Geo; stored: (photo: Photo) => Promise<void> }
interface Taken { source: Source; at: string; location: Fix | null; moment: Moment }

export function useShots({ owner, group, place, geo, stored }: Surroundings) {
  const busy = ref(false)
  const failure = ref<'space' | 'full' | 'large' | 'other' | null>(null)
  const flash = ref(0)
  /** As last asked: the shutter waits for no answer. */
  let level: Level | undefined
  const weigh = (): Promise<void> => space().then(room => { level = room?.level; if (level === 'full') failure.value = 'full' }, () => undefined)
  void weigh()
  const chosen = ref<Label | null>(null)
  const taken = (slot: Label): Photo | undefined => group().find(photo => photo.label === slot)
  const next = computed<Label>(() => chosen.value ?? SLOTS.find(slot => !taken(slot)) ?? 'other')

  async function keep(blob: Blob, { source, at, location, moment: when }: Taken): Promise<void> {
    const bytes = await blob.arrayBuffer()
    const small = await thumbnail(blob)
    const photo = await keepPhoto({
      ...small, owner_id: owner(), media_type: blob.type || 'application/octet-stream', captured_at: at, location, source,
      label: next.value, skew_ms: clockSkewMs() ?? null, moment: when,
    }, bytes)
    await stored(photo)
    void persist()
    void weigh()
    chosen.value = null
    flash.value++
    if ('vibrate' in navigator) navigator.vibrate(30)
  }

  async function guarded(work: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = true
    failure.value = null
    try {
      if (level === 'full') { failure.value = 'full'; return }
      await work()
    } catch (error) {
      failure.value = error instanceof TooLarge ? 'large' : noRoom(error) ? 'space' : 'other'
    } finally {
      busy.value = false
    }
  }

  const shoot = (take: () => Promise<{ blob: Blob }>): Promise<void> => guarded(async () => {
    const when = moment(geo())
    const location = place()
    await keep((await take()).blob, { source: 'camera', at: when.t_dev, location, moment: when })
  })

  /** A file from the system camera or album: the device's place goes with it only if it was made just now. */
  const pick = (files: File[], first: () => Promise<void>): Promise<void> => guarded(async () => {
    await first()
    for (const file of files) {
      const fresh = Date.now() - file.lastModified < FRESH_MS
      const when = moment(fresh ? geo() : { st: 'none' })
      await keep(file, { source: 'picker', at: new Date(file.lastModified).toISOString(), location: fresh ? place() : null, moment: when })
    }
  })
  return { busy, failure, flash, chosen, next, taken, shoot, pick, slots: SLOTS }
}
