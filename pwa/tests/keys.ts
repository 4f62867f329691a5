/** The other side of what a phone signs and verifies: a server's keys, and a phone that is enrolled under them. */
import { createHash, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto'
import type { DeviceKeyRow } from '@/api/types'
import { enrol } from '@/offline/deviceKey'
import { problem, type Server } from './server'

export const sha = (text: string): string => createHash('sha256').update(text).digest('hex')
const json = (body: unknown): Response => new Response(JSON.stringify(body), { status: 200, headers: { 'Content-Type': 'application/json' } })

interface ServerKey { id: string; x: string; secret: KeyObject }

export function aServerKey(): ServerKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const { x = '' } = publicKey.export({ format: 'jwk' })
  return { id: sha(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`), x, secret: privateKey }
}

/** Members in the order of their names, spelled as `JSON.stringify` spells them. */
export function spelled(value: object): string {
  return JSON.stringify(value, (_, held: unknown) => typeof held === 'object' && held !== null && !Array.isArray(held)
    ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => a < b ? -1 : 1)) : held)
}

export function signed(key: ServerKey, label: string, value: object): { statement: string; signature: string } {
  const statement = spelled(value)
  return { statement, signature: sign(null, Buffer.from(`fi/${label}/v1\n${statement}`), key.secret).toString('base64') }
}

/** What answers a phone that enrols: codes are right if they are GOODCODE. */
export class Office {
  root = aServerKey()
  receipt = aServerKey()
  rows: DeviceKeyRow[] = []
  sent: { code: string; jwk: Record<string, string>; signature: string }[] = []
  anchors = 0
  /** The answer is lost once: the key is enrolled all the same. */
  loseNext = false

  constructor(readonly user: string, server: Server) {
    server.fault = (call, body) => this.answer(call, new TextDecoder().decode(body))
  }

  manifest(): { manifest: string; signature: string } {
    const key = (use: string, { id, x }: ServerKey): object => ({ use, id, jwk: { crv: 'Ed25519', kty: 'OKP', x }, from: '2026-01-01T00:00:00.000Z' })
    const { statement, signature } = signed(this.root, 'keys', { v: 1, typ: 'keys', origin: 'o', at: '2026-01-01T00:00:00.000Z', keys: [key('root', this.root), key('receipt', this.receipt)] })
    return { manifest: statement, signature }
  }

  private answer(call: string, body: string): Response | undefined {
    if (call === 'GET /keys') return json(this.manifest())
    if (call === 'GET /device-keys') return json({ items: this.rows })
    if (call === 'GET /anchor') return json(this.anchor())
    return call.startsWith('PUT /device-keys/') ? this.enrol(call.slice(17), JSON.parse(body) as Office['sent'][0]) : undefined
  }

  anchor(): { statement: string; signature: string } {
    const id = String(++this.anchors).padStart(32, '0')
    return signed(this.receipt, 'anchor', { v: 1, typ: 'anchor', id, t: '2026-11-23T00:59:00.000Z', key: this.receipt.id })
  }

  private enrol(id: string, sent: Office['sent'][0]): Response {
    this.sent.push(sent)
    const key = sha(`{"crv":"P-256","kty":"EC","x":"${sent.jwk.x}","y":"${sent.jwk.y}"}`)
    const said = `{"code":"${sent.code}","id":"${key}","insp":"${this.user}","typ":"enrol","v":1}`
    if (sent.code !== 'GQQDCQDE' || !phoneSigned(sent.jwk, 'enrol', said, sent.signature)) return problem(422, 'device-code-wrong')
    const row: DeviceKeyRow = {
      id, key, user_id: this.user, user_name: 'An', name: 'phone', enrolled_at: '2026-11-20T00:00:00Z', expires_at: '2099-01-01T00:00:00Z', revoked_at: null,
      records: { count: 0, last_seq: null }, moves: ['revoke'],
    }
    if (!this.rows.some(one => one.id === id)) this.rows.push(row)
    if (this.loseNext) {
      this.loseNext = false
      throw new TypeError('network')
    }
    return json(row)
  }
}

export function phoneSigned(jwk: object, label: string, statement: string, signature: string): boolean {
  const key = createPublicKey({ key: jwk as Record<string, string>, format: 'jwk' })
  return verify('sha256', Buffer.from(`fi/${label}/v1\n${statement}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64'))
}

/** A phone that has its key, and its public half as the office was told it. */
export async function anEnrolledPhone(office: Office): Promise<Record<string, string>> {
  await enrol('gqqd-cqde')
  return office.sent[0]!.jwk
}
