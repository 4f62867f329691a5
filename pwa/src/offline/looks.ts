/** Second looks 回头看 on this device: the inspector's list as last heard, what is being written, and sealing it. */
import { blob, get } from '@/api/http'
import type { DueLook, ReinspectionDraft } from '@/api/types'
import { emit } from '@/shared/bus'
import { recall, remember, STRICT, write } from './db'
import type { LookItem } from './model'
import { lineOf, photosOf } from './photos'
import { fresh, queued } from './queue'

export interface LookWork { id: string; finding_id: string; result: ReinspectionDraft['result'] | ''; note: string; sealed_at: string | null }

const LIST = 'looks'
const key = (findingId: string): string => `look-${findingId}`

export async function heldLooks(): Promise<DueLook[]> {
  return await recall<DueLook[]>(LIST) ?? []
}

/** Ask the server; without a network the list stays as it was. */
export async function refreshLooks(): Promise<void> {
  const { items } = await get<{ items: DueLook[] }>('/reinspections/due')
  await remember(LIST, items)
  emit('rows')
}

/** The picture of before, kept for where there is no network. */
export async function beforePicture(id: string): Promise<ArrayBuffer | undefined> {
  const held = await recall<ArrayBuffer>(`before-${id}`)
  if (held) return held
  const bytes = await blob(`/evidence/${id}/preview`).then(one => one.arrayBuffer(), () => undefined)
  if (bytes) await remember(`before-${id}`, bytes)
  return bytes
}

export async function openLook(findingId: string): Promise<LookWork> {
  const held = await recall<LookWork>(key(findingId))
  return held && !held.sealed_at ? held : { id: crypto.randomUUID(), finding_id: findingId, result: '', note: '', sealed_at: null }
}

export async function saveLook(work: LookWork): Promise<void> {
  const held = await recall<LookWork>(key(work.finding_id))
  if (held?.id === work.id && held.sealed_at) return
  await write(tx => { tx.put('meta', work, key(work.finding_id)) }, STRICT)
}

/** Into the outbox, with its photographs; from here on nothing of it changes. */
export async function sealLook(work: LookWork & { result: ReinspectionDraft['result'] }, title: string): Promise<void> {
  const photos = await photosOf(work.id)
  const evidence = photos.map(lineOf)
  const taken = photos.at(-1)
  const next: LookItem = {
    ...fresh(), kind: 'reinspection', id: work.id, title, finding_id: work.finding_id, photos: queued(evidence), answer: null,
    body: {
      id: work.id, result: work.result, note: work.note.trim(), inspected_at: taken?.captured_at ?? new Date().toISOString(), evidence,
      ...taken?.location && { location: { lat: taken.location.lat, lon: taken.location.lon } },
    },
  }
  await write(tx => {
    tx.put('meta', { ...work, sealed_at: new Date().toISOString() }, key(work.finding_id))
    tx.put('outbox', next)
    for (const photo of photos) tx.put('photos', { ...photo, sealed: true })
  }, STRICT)
  emit('drafts')
  emit('outbox')
}
