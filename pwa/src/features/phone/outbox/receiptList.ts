/** Receipts as rows of a list, the newest first. */
import type { OutboxItem } from '@/offline/model'
import { clock, dayOf } from '@/shared/format'

export interface ReceiptRow { at: string; kind: string; title: string; photos: number; index: string; content: string; id: string }

type Held = Pick<ReceiptRow, 'index' | 'content'> & { received: string }

function receiptsOf(held: OutboxItem): Held[] {
  if (held.kind === 'report') return held.receipts.map(one => ({ received: one.received_at, index: String(one.log_index), content: one.content_sha256 }))
  if (held.kind === 'deed' || !held.answer?.receipt) return []
  return [{ received: held.answer.receipt.received_at, index: '', content: held.answer.receipt.content_sha256 }]
}

/** One row for each receipt: a report that was returned and sent again has several. */
export function receiptRows(list: readonly OutboxItem[]): ReceiptRow[] {
  const all = list.flatMap(held => receiptsOf(held).map(receipt => ({ held, receipt })))
  return all.sort((a, b) => b.receipt.received.localeCompare(a.receipt.received)).map(({ held, receipt: { received, index, content } }) =>
    ({ at: `${dayOf(received)} ${clock(received, true)}`, kind: held.kind, title: held.title, photos: held.photos.length, index, content, id: held.id }))
}

/** A spreadsheet takes what begins with = + - @ for a formula. */
function cell(value: string | number): string {
  const text = String(value)
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}

export function table(head: readonly string[], rows: readonly ReceiptRow[]): string {
  const lines = [head, ...rows.map(({ at, kind, title, photos, index, content, id }) => [at, kind, title, photos, index, content, id])]
  return lines.map(line => line.map(cell).join(',')).join('\r\n')
}
