/** Vectors from the published texts: RFC 8032, 6979, 8037 (7638), 6962's test tree, Go's and C2SP's notes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hex, text, unbase64, unhex, utf8 } from '../../../verifier/html/src/bytes.mjs'
import { crc32, sha256 } from '../../../verifier/html/src/digest.mjs'
import { checkpoint, inclusionProof, lineOf, note, signed, vkey } from '../../../verifier/html/src/note.mjs'
import { ed25519Holds, isSmallOrder, p256Holds, thumbprint } from '../../../verifier/html/src/signatures.mjs'
import { consistent, leafHash, rootsOf } from '../../../verifier/html/src/tree.mjs'

const RFC8032 = [
  ['d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'],
  ['3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'],
  ['fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025', 'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'],
]
const ORDER = (1n << 252n) + 27742317777372353535851937790883648493n

test('RFC 8032 §7.1: the signatures hold, and no bit of them may change', () => {
  for (const [key, message, signature] of RFC8032) {
    assert.equal(ed25519Holds(unhex(key), unhex(message), unhex(signature)), true)
    for (let bit = 0; bit < 512; bit += 7) {
      const other = unhex(signature)
      other[bit >> 3] ^= 1 << (bit & 7)
      assert.equal(ed25519Holds(unhex(key), unhex(message), other), false)
    }
    assert.equal(ed25519Holds(unhex(key), utf8('other'), unhex(signature)), false)
  }
})

test('the other spelling S + L of a right signature is refused', () => {
  const [key, message, signature] = RFC8032[0]
  const s = BigInt(`0x${hex(unhex(signature.slice(64)).reverse())}`) + ORDER
  const high = unhex(s.toString(16).padStart(64, '0')).reverse()
  assert.equal(ed25519Holds(unhex(key), unhex(message), unhex(signature.slice(0, 64) + hex(high))), false)
})

test('keys of small order hold nothing, though the equation would', () => {
  const identity = unhex(`01${'00'.repeat(31)}`)
  assert.equal(isSmallOrder(identity), true)
  assert.equal(ed25519Holds(identity, utf8('anything'), unhex(`01${'00'.repeat(63)}`)), false)
  assert.equal(isSmallOrder(unhex(RFC8032[0][0])), false)
})

test('RFC 6979 A.2.5: ECDSA P-256 with SHA-256 of "sample"; both spellings of s hold', () => {
  const base64url = digits => Buffer.from(digits, 'hex').toString('base64url')
  const jwk = {
    crv: 'P-256', kty: 'EC', x: base64url('60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6'),
    y: base64url('7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299'),
  }
  const r = 'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716'
  const s = 'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8'
  const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const low = (n - BigInt(`0x${s}`)).toString(16).padStart(64, '0')
  assert.equal(p256Holds(jwk, utf8('sample'), unhex(r + s)), true)
  assert.equal(p256Holds(jwk, utf8('sample'), unhex(r + low)), true)
  assert.equal(p256Holds(jwk, utf8('test'), unhex(r + s)), false)
  for (const wrong of [r + '0'.repeat(64), '0'.repeat(64) + s, 'f'.repeat(128), r + n.toString(16)]) assert.equal(p256Holds(jwk, utf8('sample'), unhex(wrong)), false)
  assert.equal(p256Holds({ ...jwk, y: jwk.x }, utf8('sample'), unhex(r + s)), false, 'not a point of the curve')
})

test('RFC 8037 A.3: the thumbprint of an Ed25519 key', () => {
  const print = thumbprint({ crv: 'Ed25519', kty: 'OKP', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })
  assert.equal(Buffer.from(print, 'hex').toString('base64url'), 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
})

test('SHA-256 of "abc" and the check value of CRC-32', () => {
  assert.equal(hex(sha256(utf8('abc'))), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  assert.equal(crc32(utf8('123456789')), 0xCBF43926)
  assert.equal(crc32(utf8('56789'), crc32(utf8('1234'))), 0xCBF43926)
  const many = Uint8Array.from({ length: 1000 }, (_, at) => at * at)
  for (let cut = 0; cut < 40; cut++) assert.equal(crc32(many.subarray(cut), crc32(many.subarray(0, cut))), 0xBE2C3C2D)
  for (let at = 0; at < 5; at++) for (let length = 0; length < 40; length++) assert.equal(crc32(many.subarray(at, at + length)), crc32(many.slice(at, at + length)))
})

const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4', '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c', '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
].map(unhex)
const PATHS = [
  [0, 8, ['96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7', '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e', '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4']],
  [5, 8, ['bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b', 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7']],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [0, 1, []],
]

test('inclusion paths of the Certificate Transparency test tree, and the root that ends with the leaf', () => {
  for (const [index, size, path] of PATHS) {
    const roots = rootsOf(leafHash(unhex(LEAVES[index])), index, size, path.map(unhex))
    assert.equal(hex(roots.root), hex(ROOTS[size - 1]))
    assert.equal(hex(roots.before), hex(ROOTS[index]))
    assert.equal(rootsOf(leafHash(unhex(LEAVES[index])), index, size, [...path, path[0] ?? ROOTS[0]].map(one => (typeof one === 'string' ? unhex(one) : one))), undefined)
    if (path.length) assert.equal(rootsOf(leafHash(unhex(LEAVES[index])), index, size, path.slice(1).map(unhex)), undefined)
  }
})

test('consistency of the Certificate Transparency test tree', () => {
  const at = size => ({ size, root: ROOTS[size - 1] })
  const proof = ['0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a', 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'].map(unhex)
  assert.equal(consistent(at(6), at(8), proof), true)
  assert.equal(consistent(at(8), at(8), []), true)
  for (const wrong of [proof.slice(1), [...proof, proof[0]], [], [proof[1], proof[0], proof[2]]]) assert.equal(consistent(at(6), at(8), wrong), false)
  assert.equal(consistent({ size: 6, root: ROOTS[4] }, at(8), proof), false)
  assert.equal(consistent(at(8), at(6), proof), false)
})

test("the note of Go's documentation holds under its key", () => {
  const peter = vkey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
  const written = 'If you think cryptography is the answer to your problem,\nthen you don\'t know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'
  const read = note(utf8(written))
  assert.equal(read.lines.filter(lineOf(peter)).length, 1)
  assert.equal(signed(peter, read.body, read.lines[0]), true)
  assert.equal(signed(peter, utf8(`${text(read.body)} `), read.lines[0]), false)
})

const CHECKPOINT = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n'

test('the checkpoint of C2SP tlog-cosignature is read; its other spellings are not', () => {
  const read = checkpoint(utf8(CHECKPOINT))
  assert.deepEqual([read.origin, read.size, read.lines.map(({ name }) => name)], ['example.com/behind-the-sofa', 20852163, ['example.com/behind-the-sofa', 'witness.example.com/w1']])
  assert.equal(read.lines[1].signature.length, 72)
  const wrong = [
    CHECKPOINT.replace('20852163', '020852163'), CHECKPOINT.replace('20852163', '-1'), CHECKPOINT.replace('2I=\n\n', '2J=\n\n'), CHECKPOINT.replace('\n\n', '\n\n\n'), CHECKPOINT.slice(0, -1),
    CHECKPOINT.replace('— example', '- example'), CHECKPOINT.replace('\n', '\r\n'), CHECKPOINT.split('\n\n')[0], `${CHECKPOINT}\n`, '', CHECKPOINT.replace('example.com/behind', '\u0000'),
  ]
  for (const written of wrong) assert.equal(checkpoint(utf8(written)), undefined, JSON.stringify(written))
})

test('a tlog-proof has one spelling, and no extra line here', () => {
  const hash = Buffer.alloc(32, 7).toString('base64')
  const written = `c2sp.org/tlog-proof@v1\nindex 73894\n${hash}\n\n${CHECKPOINT}`
  const body = utf8(CHECKPOINT.slice(0, CHECKPOINT.indexOf('\n\n') + 1))
  assert.equal(inclusionProof(utf8(written), body).index, 73894)
  const wrong = [written.replace('index 7', 'index 07'), written.replace('@v1', '@v2'), written.replace('index', 'extra YQ==\nindex'), written.replace(hash, 'AA=='), written.replace('\n\n', '\n'), written.replace('20852163', '20852164')]
  for (const one of wrong) assert.equal(inclusionProof(utf8(one), body), undefined, one)
})

test('base64 has one spelling', () => {
  assert.equal(hex(unbase64('AQI=')), '0102')
  for (const wrong of ['AQI', 'AQJ=', 'AQI= ', 'AQ-_', '=AAA']) assert.equal(unbase64(wrong), undefined)
})
