/** What may be wrong, in the order in which it is told (§7), and what it makes of the verdict. */

export const CODES = [
  'archive',
  'bundle_signature', 'file_missing', 'file_unlisted', 'file_hash',
  'keys_signature', 'key_unknown', 'key_period', 'root_untrusted',
  'json',
  'original_hash', 'original_size',
  'receipt_signature', 'receipt_other',
  'record_signature', 'record_other', 'record_key',
  'record_sequence', 'record_anchor',
  'record_missing',
  'entry_leaf', 'entry_payload', 'entry_other',
  'payload_erased',
  'proof', 'checkpoint_signature', 'checkpoint_fork',
  'no_external_checkpoint',
  'time_order',
]
const UNVERIFIABLE = new Set(['payload_erased', 'no_external_checkpoint'])
const RANK = new Map(CODES.map((code, rank) => [code, rank]))
const MOST = 100 // findings kept of one line: a hostile bundle has no end of them

/** Bytes that are not what the format says: `code` names why. */
export class Refusal extends Error {
  constructor(code, about = '') {
    super(`${code}: ${about}`)
    this.code = code
    this.about = about
  }
}

/** What was found wrong with one thing. */
export class Findings {
  constructor() {
    this.list = []
    this.seen = new Set()
  }

  /** Note a fault; `verdict` only where the code alone does not tell it. */
  add(code, about = '', verdict = UNVERIFIABLE.has(code) ? 'UNVERIFIABLE' : 'FAIL') {
    const first = !this.seen.has(code + verdict)
    this.seen.add(code + verdict)
    if (first || this.list.length < MOST) this.list.push({ code, verdict, about })
    return this
  }

  addAll(other) {
    for (const { code, about, verdict } of other.list) this.add(code, about, verdict)
    return this
  }

  has(code) {
    return this.list.some(finding => finding.code === code)
  }

  get failed() {
    return this.list.some(finding => finding.verdict === 'FAIL')
  }

  /** The line: the worst verdict, and of its codes the first in the table's order. */
  line() {
    const verdict = this.failed ? 'FAIL' : this.list.length ? 'UNVERIFIABLE' : 'PASS'
    const codes = [...new Set(this.list.filter(finding => finding.verdict === verdict).map(finding => finding.code))]
      .sort((a, b) => RANK.get(a) - RANK.get(b))
    return { verdict, code: codes[0] ?? null, codes, findings: this.list }
  }
}

/** Do `work`; a refusal becomes a finding and answers undefined. Anything else is a fault of this program and escapes. */
export function attempt(findings, work) {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    findings.add(error.code, error.about)
    return undefined
  }
}
