/** Capture records (§3): whose key, which photograph, and the order in which one key made them. */
import { hex } from './bytes.mjs'
import { STATEMENT } from './canonical.mjs'
import { Refusal } from './codes.mjs'
import { sha256 } from './digest.mjs'
import { message } from './keys.mjs'
import { isEnrolment, micros } from './shapes.mjs'
import { p256Holds, thumbprint } from './signatures.mjs'

/** Who was given which device key, and what was taken back: read from the entries of the log. */
export function deviceKeys(entries) {
  const all = [...entries.values()]
  const enrolled = all.filter(({ entry }) => entry?.act === 'device_key.enrolled')
  return {
    enrolled: enrolled.filter(({ payload }) => payload && isEnrolment(payload) && thumbprint(payload.jwk) === payload.id),
    erased: enrolled.filter(one => one.erased),
    unread: enrolled.filter(one => !one.payload && !one.erased),
    revoked: all.filter(({ entry, payload }) => entry?.act === 'device_key.revoked' && payload),
  }
}

/** The record of an item, judged; undefined when it has none or none that can be read. */
export async function readRecord({ bundle, keys, devices }, item, about, findings) {
  const name = `records/${item.id}.json`
  if (!item.record) return void (about.receipt?.rec !== undefined && findings.add('record_missing', name))
  if (!bundle.has(`records/${item.id}.sig`)) findings.add('file_missing', `records/${item.id}.sig`)
  try {
    const { bytes, value } = await bundle.statement('capture', name, STATEMENT)
    const record = { value, hash: hex(sha256(bytes)), name, findings }
    judgeSubject(record, item, about)
    judgeKey(record, devices, about, bytes, await bundle.read(`records/${item.id}.sig`, 64))
    if ((value.seq === 1) !== !('prev' in value)) findings.add('record_sequence', name)
    if (value.anchor && about.receipt && micros(about.receipt.at) < micros(value.anchor.t)) findings.add('time_order', name)
    await judgeAnchor(bundle, keys, record, item)
    return record
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return void findings.add(error.code, error.about)
  }
}

function judgeSubject({ value, hash, name, findings }, item, { original, receipt }) {
  const of = receipt ?? original // an original that is not the receipt's has been told
  const same = value.id === item.id && (!of || (value.sha256 === of.sha256 && (of.size === undefined || value.size === of.size)))
  if (!same || (receipt && receipt.rec !== hash)) findings.add('record_other', name)
}

/** The anchor beside a record must be the one it cites, and signed with a receipt key of its time. */
async function judgeAnchor(bundle, keys, { value, findings }, { id }) {
  const [name, sig] = [`records/${id}.anchor.json`, `records/${id}.anchor.sig`]
  const there = [name, sig].filter(each => bundle.has(each)).length
  if (there !== (value.anchor ? 2 : 0)) return void findings.add('record_anchor', name)
  if (!there || !keys) return
  try {
    const read = await bundle.statement('anchor', name, STATEMENT)
    if (read.value.id !== value.anchor.id || read.value.t !== value.anchor.t) findings.add('record_anchor', name)
    const { key, t: at } = read.value
    keys.require('anchor', { bytes: read.bytes, value: { key, at } }, await bundle.read(sig, 64), { code: 'record_anchor', about: name })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    findings.add(error.code === 'json' ? 'json' : 'record_anchor', name)
  }
}

/** The key must have been that person's when the log took the photograph in: enrolled before it, not revoked before it. */
function judgeKey({ value, name, findings }, devices, { own, receipt }, bytes, signature) {
  const before = own?.idx ?? Infinity
  const ofKey = devices.enrolled.filter(({ payload }) => payload.id === value.key)
  const inTime = until => !receipt || micros(receipt.at) < micros(until)
  const holder = ofKey.find(({ idx, payload }) => payload.user === value.insp && idx < before && inTime(payload.until))
  const known = holder ?? ofKey[0]
  if (!known) return notEnrolled(devices, name, findings)
  findings.addAll(known.findings)
  const revoked = devices.revoked.some(({ idx, payload }) => payload.id === value.key && idx < before)
  if (!holder || revoked) findings.add('record_key', name)
  if (!(signature && p256Holds(known.payload.jwk, message('capture', bytes), signature))) findings.add('record_signature', name)
}

/** No enrolment names the key: none is there, or one cannot be read, or not any more. */
function notEnrolled({ unread, erased }, name, findings) {
  for (const one of unread) findings.addAll(one.findings)
  if (unread.length === 0) findings.add(erased.length ? 'payload_erased' : 'record_key', name)
}

/** Hold the records of each key against each other; gaps are told in `notes`, never failed. */
export function judgeOrder(records, notes) {
  const byKey = Map.groupBy ? Map.groupBy(records, record => record.value.key) : grouped(records)
  for (const [key, made] of byKey) {
    made.sort((a, b) => a.value.seq - b.value.seq)
    for (const [at, record] of made.entries()) {
      const before = made[at - 1]
      if (before) judgePair(before, record, notes, key)
    }
  }
}

function judgePair(before, record, notes, key) {
  const step = record.value.seq - before.value.seq
  if (step === 0 && before.hash === record.hash) return // the same record twice is not two
  if (step === 0) {
    before.findings.add('record_sequence', before.name)
    record.findings.add('record_sequence', record.name)
  } else if (step > 1) {
    notes.push({ note: 'gap', key, after: before.value.seq, before: record.value.seq })
  } else if (record.value.prev !== before.hash) {
    record.findings.add('record_sequence', record.name)
  }
}

function grouped(records) {
  const groups = new Map()
  for (const record of records) {
    const key = record.value.key
    if (!groups.has(key)) groups.set(key, [])
    groups.get(key).push(record)
  }
  return groups
}
