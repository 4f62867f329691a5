/** Bytes and their spellings: hex, base64, UTF-8. */
const ENCODER = new TextEncoder()
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

export const utf8 = text => ENCODER.encode(text)

/** The text of well-formed UTF-8, a byte order mark kept as a character; undefined when ill-formed. */
export function text(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

export function hex(bytes) {
  let out = ''
  for (const byte of bytes) out += HEX[byte]
  return out
}

/** Bytes of lower-case hex already known to be well-formed. */
export function unhex(digits) {
  const bytes = new Uint8Array(digits.length / 2)
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16)
  return bytes
}

export function concat(...parts) {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

export function equal(a, b) {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

/** Bytes of base64 (RFC 4648 §4, padded, no other spelling); undefined when it is not. */
export function unbase64(digits) {
  if (digits.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return undefined
  const binary = attemptAtob(digits)
  if (binary === undefined || btoa(binary) !== digits) return undefined
  return Uint8Array.from(binary, char => char.charCodeAt(0))
}

/** Bytes of base64url without padding; undefined when it is not. */
export function unbase64url(digits) {
  if (!/^[A-Za-z0-9_-]*$/.test(digits) || digits.length % 4 === 1) return undefined
  return unbase64(digits.replaceAll('-', '+').replaceAll('_', '/') + '='.repeat((4 - (digits.length % 4)) % 4))
}

function attemptAtob(digits) {
  try {
    return atob(digits)
  } catch {
    return undefined
  }
}
