/** The sites of some matters, as the office has them already: nobody types them again. */
import { computed, type ComputedRef } from 'vue'
import { get } from '@/api/http'
import type { Page, Task } from '@/api/types'
import { useLoad } from './useLoad'

export type MatterSite = Task['sites'][number]
const MOST = 200

/** Of the matters the reader has: a team's leader may carry others that are not theirs to open. */
async function matters(ids: readonly string[], signal: AbortSignal): Promise<Task[]> {
  if (!ids.length) return []
  const own = new Set((await get<Page<{ id: string }>>('/tasks', { query: { limit: MOST }, signal })).items.map(one => one.id))
  return Promise.all(ids.filter(id => own.has(id)).map(id => get<Task>(`/tasks/${id}`, { signal })))
}

export function useMatterSites(ids: () => readonly string[]): ComputedRef<MatterSite[]> {
  const { value } = useLoad(signal => matters(ids(), signal), () => ids().join(' '))
  return computed(() => (value.value ?? []).flatMap(task => task.sites))
}
