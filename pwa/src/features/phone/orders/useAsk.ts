/** Sending something in about an order: online only, the same request keeps its key until it has arrived. */
import { ref, shallowRef } from 'vue'
import { Offline } from '@/api/errors'
import { ApiProblem, get, post, put } from '@/api/http'
import type { Order } from '@/api/types'
import { db } from '@/offline/db'
import { emit } from '@/shared/bus'

export function useAsk(id: () => string) {
  const busy = ref(false)
  /** What went wrong: the server's own sentence, or `offline`. */
  const wrong = shallowRef<{ offline: boolean; detail: string; pointer: string }>()

  async function deed(go: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    wrong.value = undefined
    try {
      await go()
      await (await db()).put('order', await get<Order>(`/orders/${id()}`))
      emit('rows')
      return true
    } catch (error) {
      const told = error instanceof ApiProblem ? error : undefined
      wrong.value = { offline: error instanceof Offline, detail: told?.detail ?? '', pointer: told?.pointer ?? '' }
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, wrong, send: (path: string, body: unknown) => deed(() => post(path, body)), replace: (path: string, body: unknown) => deed(() => put(path, body)) }
}
