/** A small tus 1.0 client: resumes from what the server says it has, begins again on a digest mismatch. */
import { ApiProblem, Offline, problemOf } from '@/api/errors'
import { send } from '@/api/http'
import { base64 } from './bytes'

export const PART = 512 * 1024
const VERSION = { 'Tus-Resumable': '1.0.0' }
const MISMATCH = 460
const RESTARTS = 3
/** A part that is not acknowledged by then never will be: half a mebibyte at 3 KB/s. */
const PATIENCE_MS = 180_000

export interface Upload {
  size: number
  metadata: Record<string, string>
  /** Where it was going last time, if it had begun. */
  location: string | null
  read: (start: number, end: number) => Promise<ArrayBuffer>
  /** Called whenever the server has acknowledged more. */
  moved: (location: string, offset: number) => Promise<void>
}
interface Place { location: string; offset: number }

function encode(metadata: Record<string, string>): string {
  const text = (value: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(value)))
  return Object.entries(metadata).map(([key, value]) => `${key} ${text(value)}`).join(',')
}

/** What the server has, in its own words; a good answer without them is somebody else's. Raises: Offline. */
function offsetIn(response: Response, size: number): number {
  const header = response.headers.get('Upload-Offset') ?? ''
  if (!/^\d+$/.test(header) || Number(header) > size) throw new Offline(true)
  return Number(header)
}

async function create(upload: Upload): Promise<Place> {
  const headers = { ...VERSION, 'Upload-Length': String(upload.size), 'Upload-Metadata': encode(upload.metadata) }
  const response = await send('POST', '/uploads', { headers, patience: PATIENCE_MS })
  if (response.status !== 201) throw await problemOf(response)
  const told = response.headers.get('Location')
  if (!told) throw new Offline(true)
  return { location: new URL(told, globalThis.location.origin).pathname, offset: offsetIn(response, upload.size) }
}

/** Ask what the server has; an upload it no longer knows is begun again. */
async function resume(upload: Upload, location: string): Promise<Place> {
  const response = await send('HEAD', location, { headers: VERSION, patience: PATIENCE_MS })
  if (response.ok) return { location, offset: offsetIn(response, upload.size) }
  if ([403, 404, 410].includes(response.status)) return create(upload)
  throw await problemOf(response)
}

async function patch(upload: Upload, at: Place): Promise<Place> {
  const body = await upload.read(at.offset, at.offset + PART)
  const headers = {
    ...VERSION, 'Upload-Offset': String(at.offset), 'Content-Type': 'application/offset+octet-stream',
    'Upload-Checksum': `sha256 ${base64(await crypto.subtle.digest('SHA-256', body))}`,
  }
  const response = await send('PATCH', at.location, { headers, body, patience: PATIENCE_MS })
  if (response.ok) return { location: at.location, offset: offsetIn(response, upload.size) }
  // Somebody else's offset, or an upload that expired meanwhile: the server's word decides.
  if ([404, 409, 410].includes(response.status)) return resume(upload, at.location)
  throw await problemOf(response)
}

const mismatched = (error: unknown): boolean => error instanceof ApiProblem && error.status === MISMATCH

/** Send until the server has it all. Raises: ApiProblem, Offline, SignedOut. */
export async function transfer(upload: Upload): Promise<void> {
  let at = upload.location ? await resume(upload, upload.location) : await create(upload)
  let restarts = 0
  let stuck = 0
  await upload.moved(at.location, at.offset)
  while (at.offset < upload.size) {
    const before = at
    try {
      at = await patch(upload, at)
    } catch (error) {
      if (!mismatched(error) || ++restarts > RESTARTS) throw error
      at = await resume(upload, at.location)
    }
    stuck = at.offset > before.offset ? 0 : stuck + 1
    if (stuck > RESTARTS * 2) throw new ApiProblem(503, { type: 'about:blank', title: '', status: 503, detail: '' })
    await upload.moved(at.location, at.offset)
  }
}
