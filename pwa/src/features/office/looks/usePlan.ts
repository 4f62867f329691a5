/** One plan and the deeds on it; a refusal shows and nothing typed is lost. */
import { ref, shallowRef, type Ref } from 'vue'
import { get, post } from '@/api/http'
import type { LookPlan } from '@/api/types'
import { Act } from '../act'
import { useLoad, type Loaded } from '../useLoad'

export interface PlanUse extends Loaded<LookPlan> {
  doing: Ref<boolean>; refusal: Ref<unknown>
  move: (body: unknown) => Promise<boolean>
  judge: (finding: string, body: unknown) => Promise<boolean>
}

export function usePlan(id: () => string): PlanUse {
  const loaded = useLoad(signal => get<LookPlan>(`/reinspection-plans/${id()}`, { signal }), id)
  const act = new Act()
  const doing = ref(false)
  const refusal = shallowRef<unknown>()

  async function deed(path: string, body: unknown): Promise<boolean> {
    if (doing.value) return false
    doing.value = true
    refusal.value = undefined
    try {
      loaded.value.value = await post<LookPlan>(path, body, { headers: act.headers(path, body) })
      act.done()
      return true
    } catch (error) {
      refusal.value = error
      return false
    } finally {
      doing.value = false
    }
  }
  return {
    ...loaded, doing, refusal,
    move: body => deed(`/reinspection-plans/${id()}/moves`, body),
    judge: (finding, body) => deed(`/reinspection-plans/${id()}/findings/${finding}/moves`, body),
  }
}
