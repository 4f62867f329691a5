/** DER, read strictly: definite lengths in their shortest form, nothing left over. Malformed bytes answer undefined or throw DerError. */
export class DerError extends Error {}

const DEEPEST = 40

/** One element: `tag`, `content`, its `whole` bytes and, where constructed, its `parts`. */
export function der(bytes) {
  const { element, next } = elementAt(bytes, 0, 0)
  if (next !== bytes.length) throw new DerError('bytes left over')
  return element
}

function elementAt(bytes, at, depth) {
  if (depth > DEEPEST || at + 2 > bytes.length) throw new DerError('cut short')
  const tag = bytes[at]
  if ((tag & 31) === 31) throw new DerError('long tag')
  const { length, start } = lengthAt(bytes, at + 1)
  const next = start + length
  if (next > bytes.length) throw new DerError('cut short')
  const element = { tag, content: bytes.subarray(start, next), whole: bytes.subarray(at, next), parts: [] }
  if (tag & 32) {
    for (let inner = start; inner < next;) {
      const read = elementAt(bytes.subarray(0, next), inner, depth + 1)
      element.parts.push(read.element)
      inner = read.next
    }
  }
  return { element, next }
}

function lengthAt(bytes, at) {
  const first = bytes[at]
  if (first < 128) return { length: first, start: at + 1 }
  const count = first & 127
  if (count === 0 || count > 4 || at + 1 + count > bytes.length) throw new DerError('length')
  const length = bytes.subarray(at + 1, at + 1 + count).reduce((sum, byte) => sum * 256 + byte, 0)
  if (length < 128 || bytes[at + 1] === 0) throw new DerError('length')
  return { length, start: at + 1 + count }
}

/** Dotted spelling of an OBJECT IDENTIFIER; undefined when the element is none. */
export function oid(element) {
  if (element?.tag !== 6 || element.content.length === 0 || element.content.at(-1) > 127) return undefined
  const arcs = []
  let arc = 0
  for (const byte of element.content) {
    arc = arc * 128 + (byte & 127)
    if (byte < 128) {
      arcs.push(arc)
      arc = 0
    }
  }
  const first = Math.min(2, Math.floor(arcs[0] / 40))
  return [first, arcs[0] - 40 * first, ...arcs.slice(1)].join('.')
}

/** The DER of a PEM text's blocks of one label. */
export function pem(written, label) {
  const blocks = written.matchAll(new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----`, 'g'))
  return [...blocks].map(([, base64]) => Uint8Array.from(atob(base64.replace(/\s/g, '')), char => char.charCodeAt(0)))
}
