/** A bundle opened: its archive read once, its small files by name, its list held against them. */
import { hex } from './bytes.mjs'
import { Refusal } from './codes.mjs'
import { statement } from './shapes.mjs'
import { directory, scan } from './zip.mjs'

const FIXED = new Set(['bundle.json', 'bundle.sig', 'keys.json', 'keys.sig', 'checkpoint.txt', 'summary.pdf'])
const NUMBERED = /^(?:anchors\/[1-9][0-9]*\.tsr|consistency\/[1-9][0-9]*\.txt|entries\/[1-9][0-9]*\.json)$/
const CHANGED = new Set(['bundle_signature', 'key_unknown', 'key_period', 'file_unlisted', 'file_hash'])
const BESIDE_ENTRY = /^(?:entries\/([1-9][0-9]*)\.(?:payload|salt)|proofs\/([1-9][0-9]*)\.tlog-proof)$/

const RECORD = ['json', 'sig', 'anchor.json', 'anchor.sig']

export class Bundle {
  constructor(source, files) {
    this.source = source
    this.files = new Map(files.map(file => [file.name, file]))
  }

  has(name) {
    return this.files.has(name)
  }

  /** The bytes of a small file; undefined when absent or longer than `most`. */
  async read(name, most) {
    const file = this.files.get(name)
    return file && file.size <= most ? this.source.read(file.data, file.data + file.size) : undefined
  }

  /** The statement a file holds. Raises: Refusal `json`, or `file_missing` when it is absent. */
  async statement(kind, name, most) {
    if (!this.has(name)) throw new Refusal('file_missing', name)
    const bytes = await this.read(name, most)
    if (!bytes) throw new Refusal('json', name)
    return { bytes, value: statement(kind, bytes, name) }
  }
}

/** Open the archive and hash all of it; `told` hears of bytes done. Raises: Refusal `archive`. */
export async function open(source, told) {
  const files = await directory(source)
  await scan(source, files, told)
  return new Bundle(source, files)
}

/** Hold the list of bundle.json against the files: what is missing, unlisted or other than listed. */
export function compare(bundle, manifest, line) {
  const listed = new Map(manifest.files.map(file => [file.name, file]))
  const placed = places(bundle, manifest.items)
  for (const { name, sha256, size } of manifest.files) {
    const file = bundle.files.get(name)
    if (!file) line.add('file_missing', name)
    else if (file.size !== size || hex(file.hash) !== sha256) line.add('file_hash', name)
  }
  for (const name of bundle.files.keys()) {
    if (name === 'bundle.json' || name === 'bundle.sig') continue
    if (!listed.has(name) || !placed(name)) line.add('file_unlisted', name)
  }
}

/** Whether a name has a place in the bundle. */
function places(bundle, items) {
  const owned = new Set(items.flatMap(({ id, record }) => [
    `originals/${id}`, `receipts/${id}.json`, `receipts/${id}.sig`, ...(record ? RECORD.map(end => `records/${id}.${end}`) : []),
  ]))
  return name => {
    const beside = BESIDE_ENTRY.exec(name)
    return beside ? bundle.has(`entries/${beside[1] ?? beside[2]}.json`) : FIXED.has(name) || NUMBERED.test(name) || owned.has(name)
  }
}

/** A false CRC over true bytes is a header that lies; over changed bytes the change has been told already. */
export function compareSums(bundle, line) {
  const told = new Set(line.list.filter(({ code }) => CHANGED.has(code)).map(({ about }) => about))
  if (told.has('bundle.json')) told.add('bundle.sig')
  for (const { name, crcHolds } of bundle.files.values()) if (!crcHolds && !told.has(name)) line.add('archive', name)
}
