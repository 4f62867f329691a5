/** SHA-256 and CRC-32: the browser's own SHA where it is there, a library's where it is not or the file is long. */
import { sha256 as library } from '@noble/hashes/sha2.js'

const STREAMED = 64 << 20 // above it a file is hashed piece by piece
const PIECE = 4 << 20
const SHORT = 16 << 10 // below it a call into the browser costs more than the hashing
const TABLES = tables()

/** SHA-256 of bytes in memory, at once. */
export const sha256 = bytes => library(bytes)

/** SHA-256 and CRC-32 of `source` between two offsets. `told` hears how many bytes were done. */
export async function digest(source, from, to, told = () => undefined) {
  if (to - from > STREAMED) return streamed(source, from, to, told)
  const bytes = await source.read(from, to)
  const hashing = fastest(bytes)
  const crc = crc32(bytes)
  const hash = await hashing
  told(to - from)
  return { hash, crc }
}

async function fastest(bytes) {
  const subtle = globalThis.crypto?.subtle
  return bytes.length < SHORT || !subtle ? library(bytes) : new Uint8Array(await subtle.digest('SHA-256', bytes))
}

async function streamed(source, from, to, told) {
  const hasher = library.create()
  let crc = 0
  for (let at = from; at < to; at += PIECE) {
    const bytes = await source.read(at, Math.min(to, at + PIECE))
    hasher.update(bytes)
    crc = crc32(bytes, crc)
    told(bytes.length)
  }
  return { hash: hasher.digest(), crc }
}

function tables() {
  const made = Array.from({ length: 8 }, () => new Uint32Array(256))
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xEDB88320 : crc >>> 1
    made[0][byte] = crc >>> 0
  }
  for (let byte = 0; byte < 256; byte++) {
    for (let table = 1; table < 8; table++) made[table][byte] = (made[table - 1][byte] >>> 8) ^ made[0][made[table - 1][byte] & 255]
  }
  return made
}

/** CRC-32 of ZIP (polynomial EDB88320), eight bytes a step; `before` is the CRC of what came before. */
export function crc32(bytes, before = 0) {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES
  let crc = ~before
  let at = 0
  for (const end = bytes.length - 7; at < end; at += 8) {
    crc ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)
    crc = t7[crc & 255] ^ t6[(crc >>> 8) & 255] ^ t5[(crc >>> 16) & 255] ^ t4[crc >>> 24]
      ^ t3[bytes[at + 4]] ^ t2[bytes[at + 5]] ^ t1[bytes[at + 6]] ^ t0[bytes[at + 7]]
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ t0[(crc ^ bytes[at]) & 255]
  return ~crc >>> 0
}
