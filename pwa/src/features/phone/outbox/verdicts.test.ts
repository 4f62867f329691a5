/** What the receipt page says of a photograph: red only for what speaks against it, green only for what was seen to hold. */
import { expect, it } from 'vitest'
import type { EvidenceReceipt } from '@/api/types'
import type { Photo } from '@/offline/model'
import type { Verdict } from '@/offline/receipts'
import { tagOf, tone } from './useVerdicts'

const own = { sha256: 'a' } as Photo
const line = (sha256: string): EvidenceReceipt => ({ sha256 }) as EvidenceReceipt

it.each<[Photo | undefined, string, Verdict | undefined, string, string]>([
  [undefined, 'a', 'ok', 'phone.receipt.elsewhere', ''],
  [own, 'b', 'ok', 'phone.receipt.differs', 'r'],
  [own, 'a', 'ok', 'phone.receipt.good', 'g'],
  [own, 'a', undefined, 'phone.receipt.same', 'g'],
  [own, 'a', 'unable', 'phone.receipt.same', 'g'],
  [own, 'a', 'unpinned', 'phone.receipt.same', 'g'],
  [own, 'a', 'key', 'phone.receipt.same', 'g'],
  [own, 'a', 'signature', 'phone.receipt.verdict.signature', 'r'],
  [own, 'a', 'other', 'phone.receipt.verdict.other', 'r'],
  [own, 'a', 'root', 'phone.receipt.verdict.root', 'r'],
])('%j, received as %s, found %s: %s', (photo, sha256, verdict, key, colour) => {
  expect(tagOf(photo, line(sha256), verdict)).toEqual({ key, tone: colour })
})

it('a verdict has a colour only where something was found', () => {
  expect(['ok', 'key', 'signature', 'other', 'root', 'unable', 'unpinned', undefined].map(one => tone(one as Verdict | undefined))).toEqual(['g', 'y', 'r', 'r', 'r', '', '', ''])
})
