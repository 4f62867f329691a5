"""What the disk may do to us, as refusals: each is an alarm in the log and in the metrics, and none is a bug of ours.

`mingcha_storage_faults_total{kind}` counts `full` (no room, no inode, no quota) apart from `failing` (everything else).
"""

import errno
from contextlib import suppress

import structlog
from prometheus_client import Counter
from sqlalchemy.exc import DatabaseError

from app.core.problem import Problem, StorageFailing, StorageFull

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
OUTSIDE = FULL | {errno.EIO, errno.EROFS, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.ENXIO, errno.ENODEV, errno.ESTALE}
SQLITE_FULL, SQLITE_FAILING = ("is full",), ("disk I/O error", "unable to open database", "malformed", "not a database")
ALARMS = Counter("mingcha_storage_faults", "Times the disk did not take or keep what was to be written", ["kind"])
log = structlog.get_logger()


class Logger(structlog.PrintLogger):
    """A line that finds no room is lost, and nothing else with it: the log may be on the very disk that is full."""

    def msg(self, message: str) -> None:
        """Print, if that can be done."""
        with suppress(OSError):
            super().msg(message)

    debug = info = warning = error = critical = exception = log = msg


def refusal(error: OSError) -> Problem:
    """The refusal for whatever the system said of a file, with its alarm."""
    full = error.errno in FULL
    alarm(error, full=full)
    return StorageFull() if full else StorageFailing()


def at_the_edge(error: OSError) -> Exception:
    """As `refusal`, for an error nobody expected: only what the surroundings can do; anything else is left as it is."""
    return refusal(error) if error.errno in OUTSIDE else error


def of_sqlite(error: Exception) -> Problem | None:
    """The refusal for what SQLite says of its files, with its alarm; None for any other error."""
    text = str(error.orig) if isinstance(error, DatabaseError) else ""
    full = any(words in text for words in SQLITE_FULL)
    if not full and not any(words in text for words in SQLITE_FAILING):
        return None
    alarm(error, full=full)
    return StorageFull() if full else StorageFailing()


def alarm(error: Exception, *, full: bool = False) -> None:
    """Somebody has to look at the disk."""
    kind = "full" if full else "failing"
    ALARMS.labels(kind).inc()
    said = getattr(error, "orig", None) or error
    log.error("storage fault", kind=kind, error=str(said))
