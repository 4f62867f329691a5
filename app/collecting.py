"""Taking away what lies on the disk and is in no book: after a day, never before, and never what somebody is about to book.

Clocks may be wrong for a while. So only what a look finds overdue and the look before found overdue too, untouched since, is taken;
between two looks lies an hour that no clock was asked about. Whoever gives a file its lasting name touches it (`core/shelves`).
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import structlog

from app.bundles import queries as bundles
from app.core.db import Database
from app.core.files import Files
from app.core.shelves import idle, taking
from app.devices import fleet
from app.evidence import queries as evidence
from app.results import queries as results
from app.uploads import service as uploads

log = structlog.get_logger()
LOOK_EVERY_S = 3600.0
AFTER = timedelta(hours=24)
MANY = 500  # names in one question to the database
_DRAFT = re.compile(r"\.[0-9a-f]{32}$")
Names = Callable[[list[str]], set[str]]


class Collector:
    """Looks, remembers what it saw, and looks again."""

    def __init__(self, database: Database, files: Files, elapsed: Callable[[], float] = time.monotonic) -> None:
        """`elapsed` counts seconds and is set by nobody."""
        self._database, self._files, self._elapsed = database, files, elapsed
        self._looked: float | None = None
        self._seen: dict[Path, int] = {}
        self._overdue: set[UUID] = set()

    def look_in_time(self) -> None:
        """Look, unless it is less than an hour since."""
        if self._looked is None or self._elapsed() - self._looked >= LOOK_EVERY_S:
            self._looked = self._elapsed()
            self.look()

    def look(self) -> int:
        """Forget expired uploads and silent phones, and take what was overdue before and still is; says how many files."""
        self._forget()
        old = self._old()
        taken = [path for path, touched in old.items() if self._seen.get(path) == touched and self._take(path, touched)]
        self._seen = {path: touched for path, touched in old.items() if path not in set(taken)}
        if taken:
            log.info("collected", files=len(taken))
        return len(taken)

    def _forget(self) -> None:
        with self._database.transaction() as tx:
            fleet.forget_silent(tx)
            uploads.forget(tx, self._overdue)
            self._overdue = uploads.overdue(tx)

    def _old(self) -> dict[Path, int]:
        """Every file in no book that nobody has touched for a day, and when it was touched."""
        before = (self._database.clock() - AFTER).timestamp()
        found: dict[Path, int] = {}
        for folder, names in self._places():
            for paths in _in_parts(list(_old_in(folder, before))):
                held = names([path.name for path in paths])
                found |= {path: path.stat().st_mtime_ns for path in paths if path.name not in held and path.exists()}
        return found

    def _places(self) -> Iterator[tuple[Path, Names]]:
        """Every folder, and which of its names are in a book."""
        root = self._files.root
        yield root / "arriving", self._awaited
        yield root / "bundles", self._made
        yield from ((folder, self._booked) for folder in sorted((root / "originals").iterdir()))
        yield from ((folder, _no_draft) for folder in sorted((root / "derived").iterdir()))

    def _take(self, path: Path, touched: int) -> bool:
        """Unless it was touched or booked since: the folder is locked, so nobody gives the name meanwhile."""
        names = next(names for folder, names in self._places() if folder == path.parent)
        with taking(path):
            if not path.exists() or path.stat().st_mtime_ns != touched or not idle(path) or path.name in names([path.name]):
                return False
            path.unlink(missing_ok=True)
        return True

    def _booked(self, hashes: list[str]) -> set[str]:
        with self._database.reading() as tx:
            return evidence.named(tx, hashes) | results.named(tx, hashes)

    def _awaited(self, names: list[str]) -> set[str]:
        with self._database.reading() as tx:
            return {self._files.arriving(upload_id).name for upload_id in uploads.open_ids(tx)}.intersection(names)

    def _made(self, names: list[str]) -> set[str]:
        with self._database.reading() as tx:
            return bundles.made(tx, names)


def _in_parts(paths: list[Path]) -> Iterator[list[Path]]:
    return (paths[start : start + MANY] for start in range(0, len(paths), MANY))


def _no_draft(names: Iterable[str]) -> set[str]:
    """What is derived may stay: only what a killed writer left half done is nobody's."""
    return {name for name in names if not _DRAFT.search(name)}


def _old_in(folder: Path, before: float) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime < before:
            yield path
