/** RFC 3161 answers of a real authority (OpenSSL's): what they say, and what of them may not be changed. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { stamped } from '../../../verifier/html/src/stamp.mjs'
import { understand } from '../../../verifier/html/src/trust.mjs'

const CONFIG = `[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical,CA:true
[tsa]
basicConstraints = critical,CA:false
extendedKeyUsage = critical,timeStamping
[plain]
basicConstraints = critical,CA:false
[tsa_config]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`
const BODY = Buffer.from('mingcha.test/log\n14\nRPSHv36Y686+ZZcNbjHAazOcM3Z/lzRcetokEg3LvzqA==\n')
let folder
const at = name => join(folder, name)
const openssl = (...given) => execFileSync('openssl', given, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
const trusting = name => understand({ tsa: [readFileSync(at(name), 'utf8')] }).tsas
const bytes = name => new Uint8Array(readFileSync(at(name)))

function certify(name, kind, extensions, issuer) {
  const key = kind === 'rsa' ? ['-newkey', 'rsa:2048'] : ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
  openssl('req', '-new', '-nodes', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`, '-config', 'config')
  const by = issuer ? ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-CAcreateserial'] : ['-signkey', `${name}.key`]
  openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-days', '30', '-extfile', 'config', '-extensions', extensions, '-out', `${name}.pem`)
}

function answer(name, signer) {
  openssl('ts', '-query', '-data', 'body', '-sha256', '-cert', '-out', 'query')
  openssl('ts', '-reply', '-queryfile', 'query', '-signer', `${signer}.pem`, '-inkey', `${signer}.key`, '-config', 'config', '-section', 'tsa_config', '-out', name)
}

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'stamp-'))
  writeFileSync(at('config'), CONFIG)
  writeFileSync(at('serial'), '01\n')
  writeFileSync(at('body'), BODY)
  certify('authority', 'rsa', 'ca')
  certify('rsa', 'rsa', 'tsa', 'authority')
  certify('ec', 'ec', 'tsa', 'authority')
  certify('stranger', 'rsa', 'ca')
  certify('plain', 'ec', 'plain', 'authority')
  answer('rsa.tsr', 'rsa')
  answer('ec.tsr', 'ec')
})
after(() => rmSync(folder, { recursive: true }))

test('the certificate above it makes the time count, its own does not', async () => {
  for (const kind of ['rsa', 'ec']) {
    const told = await stamped(bytes(`${kind}.tsr`), BODY, trusting('authority.pem'))
    assert.ok(Math.abs(told.at - Date.now()) < 600_000, `${kind} ${JSON.stringify(told)}`)
    assert.equal(await stamped(bytes(`${kind}.tsr`), BODY, trusting(`${kind}.pem`)), 'other')
  }
})

test('a certificate not made for time-stamping stamps nothing', () => {
  assert.equal(trusting('authority.pem')[0].stamps, false)
  assert.equal(trusting('rsa.pem')[0].stamps, true)
  assert.equal(trusting('plain.pem')[0].stamps, false)
})

test('a stranger counts for nothing, the right authority over other words is told', async () => {
  assert.equal(await stamped(bytes('rsa.tsr'), BODY, trusting('stranger.pem')), 'other')
  assert.equal(await stamped(bytes('rsa.tsr'), Buffer.from('other'), trusting('authority.pem')), 'bad')
  assert.equal(await stamped(new Uint8Array(), BODY, trusting('authority.pem')), 'other')
})

test('no changed byte throws or tells another time', async () => {
  const trusted = trusting('authority.pem')
  const whole = bytes('ec.tsr')
  const { at: time } = await stamped(whole, BODY, trusted)
  for (let offset = 0; offset < whole.length; offset++) {
    whole[offset] ^= 1 + (offset % 255)
    const told = await stamped(whole, BODY, trusted)
    whole[offset] ^= 1 + (offset % 255)
    assert.ok(['other', 'bad', 'unsupported'].includes(told) || told.at === time, `${offset}: ${JSON.stringify(told)}`)
    if (offset >= whole.length - 32) assert.equal(told, 'other', 'the signature itself, which comes last')
  }
})
