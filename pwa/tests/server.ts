/** A server at the end of `fetch`: reports, tus, orders and sync, with faults to order. Fakes stand only where the network begins. */
import { createHash } from 'node:crypto'
import { vi } from 'vitest'

export interface Line { id: string; sha256: string; size_bytes: number }
interface Upload { evidence: string; length: number; bytes: Uint8Array<ArrayBuffer> }
type Reply = Response | Promise<Response>

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })

export const problem = (status: number, slug: string, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify({ type: `/problems/${slug}`, title: slug, status, detail: `${slug}!` }),
    { status, headers: { 'Content-Type': 'application/problem+json', ...headers } })

export const portal = (): Response => new Response('<html>', { headers: { 'Content-Type': 'text/html; charset=utf-8' } })

function sha(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function append(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}

export class Server {
  readonly calls: string[] = []
  readonly cursors: (string | null)[] = []
  readonly reports = new Map<string, { body: string; evidence: Line[] }>()
  readonly uploads = new Map<string, Upload>()
  readonly received = new Map<string, Uint8Array>()
  readonly syncPages: { changes: unknown[]; next_cursor: string; more: boolean; anew?: boolean; scope_sha256?: string }[] = []
  /** The digest on the last page, where a page does not bring its own. */
  scope: string = sha(new Uint8Array())
  envelopes: unknown[] = []
  /** What came of deeds: one answer a key, as the real server gives it. */
  readonly deeds = new Map<string, { call: string; body: unknown }>()
  /** What a device holds that compared its lists, and what it is answered, by kind. */
  readonly compared: { kind: string; after: string | null; items: { id: string; version: string }[]; last: boolean }[] = []
  readonly differences: Record<string, { gone?: string[]; changes?: unknown[]; through?: string }[]> = {}
  /** Looked at before every request: an answer (or a throw) replaces the real one. */
  fault: (call: string, body: Uint8Array) => Reply | undefined = () => undefined
  /** Applied after a request took effect: losing the answer is the worst of faults. */
  lose: (call: string) => boolean = () => false

  install(): this {
    vi.stubGlobal('fetch', (target: string, init: RequestInit = {}) => this.answer(target, init))
    return this
  }

  private async answer(target: string, init: RequestInit): Promise<Response> {
    const { pathname, searchParams } = new URL(target, 'http://phone.test')
    const path = pathname.replace('/api/v1', '')
    const call = `${init.method ?? 'GET'} ${path}`
    if (call === 'GET /sync') this.cursors.push(searchParams.get('cursor'))
    const body = new Uint8Array(await new Response(init.body).arrayBuffer())
    this.calls.push(call)
    const broken = this.fault(call, body)
    if (broken) return broken
    const reply = this.route(call, path, body, new Headers(init.headers))
    if (this.lose(call)) throw new TypeError('network')
    return reply
  }

  private route(call: string, path: string, body: Uint8Array<ArrayBuffer>, headers: Headers): Response {
    if (call.startsWith('PUT /reports/')) return this.report(path.slice(9), new TextDecoder().decode(body))
    if (call === 'POST /uploads') return this.create(headers)
    if (call.startsWith('HEAD /uploads/')) return this.offset(path.slice(9))
    if (call.startsWith('PATCH /uploads/')) return this.patch(path.slice(9), headers, body)
    if (call === 'POST /sync/compare') return this.compare(body)
    if (headers.get('Idempotency-Key')) return this.deed(call, body, headers)
    return this.reading(call)
  }

  private reading(call: string): Response {
    if (call === 'GET /sync') return json({ anew: false, scope_sha256: null, ...this.syncPages.shift() ?? { changes: [], next_cursor: 'end', more: false, scope_sha256: this.scope } })
    if (call === 'GET /sync/envelopes') return json({ items: this.envelopes })
    if (call === 'GET /units') return json({ items: [], next_cursor: null })
    if (call === 'GET /dictionary') return json({ focus_areas: [] }, 200, { ETag: '"1"' })
    if (call === 'POST /auth/token') return json({ access_token: 'a2', token_type: 'Bearer', expires_in: 600, refresh_token: 'r2', scope: '' })
    return problem(404, 'not-found')
  }

  private deed(call: string, body: Uint8Array, headers: Headers): Response {
    const key = `${call} ${headers.get('Idempotency-Key') ?? ''}`
    if (!this.deeds.has(key)) this.deeds.set(key, { call, body: JSON.parse(new TextDecoder().decode(body)) })
    return json({})
  }

  private compare(body: Uint8Array): Response {
    const asked = JSON.parse(new TextDecoder().decode(body)) as Server['compared'][number]
    this.compared.push(asked)
    return json({ gone: [], changes: [], through: null, next_cursor: `c-${asked.kind}`, ...this.differences[asked.kind]?.shift() })
  }

  private report(id: string, body: string): Response {
    const held = this.reports.get(id)
    if (held && held.body !== body) return problem(409, 'report-id-reused')
    const { evidence } = JSON.parse(body) as { evidence: Line[] }
    this.reports.set(id, { body, evidence })
    const missing = evidence.filter(line => !this.received.has(line.id)).map(line => line.id)
    const done = { report_id: id, content_sha256: sha(new TextEncoder().encode(body)), received_at: '2026-11-23T02:00:00Z', log_index: 7, log_chain: 'c', evidence: [] }
    return json({ id, state: missing.length > 0 ? 'incomplete' : 'submitted', missing, content_sha256: done.content_sha256, receipt: missing.length > 0 ? null : done })
  }

  private create(headers: Headers): Response {
    const [, evidence = ''] = /evidence_id ([^,]+)/.exec(headers.get('Upload-Metadata') ?? '') ?? []
    const id = `u${this.uploads.size + 1}`
    this.uploads.set(id, { evidence: atob(evidence), length: Number(headers.get('Upload-Length')), bytes: new Uint8Array() })
    return new Response(null, { status: 201, headers: { Location: `/api/v1/uploads/${id}`, 'Upload-Offset': '0' } })
  }

  private offset(id: string): Response {
    const upload = this.uploads.get(id)
    return upload ? new Response(null, { headers: { 'Upload-Offset': String(upload.bytes.length) } }) : problem(404, 'not-found')
  }

  private patch(id: string, headers: Headers, body: Uint8Array<ArrayBuffer>): Response {
    const upload = this.uploads.get(id)
    if (!upload) return problem(404, 'not-found')
    if (Number(headers.get('Upload-Offset')) !== upload.bytes.length) return problem(409, 'offset-conflict')
    upload.bytes = append(upload.bytes, body)
    if (upload.bytes.length === upload.length) return this.finish(upload)
    return new Response(null, { status: 204, headers: { 'Upload-Offset': String(upload.bytes.length) } })
  }

  private finish(upload: Upload): Response {
    const declared = [...this.reports.values()].flatMap(one => one.evidence).find(line => line.id === upload.evidence)
    if (declared?.sha256 !== sha(upload.bytes)) {
      upload.bytes = new Uint8Array()
      return problem(460, 'checksum-mismatch')
    }
    this.received.set(upload.evidence, upload.bytes)
    return new Response(null, { status: 204, headers: { 'Upload-Offset': String(upload.length) } })
  }
}
