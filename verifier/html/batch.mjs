/**
 * Judge many mutants of one bundle: `node batch.mjs BASE TRUST.json MUTANTS.jsonl`, a JSON line each in order.
 * A mutant is {"flips": [[offset, xor], …]}, {"truncate": size}, {"file": path} or {}; the trust is {root?, witnesses?, checkpoints?, tsa?}.
 */
import { createReadStream, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { verify } from './src/verify.mjs'

const [base, trustFile, mutants] = process.argv.slice(2)
if (!mutants) {
  process.stderr.write('node batch.mjs BASE TRUST.json MUTANTS.jsonl\n')
  process.exit(64)
}
const whole = new Uint8Array(readFileSync(base))
const trust = JSON.parse(readFileSync(trustFile, 'utf8'))

function mutated({ flips = [], truncate, file }) {
  if (file) return { bytes: new Uint8Array(readFileSync(file)), undo: () => undefined }
  for (const [at, xor] of flips) whole[at] ^= xor
  const undo = () => flips.forEach(([at, xor]) => (whole[at] ^= xor))
  return { bytes: truncate === undefined ? whole : whole.subarray(0, truncate), undo }
}

const brief = ({ id, kind, verdict, code, codes }) => ({ id, kind, verdict, code, codes })

for await (const line of createInterface({ input: createReadStream(mutants) })) {
  if (!line.trim()) continue
  const mutant = JSON.parse(line)
  const { bytes, undo } = mutated(mutant)
  const started = performance.now()
  let answer
  try {
    const { bundle, items } = await verify(bytes, mutant.trust ?? trust)
    answer = { bundle: brief(bundle), items: items.map(brief) }
  } catch (error) {
    answer = { error: String(error?.stack ?? error) }
  }
  undo()
  process.stdout.write(`${JSON.stringify({ ...answer, ms: Math.round((performance.now() - started) * 10) / 10 })}\n`)
}
