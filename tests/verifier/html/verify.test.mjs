/** The whole judgement over bundles of the independent maker (folder MADE): the same from memory and from a file, and never an exception. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { TrustError, verify } from '../../../verifier/html/verify.mjs'

const made = process.env.MADE
assert.ok(made, 'MADE names the folder that `python -m tests.verifier.maker` wrote')
const small = new Uint8Array(readFileSync(join(made, 'small.zip')))
const trust = JSON.parse(readFileSync(join(made, 'trust.json'), 'utf8'))

test('memory and file are judged alike', async () => {
  const answer = await verify(small, trust)
  assert.deepEqual([answer.bundle.verdict, answer.bundle.code, answer.items.map(({ verdict }) => verdict)], ['PASS', null, ['PASS', 'PASS', 'PASS']])
  assert.deepEqual(await verify(new Blob([small]), trust), answer)
})

test('progress reaches the end of the file', async () => {
  const told = []
  await verify(small, trust, { told: (done, total, step) => told.push([done, total, step]) })
  assert.deepEqual(told.at(-1), [3, 3, 'judging'])
  assert.ok(told.some(([done, total, step]) => step === 'reading' && done > total / 4))
})

test('each kind of trust is asked for by its code', async () => {
  const codes = async given => (await verify(small, given)).bundle
  assert.deepEqual((await codes({})).codes, ['root_untrusted', 'no_external_checkpoint'])
  assert.equal((await codes({ root: trust.root })).code, 'no_external_checkpoint')
  assert.deepEqual([(await codes({ ...trust, root: '0'.repeat(64) })).verdict, (await codes({ ...trust, root: '0'.repeat(64) })).code], ['FAIL', 'root_untrusted'])
})

test('when a record was signed at the earliest is told only if its anchor holds', async () => {
  const name = 'records/aaaaaaaa-0000-4000-8000-000000000001.anchor.sig'
  const forged = small.slice()
  const whole = Buffer.from(small)
  const at = whole.indexOf(name, whole.indexOf(name) + 1) // first in the list, then in the file's own header, right before its bytes
  forged[at + name.length] ^= 1
  const [first, second] = (await verify(forged, trust)).items
  assert.deepEqual([first.code, first.facts.record.after, second.facts.record.after], ['record_anchor', undefined, '2027-01-15T07:00:03.000Z'])
})

test("the reader's own mistakes name their field", async () => {
  const mistakes = { root: { root: 'abc' }, witness: { witnesses: ['w+00000000+AAAA'] }, checkpoint: { checkpoints: ['no'] }, tsa: { tsa: ['no'] } }
  for (const [field, given] of Object.entries(mistakes)) await assert.rejects(verify(small, given), error => error instanceof TrustError && error.field === field)
})

/** Numbers that look random and are the same on every run. */
function* dice(seed) {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    yield state
  }
}

test('cut, doubled, overwritten and made-up bytes are failures with a code, never exceptions', async () => {
  const roll = dice(7)
  const next = most => roll.next().value % most
  for (let round = 0; round < 400; round++) {
    const [from, length] = [next(small.length), 1 + next(2000)]
    const kinds = [
      () => [small.subarray(0, from), small.subarray(from + length)],
      () => [small.subarray(0, from), small.subarray(Math.max(0, from - length))],
      () => [small.subarray(0, from), Uint8Array.from({ length }, () => next(256)), small.subarray(from + length)],
      () => [Uint8Array.from({ length }, () => next(256))],
    ]
    const bytes = new Uint8Array(Buffer.concat(kinds[round % 4]()))
    const { bundle } = await verify(bytes, trust)
    assert.equal(bundle.verdict, 'FAIL', `round ${round}`)
    assert.ok(bundle.code)
  }
})

test('an end record that promises too much is refused at once', async () => {
  const end = new Uint8Array(22)
  const view = new DataView(end.buffer)
  view.setUint32(0, 0x06054b50, true)
  for (const [count, size, start] of [[65535, 0xFFFFFFFF, 0], [1, 0, 0], [0, 0, 0], [65535, 0, 0xFFFFFFFF]]) {
    view.setUint16(8, count, true)
    view.setUint16(10, count, true)
    view.setUint32(12, size, true)
    view.setUint32(16, start, true)
    assert.equal((await verify(end, trust)).bundle.code, 'archive')
  }
})
