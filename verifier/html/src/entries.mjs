/** The log's entries that the bundle brings (§5): their bytes, payloads and places in the tree. */
import { concat, equal, hex, text } from './bytes.mjs'
import { STATEMENT } from './canonical.mjs'
import { Findings, Refusal } from './codes.mjs'
import { inclusionProof, MOST_NOTE } from './note.mjs'
import { commitment, leafHash, rootsOf } from './tree.mjs'

const MOST_PAYLOAD = 1 << 20
const DEEPEST = 64

/** Every entry of the bundle by index: `entry`, `leaf`, `payload` (or `erased`), `before` (the tree ending with it) and `findings`. */
export async function readEntries(context) {
  const read = new Map()
  for (const name of context.bundle.files.keys()) {
    const idx = /^entries\/([1-9][0-9]*)\.json$/.exec(name)?.[1]
    if (idx && Number.isSafeInteger(Number(idx))) read.set(Number(idx), await readEntry(context, Number(idx)))
  }
  return read
}

async function readEntry({ bundle, point }, idx) {
  const findings = new Findings()
  const found = { idx, findings, name: `entries/${idx}.json` }
  try {
    const { bytes, value } = await bundle.statement('entry', found.name, STATEMENT)
    Object.assign(found, { entry: value, leaf: leafHash(bytes) })
    if (value.idx !== idx) findings.add('entry_other', found.name)
    await readPayload(bundle, found)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    findings.add(error.code, error.about)
  }
  if (found.leaf) await place(bundle, point, found)
  return found
}

async function readPayload(bundle, found) {
  const [payloadName, saltName] = [`entries/${found.idx}.payload`, `entries/${found.idx}.salt`]
  found.erased = !bundle.has(payloadName) && !bundle.has(saltName)
  if (found.erased) return
  const [payload, salt] = [await bundle.read(payloadName, MOST_PAYLOAD), await bundle.read(saltName, 16)]
  if (!payload || salt?.length !== 16 || hex(commitment(concat(salt, payload))) !== found.entry.commit) throw new Refusal('entry_payload', payloadName)
  found.payload = object(payload, payloadName)
}

/** A JSON object in any spelling, no deeper than 64. Raises: Refusal `json`. */
function object(bytes, name) {
  const written = text(bytes)
  if (written === undefined || depth(written) > DEEPEST) throw new Refusal('json', name)
  try {
    const value = JSON.parse(written)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new Refusal('json', name)
}

function depth(written) {
  let [here, deepest, inside] = [0, 0, false]
  for (let at = 0; at < written.length; at++) {
    const char = written[at]
    if (inside && char === '\\') at++
    else if (char === '"') inside = !inside
    else if (!inside && (char === '{' || char === '[')) deepest = Math.max(deepest, ++here)
    else if (!inside && (char === '}' || char === ']')) here--
  }
  return deepest
}

/** Hold the entry's proof against the checkpoint. */
async function place(bundle, point, found) {
  const name = `proofs/${found.idx}.tlog-proof`
  if (!bundle.has(name)) return void found.findings.add('file_missing', name)
  if (!point) return // what is wrong with the checkpoint has been told
  const proof = inclusionProof(await bundle.read(name, MOST_NOTE) ?? new Uint8Array(), point.body)
  const roots = proof?.index === found.idx - 1 ? rootsOf(found.leaf, proof.index, point.size, proof.path) : undefined
  if (!roots || !equal(roots.root, point.root)) return void found.findings.add('proof', name)
  found.before = roots.before
}
