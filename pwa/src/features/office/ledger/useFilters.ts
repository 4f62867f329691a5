/** The filters of the address, and changing them. */
import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { changed, fromQuery, toQuery, type FilterName, type Filters } from './filters'

export interface FilterUse { filters: ComputedRef<Filters>; key: ComputedRef<string>; set: (name: FilterName, value: string | undefined) => void; clear: () => void; span: (days: [string, string] | null) => void }

export function useFilters(): FilterUse {
  const route = useRoute()
  const router = useRouter()
  const filters = computed(() => fromQuery(route.query))
  const go = (next: Filters): void => { void router.push({ query: toQuery(next) }) }
  return {
    filters, key: computed(() => JSON.stringify(toQuery(filters.value))),
    set: (name, value) => { go(changed(filters.value, name, value)) },
    span: days => { go({ ...filters.value, from: days?.[0], to: days?.[1] }) },
    clear: () => { go({}) },
  }
}
