/** Canonical JSON (§1) and the shapes of statements: what is read, and every other spelling refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../../../verifier/html/src/bytes.mjs'
import { parse } from '../../../verifier/html/src/canonical.mjs'
import { Refusal } from '../../../verifier/html/src/codes.mjs'
import { micros, statement } from '../../../verifier/html/src/shapes.mjs'

const nested = levels => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`
const READ = [
  '{}', '{"a":0}', '{"a":-1,"b":9007199254740991}', '{"a":[],"b":{},"c":true,"d":false}', '{"a":"云","a_1":"/"}', '{"a":"\\"\\\\\\b\\t\\n\\f\\r\\u0000\\u001f"}',
  '{"a":"\u007f\u2028"}', '{"a":"é"}', nested(16), '{"a":[{"b":1}]}',
]
const REFUSED = [
  '', '[]', '1', '"a"', '{"a":1', '{"a":1}}', ' {}', '{} ', '{"a": 1}', '{"a":1,}', '{"b":1,"a":1}', '{"a":1,"a":1}', '{"A":1}', '{"_a":1}', '{"é":1}', '{"":1}', '{"a":null}',
  '{"a":1.0}', '{"a":1e2}', '{"a":-0}', '{"a":01}', '{"a":+1}', '{"a":9007199254740992}', '{"a":-9007199254740992}', '{"a":"\\/"}', '{"a":"\\u0041"}', '{"a":"\\u000A"}',
  '{"a":"\\u000a"}', '{"a":"\\u001F"}', '{"a":"\\ud800"}', '{"a":"\t"}', '{"a":"e\u0301"}', '{"a":"x}', '{a:1}', '{"a":tru}', '{"a":[1,]}', '{"a":[,1]}', nested(17), `{"a":${'['.repeat(100_000)}`,
  '\ufeff{}', '{"__proto__":1}',
]

test('every canonical spelling is read', () => {
  for (const written of READ) assert.equal(JSON.stringify(parse(utf8(written), 'x')), JSON.stringify(JSON.parse(written)), written)
})

test('every other spelling is refused as json, and nothing else is thrown', () => {
  for (const written of REFUSED) assert.throws(() => parse(utf8(written), 'x'), { code: 'json', constructor: Refusal }, written.slice(0, 60))
})

test('ill-formed UTF-8 and lone surrogates are refused', () => {
  for (const byte of [0x80, 0xC0, 0xFF, 0xED]) assert.throws(() => parse(Uint8Array.of(0x7B, 0x22, 0x61, 0x22, 0x3A, 0x22, byte, 0xA0, 0x80, 0x22, 0x7D), 'x'), { code: 'json' })
})

test('64 KiB is read, one byte more is not', () => {
  const fill = length => utf8(`{"a":"${'x'.repeat(length - 8)}"}`)
  assert.equal(parse(fill(65_536), 'x').a.length, 65_528)
  assert.throws(() => parse(fill(65_537), 'x'), { code: 'json' })
})

test('times are real dates, spelled in one way', () => {
  assert.equal(micros('1970-01-01T00:00:01.000Z', 3), 1_000_000)
  assert.equal(micros('1970-01-01T00:00:00.000001Z'), 1)
  assert.equal(micros('1970-01-01T00:00:00Z'), 0)
  for (const wrong of ['2027-02-29T00:00:00.000Z', '2027-01-01T24:00:00.000Z', '2027-01-01T00:00:60.000Z', '2027-01-01 00:00:00.000Z', '2027-01-01T00:00:00.000+00:00', '2027-01-01T00:00:00.00Z']) {
    assert.equal(micros(wrong, 3), undefined, wrong)
  }
})

const RECEIPT = {
  at: '2027-01-15T07:00:25.000Z', chain: '0'.repeat(64), id: 'aaaaaaaa-0000-4000-8000-000000000001', idx: 4, key: '1'.repeat(64), of: 'evidence', sha256: '2'.repeat(64), size: 5, typ: 'receipt', v: 1,
}
const spelled = value => utf8(JSON.stringify(value))

test('a statement with a member missing, unknown or ill-formed is refused', () => {
  assert.equal(statement('receipt', spelled(RECEIPT), 'x').idx, 4)
  const wrong = [
    ...Object.keys(RECEIPT).map(name => ({ ...RECEIPT, [name]: undefined })), { ...RECEIPT, zzz: 1 }, { ...RECEIPT, v: 2 }, { ...RECEIPT, idx: 0 }, { ...RECEIPT, size: -1 }, { ...RECEIPT, size: '5' },
    { ...RECEIPT, id: RECEIPT.id.toUpperCase() }, { ...RECEIPT, sha256: 'A'.repeat(64) }, { ...RECEIPT, of: 'bundle' }, { ...RECEIPT, key: ['1'.repeat(64)] },
  ]
  for (const value of wrong) assert.throws(() => statement('receipt', spelled(value), 'x'), { code: 'json' }, JSON.stringify(value))
})
