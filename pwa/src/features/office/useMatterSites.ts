/** The sites of some matters, as the office has them already: nobody types them again. */
import { computed, type ComputedRef } from 'vue'
import { get } from '@/api/http'
import type { Task } from '@/api/types'
import { useLoad } from './useLoad'

export type MatterSite = Task['sites'][number]

export function useMatterSites(ids: () => readonly string[]): ComputedRef<MatterSite[]> {
  const { value } = useLoad(signal => Promise.all(ids().map(id => get<Task>(`/tasks/${id}`, { signal }))), () => ids().join(' '))
  return computed(() => (value.value ?? []).flatMap(task => task.sites))
}
