"""The canonical ZIP (docs/evidence.md §6): bytes determined by the files alone, written in one pass and checked on the way."""

import hashlib
import os
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

VERSION, FLAGS, STORED, MIDNIGHT, FIRST_DAY = 20, 0x0800, 0, 0, 0x0021
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
MOST_FILES, MOST_BYTES = 0xFFFF, 0xFFFFFFFF
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2IH")
_CRC_AT = 14  # where a local header has its checksum
BLOCK = 1024 * 1024


class DamagedError(RuntimeError):
    """A file is not there, or not what it is known to be."""


class TooLargeError(ValueError):
    """More than one archive may hold."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of the archive: `content` in memory, or where its bytes lie, with the hash and size they must have."""

    name: str
    sha256: str
    size: int
    source: bytes | Path

    @classmethod
    def of(cls, name: str, content: bytes) -> "Piece":
        """What is at hand."""
        return cls(name, hashlib.sha256(content).hexdigest(), len(content), content)

    def read(self) -> Iterator[bytes]:
        """Its bytes in pieces. Raises: OSError."""
        if isinstance(self.source, bytes):
            yield self.source
            return
        with self.source.open("rb") as file:
            while block := file.read(BLOCK):
                yield block


def in_order(pieces: Iterable[Piece]) -> list[Piece]:
    """By the bytes of their names."""
    return sorted(pieces, key=lambda piece: piece.name.encode())


def size_of(pieces: Sequence[Piece]) -> int:
    """The archive's bytes. Raises: TooLargeError."""
    heads = _LOCAL.size + _CENTRAL.size
    whole = sum(heads + 2 * len(piece.name) + piece.size for piece in pieces) + _END.size
    if len(pieces) >= MOST_FILES or whole >= MOST_BYTES:
        raise TooLargeError(f"{len(pieces)} files, {whole} bytes")
    return whole


def write(target: Path, pieces: Sequence[Piece]) -> None:
    """Write the archive, on disk when this returns. Raises: DamagedError, TooLargeError, OSError, and leaves no archive."""
    size_of(pieces)
    with target.open("xb") as out:
        directory = [_add(out, piece) for piece in pieces]
        at = out.tell()
        out.writelines(directory)
        out.write(_END.pack(END, 0, 0, len(pieces), len(pieces), out.tell() - at, at, 0))
        out.flush()
        os.fsync(out.fileno())


def _add(out: BinaryIO, piece: Piece) -> bytes:
    """One file; gives its line of the directory. Its checksum is known after its bytes, and written into the header before them."""
    name, at = piece.name.encode(), out.tell()
    out.write(_LOCAL.pack(LOCAL, VERSION, FLAGS, STORED, MIDNIGHT, FIRST_DAY, 0, piece.size, piece.size, len(name), 0) + name)
    crc = _copy(out, piece)
    end = out.tell()
    out.seek(at + _CRC_AT)
    out.write(struct.pack("<I", crc))
    out.seek(end)
    told = (VERSION, VERSION, FLAGS, STORED, MIDNIGHT, FIRST_DAY, crc, piece.size, piece.size)
    return _CENTRAL.pack(CENTRAL, *told, len(name), 0, 0, 0, 0, 0, at) + name


def _copy(out: BinaryIO, piece: Piece) -> int:
    """Copy, and hold the bytes against what they must be."""
    hashed, crc, size = hashlib.sha256(), 0, 0
    try:
        for block in piece.read():
            hashed.update(block)
            crc, size = zlib.crc32(block, crc), size + len(block)
            out.write(block)
    except FileNotFoundError as error:
        raise DamagedError(piece.name) from error
    if (hashed.hexdigest(), size) != (piece.sha256, piece.size):
        raise DamagedError(piece.name)
    return crc
