/** What the reader brings: whom he trusts. A mistake in it is his to mend, and is told as a TrustError. */
import { hex, text, unbase64, utf8 } from './bytes.mjs'
import { der, DerError, pem } from './der.mjs'
import { checkpoint, vkey, WITNESS } from './note.mjs'
import { isRootJwk } from './shapes.mjs'
import { thumbprint } from './signatures.mjs'
import { certificate } from './x509.mjs'

const ED25519_SPKI = '302a300506032b6570032100'

export class TrustError extends Error {
  constructor(field) {
    super(`not understood: ${field}`)
    this.field = field
  }
}

/**
 * What is trusted, read: `root` (thumbprint in hex or undefined), `witnesses`, `kept` checkpoints, `tsas` (certificates).
 * `given`: {root?: text, witnesses?: [vkey], checkpoints?: [text or bytes], tsa?: [PEM text or DER bytes]}.
 * Raises: TrustError.
 */
export function understand(given = {}) {
  return {
    root: root((given.root ?? '').trim()),
    witnesses: (given.witnesses ?? []).map(witness),
    kept: (given.checkpoints ?? []).map(kept),
    tsas: (given.tsa ?? []).flatMap(certificates),
  }
}

function root(written) {
  if (written === '') return undefined
  const digits = written.toLowerCase().replace(/[\s:]/g, '')
  if (/^[0-9a-f]{64}$/.test(digits)) return digits
  const [spki] = written.includes('BEGIN PUBLIC KEY') ? pem(written, 'PUBLIC KEY') : []
  if (spki?.length === 44 && hex(spki.subarray(0, 12)) === ED25519_SPKI) return thumbprint(jwkOf(spki.subarray(12)))
  const jwk = parsed(written)
  if (isRootJwk(jwk)) return thumbprint(jwk)
  throw new TrustError('root')
}

const jwkOf = bytes => ({ crv: 'Ed25519', kty: 'OKP', x: btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace('=', '') })

function parsed(written) {
  try {
    const { kty, crv, x } = JSON.parse(written)
    return { kty, crv, x }
  } catch {
    return undefined
  }
}

function witness(written) {
  const key = vkey(written.trim())
  if (key?.type !== WITNESS) throw new TrustError('witness')
  return key
}

function kept(given) {
  const found = checkpoint(typeof given === 'string' ? utf8(given) : given)
  if (!found) throw new TrustError('checkpoint')
  return found
}

function certificates(given) {
  const written = typeof given === 'string' ? given : text(given) ?? ''
  try {
    const all = written.includes('BEGIN CERTIFICATE') ? pem(written, 'CERTIFICATE') : [typeof given === 'string' ? unbase64(given) : given]
    if (all.length === 0 || all.includes(undefined)) throw new DerError('none')
    return all.map(bytes => certificate(der(bytes).whole))
  } catch {
    throw new TrustError('tsa')
  }
}
