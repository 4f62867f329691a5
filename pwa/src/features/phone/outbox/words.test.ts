/** The outbox in words, and its list of receipts. */
import { describe, expect, it } from 'vitest'
import type { OutboxItem, PhotoProgress } from '@/offline/model'
import { receiptRows, table } from './receiptList'
import { itemWords, parkedWords, shownLines } from './words'

const line = (id: string, state: PhotoProgress['state']): PhotoProgress => ({ id, size_bytes: 1, offset: 0, upload: null, state })
const held = (slug: string, state = 'waiting'): OutboxItem => ({ state, next_at: 5000, reason: { slug, detail: '403', pointer: null } } as unknown as OutboxItem)

describe('a card', () => {
  it('of five hundred photographs shows five: what moves, then what waits', () => {
    const many = Array.from({ length: 500 }, (_, n) => line(String(n), n < 300 ? 'delivered' : n === 300 ? 'sending' : 'queued'))
    expect(shownLines(many).map(one => one.id)).toEqual(['300', '301', '302', '303', '304'])
    expect(shownLines(many.slice(0, 5))).toHaveLength(5)
  })

  it.each([['offline', 'phone.outbox.noSignal'], ['no-room', 'phone.outbox.noRoom'], ['device', 'phone.outbox.device'], ['busy', 'phone.outbox.busy']])('that waits for %s says %s', (slug, key) => {
    expect(itemWords(held(slug), 0)).toEqual({ key, values: { n: 5 }, tone: 'y' })
  })

  it('says whose refusal it was', () => {
    expect(parkedWords(held('about:blank', 'parked'))).toMatchObject({ key: 'phone.outbox.why.bare', values: { detail: '403' } })
    expect(parkedWords(held('photo-damaged', 'parked')).key).toBe('phone.outbox.why.photo-damaged')
    expect(parkedWords(held('invalid', 'parked'))).toMatchObject({ key: 'phone.outbox.why.other' })
  })
})

describe('the list of receipts', () => {
  const report = {
    kind: 'report', id: 'r1', title: '=site', photos: [line('a', 'delivered')],
    receipts: [{ received_at: '2026-11-23T02:00:00Z', log_index: 7, content_sha256: 'c1' }, { received_at: '2026-11-24T02:00:00Z', log_index: 9, content_sha256: 'c2' }],
  } as unknown as OutboxItem
  const answer = { kind: 'submission', id: 's1', title: 'o', photos: [], answer: { receipt: { received_at: '2026-11-25T02:00:00Z', content_sha256: 'c3' } } } as unknown as OutboxItem
  const none = { kind: 'reinspection', id: 'l1', title: 'l', photos: [], answer: null } as unknown as OutboxItem

  it('has a row for each, the newest first', () => {
    expect(receiptRows([report, answer, none]).map(row => [row.id, row.content, row.index])).toEqual([['s1', 'c3', ''], ['r1', 'c2', '9'], ['r1', 'c1', '7']])
  })

  it('is a table no spreadsheet takes for a formula', () => {
    const [row] = receiptRows([report])
    expect(table(['a'], [{ ...row!, at: 'x"y' }]).split('\r\n')).toEqual(['"a"', '"x""y","report","\'=site","1","9","c2","r1"'])
  })
})
