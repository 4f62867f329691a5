/** Where a bundle's bytes come from: memory, or a file read piece by piece, so that memory stays bounded whatever its size. */
const PIECE = 1 << 20
const KEPT = 48 // pieces of the file kept for the many small files

/** A source over a Uint8Array or a Blob: `size`, and `read(from, to)` answering the bytes between. */
export function sourceOf(given) {
  return given instanceof Uint8Array ? new Memory(given) : new File(given)
}

class Memory {
  constructor(bytes) {
    this.bytes = bytes
    this.size = bytes.length
  }

  async read(from, to) {
    return this.bytes.subarray(from, to)
  }
}

class File {
  constructor(blob) {
    this.blob = blob
    this.size = blob.size
    this.pieces = new Map()
  }

  async read(from, to) {
    if (to - from > PIECE) return this.fetch(from, to)
    const bytes = new Uint8Array(to - from)
    for (let at = from; at < to;) {
      const number = Math.floor(at / PIECE)
      const piece = await this.piece(number)
      const end = Math.min(to, (number + 1) * PIECE)
      bytes.set(piece.subarray(at - number * PIECE, end - number * PIECE), at - from)
      at = end
    }
    return bytes
  }

  piece(number) {
    let piece = this.pieces.get(number)
    this.pieces.delete(number)
    piece ??= this.fetch(number * PIECE, Math.min(this.size, (number + 1) * PIECE))
    this.pieces.set(number, piece)
    if (this.pieces.size > KEPT) this.pieces.delete(this.pieces.keys().next().value)
    return piece
  }

  async fetch(from, to) {
    return new Uint8Array(await this.blob.slice(from, to).arrayBuffer())
  }
}
