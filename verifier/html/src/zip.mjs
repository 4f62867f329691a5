/** The canonical ZIP (§6): one spelling for each set of files; every other is refused as `archive`. */
import { equal, text, utf8 } from './bytes.mjs'
import { Refusal } from './codes.mjs'
import { digest } from './digest.mjs'
import { NAME } from './shapes.mjs'

const LOCAL = 30
const CENTRAL = 46
const END = 22
const MOST_DIRECTORY = 32 << 20
const LONGEST_NAME = 255
const AT_ONCE = 4 // files read at the same time
const IN_FLIGHT = 96 << 20 // and their bytes

/** The header of a file as its directory line (`central`) or before its bytes. */
function header(file, central) {
  const name = utf8(file.name)
  const bytes = new Uint8Array((central ? CENTRAL : LOCAL) + name.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, central ? 0x02014b50 : 0x04034b50, true)
  if (central) view.setUint16(4, 20, true)
  const at = central ? 6 : 4
  view.setUint16(at, 20, true)
  view.setUint16(at + 2, 0x0800, true)
  view.setUint16(at + 8, 0x0021, true)
  view.setUint32(at + 10, file.crc, true)
  view.setUint32(at + 14, file.size, true)
  view.setUint32(at + 18, file.size, true)
  view.setUint16(at + 22, name.length, true)
  if (central) view.setUint32(42, file.offset, true)
  bytes.set(name, central ? CENTRAL : LOCAL)
  return bytes
}

const refuse = about => {
  throw new Refusal('archive', about)
}

/**
 * The files of the archive in order: `name`, `crc`, `size`, `offset` of the header, `data` of the first byte.
 * Raises: Refusal `archive`.
 */
export async function directory(source) {
  if (source.size < END) refuse('')
  const end = await source.read(source.size - END, source.size)
  const view = new DataView(end.buffer, end.byteOffset, END)
  const [count, length, start] = [view.getUint16(10, true), view.getUint32(12, true), view.getUint32(16, true)]
  const spelled = view.getUint32(0, true) === 0x06054b50 && view.getUint32(4, true) === 0 && view.getUint16(8, true) === count && view.getUint16(20, true) === 0
  if (!spelled || count === 0 || start + length + END !== source.size || length > MOST_DIRECTORY) refuse('')
  const files = lines(await source.read(start, start + length), count)
  const last = files.at(-1)
  if (last.data + last.size !== start) refuse(last.name)
  return files
}

function lines(bytes, count) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const files = []
  let [at, offset, before] = [0, 0, '']
  for (let number = 0; number < count; number++) {
    if (at + CENTRAL > bytes.length) refuse(before)
    const long = view.getUint16(at + 28, true)
    const name = text(bytes.subarray(at + CENTRAL, at + CENTRAL + long)) ?? ''
    if (!NAME.test(name) || name.length !== long || long > LONGEST_NAME || name <= before) refuse(before)
    const file = { name, crc: view.getUint32(at + 16, true), size: view.getUint32(at + 24, true), offset, data: offset + LOCAL + long }
    if (!equal(header(file, true), bytes.subarray(at, at + CENTRAL + long))) refuse(name)
    files.push(file)
    at += CENTRAL + long
    offset = file.data + file.size
    before = name
  }
  if (at !== bytes.length) refuse(before)
  return files
}

/**
 * Read every byte once: give each file its SHA-256 as `hash` and whether its CRC was true as `crcHolds`.
 * Raises: Refusal `archive` for a header that is not its directory line's.
 */
export async function scan(source, files, told) {
  const running = new Set()
  let flying = 0
  for (const file of files) {
    while (running.size >= AT_ONCE || (flying > 0 && flying + file.size > IN_FLIGHT)) await Promise.race(running)
    flying += file.size
    const task = scanOne(source, file, told).finally(() => {
      flying -= file.size
      running.delete(task)
    })
    task.catch(() => undefined) // told by the wait below
    running.add(task)
    file.scanned = task
  }
  await Promise.all(files.map(file => file.scanned))
}

async function scanOne(source, file, told) {
  const before = await source.read(file.offset, file.data)
  if (!equal(before, header(file, false))) refuse(file.name)
  const { hash, crc } = await digest(source, file.data, file.data + file.size, told)
  file.hash = hash
  file.crcHolds = crc === file.crc
}
