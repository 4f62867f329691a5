"""Whether this installation can keep its promises."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, text

from app.attest import checkpoints, configured, keys, outbox
from app.core import space
from app.core.clock import Clock, system_clock, wire
from app.core.db import Database, Tx
from app.core.durable import SoftDatabaseError
from app.core.settings import Settings
from app.core.space import Reserve
from app.evidence import queries as evidence
from app.imaging import spotting
from app.imaging.fonts import FontMissing, find
from app.jobs.models import Job
from app.pages import STATIC


@dataclass(frozen=True, slots=True)
class Line:
    """One observation."""

    good: bool
    what: str


def examine(settings: Settings, clock: Clock = system_clock) -> list[Line]:
    """Every observation; nothing is changed."""
    own = [
        _pages(),
        _font(settings),
        _suggestions(settings),
        *_disks(settings),
        _keys(settings),
        _root_key(settings),
    ]
    held = _database(settings, clock)
    if not held.good:
        return [*own, held]
    return [*own, held, *_log(settings, clock), _originals(settings), _dead_jobs(settings)]


@contextmanager
def _reading(settings: Settings, clock: Clock = system_clock) -> Iterator[Tx]:
    database = Database(settings, clock)
    try:
        with database.reading() as tx:
            yield tx
    finally:
        database.close()


def _pages() -> Line:
    return Line((STATIC / "index.html").is_file(), "the pages are built")


def _font(settings: Settings) -> Line:
    try:
        return Line(good=True, what=f"watermarks are written in {find(settings.font_path).name}")
    except FontMissing as missing:
        return Line(good=False, what=str(missing))


def _suggestions(settings: Settings) -> Line:
    if not settings.suggest_masks:
        return Line(good=True, what="masks are drawn by hand: no suggestions (MINGCHA_SUGGEST_MASKS)")
    if not spotting.available():
        return Line(good=False, what="masks are to be suggested, but the extra `suggest` is not installed")
    return Line(good=True, what="faces, number plates and numbers are suggested for masking")


def _disks(settings: Settings) -> list[Line]:
    """What is known of the disk the data is on, and of that of the originals if it is another."""
    folders = dict.fromkeys(_there(each) for each in (settings.data_dir, settings.storage))
    return [line for folder in folders for line in (_medium(folder), _space(folder, settings))]


def _there(folder: Path) -> Path:
    """The folder, or the first above it that is there already."""
    found = folder.absolute()
    while not found.exists():
        found = found.parent
    return found


def _medium(folder: Path) -> Line:
    """A disk that only says it has synced cannot be told from one that has: what can be seen is said."""
    held = space.medium(folder)
    words = f"{folder} ({held.kind})"
    if held.trouble:
        return Line(good=False, what=f"{words} {held.trouble}")
    return Line(good=True, what=f"{words} is a disk; whether it keeps what it says it has synced, no program can see")


def _space(folder: Path, settings: Settings) -> Line:
    room = space.measure(folder)
    short = Reserve(settings.disk_reserve_bytes, settings.disk_reserve_percent).short_of(room)
    words = f"{room.free_bytes / 1e9:.1f} GB free"
    if short:
        return Line(good=False, what=f"{words}: short of {short} in {folder}, and nothing more is taken in")
    return Line(good=True, what=words)


def _database(settings: Settings, clock: Clock) -> Line:
    try:
        with _reading(settings, clock) as tx:
            tx.session.execute(text("SELECT 1"))
    except SoftDatabaseError as soft:
        return Line(good=False, what=str(soft))
    if not settings.database.startswith("sqlite"):
        return Line(good=True, what="PostgreSQL, which commits to disk before it answers")
    return Line(good=True, what=f"SQLite {sqlite3.sqlite_version}, one writing process held by a lock")


def _keys(settings: Settings) -> Line:
    try:
        return Line(good=True, what=f"signs as {keys.load(settings.data_dir).origin}")
    except keys.KeysMissingError as missing:
        return Line(good=False, what=str(missing))


def _root_key(settings: Settings) -> Line:
    if keys.root_beside(settings.data_dir):
        return Line(good=False, what="the root key lies beside the others: take it away and seal it")
    return Line(good=True, what="the root key is kept elsewhere")


def _log(settings: Settings, clock: Clock) -> list[Line]:
    try:
        anchors = configured.anchors(settings)
    except configured.AnchorSettingError as error:
        return [Line(good=False, what=str(error))]
    with _reading(settings, clock) as tx:
        return [_signed(tx), _outside(len(anchors)), *map(_anchor, outbox.standings(tx, anchors))]


def _signed(tx: Tx) -> Line:
    try:
        return Line(good=True, what=f"the log is what was signed of it, {checkpoints.require_grown(tx)} entries came since")
    except checkpoints.ForkError as fork:
        return Line(good=False, what=f"the log is not what was signed of it, and is not signed any more: {fork}")


def _outside(count: int) -> Line:
    words = f"the log is shown to {count} anchors outside"
    if count >= configured.LEAST:
        return Line(good=True, what=words)
    return Line(good=False, what=f"{words}: whoever signed all of it anew would not be found out; name at least {configured.LEAST}")


def _anchor(standing: outbox.Standing) -> Line:
    took = f"took {standing.size} entries at {wire(standing.at)}" if standing.at else "has taken nothing yet"
    words = f"{standing.name} {took}, {standing.lag} came since"
    against = standing.contradiction or standing.trouble
    good = not standing.late and not standing.contradiction
    return Line(good=good, what=words if against is None else f"{words}; last tried: {against}")


def _originals(settings: Settings) -> Line:
    with _reading(settings) as tx:
        harmed = evidence.harmed(tx)
    if not harmed:
        return Line(good=True, what="every original that was read again is what was received")
    some = ", ".join(f"{sha256} {harm}" for sha256, harm in harmed[:5])
    return Line(good=False, what=f"{len(harmed)} originals are not what was received; bring them back from a backup: {some}")


def _dead_jobs(settings: Settings) -> Line:
    with _reading(settings) as tx:
        dead = tx.session.scalar(select(func.count()).select_from(Job).where(Job.dead_at.is_not(None))) or 0
    return Line(dead == 0, f"{dead} jobs set aside after failing")
