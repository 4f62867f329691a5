/** A unit's steps on its order: each on the device first, the order read anew once it arrived. */
import { ApiProblem, get, put } from '@/api/http'
import type { Order } from '@/api/types'
import { db } from '@/offline/db'
import { emit } from '@/shared/bus'
import { useDeed } from '../useDeed'

export type OrderDeed = 'sign' | 'object' | 'extend' | 'withdraw' | 'progress'

export function useAsk(order: () => { id: string; number: string }) {
  async function refresh(): Promise<void> {
    await (await db()).put('order', await get<Order>(`/orders/${order().id}`))
    emit('rows')
  }
  const { busy, wrong, send } = useDeed(refresh)
  const ask = (deed: OrderDeed, path: string, body: Record<string, unknown>): Promise<boolean> => send({
    about: { kind: 'order', id: order().id }, title: order().number, word: `order.${deed}`, path, body,
  })

  /** A plan replaces the whole one before it: only with the server listening, never from the outbox. */
  async function plan(items: { id: string; name: string; due_on: string }[]): Promise<void> {
    busy.value = true
    wrong.value = undefined
    try {
      await put(`/orders/${order().id}/milestones`, { items })
      await refresh()
    } catch (error) {
      const detail = error instanceof ApiProblem ? error.detail : ''
      wrong.value = { said: { key: detail ? 'phone.outbox.why.other' : 'rectify.phone.offline', values: { detail }, tone: 'r' }, pointer: '' }
    } finally {
      busy.value = false
    }
  }
  return { busy, wrong, ask, plan }
}
