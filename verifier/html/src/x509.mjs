/** As much of X.509 as a time-stamp needs: whose certificate, signed by whom, for what. The browser's WebCrypto checks the signatures. */
import { concat, equal } from './bytes.mjs'
import { der, DerError, oid } from './der.mjs'

const HASHES = {
  '2.16.840.1.101.3.4.2.1': 'SHA-256', '2.16.840.1.101.3.4.2.2': 'SHA-384', '2.16.840.1.101.3.4.2.3': 'SHA-512',
}
const RSA = { '1.2.840.113549.1.1.11': 'SHA-256', '1.2.840.113549.1.1.12': 'SHA-384', '1.2.840.113549.1.1.13': 'SHA-512' }
const ECDSA = { '1.2.840.10045.4.3.2': 'SHA-256', '1.2.840.10045.4.3.3': 'SHA-384', '1.2.840.10045.4.3.4': 'SHA-512' }
const CURVES = { '1.2.840.10045.3.1.7': ['P-256', 32], '1.3.132.0.34': ['P-384', 48], '1.3.132.0.35': ['P-521', 66] }
const PLAIN_RSA = '1.2.840.113549.1.1.1'
const EC_KEY = '1.2.840.10045.2.1'
const EXTENDED_USE = '2.5.29.37'
const CONSTRAINTS = '2.5.29.19'
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'

/** The name WebCrypto has for a digest algorithm's element; undefined for others. */
export const hashName = algorithm => HASHES[oid(algorithm?.parts[0])]

/** Whom a certificate names and what its key may do. Raises: DerError. */
export function certificate(bytes) {
  const whole = der(bytes)
  const [body, algorithm, signature] = whole.parts
  const fields = body?.parts ?? []
  const rest = fields[0]?.tag === 0xA0 ? fields.slice(1) : fields
  const [serial, , issuer, validity, subject, key] = rest
  if (!serial || !issuer || !validity || !subject || !key || signature?.tag !== 3) throw new DerError('certificate')
  const extensions = (rest.find(field => field.tag === 0xA3)?.parts[0]?.parts ?? []).map(extension)
  return {
    bytes, body, algorithm, signature: signature.content.subarray(1), serial, issuer: issuer.whole, subject: subject.whole, key,
    from: instant(validity.parts[0]), to: instant(validity.parts[1]),
    stamps: extensions.some(({ name, critical, value }) => name === EXTENDED_USE && critical && value.parts.length === 1 && oid(value.parts[0]) === TIME_STAMPING),
    issues: extensions.some(({ name, value }) => name === CONSTRAINTS && value.parts[0]?.tag === 1 && value.parts[0].content[0] !== 0),
  }
}

function extension({ parts }) {
  const critical = parts[1]?.tag === 1 && parts[1].content[0] !== 0
  return { name: oid(parts[0]), critical, value: der(parts.at(-1).content) }
}

/** Milliseconds since 1970 of a UTCTime or GeneralizedTime (fractions allowed). Raises: DerError. */
export function instant(element) {
  const written = String.fromCharCode(...(element?.content.subarray(0, 40) ?? []))
  const found = /^(\d{2}|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/.exec(written)
  if (!found || found[1].length !== (element.tag === 23 ? 2 : 4)) throw new DerError('time')
  const [, y, ...rest] = found
  const year = y.length === 4 ? y : String(Number(y) + (Number(y) < 50 ? 2000 : 1900))
  const at = Date.parse(`${year}-${rest[0]}-${rest[1]}T${rest[2]}:${rest[3]}:${rest[4]}Z`)
  if (Number.isNaN(at)) throw new DerError('time')
  return at + Math.floor(Number(rest[5] ?? 0) * 1000)
}

/** Whether `issuer`'s key signed the certificate. */
export const issuedBy = async (given, issuer) =>
  issuer.issues && equal(given.issuer, issuer.subject) && signedBy(issuer, given.algorithm, undefined, given.body.whole, given.signature)

/**
 * Whether the certificate's key signed `bytes` by `algorithm`; `digest` names the hash where the algorithm does not.
 * Algorithms that WebCrypto does not know answer undefined: neither true nor forged.
 */
export async function signedBy({ key }, algorithm, digest, bytes, signature) {
  const name = oid(algorithm?.parts[0])
  const kind = oid(key.parts[0]?.parts[0])
  const subtle = globalThis.crypto?.subtle
  if (!subtle) return undefined
  if (kind === PLAIN_RSA && (RSA[name] ?? (name === PLAIN_RSA && digest))) {
    return check(subtle, key, { name: 'RSASSA-PKCS1-v1_5', hash: RSA[name] ?? digest }, signature, bytes)
  }
  const [curve, length] = CURVES[oid(key.parts[0]?.parts[1])] ?? []
  if (kind !== EC_KEY || !curve || !ECDSA[name]) return undefined
  return check(subtle, key, { name: 'ECDSA', namedCurve: curve, hash: ECDSA[name] }, joined(signature, length), bytes)
}

async function check(subtle, key, algorithm, signature, bytes) {
  try {
    const made = await subtle.importKey('spki', key.whole, algorithm, false, ['verify'])
    return await subtle.verify(algorithm, made, signature, bytes)
  } catch {
    return false
  }
}

/** r‖s of an ECDSA signature in DER. Raises: DerError. */
function joined(signature, length) {
  const numbers = der(signature).parts.map(({ content }) => {
    const bytes = content[0] === 0 ? content.subarray(1) : content
    if (bytes.length > length) throw new DerError('signature')
    return concat(new Uint8Array(length - bytes.length), bytes)
  })
  if (numbers.length !== 2) throw new DerError('signature')
  return concat(...numbers)
}
