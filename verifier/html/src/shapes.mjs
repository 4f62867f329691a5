/** The statements of the format, member by member: what is missing, unknown or ill-formed is refused as `json`. */
import { unbase64url } from './bytes.mjs'
import { parse, MANIFEST, STATEMENT } from './canonical.mjs'
import { Refusal } from './codes.mjs'

const string = value => typeof value === 'string'
const word = value => string(value) && value.length > 0
const boolean = value => typeof value === 'boolean'
const count = value => Number.isInteger(value) && value >= 0
const ordinal = value => Number.isInteger(value) && value >= 1
const within = most => value => Number.isInteger(value) && Math.abs(value) <= most
const is = (...allowed) => value => allowed.includes(value)
const matching = pattern => value => string(value) && pattern.test(value)
const listOf = shape => value => Array.isArray(value) && value.every(one => (typeof shape === 'function' ? shape(one) : fits(one, shape)))
const object = shape => value => fits(value, shape)
const unique = items => new Set(items.map(item => item.id)).size === items.length
const inOrder = files => files.length > 0 && files.every((file, at) => at === 0 || file.name > files[at - 1].name)
const ascending = value => listOf(ordinal)(value) && value.every((idx, at) => at === 0 || idx > value[at - 1])

const hash = matching(/^[0-9a-f]{64}$/)
export const NAME = /^[a-z0-9][a-z0-9._/-]*$/
const listed = value => matching(NAME)(value) && value !== 'bundle.json' && value !== 'bundle.sig'
const id = matching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
const time = value => string(value) && micros(value, 3) !== undefined
const logTime = value => string(value) && micros(value) !== undefined
const short = matching(/^[^]{1,100}$/u)
const anchorId = matching(/^[0-9a-f]{32}$/)
const coordinate = value => string(value) && unbase64url(value)?.length === 32

/** Microseconds since 1970 of a UTC time with exactly `digits` digits after the second (by default none to six); undefined when it is none. */
export function micros(written, digits) {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z$/.exec(written)
  const fraction = found?.[2] ?? ''
  if (!found || (digits !== undefined && fraction.length !== digits)) return undefined
  const second = Date.parse(`${found[1]}Z`)
  if (Number.isNaN(second) || found[1].startsWith('0000') || new Date(second).toISOString().slice(0, 19) !== found[1]) return undefined
  return second * 1000 + Number(fraction.padEnd(6, '0'))
}

function fits(value, shape) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const names = Object.keys(value)
  const check = name => [name, `${name}?`].find(each => Object.hasOwn(shape, each)) // `constructor` is nobody's member
  return names.every(name => shape[check(name)]?.(value[name]) ?? false)
    && Object.keys(shape).every(name => name.endsWith('?') || name in value)
}

const GEO = { 'acc_cm?': count, 'lat_e7?': within(900_000_000), 'lon_e7?': within(1_800_000_000), 'st': is('ok', 'denied', 'timeout', 'none'), 't?': time }
const KEY = {
  'by?': hash, 'from': time, 'id': hash, 'to?': time, 'use': is('log', 'receipt', 'root'),
  'jwk': object({ crv: is('Ed25519'), kty: is('OKP'), x: coordinate }),
}
const ITEM = { entries: ascending, id, kind: is('evidence', 'report', 'submission'), record: boolean }
const SHAPES = {
  bundle: {
    at: time, checkpoint: object({ root: hash, size: ordinal }), files: value => listOf({ name: listed, sha256: hash, size: count })(value) && inOrder(value),
    items: value => listOf(ITEM)(value) && value.length > 0 && unique(value), key: hash, origin: word, title: string, typ: is('bundle'), v: is(1),
  },
  keys: { at: time, keys: value => listOf(KEY)(value) && unique(value), origin: word, typ: is('keys'), v: is(1) },
  capture: {
    'anchor?': object({ id: anchorId, t: time }), 'app': short, 'boot': short, 'geo': object(GEO), id, 'insp': id, 'key': hash, 'mime': short,
    'prev?': hash, 'seq': ordinal, 'sha256': hash, 'size': count, 'src': is('camera', 'picker', 'file'), 't_dev': time, 't_mono_ms': count,
    'typ': is('capture'), 'tz': short, 'v': is(1),
  },
  anchor: { id: anchorId, key: hash, t: time, typ: is('anchor'), v: is(1) },
  receipt: {
    'at': time, 'chain?': hash, id, 'idx?': ordinal, 'key': hash, 'of': is('evidence', 'report', 'submission'), 'rec?': hash, 'sha256': hash,
    'size?': count, 'typ': is('receipt'), 'v': is(1),
  },
  entry: { act: word, actor: string, at: logTime, commit: hash, idx: ordinal, obj: matching(/^[^/]+\/[^]+$/), prev: hash },
}
const ENROLMENT = { user: id, jwk: value => isDeviceJwk(value), id: hash, until: time }
/** Whether a payload says all that an enrolment must; it may say more. */
export const isEnrolment = payload => Object.entries(ENROLMENT).every(([name, check]) => check(payload[name]))
const DEVICE_JWK = { crv: is('P-256'), kty: is('EC'), x: coordinate, y: coordinate }
export const isDeviceJwk = value => fits(value, DEVICE_JWK)

export const isRootJwk = value => fits(value, { crv: is('Ed25519'), kty: is('OKP'), x: coordinate })

/**
 * The statement of kind `kind` that the bytes are.
 * Raises: Refusal `json`.
 */
export function statement(kind, bytes, about) {
  const value = parse(bytes, about, kind === 'bundle' || kind === 'keys' ? MANIFEST : STATEMENT)
  if (!fits(value, SHAPES[kind])) throw new Refusal('json', about)
  if (kind === 'receipt' && (('idx' in value) !== ('chain' in value) || (value.of === 'evidence' && !('size' in value)))) throw new Refusal('json', about)
  return value
}
