"""Whether this installation can keep its promises."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import func, select

from app.attest import checkpoints, keys
from app.core.db import Database, Tx
from app.core.settings import Settings
from app.imaging import spotting
from app.imaging.fonts import FontMissing, find
from app.jobs.models import Job
from app.pages import STATIC


@dataclass(frozen=True, slots=True)
class Line:
    """One observation."""

    good: bool
    what: str


def examine(settings: Settings) -> list[Line]:
    """Every observation; nothing is changed."""
    return [
        _pages(),
        _font(settings),
        _suggestions(settings),
        _space(settings),
        _sqlite(settings),
        _keys(settings),
        _root_key(settings),
        _log(settings),
        _dead_jobs(settings),
    ]


@contextmanager
def _reading(settings: Settings) -> Iterator[Tx]:
    database = Database(settings)
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


def _space(settings: Settings) -> Line:
    free = shutil.disk_usage(settings.data_dir if settings.data_dir.exists() else ".").free
    return Line(free > settings.disk_reserve_bytes, f"{free / 1e9:.1f} GB free")


def _sqlite(settings: Settings) -> Line:
    if not settings.database.startswith("sqlite"):
        return Line(good=True, what="PostgreSQL")
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


def _log(settings: Settings) -> Line:
    with _reading(settings) as tx:
        try:
            return Line(good=True, what=f"the log is what was signed of it, {checkpoints.require_grown(tx)} entries came since")
        except checkpoints.ForkError as fork:
            return Line(good=False, what=f"the log is not what was signed of it, and is not signed any more: {fork}")


def _dead_jobs(settings: Settings) -> Line:
    with _reading(settings) as tx:
        dead = tx.session.scalar(select(func.count()).select_from(Job).where(Job.dead_at.is_not(None))) or 0
    return Line(dead == 0, f"{dead} jobs set aside after failing")
