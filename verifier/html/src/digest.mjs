/** SHA-256 and CRC-32: the browser's own SHA where it is there, a library's where it is not or the file is long. */
import { sha256 as library } from '@noble/hashes/sha2.js'

const STREAMED = 64 << 20 // above it a file is hashed piece by piece
const PIECE = 4 << 20
const SHORT = 16 << 10 // below it a call into the browser costs more than the hashing
const SLICES = 16
const T = table() // one flat table

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

function table() {
  const made = new Int32Array(SLICES * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xEDB88320 : crc >>> 1
    made[byte] = crc
  }
  for (let at = 256; at < made.length; at++) made[at] = (made[at - 256] >>> 8) ^ made[made[at - 256] & 255]
  return made
}

/** CRC-32 of ZIP (polynomial EDB88320), sixteen bytes a step; `before` is the CRC of what came before. */
export function crc32(bytes, before = 0) {
  if (bytes.length < 32) return ~ofBytes(bytes, 0, bytes.length, ~before) >>> 0
  const aligned = -bytes.byteOffset & 3
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + aligned, (bytes.length - aligned) >> 4 << 2)
  const crc = ofWords(words, ofBytes(bytes, 0, aligned, ~before))
  return ~ofBytes(bytes, aligned + words.byteLength, bytes.length, crc) >>> 0
}

function ofBytes(bytes, from, to, before) {
  let crc = before
  for (let at = from; at < to; at++) crc = (crc >>> 8) ^ T[(crc ^ bytes[at]) & 255]
  return crc
}

/** Four words a step; every machine with a browser has the low byte first. */
function ofWords(words, before) {
  let crc = before
  for (let at = 0; at < words.length; at += 4) {
    const a = words[at] ^ crc
    const b = words[at + 1]
    const c = words[at + 2]
    const d = words[at + 3]
    crc = T[3840 + (a & 255)] ^ T[3584 + (a >>> 8 & 255)] ^ T[3328 + (a >>> 16 & 255)] ^ T[3072 + (a >>> 24)]
      ^ T[2816 + (b & 255)] ^ T[2560 + (b >>> 8 & 255)] ^ T[2304 + (b >>> 16 & 255)] ^ T[2048 + (b >>> 24)]
      ^ T[1792 + (c & 255)] ^ T[1536 + (c >>> 8 & 255)] ^ T[1280 + (c >>> 16 & 255)] ^ T[1024 + (c >>> 24)]
      ^ T[768 + (d & 255)] ^ T[512 + (d >>> 8 & 255)] ^ T[256 + (d >>> 16 & 255)] ^ T[d >>> 24]
  }
  return crc
}
