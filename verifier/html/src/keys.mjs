/** The server's keys (§2): the manifest, who signed it, and which key counts for what and when. */
import { concat, unbase64url, utf8 } from './bytes.mjs'
import { MANIFEST } from './canonical.mjs'
import { Refusal } from './codes.mjs'
import { micros } from './shapes.mjs'
import { ed25519Holds, isSmallOrder, thumbprint } from './signatures.mjs'

const LABELS = { capture: 'fi/capture/v1\n', anchor: 'fi/anchor/v1\n', receipt: 'fi/receipt/v1\n', bundle: 'fi/bundle/v1\n', keys: 'fi/keys/v1\n' }

/** What is signed of a statement: its label, then its very bytes. */
export const message = (kind, bytes) => concat(utf8(LABELS[kind]), bytes)

/** The manifest of keys as a lookup; its faults go to `base`. Undefined when nothing in it may be used. */
export async function readKeys(bundle, trust, base) {
  try {
    const { bytes, value } = await bundle.statement('keys', 'keys.json', MANIFEST)
    if (value.keys.some(key => thumbprint(key.jwk) !== key.id || isSmallOrder(publicKey(key)))) throw new Refusal('json', 'keys.json')
    const keys = new Keys(value)
    keys.signer = await signer(bundle, keys, bytes, base)
    judgeRoot(keys, trust, base)
    return keys
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    base.add(error.code, error.about)
    return undefined
  }
}

/** The root key that signed the manifest; undefined, and a finding, when none did. */
async function signer(bundle, keys, bytes, base) {
  if (!bundle.has('keys.sig')) return void base.add('file_missing', 'keys.sig')
  const signature = await bundle.read('keys.sig', 64) ?? new Uint8Array()
  const at = micros(keys.at)
  const found = keys.all.find(key => key.use === 'root' && within(key, at) && ed25519Holds(publicKey(key), message('keys', bytes), signature))
  if (!found) base.add('keys_signature', 'keys.json')
  return found
}

function judgeRoot(keys, trust, base) {
  if (trust.root === undefined) base.add('root_untrusted', 'keys.json', 'UNVERIFIABLE')
  else if (keys.signer && keys.signer.id !== trust.root) base.add('root_untrusted', 'keys.json')
}

const within = (key, at) => micros(key.from) <= at && (key.to === undefined || at < micros(key.to))

export const publicKey = key => unbase64url(key.jwk.x)

class Keys {
  constructor({ keys, origin, at }) {
    this.all = keys
    this.origin = origin
    this.at = at
  }

  /** The receipt key of a statement signed at `at`. Raises: Refusal `key_unknown` or `key_period`. */
  receiptKey(id, at, about) {
    const key = this.all.find(one => one.id === id && one.use === 'receipt')
    if (!key) throw new Refusal('key_unknown', about)
    if (!within(key, micros(at))) throw new Refusal('key_period', about)
    return publicKey(key)
  }

  get logKeys() {
    return this.all.filter(key => key.use === 'log')
  }

  /** Whether the 64 bytes are the receipt key's signature over a statement. Raises: Refusal, with `code` when they are not. */
  require(kind, { bytes, value }, signature, { code, about }) {
    const key = this.receiptKey(value.key, value.at, about)
    if (!signature || !ed25519Holds(key, message(kind, bytes), signature)) throw new Refusal(code, about)
  }
}
