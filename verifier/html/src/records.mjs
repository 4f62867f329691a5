/** Capture records (§3): whose key, which photograph, and the order in which one key made them. */
import { hex } from './bytes.mjs'
import { STATEMENT } from './canonical.mjs'
import { Refusal } from './codes.mjs'
import { sha256 } from './digest.mjs'
import { message } from './keys.mjs'
import { isDeviceJwk, micros } from './shapes.mjs'
import { p256Holds, thumbprint } from './signatures.mjs'

/** Who was given which device key, and what was taken back: read from the entries of the log. */
export function deviceKeys(entries) {
  const all = [...entries.values()]
  const enrolled = all.filter(({ entry }) => entry?.act === 'device_key.enrolled')
  return {
    enrolled: enrolled.filter(({ payload }) => payload && isDeviceJwk(payload.jwk) && thumbprint(payload.jwk) === payload.id),
    erased: enrolled.filter(one => one.erased),
    revoked: all.filter(({ entry, payload }) => entry?.act === 'device_key.revoked' && payload),
  }
}

/** The record of an item, judged; undefined when it has none or none that can be read. */
export async function readRecord({ bundle, devices }, item, about, findings) {
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

/** The key must have been that person's when the log took the photograph in: enrolled before it, not revoked before it. */
function judgeKey({ value, name, findings }, devices, { own, entries }, bytes, signature) {
  const before = own?.idx ?? Infinity
  const ofKey = devices.enrolled.filter(({ payload }) => payload.id === value.key)
  const holder = ofKey.find(({ idx, payload }) => payload.user === value.insp && idx < before)
  const known = holder ?? ofKey[0]
  if (known) findings.addAll(known.findings)
  const spoilt = entries.some(({ entry, payload, erased }) => entry?.act === 'device_key.enrolled' && !payload && !erased) // told as the entry's fault
  if (!holder && !spoilt) findings.add(!known && devices.erased.length ? 'payload_erased' : 'record_key', name)
  else if (holder && devices.revoked.some(({ idx, payload }) => payload.id === value.key && idx < before)) findings.add('record_key', name)
  if (known && !(signature && p256Holds(known.payload.jwk, message('capture', bytes), signature))) findings.add('record_signature', name)
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
