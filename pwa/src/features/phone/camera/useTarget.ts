/** What the photographs belong to: a visit, one of its findings, a unit's answer, or a second look. Nothing is made before the shutter is first pressed. */
import { computed, ref, shallowRef } from 'vue'
import { useRoute, type LocationQueryValue } from 'vue-router'
import type { Task } from '@/api/types'
import { db } from '@/offline/db'
import type { Photo, Visit } from '@/offline/model'
import { photosOf } from '@/offline/photos'
import { blankFinding, blankVisit, saveVisit, visit as load, visits } from '@/offline/visits'
import { useLive } from '@/shared/useLive'
import { suggested } from '../visit/defaults'

const CONTINUES_MS = 2 * 3_600_000

const text = (value: LocationQueryValue | LocationQueryValue[] | undefined): string => typeof value === 'string' ? value : ''

async function forSite(taskId: string, index: string): Promise<Visit | undefined> {
  const task: Task | undefined = await (await db()).get('task', taskId)
  if (!task) return undefined
  const site = task.sites[Number(index)]
  const same = (await visits()).find(one => !one.sealed_at && one.task_id === taskId && (!site || one.site?.name === site.name))
  const { name = '', unit_id, address, location } = site ?? {}
  const place = site ? { name, ...unit_id && { unit_id }, ...address && { address }, ...location && { location } } : null
  return same ?? blankVisit({ task_id: taskId, site: place })
}

/** An opened site of a mission: its place is filled in, its matter is the mission's first unless another was chosen. */
async function forMission(missionId: string, siteId: string): Promise<Visit | undefined> {
  const mission = await (await db()).get('mission', missionId)
  const site = mission?.sites.find(one => one.id === siteId && one.name)
  if (!mission || !site?.name) return undefined
  const { name, unit_id, address, location } = site
  const same = (await visits()).find(one => !one.sealed_at && one.mission_id === missionId && one.site?.name === name)
  const place = { name, ...unit_id && { unit_id }, ...address && { address }, ...location && { location } }
  return same ?? blankVisit({ task_id: mission.tasks[0]?.id ?? null, mission_id: missionId, site: place })
}

/** The visit being made right now, if one is: a photograph goes there unless told otherwise. */
async function current(): Promise<Visit | undefined> {
  return (await visits()).find(one => !one.sealed_at && one.return_reason === null && Date.now() - Date.parse(one.updated_at) < CONTINUES_MS)
}

function groupOf(photos: Photo[], visit: Visit | undefined, findingId: string): Photo[] {
  const findings = visit?.findings ?? []
  const mine = findings.find(one => one.id === findingId)
  if (mine) return photos.filter(photo => mine.evidence_ids.includes(photo.id))
  const used = new Set(findings.flatMap(one => one.evidence_ids))
  return photos.filter(photo => !used.has(photo.id))
}

export function useTarget() {
  const { query } = useRoute()
  const answer = text(query.answer)
  const findingId = text(query.finding)
  const orderId = text(query.order)
  const lookId = text(query.look)
  const visit = shallowRef<Visit | undefined>()
  const owner = computed(() => answer || visit.value?.id || '')
  const stored = ref(false)
  const photos = useLive<Photo[]>(() => owner.value ? photosOf(owner.value) : Promise.resolve([]), [], ['drafts'], owner)
  /** The photographs taken since the last finding was flagged. */
  const group = computed(() => answer ? photos.value : groupOf(photos.value, visit.value, findingId))

  async function find(): Promise<Visit | undefined> {
    if (text(query.visit)) return load(text(query.visit))
    if (text(query.mission)) return forMission(text(query.mission), text(query.site))
    if (text(query.task)) return forSite(text(query.task), text(query.site))
    return text(query.new) ? undefined : current()
  }

  async function begin(): Promise<void> {
    if (answer) return
    visit.value = await find() ?? blankVisit()
    stored.value = await load(visit.value.id) !== undefined
  }

  /** Change the visit as the device has it now, so that no other page's writing is lost. */
  async function change(edit: (visit: Visit) => Visit): Promise<void> {
    if (!visit.value) return
    const next = edit(await load(visit.value.id) ?? visit.value)
    await saveVisit(next)
    visit.value = next
    stored.value = true
  }
  /** The visit lies on the device before its first photograph: one that is shown as taken always has a place to be found again. */
  const hold = (): Promise<void> => answer || stored.value ? Promise.resolve() : change(held => held)

  async function link(photo: Photo, refused: boolean): Promise<void> {
    await change(held => ({
      ...held, location_refused: held.location_refused || refused,
      findings: held.findings.map(one => one.id === findingId ? { ...one, evidence_ids: [...one.evidence_ids, photo.id] } : one),
    }))
  }

  /** A finding from the group just taken. */
  async function openFinding(): Promise<string> {
    const task = visit.value?.task_id ? await (await db()).get('task', visit.value.task_id) : undefined
    const finding = blankFinding(group.value.map(photo => photo.id), suggested(task?.focus_area ?? ''))
    await change(held => ({ ...held, findings: [...held.findings, finding] }))
    return `/phone/visits/${visit.value?.id ?? ''}/findings/${finding.id}`
  }

  const back = computed(() => {
    if (lookId) return `/phone/looks/${lookId}`
    if (answer) return `/phone/orders/${orderId}`
    if (!stored.value) return '/phone/today'
    return findingId ? `/phone/visits/${owner.value}/findings/${findingId}` : `/phone/visits/${owner.value}`
  })
  return { answer, look: lookId, findingId, visit, owner, photos, group, stored, back, begin, hold, link, change, openFinding }
}
