/** C2SP texts: signed notes, checkpoints, verifier keys, cosignatures and inclusion proofs. */
import { concat, equal, text, unbase64, utf8 } from './bytes.mjs'
import { sha256 } from './digest.mjs'
import { ed25519Holds } from './signatures.mjs'

export const MOST_NOTE = 256 * 1024
const MOST_LINES = 64
const NEWLINE = 10
const LINE = /^— ([^\s+\u0085]+) (\S+)$/u
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/
const SIZE = /^(?:0|[1-9][0-9]{0,15})$/

export const LOG = 0x01
export const WITNESS = 0x04

/** The four bytes that name a key in a note. */
export const keyId = (name, type, publicKey) => sha256(concat(utf8(`${name}\n`), Uint8Array.of(type), publicKey)).subarray(0, 4)

/** `body` (bytes, last newline included) and `lines` ({name, id, signature}) of a signed note; undefined when it is none. */
export function note(bytes) {
  if (bytes.length > MOST_NOTE) return undefined
  const whole = text(bytes)
  const gap = whole?.lastIndexOf('\n\n') ?? -1
  if (gap < 0 || CONTROL.test(whole) || !whole.endsWith('\n')) return undefined
  const written = whole.slice(gap + 2).split('\n').slice(0, -1)
  if (written.length === 0 || written.length > MOST_LINES) return undefined
  const lines = written.map(signatureLine)
  return lines.includes(undefined) ? undefined : { body: utf8(whole.slice(0, gap + 1)), lines }
}

function signatureLine(written) {
  const [, name, base64] = LINE.exec(written) ?? []
  const bytes = base64 && unbase64(base64)
  return bytes && bytes.length > 4 ? { name, id: bytes.subarray(0, 4), signature: bytes.subarray(4) } : undefined
}

/** `origin`, `size`, `root`, `body` and `lines` of a checkpoint; undefined when it is none. */
export function checkpoint(bytes) {
  const signed = note(bytes)
  if (!signed) return undefined
  const [origin, size, root, ...rest] = text(signed.body).split('\n').slice(0, -1)
  const hash = unbase64(root ?? '')
  const whole = origin && SIZE.test(size ?? '') && Number.isSafeInteger(Number(size)) && hash?.length === 32 && rest.every(line => line !== '')
  return whole ? { origin, size: Number(size), root: hash, ...signed } : undefined
}

/** `name`, `id`, `type` and `publicKey` of a vkey; undefined when it is none or its id is not its key's. */
export function vkey(written) {
  const [, name, id, base64] = /^([^\s+\u0085]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(written) ?? []
  const bytes = base64 && unbase64(base64)
  if (bytes?.length !== 33) return undefined
  const [type, publicKey] = [bytes[0], bytes.subarray(1)]
  const named = keyId(name, type, publicKey)
  return Number.parseInt(id, 16) === new DataView(named.buffer, named.byteOffset).getUint32(0) ? { name, id: named, type, publicKey } : undefined
}

export const lineOf = key => line => line.name === key.name && equal(line.id, key.id)

/** Whether a line is the log key's signature over the note. */
export const signed = (key, body, line) => ed25519Holds(key.publicKey, body, line.signature)

/** When the witness says it saw the checkpoint, in seconds since 1970; undefined when the line is not its cosignature. */
export function cosigned(witness, body, line) {
  if (line.signature.length !== 72) return undefined
  const at = new DataView(line.signature.buffer, line.signature.byteOffset).getBigUint64(0)
  if (at >= 1n << 63n) return undefined
  const message = concat(utf8(`cosignature/v1\ntime ${at}\n`), body)
  return ed25519Holds(witness.publicKey, message, line.signature.subarray(8)) ? Number(at) : undefined
}

/** `index` and `path` of a tlog-proof without extra data to the checkpoint of `body`, whose signatures are looked at elsewhere; undefined when it is none. */
export function inclusionProof(bytes, body) {
  const gap = bytes.length > MOST_NOTE ? -1 : gapIn(bytes)
  if (gap < 0 || !equal(bytes.subarray(gap + 2, gap + 3 + body.length), concat(body, Uint8Array.of(NEWLINE)))) return undefined
  const lines = text(bytes.subarray(0, gap))?.split('\n') ?? []
  if (lines.shift() !== 'c2sp.org/tlog-proof@v1') return undefined
  const index = /^index (\d+)$/.exec(lines.shift() ?? '')?.[1]
  const path = hashes(lines)
  return index !== undefined && SIZE.test(index) && path ? { index: Number(index), path } : undefined
}

const gapIn = bytes => bytes.findIndex((byte, at) => byte === NEWLINE && bytes[at + 1] === NEWLINE)

/** The hashes of base64 lines, at most 64 of them; undefined when one is none. */
export function hashes(lines) {
  if (lines.length > 64) return undefined
  const path = lines.map(line => unbase64(line))
  return path.every(hash => hash?.length === 32) ? path : undefined
}
