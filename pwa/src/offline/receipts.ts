/** Receipts held against what this device kept itself: its own digests, its own records, the server's keys as pinned. */
import type { ContentReceipt, EvidenceReceipt, Receipt } from '@/api/types'
import { sha256, utf8 } from './bytes'
import { loads, type Statement } from './canonical'
import type { Photo } from './model'
import { freshPinned, pinned, trusts, type Trust } from './trust'

/** `other`: the statement is signed, but of something else; `root`: the server shows keys the pinned root does not vouch for. */
export type Verdict = Trust | 'other' | 'root'

/** Nothing here speaks against it, but this device cannot tell. */
export const cannotTell = (verdict: Verdict): boolean => verdict === 'unable' || verdict === 'unpinned'

function saying(statement: string): Statement | undefined {
  try {
    return loads(statement)
  } catch {
    return undefined
  }
}

/** Does the receipt say just this? A member that is undefined here is not asked about. */
const says = (said: Statement, wanted: Record<string, unknown>): boolean =>
  Object.entries(wanted).every(([name, value]) => value === undefined || said[name] === value)

/** The keys may have been renewed since: then they are asked for once more. */
async function known(receipt: { statement: string; signature: string }, said: Statement): Promise<Verdict> {
  const trust = await trusts('receipt', receipt, said.key, said.at)
  if (trust !== 'key') return trust
  await freshPinned().catch(() => undefined)
  const again = await trusts('receipt', receipt, said.key, said.at)
  return again === 'key' && (await pinned())?.changed ? 'root' : again
}

/** `rec` must be the digest of our own record, and may not name one where we made none. */
async function recorded(said: Statement, own: Photo): Promise<boolean> {
  return said.rec === undefined || (own.capture !== undefined && said.rec === await sha256(utf8(own.capture.record)))
}

/** A receipt of one photograph; `own` is the photograph as this device kept it. */
export async function checkEvidence(receipt: EvidenceReceipt, own: Photo): Promise<Verdict> {
  const said = saying(receipt.statement)
  const wanted = { v: 1, typ: 'receipt', of: 'evidence', id: own.id, sha256: own.sha256, size: own.size_bytes }
  if (!said || !says(said, wanted) || !await recorded(said, own)) return 'other'
  return known(receipt, said)
}

/** A receipt of what was written: its statement must say what the receipt says beside it. */
export async function checkContent(of: 'report' | 'submission' | 'reinspection', receipt: ContentReceipt): Promise<Verdict> {
  const said = saying(receipt.statement)
  if (!said || !says(said, { v: 1, typ: 'receipt', of, id: receipt.id, sha256: receipt.content_sha256 })) return 'other'
  return known(receipt, said)
}

export async function checkReport(receipt: Receipt): Promise<Verdict> {
  return checkContent('report', { ...receipt, id: receipt.report_id })
}
