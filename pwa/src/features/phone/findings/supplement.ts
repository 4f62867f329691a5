/** Sending a supplement: words first, then its photographs, under one id however often it is tried. */
import { get, post } from '@/api/http'
import type { EvidenceLine, Finding } from '@/api/types'
import { sha256 } from '@/offline/bytes'
import { transfer } from '@/offline/tus'

export interface Picked { id: string; file: File; line: EvidenceLine; upload: string | null; sent: number }

/** A photograph from the phone's own camera or album: a lower grade of evidence, and marked as such. */
export async function picked(file: File): Promise<Picked> {
  const id = crypto.randomUUID()
  const digest = await sha256(await file.arrayBuffer())
  const line: EvidenceLine = { id, sha256: digest, size_bytes: file.size, media_type: file.type || 'image/jpeg', captured_at: new Date(file.lastModified).toISOString(), source: 'picker', location: null }
  return { id, file, line, upload: null, sent: 0 }
}

export async function sendSupplement(finding: string, id: string, text: string, photos: Picked[]): Promise<Finding> {
  const body = { id, text, evidence: photos.map(one => one.line) }
  const answer = await post<Finding>(`/findings/${finding}/supplements`, body)
  const missing = new Set(answer.inside?.supplements.find(one => one.id === id)?.missing ?? [])
  for (const one of photos.filter(photo => missing.has(photo.id))) {
    await transfer({
      size: one.line.size_bytes,
      metadata: { evidence_id: one.id, supplement_id: id, sha256: one.line.sha256 },
      location: one.upload,
      read: (start, end) => one.file.slice(start, end).arrayBuffer(),
      moved: (upload, offset) => {
        one.upload = upload
        one.sent = offset
        return Promise.resolve()
      },
    })
  }
  return missing.size ? get<Finding>(`/findings/${finding}`) : answer
}
