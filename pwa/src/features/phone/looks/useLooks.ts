/** What this inspector is to look at again: from the device at once, from the server when it can be reached. */
import { computed, ref } from 'vue'
import type { DueLook } from '@/api/types'
import { heldLooks, refreshLooks } from '@/offline/looks'
import { items } from '@/offline/queue'
import { can } from '@/offline/session'
import { useLive } from '@/shared/useLive'

export function useLooks() {
  const held = useLive<DueLook[]>(heldLooks, [], ['rows', 'session'])
  /** Sealed here and on its way: no longer to be done. */
  const sent = useLive(async () => (await items()).flatMap(item => item.kind === 'reinspection' && item.state !== 'delivered' ? [item.finding_id] : []), [], ['outbox'])
  const unheard = ref(false)
  const asked = ref(false)

  async function refresh(): Promise<void> {
    await refreshLooks().then(() => { unheard.value = false }, () => { unheard.value = true })
    asked.value = true
  }
  if (can('finding.reinspect')) void refresh()
  return { looks: computed(() => held.value.filter(one => !sent.value.includes(one.finding_id))), sent, unheard, asked }
}
