/**
 * Whether an evidence bundle holds, for a reader who trusts none of those who made it. Written from docs/evidence.md alone;
 * shares no code with the server that makes bundles or with the other verifier. Pure: no page, no network, no clock.
 */
import { hex } from './bytes.mjs'
import { attempt, Findings, Refusal } from './codes.mjs'
import { MANIFEST } from './canonical.mjs'
import { sha256 } from './digest.mjs'
import { readEntries } from './entries.mjs'
import { judge } from './items.mjs'
import { readKeys } from './keys.mjs'
import { compare, compareSums, open } from './opening.mjs'
import { readCheckpoint, readOutside } from './outside.mjs'
import { deviceKeys, judgeOrder } from './records.mjs'
import { sourceOf } from './source.mjs'
import { understand } from './trust.mjs'

export { TrustError } from './trust.mjs'

/**
 * Judge a bundle (Uint8Array or Blob). `trust`: {root?, witnesses?, checkpoints?, tsa?}, as trust.mjs reads it.
 * `told(done, total, step)` hears of progress. Answers {bundle, items}, each line with `verdict`, `code`, `codes`, `findings`, `facts`.
 * Raises: TrustError for a mistake in `trust`; nothing a bundle holds raises anything.
 */
export async function verify(given, trust, { told = () => undefined } = {}) {
  const understood = understand(trust)
  const source = sourceOf(given)
  const line = new Findings()
  try {
    let done = 0
    const bundle = await open(source, bytes => told(done += bytes, source.size, 'reading'))
    const context = await begin(bundle, understood, line)
    return await judgeAll(context, told)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { bundle: { ...line.add(error.code, error.about).line(), notes: [], facts: { size: source.size } }, items: [] }
  }
}

/** What every item rests on. Raises: Refusal where nothing can be said of the items. */
async function begin(bundle, trust, line) {
  if (!bundle.has('bundle.sig')) throw new Refusal('file_missing', 'bundle.sig')
  const { bytes, value: manifest } = await bundle.statement('bundle', 'bundle.json', MANIFEST)
  const context = { bundle, trust, line, manifest, base: new Findings(), notes: [], manifestHash: hex(sha256(bytes)) }
  context.keys = await readKeys(bundle, trust, context.base)
  await judgeList(context, bytes)
  context.point = await readCheckpoint(context)
  context.entries = await readEntries(context)
  context.outside = await readOutside(context)
  context.devices = deviceKeys(context.entries)
  context.oldest = context.outside.sightings.length ? Math.min(...context.outside.sightings.map(({ at }) => at)) : undefined
  return context
}

async function judgeList({ bundle, manifest, keys, line }, bytes) {
  const signature = await bundle.read('bundle.sig', 64)
  attempt(line, () => keys?.require('bundle', { bytes, value: manifest }, signature, { code: 'bundle_signature', about: 'bundle.json' }))
  if (keys && keys.origin !== manifest.origin) line.add('key_unknown', 'bundle.json')
  compare(bundle, manifest, line)
}

async function judgeAll(context, told) {
  const { manifest, line, base, notes } = context
  const judged = []
  for (const item of manifest.items) {
    judged.push(await judge(context, item))
    told(judged.length, manifest.items.length, 'judging')
  }
  compareSums(context.bundle, line)
  judgeOrder(judged.flatMap(({ record }) => (record ? [record] : [])), notes)
  judgeLoose(context)
  line.addAll(base)
  for (const { findings } of judged) line.addAll(findings)
  return {
    bundle: { ...line.line(), notes, facts: facts(context) },
    items: judged.map(({ item, findings, facts: told }) => ({ id: item.id, kind: item.kind, ...findings.line(), facts: told })),
  }
}

/** Entries of no item: their faults are the bundle's. */
function judgeLoose({ manifest, entries, line, notes }) {
  const owned = new Set(manifest.items.flatMap(item => item.entries))
  for (const one of entries.values()) {
    const key = one.entry?.act.startsWith('device_key.')
    if (!owned.has(one.idx)) {
      line.addAll(one.findings)
      if (one.erased && key) line.add('payload_erased', one.name)
    }
    if (one.erased && !key) notes.push({ note: 'erased', about: one.idx })
  }
}

function facts({ manifest, bundle, keys, point, outside, manifestHash }) {
  return {
    size: bundle.source.size, files: bundle.files.size, manifestHash, title: manifest.title, origin: manifest.origin, at: manifest.at,
    key: manifest.key, root: keys?.signer?.id, treeSize: point?.size, treeRoot: point && hex(point.root), sightings: outside.sightings, kept: outside.kept ?? 0,
  }
}
