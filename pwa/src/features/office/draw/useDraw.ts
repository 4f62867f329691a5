/** One mission's draw and the verbs on it; `checked` is what this browser found when it computed the record again. */
import { ref, shallowRef, type Ref } from 'vue'
import { ApiProblem, get, post } from '@/api/http'
import type { Draw, DrawDraft, DrawRecord, Mission } from '@/api/types'
import { Act } from '../act'
import { download } from '../download'
import { useLoad, type Loaded } from '../useLoad'
import { replay } from './replay'

export interface Checked { at: string; faults: string[] }
export interface DrawUse extends Loaded<Draw | null> {
  mission: Loaded<Mission>; doing: Ref<boolean>; refusal: Ref<unknown>; checked: Ref<Checked | undefined>
  lock: (draft: DrawDraft) => Promise<boolean>
  move: (body: Record<string, string>) => Promise<boolean>
  check: () => Promise<void>
  save: () => Promise<void>
}

export function useDraw(id: () => string): DrawUse {
  const loaded = useLoad<Draw | null>(signal => get<Draw>(`/missions/${id()}/draw`, { signal }).catch((error: unknown) => {
    if (error instanceof ApiProblem && error.status === 404) return null
    throw error
  }), id)
  const mission = useLoad<Mission>(signal => get<Mission>(`/missions/${id()}`, { signal }), id)
  const act = new Act()
  const doing = ref(false)
  const refusal = shallowRef<unknown>()
  const checked = shallowRef<Checked>()

  async function deed(path: string, body: unknown): Promise<boolean> {
    if (doing.value) return false
    doing.value = true
    refusal.value = undefined
    try {
      loaded.value.value = await post<Draw>(path, body, { headers: act.headers(path, body) })
      act.done()
      void mission.reload()
      return true
    } catch (error) {
      refusal.value = error
      return false
    } finally {
      doing.value = false
    }
  }
  async function check(): Promise<void> {
    refusal.value = undefined
    try {
      const record = await get<DrawRecord>(`/missions/${id()}/draw/record`)
      checked.value = { at: new Date().toISOString(), faults: await replay({ ...record }) }
    } catch (error) {
      refusal.value = error
    }
  }
  async function save(): Promise<void> {
    refusal.value = undefined
    try {
      await download(`/missions/${id()}/draw/record`, 'draw.json')
    } catch (error) {
      refusal.value = error
    }
  }
  return {
    ...loaded, mission, doing, refusal, checked, check, save,
    lock: draft => deed(`/missions/${id()}/draw`, draft), move: body => deed(`/missions/${id()}/draw/moves`, body),
  }
}
