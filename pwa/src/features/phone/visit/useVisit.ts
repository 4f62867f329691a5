/** One visit on this device, editable until sealed, saved as it is written. */
import { computed, ref } from 'vue'
import type { Photo, Visit } from '@/offline/model'
import { photosOf } from '@/offline/photos'
import { blankVisit, saveVisit, visit as load } from '@/offline/visits'
import { useLive } from '@/shared/useLive'
import { takePending, useSaved } from '../useSaved'

export function useVisit(id: string) {
  const visit = ref<Visit>(blankVisit({ id }))
  const ready = ref(false)
  const absent = ref(false)
  const photos = useLive<Photo[]>(() => photosOf(id), [], ['drafts'])
  const saved = useSaved(visit, saveVisit, ready)
  const sealed = computed(() => visit.value.sealed_at !== null)
  /** Photographs no finding has claimed: the group 本组 at the camera. */
  const loose = computed(() => {
    const used = new Set(visit.value.findings.flatMap(finding => finding.evidence_ids))
    return photos.value.filter(photo => !used.has(photo.id))
  })

  async function restored(): Promise<Visit | undefined> {
    const held = await load(id)
    const pending = await takePending<Visit>(id)
    if (!held || held.sealed_at || !pending) return held
    await saveVisit(pending)
    return pending
  }

  async function begin(): Promise<void> {
    const held = await restored()
    if (held) visit.value = held
    absent.value = !held
    // The first change seen is the load itself, which needs no saving.
    setTimeout(() => { ready.value = held !== undefined && !held.sealed_at })
  }
  const loading = begin()
  return { visit, photos, loose, ready, absent, sealed, loading, ...saved }
}
