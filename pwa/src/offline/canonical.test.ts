/** One spelling for one value, byte for byte the server's (tests/core/test_canonical.py has the same vectors). */
import { describe, expect, it } from 'vitest'
import { dumps, loads, NotCanonical, type Statement } from './canonical'

const bytes = (...parts: (string | number)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap(part => typeof part === 'string' ? [...new TextEncoder().encode(part)] : [part]))

const SPELLED: [Statement, string][] = [
  [{}, '{}'],
  [{ b: 1, a: [true, false, { z: '', y: -7 }] }, '{"a":[true,false,{"y":-7,"z":""}],"b":1}'],
  [{ n: 2 ** 53 - 1, m: -(2 ** 53 - 1) }, '{"m":-9007199254740991,"n":9007199254740991}'],
  [{ s: '"\\/\b\t\n\f\r\x00\x1f\x7f\u2028督' }, '{"s":"\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\x7f\u2028督"}'],
  [{ a_1: '😀', a0: 0, a: 'é' }, '{"a":"é","a0":0,"a_1":"😀"}'],
]
const UNSPEAKABLE: unknown[] = [
  { A: 1 }, { 'a-b': 1 }, { '': 1 }, { '1a': 1 }, { 督: 1 }, { 'a\n': 1 }, { a: 1.5 }, { a: NaN }, { a: Infinity }, { a: null }, { a: undefined }, { a: 2 ** 53 },
  { a: -(2 ** 53) }, { a: 'e\u0301' }, { a: '\ud800' }, { a: '\udc00x' }, { a: 1n }, { a: () => 1 }, [1], 'a', 1, null,
]
const OTHERWISE: (string | Uint8Array)[] = [
  '', '[]', '1', '"a"', 'null', '{"a":1,"a":1}', '{"b":1,"a":1}', '{"a": 1}', '{"a":1}\n', ' {"a":1}', '{"a":1.0}', '{"a":1e2}', '{"a":-0}', '{"a":01}', '{"a":+1}',
  '{"a":null}', '{"a":9007199254740992}', '{"a":9007199254740993}', '{"a":"\\u0041"}', '{"a":"\\/"}', '{"a":"\\u001F"}', '{"a":"\\ud800"}', bytes('{"a":"', 0xff, '"}'),
  bytes(0xef, 0xbb, 0xbf, '{"a":1}'), '{"a":NaN}', '{"a":"e\u0301"}', bytes('{"a":"', 0xed, 0xa0, 0x80, '"}'), '{\'a\':1}', '{"a":1,}', '{"a":"\x01"}', '{"__proto__":1}',
]

describe('canonical JSON', () => {
  it.each(SPELLED)('spells %j one way', (value, spelling) => {
    expect(dumps(value)).toBe(spelling)
    expect(loads(spelling)).toEqual(value)
    expect(loads(bytes(spelling))).toEqual(loads(spelling))
  })

  it.each(UNSPEAKABLE.map(value => [value]))('has no way to say %s', value => {
    expect(() => dumps(value as Statement)).toThrow(NotCanonical)
  })

  it.each(OTHERWISE.map(spelling => [spelling]))('refuses the spelling %s', spelling => {
    expect(() => loads(spelling)).toThrow(NotCanonical)
  })

  it('knows one nought', () => {
    expect(dumps({ a: -0 })).toBe('{"a":0}')
  })

  it('is sixteen deep and 64 KiB long at most', () => {
    let deep: Statement = {}
    for (let n = 0; n < 15; n++) deep = { a: deep }
    expect(loads(dumps(deep))).toEqual(deep)
    expect(() => dumps({ a: deep })).toThrow(NotCanonical)
    expect(() => loads(`${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`)).toThrow(NotCanonical)
    const long = dumps({ a: 'x'.repeat(70_000) })
    expect(() => loads(long)).toThrow(NotCanonical)
    expect(loads(long, 80_000).a).toHaveLength(70_000)
    expect(() => loads(dumps({ a: '督'.repeat(22_000) }))).toThrow(NotCanonical)
  })
})
