/** One matter and the deeds on it; a refusal shows and nothing typed is lost. */
import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import { get, post, put } from '@/api/http'
import type { TaskFull, TaskMove } from '@/api/types'
import { Act } from '../act'
import { useDictionary } from '../lookups'
import { isConflict } from '../refusal'
import { useLoad, type Loaded } from '../useLoad'

export interface TaskUse extends Loaded<TaskFull> {
  doing: Ref<boolean>; refusal: Ref<unknown>
  move: (body: TaskMove) => Promise<boolean>
  answer: (body: object) => Promise<boolean>
  progress: (body: object) => Promise<boolean>
  reach: (milestone: string, body: object) => Promise<boolean>
}

export function useTask(id: () => string): TaskUse {
  const loaded = useLoad(signal => get<TaskFull>(`/tasks/${id()}`, { signal }), id)
  const act = new Act()
  const doing = ref(false)
  const refusal = shallowRef<unknown>()

  async function run(go: () => Promise<TaskFull>): Promise<boolean> {
    if (doing.value) return false
    doing.value = true
    refusal.value = undefined
    try {
      loaded.value.value = await go()
      act.done()
      return true
    } catch (error) {
      refusal.value = error
      if (isConflict(error)) await loaded.reload()
      return false
    } finally {
      doing.value = false
    }
  }
  const deed = (path: string, body: object): Promise<boolean> => run(() => post<TaskFull>(path, body, { headers: act.headers(path, body) }))
  return {
    ...loaded, doing, refusal,
    move: body => deed(`/tasks/${id()}/moves`, body),
    answer: body => deed(`/tasks/${id()}/feedbacks`, body),
    progress: body => deed(`/tasks/${id()}/progress`, body),
    reach: (milestone, body) => run(() => put<TaskFull>(`/tasks/${id()}/milestones/${milestone}`, body)),
  }
}

/** What a verb is called on a matter. */
export function useVerbs(): ComputedRef<(verb: string) => string> {
  const words = useDictionary()
  const labels = computed(() => new Map((words.value?.moves.task ?? []).map(move => [move.verb, move.label])))
  return computed(() => (verb: string) => labels.value.get(verb) ?? verb)
}
