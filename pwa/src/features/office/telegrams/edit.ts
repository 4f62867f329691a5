/** A telegram being written, and what of it goes to the server. */
import type { Finding, OrderDraft, Telegram, TelegramDraft } from '@/api/types'

export interface EditForm {
  title: string; body: string; urgency: TelegramDraft['urgency']; classification: TelegramDraft['classification']
  main_to: string[]; copy_to: string[]; contact: string; corrects_id: string; orders: OrderDraft[]; order_ids: string[]
}

export function blankEdit(corrects: string): EditForm {
  return { title: '', body: '', urgency: 'routine', classification: 'internal', main_to: [], copy_to: [], contact: '', corrects_id: corrects, orders: [], order_ids: [] }
}

export function editOf(one: Telegram): EditForm {
  return {
    title: one.title, body: one.body, urgency: one.urgency, classification: one.classification, contact: one.contact ?? '', corrects_id: one.corrects_id ?? '',
    main_to: one.recipients.filter(to => to.main).map(to => to.unit_id), copy_to: one.recipients.filter(to => !to.main).map(to => to.unit_id),
    orders: one.orders, order_ids: one.order_ids,
  }
}

export function draftOf(form: EditForm): TelegramDraft {
  const orders = form.orders.map(one => ({ ...one, due_on: one.class === 'long' ? one.due_on : null, necessity_reason: one.evidence_requirement === 'photo' ? one.necessity_reason : null }))
  return { ...form, orders, title: form.title.trim(), body: form.body.trim(), contact: form.contact.trim() || null, corrects_id: form.corrects_id || null }
}

/** What was asked of a unit beside the text. */
function kept(before: OrderDraft | undefined): Pick<OrderDraft, 'evidence_requirement' | 'necessity_reason' | 'due_on'> {
  return { evidence_requirement: before?.evidence_requirement ?? 'none', necessity_reason: before?.necessity_reason ?? null, due_on: before?.due_on ?? null }
}

/** One order a unit: the confirmed findings chosen, their suggestions as the demand; each unit is addressed. */
export function ordersOf(findings: Finding[], held: OrderDraft[]): OrderDraft[] {
  const byUnit = new Map<string, Finding[]>()
  for (const finding of findings) byUnit.set(finding.responsible_unit_id, [...byUnit.get(finding.responsible_unit_id) ?? [], finding])
  return [...byUnit].map(([unit, carried]) => {
    const before = held.find(one => one.unit_id === unit)
    const ids = carried.map(one => one.id)
    const same = before?.finding_ids.join() === ids.join()
    const requirements = carried.map(one => one.suggestion).join('\n').slice(0, 4000)
    return { id: before?.id ?? crypto.randomUUID(), finding_ids: ids, unit_id: unit, class: before?.class ?? 'limited', requirements: before && same ? before.requirements : requirements, ...kept(before) }
  })
}

export type EditLack = 'title' | 'body' | 'main_to'

export function editLacks(form: EditForm): EditLack[] {
  return (['title', 'body', 'main_to'] as const).filter(name => typeof form[name] === 'string' ? !form[name].trim() : !form[name].length)
}
