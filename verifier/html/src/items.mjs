/** One item of the bundle (§7): its bytes, its receipt, its place in the log and its record, held against each other. */
import { hex, unhex } from './bytes.mjs'
import { STATEMENT } from './canonical.mjs'
import { Findings, Refusal } from './codes.mjs'
import { ALLOWANCE } from './outside.mjs'
import { readRecord } from './records.mjs'
import { micros } from './shapes.mjs'
import { chainHash } from './tree.mjs'

/** The item judged, but for the order of records: `item`, `findings`, `facts` and the `record`. */
export async function judge(context, item) {
  const findings = new Findings()
  const about = { original: original(context, item, findings) }
  about.receipt = await readReceipt(context, item, findings)
  judgeOriginal(item, about, findings)
  about.entries = ownEntries(context, item, findings)
  if (about.receipt) about.own = ownEntry(item, about, findings)
  about.record = await readRecord(context, item, about, findings)
  judgeEntries(about, findings)
  judgeOutside(context, about, findings)
  return { item, findings, record: about.record, facts: facts(about, findings) }
}

function original({ bundle }, { id, kind }, findings) {
  const file = bundle.files.get(`originals/${id}`)
  if (!file && kind === 'evidence') findings.add('file_missing', `originals/${id}`)
  return file && { sha256: hex(file.hash), size: file.size }
}

async function readReceipt({ bundle, keys }, item, findings) {
  const [name, sig] = [`receipts/${item.id}.json`, `receipts/${item.id}.sig`]
  if (!bundle.has(sig)) findings.add('file_missing', sig)
  try {
    const read = await bundle.statement('receipt', name, STATEMENT)
    if (read.value.id !== item.id || read.value.of !== item.kind) findings.add('receipt_other', name)
    try {
      keys?.require('receipt', read, await bundle.read(sig, 64), { code: 'receipt_signature', about: name })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      findings.add(error.code, error.about)
    }
    return read.value
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return void findings.add(error.code, error.about)
  }
}

function judgeOriginal({ id }, { original: file, receipt }, findings) {
  if (!file || !receipt) return
  if (file.sha256 !== receipt.sha256) findings.add('original_hash', `originals/${id}`)
  if (receipt.size !== undefined && file.size !== receipt.size) findings.add('original_size', `originals/${id}`)
}

function ownEntries({ entries }, item, findings) {
  return item.entries.flatMap(idx => {
    const found = entries.get(idx)
    if (!found) findings.add('file_missing', `entries/${idx}.json`)
    return found ? [found] : []
  })
}

/** The entry that took the item in: the receipt's by its number, or else the one that speaks of it. */
function ownEntry(item, { receipt, entries }, findings) {
  if (item.entries.length === 0) return undefined
  if (receipt.idx === undefined) return spoken(item, receipt, entries, findings)
  const own = entries.find(({ idx }) => idx === receipt.idx)
  if (!item.entries.includes(receipt.idx)) findings.add('entry_leaf', `receipts/${item.id}.json`)
  if (!own?.leaf) return own
  if (hex(chainHash(unhex(own.entry.prev), own.leaf)) !== receipt.chain) findings.add('entry_leaf', own.name)
  const payload = own.payload && !names(own, item, receipt)
  if (own.entry.obj !== subject(item) || payload || cut(own.entry.at) !== receipt.at) findings.add('entry_other', own.name)
  return own
}

const subject = ({ kind, id }) => `${kind}/${id}`
const names = ({ payload }, { kind }, { sha256 }) => payload[kind === 'evidence' ? 'sha256' : 'content_sha256'] === sha256

/** A log's time as a receipt spells it: cut to milliseconds. */
function cut(at) {
  const [, second, fraction = ''] = /^([^.Z]+)(?:\.(\d+))?Z$/.exec(at)
  return `${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`
}

function spoken(item, receipt, entries, findings) {
  const about = entries.filter(({ entry }) => entry?.obj === subject(item))
  const own = about.filter(one => one.payload && names(one, item, receipt))
  const exact = own.find(({ entry }) => cut(entry.at) === receipt.at)
  const erased = about.find(one => one.erased && cut(one.entry.at) === receipt.at)
  if (!exact && !erased) findings.add('entry_other', `receipts/${item.id}.json`)
  return exact ?? erased ?? own[0]
}

function judgeEntries({ entries, own }, findings) {
  for (const one of entries) {
    findings.addAll(one.findings)
    if (one.erased && (one === own || one.entry.act.startsWith('device_key.'))) findings.add('payload_erased', one.name)
  }
}

/** An outside eye must have seen the log with the item's entry in it, and not before the receipt was given. */
function judgeOutside({ outside, base, oldest }, { own, entries, receipt }, findings) {
  findings.addAll(base)
  const idx = own?.idx ?? entries.at(-1)?.idx ?? Infinity
  if (idx > outside.upTo) findings.add('no_external_checkpoint', '')
  if (receipt && oldest !== undefined && micros(receipt.at) > oldest + ALLOWANCE) findings.add('time_order', `receipts/${receipt.id}.json`)
}

/** What the page shows of the item beside the verdict. */
function facts({ original: file, receipt, own, record, entries }, findings) {
  return {
    sha256: file?.sha256 ?? receipt?.sha256, size: file?.size, content: file !== undefined, receivedAt: receipt?.at, listedSha256: receipt?.sha256,
    idx: own?.idx, erased: entries.filter(one => one.erased).map(({ idx }) => idx),
    record: record && pick(record.value, findings), late: findings.has('time_order'),
  }
}

/** What a record says; when it was signed at the earliest only if its anchor is the server's, and cited under the key's own signature. */
function pick({ seq, key, t_dev: takenAt, src, geo, insp, anchor }, findings) {
  const unproven = ['record_anchor', 'record_signature', 'record_key', 'json'].some(code => findings.has(code))
  return { seq, key, takenAt, src, geo, insp, after: unproven ? undefined : anchor?.t }
}
