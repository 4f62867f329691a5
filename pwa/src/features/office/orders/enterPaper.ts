/** Entering a unit's paper answer 代录: the pictures of the paper go with it, and the server has them before it counts. */
import { post } from '@/api/http'
import type { EvidenceLine, Submission } from '@/api/types'
import { sha256 } from '@/offline/bytes'
import { transfer } from '@/offline/tus'

export interface Paper { id: string; measures: string; result: string; long_term_mechanism: string; signed_by: string; paper_received_on: string; files: File[] }

interface Scan { line: EvidenceLine; bytes: ArrayBuffer }
const known = new WeakMap<File, Scan>()

/** The same file keeps its id, so that sending again is the same answer. */
async function scan(file: File): Promise<Scan> {
  const held = known.get(file)
  if (held) return held
  const bytes = await file.arrayBuffer()
  const made: Scan = {
    bytes,
    line: {
      id: crypto.randomUUID(), sha256: await sha256(bytes), size_bytes: file.size, media_type: file.type || 'application/octet-stream',
      captured_at: new Date(file.lastModified).toISOString(), source: 'import', location: null,
    },
  }
  known.set(file, made)
  return made
}

export async function enterPaper(orderId: string, paper: Paper): Promise<void> {
  const { files, long_term_mechanism: mechanism, ...words } = paper
  const scans = await Promise.all(files.map(scan))
  const body = { ...words, ...mechanism && { long_term_mechanism: mechanism }, truth_statement: true, channel: 'paper_entry', evidence: scans.map(one => one.line) }
  const told = await post<Submission>(`/orders/${orderId}/submissions`, body, { headers: { 'Idempotency-Key': paper.id } })
  for (const { line, bytes } of scans) {
    if (!told.missing.includes(line.id)) continue
    await transfer({
      size: line.size_bytes, metadata: { evidence_id: line.id, submission_id: paper.id, sha256: line.sha256 }, location: null,
      read: (start, end) => Promise.resolve(bytes.slice(start, end)), moved: () => Promise.resolve(),
    })
  }
}
