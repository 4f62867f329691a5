/** One mission with what its visits brought, what speaks against it, and the deeds on it. */
import { ref, shallowRef, type Ref } from 'vue'
import { get, post, put } from '@/api/http'
import type { Fieldwork, Mission, MissionMove, Overlaps } from '@/api/types'
import { Act } from '../act'
import { isConflict } from '../refusal'
import { useLoad, type Loaded } from '../useLoad'

export type Asked = Partial<MissionMove> & { verb: MissionMove['verb'] }

export interface MissionUse extends Loaded<Mission> {
  doing: Ref<boolean>; refusal: Ref<unknown>; work: Loaded<Fieldwork>; against: Loaded<Overlaps>
  move: (body: Asked) => Promise<boolean>
  reach: (milestone: string, on: string) => Promise<boolean>
  change: (plan: string, body: object) => Promise<boolean>
}

export function useMission(id: () => string): MissionUse {
  const loaded = useLoad(signal => get<Mission>(`/missions/${id()}`, { signal }), id)
  const work = useLoad(signal => get<Fieldwork>(`/missions/${id()}/fieldwork`, { signal }), id)
  const against = useLoad(signal => get<Overlaps>(`/missions/${id()}/overlaps`, { signal }), id)
  const act = new Act()
  const doing = ref(false)
  const refusal = shallowRef<unknown>()

  async function deed(send: () => Promise<Mission>): Promise<boolean> {
    if (doing.value) return false
    doing.value = true
    refusal.value = undefined
    try {
      loaded.value.value = await send()
      act.done()
      void work.reload()
      void against.reload()
      return true
    } catch (error) {
      refusal.value = error
      if (isConflict(error)) await loaded.reload()
      return false
    } finally {
      doing.value = false
    }
  }
  const keyed = (path: string, body: object): Promise<boolean> => deed(() => post<Mission>(path, body, { headers: act.headers(path, body) }))
  return {
    ...loaded, doing, refusal, work, against,
    move: body => keyed(`/missions/${id()}/moves`, body),
    reach: (milestone, on) => keyed(`/missions/${id()}/milestones/${milestone}/moves`, { verb: 'finish', on }),
    change: (plan, body) => deed(() => put<Mission>(`/missions/${id()}/plans/${plan}`, body)),
  }
}
