/** One order and the deeds on it: judging, closing, cancelling; a refusal shows and nothing typed is lost. */
import { ref, shallowRef, type Ref } from 'vue'
import { get, ifMatch, post } from '@/api/http'
import type { Finding, Order } from '@/api/types'
import { Act } from '../act'
import { isConflict } from '../refusal'
import { useLoad, type Loaded } from '../useLoad'

export interface OrderUse extends Loaded<Order> {
  doing: Ref<boolean>; refusal: Ref<unknown>; moved: Ref<boolean>
  move: (body: Record<string, string | undefined>) => Promise<boolean>
  close: (finding: Finding) => Promise<boolean>
  reopen: (finding: Finding, reason: string) => Promise<boolean>
  /** Something sent in about the order: a decision on what hangs on it. */
  send: (path: string, body: unknown) => Promise<boolean>
}

export function useOrder(id: () => string): OrderUse {
  const loaded = useLoad(signal => get<Order>(`/orders/${id()}`, { signal }), id)
  const act = new Act()
  const doing = ref(false)
  const moved = ref(false)
  const refusal = shallowRef<unknown>()

  async function deed(path: string, version: number, body: unknown): Promise<boolean> {
    if (doing.value) return false
    doing.value = true
    refusal.value = undefined
    moved.value = false
    try {
      await post(path, body, { headers: { ...act.headers(path, body), ...ifMatch(version) } })
      act.done()
      await loaded.reload()
      return true
    } catch (error) {
      refusal.value = error
      if (isConflict(error)) await again()
      return false
    } finally {
      doing.value = false
    }
  }
  /** After a lost race, what is there now; `moved` says whether anything is different. */
  async function again(): Promise<void> {
    const before = loaded.value.value?.version
    await loaded.reload()
    moved.value = loaded.value.value?.version !== before
  }
  return {
    ...loaded, doing, refusal, moved,
    move: body => deed(`/orders/${id()}/moves`, loaded.value.value?.version ?? 0, body),
    send: (path, body) => deed(path, loaded.value.value?.version ?? 0, body),
    close: finding => deed(`/findings/${finding.id}/moves`, finding.version, { verb: 'close' }),
    reopen: (finding, reason) => deed(`/findings/${finding.id}/moves`, finding.version, { verb: 'reopen', reason }),
  }
}
