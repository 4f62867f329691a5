/** One order: from the device at once, from the server when it can be reached, with the answer being written. */
import { computed, ref } from 'vue'
import { get } from '@/api/http'
import type { Order, OrderSummary } from '@/api/types'
import { blankAnswer, openAnswer, saveAnswer } from '@/offline/answers'
import { db } from '@/offline/db'
import type { Answer, Photo } from '@/offline/model'
import { photosOf } from '@/offline/photos'
import { items } from '@/offline/queue'
import { emit } from '@/shared/bus'
import { useLive } from '@/shared/useLive'
import { useDeedsAbout } from '../useDeed'
import { takePending, useSaved } from '../useSaved'

async function refresh(id: string): Promise<void> {
  const fresh = await get<Order>(`/orders/${id}`).catch(() => undefined)
  if (!fresh) return
  await (await db()).put('order', fresh)
  emit('rows')
}

export function useOrder(id: string) {
  const order = useLive<OrderSummary | Order | undefined>(async () => (await db()).get('order', id), undefined, ['rows'])
  const answer = ref<Answer>(blankAnswer(id))
  const ready = ref(false)
  const loaded = ref(false)
  const photos = useLive<Photo[]>(() => photosOf(answer.value.id), [], ['drafts'], () => answer.value.id)
  /** What was done here and has not arrived: the order shown is older than that. */
  const answering = useLive(async () => (await items()).some(item => item.kind === 'submission' && item.order_id === id && item.state !== 'delivered'), false, ['outbox'])
  const deeds = useDeedsAbout('order', id)
  const saved = useSaved(answer, saveAnswer, ready)

  async function begin(): Promise<void> {
    const open = await openAnswer(id)
    answer.value = (open && await takePending<Answer>(open.id)) ?? open ?? answer.value
    await (await db()).get('order', id)
    loaded.value = true
    setTimeout(() => { ready.value = true })
    void refresh(id)
  }
  void begin()
  const returned = computed(() => order.value?.state === 'answering' && order.value.return_count > 0)
  return { order, answer, photos, answering, deeds, loaded, returned, ...saved }
}
