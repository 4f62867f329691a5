"""What a submission is, and whether it is cosigned (C2SP tlog-witness, add-checkpoint)."""

import base64
import binascii
import re
from dataclasses import dataclass

from app.audit.note import Checkpoint, Note, NoteError
from app.audit.tree import ProofError, check_consistency
from app.witness.store import Memory, Own, Seen, Store

MOST_HASHES = 63
SIZE_KIND, TEXT_KIND = "text/x.tlog.size", "text/plain; charset=utf-8"
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
_HASH = 32
_OWN_LINES = 3  # of a checkpoint's text: origin, size, root; what follows is the log's affair


class MalformedError(ValueError):
    """Not a submission."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a log asks to have cosigned."""

    old: int
    path: tuple[bytes, ...]
    note: Note
    point: Checkpoint


@dataclass(frozen=True, slots=True)
class Answer:
    """What it is told."""

    status: int
    body: str
    kind: str = TEXT_KIND


def parse(body: bytes) -> Submission:
    """Raises: MalformedError."""
    try:
        return _parsed(body.decode())
    except (UnicodeDecodeError, binascii.Error, NoteError) as error:
        raise MalformedError(str(error)) from error


def _parsed(text: str) -> Submission:
    head, apart, note = text.partition("\n\n")
    lines = head.split("\n")
    old = _OLD.fullmatch(lines[0])
    if not apart or old is None or len(lines) - 1 > MOST_HASHES:
        raise MalformedError
    told = Note.parse(note)
    own = told.text.split("\n")[:_OWN_LINES]
    return Submission(int(old[1]), tuple(map(_hash, lines[1:])), told, Checkpoint.parse("\n".join([*own, ""])))


def _hash(line: str) -> bytes:
    raw = base64.b64decode(line, validate=True)
    if len(raw) != _HASH or base64.b64encode(raw).decode() != line:
        raise MalformedError
    return raw


def answer(store: Store, own: Own, body: bytes, at: int) -> Answer:
    """Cosign or refuse; what is cosigned is on the disk before this returns. `at` in POSIX seconds."""
    try:
        asked = parse(body)
    except MalformedError:
        return Answer(400, "not a submission\n")
    if refusal := _unknown(store, asked):
        return refusal
    with store.deciding() as memory:
        if refusal := _inconsistent(memory.seen(asked.point.origin), asked):
            return refusal
        return _cosigned(memory, own, asked, at)


def _unknown(store: Store, asked: Submission) -> Answer | None:
    keys = store.watched(asked.point.origin)
    if not keys:
        return Answer(404, "that log is not watched here\n")
    try:
        signed = asked.note.held(keys)
    except NoteError as error:
        return Answer(403, f"{error}\n")
    if not signed:
        return Answer(403, "none of the log's keys signed it\n")
    return Answer(400, "the old size is above the new\n") if asked.old > asked.point.size else None


def _inconsistent(seen: Seen, asked: Submission) -> Answer | None:
    point = asked.point
    if asked.old != seen.size or (asked.old == point.size and point.root != seen.root):
        return Answer(409, f"{seen.size}\n", SIZE_KIND)
    try:
        check_consistency((seen.size, seen.root), (point.size, point.root), asked.path)
    except ProofError:
        return Answer(422, "the proof does not lead from the one tree to the other\n")
    return None


def _cosigned(memory: Memory, own: Own, asked: Submission, at: int) -> Answer:
    before = len(asked.note.signatures)
    note = asked.note.cosigned(own.key, own.name, at)
    memory.remember(asked.point.origin, Seen(asked.point.size, asked.point.root), str(note))
    return Answer(200, "".join(map(str, note.signatures[before:])))
