/** A list read page by page behind the server's cursor. */
import { computed, shallowRef, watch, type ComputedRef, type Ref, type WatchSource } from 'vue'
import type { Page } from '@/api/types'
import { useLoad, type Loaded } from './useLoad'

export interface Listed<T, P extends Page<T>> extends Loaded<P> {
  rows: ComputedRef<T[]>
  more: ComputedRef<boolean>
  reading: Ref<boolean>
  readOn: () => Promise<void>
}

/** `fetch` is called without a cursor for the first page, and again from the start whenever `on` changes. */
export function usePages<T, P extends Page<T>>(fetch: (cursor: string | undefined, signal?: AbortSignal) => Promise<P>, on?: WatchSource): Listed<T, P> {
  const first = useLoad(signal => fetch(undefined, signal), on)
  const later = shallowRef<P[]>([])
  const reading = shallowRef(false)
  const last = computed(() => later.value.at(-1) ?? first.value.value)
  const rows = computed(() => [...first.value.value?.items ?? [], ...later.value.flatMap(page => page.items)])
  watch(first.value, () => { later.value = [] })

  async function readOn(): Promise<void> {
    const from = last.value
    if (!from?.next_cursor || reading.value) return
    reading.value = true
    try {
      const page = await fetch(from.next_cursor)
      if (last.value === from) later.value = [...later.value, page]
    } catch (error) {
      first.failure.value = error
    } finally {
      reading.value = false
    }
  }
  return { ...first, rows, reading, readOn, more: computed(() => Boolean(last.value?.next_cursor)) }
}
