/** RFC 3161 tokens: when the reader's time-stamping authority saw the checkpoint. */
import { concat, equal } from './bytes.mjs'
import { der, DerError, oid } from './der.mjs'
import { sha256 } from './digest.mjs'
import { certificate, hashName, instant, issuedBy, signedBy } from './x509.mjs'

const SIGNED_DATA = '1.2.840.113549.1.7.2'
const TST_INFO = '1.2.840.113549.1.9.16.1.4'
const CONTENT_TYPE = '1.2.840.113549.1.9.3'
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4'
const SIGNER_V1 = '1.2.840.113549.1.9.16.2.12'
const SIGNER_V2 = '1.2.840.113549.1.9.16.2.47'
const SET = 0x31
const LONGEST_CHAIN = 5

/**
 * What a TimeStampResp says about `body`, for a reader who trusts the certificates: `{at}` in ms; `'bad'` when theirs speaks of something else;
 * `'other'` when it does not hold under any of them; `'unsupported'` when this browser cannot tell.
 */
export async function stamped(token, body, trusted) {
  try {
    const parts = signedData(token)
    const signer = signerOf(parts)
    if (!signer) return 'other'
    const chain = await trustedChain(signer, parts.certificates, trusted)
    if (chain !== true) return chain
    return await check(parts, signer, body)
  } catch (error) {
    if (error instanceof DerError || error instanceof TypeError || error instanceof RangeError) return 'other'
    throw error
  }

  function signerOf({ signerInfo, certificates }) {
    return [...certificates, ...trusted].find(given => names(signerInfo, given))
  }
}

function signedData(token) {
  const given = der(token)
  const [status, info] = given.parts
  if (![0, 1].includes(status?.parts[0]?.content[0]) || status.parts[0].content.length !== 1) throw new DerError('not granted')
  if (oid(info?.parts[0]) !== SIGNED_DATA) throw new DerError('not signed data')
  const [, , content, ...rest] = info.parts[1].parts[0].parts
  const certificates = (rest.find(part => part.tag === 0xA0)?.parts ?? []).filter(part => part.tag === 0x30).map(part => certificate(part.whole))
  const signers = rest.find(part => part.tag === SET)?.parts ?? []
  const inner = content.parts[1]?.parts[0]
  if (oid(content.parts[0]) !== TST_INFO || inner?.tag !== 4 || signers.length !== 1) throw new DerError('not a time-stamp')
  return { content: inner.content, certificates, signerInfo: signers[0] }
}

/** Whether a SignerInfo names the certificate by issuer and serial number. */
function names({ parts: [, name] }, { issuer, serial }) {
  return name.parts.length === 2 && equal(name.parts[0].whole, issuer) && equal(name.parts[1].whole, serial.whole)
}

/** True where a certificate above the signer's is the reader's; else 'other', or 'unsupported'. */
async function trustedChain(signer, certificates, trusted) {
  let here = signer
  for (let step = 0; step <= LONGEST_CHAIN; step++) {
    if (step > 0 && trusted.some(given => equal(given.bytes, here.bytes))) return true
    let next
    for (const above of [...trusted, ...certificates]) {
      const issued = equal(here.issuer, above.subject) && !equal(above.bytes, here.bytes) && await issuedBy(here, above)
      if (issued === undefined) return 'unsupported'
      if (issued) next ??= above
    }
    if (!next) return 'other'
    here = next
  }
  return 'other'
}

async function check({ content, signerInfo }, signer, body) {
  const [, , digestAlgorithm, attributes, algorithm, signature] = signerInfo.parts
  const hash = hashName(digestAlgorithm)
  if (!hash) return 'unsupported'
  if (attributes?.tag !== 0xA0 || signature?.tag !== 4) return 'other'
  const values = new Map(attributes.parts.map(({ parts }) => [oid(parts[0]), parts[1].parts[0]]))
  const signedBytes = concat(Uint8Array.of(SET), attributes.whole.subarray(1))
  const holds = await signedBy(signer, algorithm, hash, signedBytes, signature.content)
  if (holds === undefined) return 'unsupported'
  const told = oid(values.get(CONTENT_TYPE)) === TST_INFO && equal(values.get(MESSAGE_DIGEST)?.content ?? [], await hashOf(hash, content))
  if (!holds || !told || !signer.stamps || !await bound(values, signer)) return 'other'
  return saysOf(der(content), signer, body)
}

/** Whether the signed attributes name the very certificate (ESSCertID, RFC 2634 and 5816). */
async function bound(values, signer) {
  const newer = values.get(SIGNER_V2)?.parts[0]?.parts[0]?.parts
  const older = values.get(SIGNER_V1)?.parts[0]?.parts[0]?.parts
  if (newer) {
    const hash = newer[0].tag === 0x30 ? hashName(newer[0]) : 'SHA-256'
    const value = newer[0].tag === 0x30 ? newer[1] : newer[0]
    return hash !== undefined && equal(value.content, await hashOf(hash, signer.bytes))
  }
  return older !== undefined && equal(older[0].content, await hashOf('SHA-1', signer.bytes))
}

function saysOf({ parts }, signer, body) {
  const [algorithm, value] = parts[2].parts
  const at = instant(parts[4])
  if (at < signer.from || at > signer.to) return 'other'
  return hashName(algorithm) === 'SHA-256' && equal(value.content, sha256(body)) ? { at } : 'bad'
}

const hashOf = async (name, bytes) => new Uint8Array(await globalThis.crypto.subtle.digest(name, bytes))
