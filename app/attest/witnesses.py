"""A witness as an anchor (C2SP tlog-witness): it cosigns what grew from what it cosigned before."""

import base64
import re
from dataclasses import dataclass
from typing import ClassVar

from app.attest import outgoing
from app.attest.anchors import AnchorError, ContradictionError, Growth, Kind, PassedError, Point, Seen
from app.audit.note import WITNESS, Key, Note, NoteError, signature_lines
from app.core.canonical import LARGEST

_SIZE = re.compile(rb"(0|[1-9][0-9]{0,18})\n")
_OK, _FORBIDDEN, _UNKNOWN, _CONFLICT, _NO_PROOF = 200, 403, 404, 409, 422


@dataclass(frozen=True, slots=True)
class Witness:
    """One, by its address and the key it was introduced with."""

    url: str
    key: Key
    apart_s: int  # how far its clock and ours may differ
    kind: ClassVar = Kind.WITNESS

    @property
    def name(self) -> str:
        """By its key's."""
        return f"witness {self.key.name}"

    @classmethod
    def parse(cls, line: str, apart_s: int) -> "Witness":
        """`<url> <vkey>`. Raises: ValueError."""
        url, _, vkey = line.strip().partition(" ")
        key = Key.parse(vkey)
        if not outgoing.usable(url) or key.kind != WITNESS:
            raise ValueError("not the address of a witness and its key")
        return cls(url.rstrip("/"), key, apart_s)

    def publish(self, point: Point, growth: Growth) -> bytes:
        """Its signature lines over the checkpoint."""
        told = self._ask(point.before, growth.path(point.before), point.note)
        if told.status == _CONFLICT:
            size = self._size(told)
            if size > point.size:
                raise PassedError(size)
            if size == point.before:
                raise ContradictionError(f"it has cosigned another tree of {size} entries")
            told = self._ask(size, growth.path(size), point.note)
        if told.status == _NO_PROOF:
            raise ContradictionError("the tree it has cosigned is not the beginning of this one")
        if told.status != _OK:
            raise AnchorError(_why(told))
        return self._checked(point, told.body)

    def seen(self, origin: str, ask: str) -> Seen | None:
        """How many entries it has cosigned: the empty tree, which every log began as, is at odds with all but itself."""
        del origin
        told = self._ask(0, [], ask)
        return Seen(self._size(told)) if told.status == _CONFLICT else None

    def _ask(self, old: int, path: list[bytes], note: str) -> outgoing.Reply:
        lines = "".join(f"{base64.b64encode(each).decode()}\n" for each in path)
        return outgoing.post(f"{self.url}/add-checkpoint", f"old {old}\n{lines}\n{note}".encode(), "text/plain; charset=utf-8")

    def _size(self, told: outgoing.Reply) -> int:
        match = _SIZE.fullmatch(told.body)
        if match is None or int(match[1]) > LARGEST:
            raise AnchorError("it is at odds with us, and does not say at which size")
        return int(match[1])

    def _checked(self, point: Point, body: bytes) -> bytes:
        """Its one line, of now: each is kept under the checkpoint for ever, and a reader holds the oldest time against receipts."""
        try:
            own = [each for each in signature_lines(body.decode()) if each.by == (self.key.name, self.key.id)]
            at = Note(point.text, tuple(own)).held([self.key]).get(self.key)
        except (NoteError, UnicodeDecodeError) as error:
            raise AnchorError(f"its answer is no cosignature of this checkpoint: {error}") from error
        if at is None:
            raise AnchorError("its answer is not signed with the key it was introduced with")
        if len(own) != 1:
            raise AnchorError(f"it signed {len(own)} times")
        if abs(at - point.now.timestamp()) > self.apart_s:
            raise AnchorError(f"its signature says another time than now: {at}")
        return str(own[0]).encode()


def _why(told: outgoing.Reply) -> str:
    known = {_UNKNOWN: "it does not watch this log", _FORBIDDEN: "it does not know the key this log is signed with"}
    return known.get(told.status, f"it answered {told.status}")
