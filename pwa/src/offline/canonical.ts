/** Canonical JSON (docs/evidence.md §1): one spelling for one value, the same bytes as the server's. */
export type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value }
export type Statement = Readonly<Record<string, Value>>

export class NotCanonical extends Error {}

const DEEPEST = 16
/** Bytes, of what one phone or one receipt says. */
const LONGEST = 64 * 1024
export const LONGEST_MANIFEST = 64 * 1024 * 1024
const NAME = /^[a-z][a-z0-9_]*$/
const LONE = /\p{Surrogate}/u

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function text(value: string): string {
  if (LONE.test(value) || value.normalize('NFC') !== value) throw new NotCanonical('a string that is not NFC')
  return JSON.stringify(value)
}

function member(name: string, value: unknown, depth: number): string {
  if (!NAME.test(name)) throw new NotCanonical(`the name ${JSON.stringify(name)}`)
  return `"${name}":${spell(value, depth)}`
}

function spell(value: unknown, depth: number): string {
  if (depth > DEEPEST) throw new NotCanonical(`deeper than ${DEEPEST}`)
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return text(value)
  if (Number.isSafeInteger(value)) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(each => spell(each, depth + 1)).join(',')}]`
  // The default order of strings is the one of their code units.
  if (isObject(value)) return `{${Object.keys(value).sort().map(name => member(name, value[name], depth + 1)).join(',')}}`
  throw new NotCanonical(value === null ? 'null' : `a ${typeof value}`)
}

/** The one spelling of an object. Raises: NotCanonical. */
export function dumps(value: Statement): string {
  if (!isObject(value)) throw new NotCanonical('not an object')
  return spell(value, 1)
}

function decoded(data: string | Uint8Array): string {
  if (typeof data === 'string') return data
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data)
  } catch {
    throw new NotCanonical('not UTF-8')
  }
}

function parsed(spelling: string): unknown {
  try {
    return JSON.parse(spelling)
  } catch {
    throw new NotCanonical('not JSON')
  }
}

/** The object that is spelled so; every other spelling is refused. Raises: NotCanonical. */
export function loads(data: string | Uint8Array, longest = LONGEST): Statement {
  const spelling = decoded(data)
  if (new TextEncoder().encode(spelling).length > longest) throw new NotCanonical(`longer than ${longest} bytes`)
  const value = parsed(spelling) as Statement
  if (dumps(value) !== spelling) throw new NotCanonical('another spelling')
  return value
}
