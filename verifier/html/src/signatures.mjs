/**
 * Ed25519 and ECDSA P-256, each by one strict rule wherever this runs: one library decides, never the browser's own, which differ.
 * Ed25519: RFC 8032 without the cofactor, S < L, both points in their canonical encoding, keys of small order refused.
 */
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { concat, equal, hex, unbase64url, utf8 } from './bytes.mjs'
import { sha256 } from './digest.mjs'

const USED = 12 // uses of a key after which a table of its multiples pays
const MOST = 4096

/** A small memory: the newest `MOST` answers of `make` by key. */
function remembering(make) {
  const known = new Map()
  return (key, ...given) => {
    if (!known.has(key)) {
      if (known.size >= MOST) known.clear()
      known.set(key, make(...given))
    }
    return known.get(key)
  }
}

const edwards = remembering(bytes => pointOf(() => {
  const point = ed25519.Point.fromBytes(bytes, false)
  return point.isSmallOrder() ? undefined : point
}))
const weierstrass = remembering((x, y) => pointOf(() => {
  const point = p256.Point.fromAffine({ x: integer(x), y: integer(y) })
  point.assertValidity()
  return point
}))
const answers = remembering(check => check())

function pointOf(decode) {
  try {
    return { point: decode(), uses: 0 }
  } catch {
    return { point: undefined, uses: 0 }
  }
}

function used(key) {
  if (++key.uses === USED) key.point.precompute(6)
  return key.point
}

const integer = bytes => BigInt(`0x${hex(bytes)}`)
const little = bytes => integer(bytes.slice().reverse())

/** Whether an Ed25519 public key is a point of small order, which would let one signature fit many messages. */
export const isSmallOrder = publicKey => pointOf(() => ed25519.Point.fromBytes(publicKey, true)).point?.isSmallOrder() ?? false

/** Whether `signature` (64 bytes) is the Ed25519 signature of `message` by the 32-byte public key. */
export function ed25519Holds(publicKey, message, signature) {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  return answers(`e${hex(publicKey)}${hex(signature)}${hex(sha256(message))}`, () => checkEdwards(publicKey, message, signature))
}

function checkEdwards(publicKey, message, signature) {
  const key = edwards(hex(publicKey), publicKey)
  const order = ed25519.Point.Fn.ORDER
  const [r, s] = [signature.subarray(0, 32), little(signature.subarray(32))]
  if (!key.point || s >= order) return false
  const k = little(sha512(concat(r, publicKey, message))) % order
  const found = ed25519.Point.BASE.multiplyUnsafe(s).subtract(used(key).multiplyUnsafe(k))
  return equal(found.toBytes(), r)
}

/** Whether `signature` (r‖s) is the ECDSA signature with SHA-256 of `message` by the P-256 key of a JWK. */
export function p256Holds(jwk, message, signature) {
  if (signature.length !== 64) return false
  return answers(`p${jwk.x}${jwk.y}${hex(signature)}${hex(sha256(message))}`, () => checkP256(jwk, message, signature))
}

function checkP256(jwk, message, signature) {
  const key = weierstrass(jwk.x + jwk.y, unbase64url(jwk.x), unbase64url(jwk.y))
  const { Fn, BASE } = p256.Point
  const [r, s] = [integer(signature.subarray(0, 32)), integer(signature.subarray(32))]
  if (!key.point || r === 0n || s === 0n || r >= Fn.ORDER || s >= Fn.ORDER) return false
  const w = Fn.inv(s)
  const [u1, u2] = [Fn.mul(Fn.create(integer(sha256(message))), w), Fn.mul(r, w)]
  const found = BASE.multiplyUnsafe(u1).add(used(key).multiplyUnsafe(u2))
  return !found.is0() && Fn.create(found.toAffine().x) === r
}

/** RFC 7638 thumbprint, in hex, of an Ed25519 or P-256 JWK. */
export function thumbprint({ crv, kty, x, y }) {
  return hex(sha256(utf8(JSON.stringify(y === undefined ? { crv, kty, x } : { crv, kty, x, y }))))
}
