/** A file that opens only with its passphrase, written and read piece by piece (docs/parcel.md): any change, loss or exchange of a piece is found. */
import { randomHex, utf8, type Bytes } from './bytes'
import { dumps, loads } from './canonical'

const MAGIC = utf8('MCPARCEL1\n')
export const ROUNDS = 600_000
const MOST_ROUNDS = 10_000_000
const LONGEST_HEADER = 1024
/** Of one frame; a report with two hundred photographs is far below. */
const LONGEST_FRAME = 16 * 1024 * 1024
const TAG = 16
export const LEAST_PASSPHRASE = 10

/** `json` is a record, `bytes` a piece of the photograph named just before. */
export type Frame = { json: Record<string, unknown> } | { bytes: Bytes }

/** Not a file of this kind, or of a kind this version does not know. */
export class NotAParcel extends Error {}
/** The first frame does not open: the passphrase is another, or the file's beginning was changed. */
export class WrongPassphrase extends Error {}
/** It ends before its end, or a later frame does not open. */
export class Damaged extends Error {}

async function keyFrom(passphrase: string, salt: string, rounds: number): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', utf8(passphrase.normalize('NFC')), 'PBKDF2', false, ['deriveKey'])
  const how = { name: 'PBKDF2', hash: 'SHA-256', iterations: rounds, salt: utf8(salt) }
  return crypto.subtle.deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

const u32 = (value: number): Bytes => {
  const out = new Uint8Array(4)
  new DataView(out.buffer).setUint32(0, value)
  return out
}

function join(...parts: Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** The key is this file's alone, so a counter never repeats under it; the last byte marks the last frame. */
function cipher(prefix: Bytes, n: number, last: boolean): AesGcmParams {
  const iv = new Uint8Array(12)
  new DataView(iv.buffer).setUint32(7, n)
  iv[11] = last ? 1 : 0
  return { name: 'AES-GCM', iv, additionalData: prefix }
}

const JSON_KIND = 0x4a
const BYTES_KIND = 0x42

function plain(frame: Frame): Bytes {
  return 'json' in frame ? join(new Uint8Array([JSON_KIND]), utf8(JSON.stringify(frame.json))) : join(new Uint8Array([BYTES_KIND]), frame.bytes)
}

function frameOf(opened: Bytes): Frame {
  if (opened[0] === BYTES_KIND) return { bytes: opened.slice(1) }
  if (opened[0] !== JSON_KIND) throw new Damaged('a frame of no known kind')
  return { json: JSON.parse(new TextDecoder().decode(opened.subarray(1))) as Record<string, unknown> }
}

/** The file's pieces, in order; holds one frame at a time. */
export async function* sealed(frames: AsyncIterable<Frame>, passphrase: string, rounds = ROUNDS): AsyncGenerator<Bytes> {
  const salt = randomHex(16)
  const header = utf8(dumps({ v: 1, kdf: 'PBKDF2-SHA-256', rounds, salt, cipher: 'AES-256-GCM' }))
  const prefix = join(MAGIC, u32(header.length), header)
  const key = await keyFrom(passphrase, salt, rounds)
  yield prefix
  let n = 0
  const close = async (frame: Frame, last: boolean): Promise<Bytes> => {
    const body = new Uint8Array(await crypto.subtle.encrypt(cipher(prefix, n++, last), key, plain(frame)))
    return join(u32(body.length), body)
  }
  let before: Frame | undefined
  for await (const frame of frames) {
    if (before) yield close(before, false)
    before = frame
  }
  if (before) yield close(before, true)
}

const slice = async (file: Blob, at: number, size: number): Promise<Bytes> => new Uint8Array(await file.slice(at, at + size).arrayBuffer())
const number = (bytes: Bytes): number => bytes.length === 4 ? new DataView(bytes.buffer).getUint32(0) : 0

/** How the file was closed, and all that stands before its frames. Raises: NotAParcel. */
async function begun(file: Blob): Promise<{ prefix: Bytes; salt: string; rounds: number }> {
  const size = number(await slice(file, MAGIC.length, 4))
  const prefix = await slice(file, 0, MAGIC.length + 4 + Math.min(size, LONGEST_HEADER))
  if (size === 0 || size > LONGEST_HEADER || MAGIC.some((byte, n) => prefix[n] !== byte)) throw new NotAParcel()
  try {
    const { v, salt, rounds } = loads(new TextDecoder().decode(prefix.subarray(MAGIC.length + 4)))
    if (v !== 1 || typeof salt !== 'string' || typeof rounds !== 'number' || rounds < 1 || rounds > MOST_ROUNDS) throw new NotAParcel()
    return { prefix, salt, rounds }
  } catch {
    throw new NotAParcel()
  }
}

/** The frames in order, read from the file one at a time. Raises: NotAParcel, WrongPassphrase, Damaged. */
export async function* opened(file: Blob, passphrase: string): AsyncGenerator<Frame> {
  const { prefix, salt, rounds } = await begun(file)
  const key = await keyFrom(passphrase, salt, rounds)
  for (let at = prefix.length, n = 0; ; n++) {
    const size = number(await slice(file, at, 4))
    if (size <= TAG || size > LONGEST_FRAME || at + 4 + size > file.size) throw new Damaged('cut short')
    const last = at + 4 + size === file.size
    const body = await slice(file, at + 4, size)
    const bytes = await crypto.subtle.decrypt(cipher(prefix, n, last), key, body)
      .catch(() => { throw n === 0 ? new WrongPassphrase() : new Damaged(`frame ${n}`) })
    yield frameOf(new Uint8Array(bytes))
    if (last) return
    at += 4 + size
  }
}
