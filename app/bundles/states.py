"""What becomes of a bundle, and why one was not made."""

from enum import StrEnum


class State(StrEnum):
    """Asked for, on disk, impossible, or taken away again."""

    WAITING = "waiting"
    MADE = "made"
    FAILED = "failed"
    EXPIRED = "expired"


FETCHABLE = frozenset({State.MADE})


class Failure(StrEnum):
    """Why a bundle was not made; nothing of it is left."""

    ORIGINAL = "original"  # one is missing on disk, or is not what was received
    SPACE = "space"  # the disk is almost full
    SIZE = "size"  # more than one archive may hold
    LOG = "log"  # the log is not what was signed of it
    FONT = "font"  # no Chinese font for the page
    NOTHING = "nothing"  # what was whole when it was asked for is so no longer
    FAULT = "fault"  # what nobody foresaw, and trying again did not help
