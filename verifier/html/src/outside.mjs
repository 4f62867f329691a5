/** The checkpoint, and what of it was seen from outside: witnesses, time-stamps, the reader's own kept checkpoints. */
import { equal, hex, text } from './bytes.mjs'
import { checkpoint, cosigned, hashes, keyId, lineOf, LOG, MOST_NOTE, signed } from './note.mjs'
import { publicKey } from './keys.mjs'
import { stamped } from './stamp.mjs'
import { consistent } from './tree.mjs'

export const ALLOWANCE = 300_000_000 // microseconds that two hosts' clocks may differ by

/** The checkpoint of the bundle, its log's signature held. Undefined, and a fault in `base`, when nothing can be held against it. */
export async function readCheckpoint({ bundle, manifest, keys, base }) {
  if (!bundle.has('checkpoint.txt')) return void base.add('file_missing', 'checkpoint.txt')
  const found = checkpoint(await bundle.read('checkpoint.txt', MOST_NOTE) ?? new Uint8Array())
  if (!found) return void base.add('checkpoint_signature', 'checkpoint.txt')
  const listed = found.size === manifest.checkpoint.size && hex(found.root) === manifest.checkpoint.root
  if (listed && (!keys || logSigned(found, keys))) return found
  base.add('checkpoint_signature', 'checkpoint.txt')
}

function logSigned({ origin, body, lines }, keys) {
  const logKeys = keys.logKeys.map(key => ({ name: origin, publicKey: publicKey(key), id: keyId(origin, LOG, publicKey(key)) }))
  const theirs = logKeys.flatMap(key => lines.filter(lineOf(key)).map(line => signed(key, body, line)))
  return origin === keys.origin && theirs.length > 0 && theirs.every(Boolean)
}

/** What outside eyes say: `sightings` ({by, name, at in µs}), `upTo` (the index up to which entries are covered); faults to `base`. */
export async function readOutside(context) {
  const { point, trust, base, notes } = context
  if (!point) return { sightings: [], upTo: 0 }
  const sightings = [...witnessed(point, trust, base), ...await stamps(context)]
  const kept = []
  for (const one of trust.kept) kept.push(await compareKept(one, context))
  if (kept.includes('fork')) base.add('checkpoint_fork', 'checkpoint.txt')
  kept.filter(answer => answer === 'silent').forEach(() => notes.push({ note: 'kept_silent' }))
  const covered = kept.filter(answer => typeof answer === 'number')
  return { sightings, upTo: Math.max(0, ...covered, sightings.length ? point.size : 0), kept: covered.length }
}

function witnessed({ body, lines }, trust, base) {
  return trust.witnesses.flatMap(witness => lines.filter(lineOf(witness)).flatMap(line => {
    const at = cosigned(witness, body, line)
    if (at === undefined) base.add('checkpoint_signature', 'checkpoint.txt')
    return at === undefined ? [] : [{ by: 'witness', name: witness.name, at: at * 1e6 }]
  }))
}

async function stamps({ bundle, point, trust, base, notes }) {
  const seen = []
  if (trust.tsas.length === 0) return seen
  for (const name of bundle.files.keys()) {
    if (!/^anchors\/[0-9]+\.tsr$/.test(name)) continue
    const answer = await stamped(await bundle.read(name, MOST_NOTE) ?? new Uint8Array(), point.body, trust.tsas)
    if (answer === 'bad') base.add('checkpoint_signature', name)
    else if (answer === 'unsupported') notes.push({ note: 'stamp_unsupported', about: name })
    else if (answer !== 'other') seen.push({ by: 'tsa', name, at: answer.at * 1000 })
  }
  return seen
}

/** Up to which index a kept checkpoint covers the log; `'silent'` when it tells nothing of this one, `'fork'` when it contradicts. */
async function compareKept(kept, { bundle, point, entries }) {
  if (kept.origin !== point.origin || kept.size > point.size) return 'silent'
  if (kept.size === point.size) return equal(kept.root, point.root) ? kept.size : 'fork'
  const name = `consistency/${kept.size}.txt`
  if (bundle.has(name)) return consistent(kept, point, proofLines(await bundle.read(name, MOST_NOTE)) ?? [undefined]) ? kept.size : 'fork'
  const entry = entries.get(kept.size)
  if (!entry?.before) return 'silent'
  return equal(entry.before, kept.root) ? kept.size : 'fork'
}

function proofLines(bytes) {
  const written = bytes && text(bytes)
  if (written === undefined) return undefined
  if (written === '') return []
  return written.endsWith('\n') ? hashes(written.slice(0, -1).split('\n')) : undefined
}
