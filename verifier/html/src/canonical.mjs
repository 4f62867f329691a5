/** Canonical JSON (§1): read strictly, every other spelling refused. */
import { text } from './bytes.mjs'
import { Refusal } from './codes.mjs'

export const STATEMENT = 64 * 1024
export const MANIFEST = 16 * 1024 * 1024
const DEPTH = 16
const NODES = 4_000_000 // more values than the largest bundle can name
const INTEGER = /-?(?:0|[1-9][0-9]*)/y
const NAME = /"([a-z][a-z0-9_]*)":/y
// eslint-disable-next-line no-control-regex
const PLAIN = /[^"\\\u0000-\u001f]*/y
const SHORT = { '"': '"', '\\': '\\', 'b': '\b', 't': '\t', 'n': '\n', 'f': '\f', 'r': '\r' }
const LONG = /u00(0[0-7]|0b|0[ef]|1[0-9a-f])/y

/**
 * The object that canonical bytes spell; objects have no prototype.
 * Raises: Refusal `json`.
 */
export function parse(bytes, about, limit = STATEMENT) {
  if (bytes.length > limit) throw new Refusal('json', about)
  const source = text(bytes)
  if (source === undefined) throw new Refusal('json', about)
  const reader = new Reader(source, about)
  if (source[0] !== '{') reader.refuse()
  const value = reader.value(1)
  if (reader.at !== source.length) reader.refuse()
  return value
}

class Reader {
  constructor(source, about) {
    this.source = source
    this.about = about
    this.at = 0
    this.nodes = 0
  }

  refuse() {
    throw new Refusal('json', this.about)
  }

  value(depth) {
    if (++this.nodes > NODES) this.refuse()
    switch (this.source[this.at]) {
      case '{': return this.object(depth)
      case '[': return this.array(depth)
      case '"': return this.string()
      case 't': return this.word('true', true)
      case 'f': return this.word('false', false)
      default: return this.integer()
    }
  }

  object(depth) {
    if (depth > DEPTH) this.refuse()
    const members = Object.create(null)
    let last = ''
    this.at++
    if (this.take('}')) return members
    do {
      const name = this.match(NAME)?.[1]
      if (name === undefined || name <= last) this.refuse()
      last = name
      members[name] = this.value(depth + 1)
    } while (this.take(','))
    if (!this.take('}')) this.refuse()
    return members
  }

  array(depth) {
    if (depth > DEPTH) this.refuse()
    const values = []
    this.at++
    if (this.take(']')) return values
    do values.push(this.value(depth + 1))
    while (this.take(','))
    if (!this.take(']')) this.refuse()
    return values
  }

  string() {
    this.at++
    let value = ''
    for (;;) {
      value += this.match(PLAIN)[0]
      const char = this.source[this.at++]
      if (char === '"') break
      if (char !== '\\') this.refuse()
      value += this.escaped()
    }
    if (value.normalize('NFC') !== value) this.refuse()
    return value
  }

  escaped() {
    const char = this.source[this.at]
    if (char === 'u') return String.fromCharCode(Number.parseInt((this.match(LONG) ?? this.refuse())[1], 16))
    if (!Object.hasOwn(SHORT, char ?? '')) this.refuse()
    this.at++
    return SHORT[char]
  }

  word(word, value) {
    if (!this.source.startsWith(word, this.at)) this.refuse()
    this.at += word.length
    return value
  }

  integer() {
    const digits = this.match(INTEGER)?.[0]
    if (digits === undefined || digits === '-0' || !Number.isSafeInteger(Number(digits))) this.refuse()
    return Number(digits)
  }

  match(pattern) {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.source)
    if (found) this.at = pattern.lastIndex
    return found
  }

  take(char) {
    if (this.source[this.at] !== char) return false
    this.at++
    return true
  }
}
