"""What an anchor is: somebody outside the operator's reach who is shown each checkpoint, and can be asked afterwards."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """How a checkpoint is kept outside."""

    WITNESS = "witness"
    REGISTER = "register"
    MAIL = "mail"
    TSA = "tsa"


class AnchorError(Exception):
    """It was not reached, or its answer is not to be believed: tried again later."""


class ContradictionError(AnchorError):
    """It has seen another log than this one: nothing is signed until somebody has looked."""


class PassedError(AnchorError):
    """It has seen a newer checkpoint already, of this very log as far as it tells."""

    def __init__(self, size: int) -> None:
        """Of so many entries."""
        super().__init__(f"has seen {size} entries")
        self.size = size


@dataclass(frozen=True, slots=True)
class Seen:
    """The largest tree an anchor knows of a log; `root` where it says."""

    size: int
    root: bytes | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A checkpoint to be published `now`: the note, its text (what is signed), and the size this anchor took last."""

    size: int
    text: str
    note: str
    signed_at: datetime
    now: datetime
    before: int = 0


class Growth(Protocol):
    """What the log can say of its past to an anchor."""

    def path(self, old: int) -> list[bytes]:
        """What shows that the tree of so many entries is the beginning of the checkpoint's."""

    def root(self, size: int) -> bytes:
        """The root over so many entries."""


class Anchor(Protocol):
    """One of them, as the operator configured it."""

    @property
    def name(self) -> str:
        """As doctor and the auditor are told."""

    @property
    def kind(self) -> Kind:
        """How it keeps."""

    def publish(self, point: Point, growth: Growth) -> bytes:
        """Show it a checkpoint; what it gave for it, checked. May come twice. Raises: AnchorError and its kinds."""

    def seen(self, origin: str, ask: str) -> Seen | None:
        """The largest tree it knows of that log; `ask` is a note of the empty tree. Raises: AnchorError if it was not reached."""
