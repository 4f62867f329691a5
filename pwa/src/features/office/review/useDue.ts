/** When an order of this class would fall due, asked of the server: it alone knows the calendar. */
import { shallowRef, watch, type Ref } from 'vue'
import { post } from '@/api/http'
import type { DuePreview, OrderClass } from '@/api/types'

export interface Asked { class: OrderClass; due_on: string }

export function useDue(asked: () => Asked | undefined): { due: Ref<DuePreview | undefined>; failure: Ref<unknown> } {
  const due = shallowRef<DuePreview>()
  const failure = shallowRef<unknown>()
  let latest = 0
  async function look(now: Asked | undefined): Promise<void> {
    const mine = ++latest
    due.value = failure.value = undefined
    if (!now || (now.class === 'long' && !now.due_on)) return
    try {
      const answer = await post<DuePreview>('/orders/preview-due', { class: now.class, due_on: now.due_on || undefined })
      if (mine === latest) due.value = answer
    } catch (error) {
      if (mine === latest) failure.value = error
    }
  }
  watch(() => JSON.stringify(asked() ?? null), text => { void look((JSON.parse(text) as Asked | null) ?? undefined) }, { immediate: true })
  return { due, failure }
}
