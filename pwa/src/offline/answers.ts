/** A unit's answer 整改反馈 being written on this device, one per order, sealed like a visit. */
import type { OrderSummary } from '@/api/types'
import { emit } from '@/shared/bus'
import { db, STRICT, write } from './db'
import type { Answer, SubmissionItem } from './model'
import { lineOf, photosOf } from './photos'
import { fresh, queued } from './queue'

export function blankAnswer(orderId: string, now = new Date()): Answer {
  return {
    id: crypto.randomUUID(), order_id: orderId, measures: '', result: '', long_term_mechanism: '', signed_by: '', truth: false,
    sealed_at: null, updated_at: now.toISOString(),
  }
}

/** The answer still being written for an order, if any. */
export async function openAnswer(orderId: string): Promise<Answer | undefined> {
  const found = await (await db()).getAllFromIndex('answers', 'order_id', orderId)
  return found.find(answer => !answer.sealed_at)
}

export async function saveAnswer(next: Answer): Promise<void> {
  await write(async tx => {
    const held = await tx.get('answers', next.id)
    if (!held?.sealed_at) tx.put('answers', { ...next, updated_at: new Date().toISOString() })
  }, STRICT)
  emit('drafts')
}

export function answerGaps(answer: Answer, photos: number, order: OrderSummary): string[] {
  const found: string[] = (['measures', 'result', 'signed_by'] as const).filter(key => !answer[key].trim())
  if (order.evidence_requirement === 'photo' && photos === 0) found.push('photos')
  if (!answer.truth) found.push('truth')
  return found
}

export async function sealAnswer(answer: Answer, title: string): Promise<void> {
  const photos = await photosOf(answer.id)
  const evidence = photos.map(lineOf)
  const mechanism = answer.long_term_mechanism.trim()
  const next: SubmissionItem = {
    ...fresh(), kind: 'submission', id: answer.id, title, order_id: answer.order_id, photos: queued(evidence), answer: null,
    body: {
      id: answer.id, measures: answer.measures.trim(), result: answer.result.trim(), truth_statement: true, signed_by: answer.signed_by.trim(),
      evidence, channel: 'app', ...mechanism && { long_term_mechanism: mechanism },
    },
  }
  await write(tx => {
    tx.put('answers', { ...answer, sealed_at: new Date().toISOString() })
    tx.put('outbox', next)
    for (const photo of photos) tx.put('photos', { ...photo, sealed: true })
  }, STRICT)
  emit('drafts')
  emit('outbox')
}
