"""Observations that are hints and no more, pure: what other photographs and the picture itself give away."""

import re
from dataclasses import dataclass
from datetime import datetime

from app.core.settings import Settings
from app.evidence.models import Evidence
from app.evidence.schemas import Decode, FixSource, Kinship, Outcome, Reading, Related
from app.evidence.seen import Seen, metres

EDITORS = re.compile(
    r"photoshop|lightroom|camera raw|gimp|snapseed|picsart|polarr|pixelmator|affinity photo|paint\.net|paintshop|canva|vsco"
    r"|facetune|faceapp|photodirector|photoscape|luminar|acdsee|faststone|xnview|irfanview|imagemagick|picasa|photo editor"
    r"|windows photo|meitu|xingtu|b612|faceu|beautycam|美图|醒图|天天p图|轻颜|美颜|剪映|黄油相机|稿定",
    re.IGNORECASE,
)
COARSE_DIGITS = 4  # ten metres: positions written so roughly meet by chance
MEASURED = frozenset({FixSource.GPS, FixSource.NETWORK})
KM_H = 3.6


@dataclass(frozen=True, slots=True)
class Hop:
    """The photograph the same person took before, with its own position."""

    at: datetime
    lat: float
    lon: float
    accuracy_m: float


@dataclass(frozen=True, slots=True)
class Twins:
    """Photographs with bit-identical positions: how many, between when, and whether any belongs to another case."""

    count: int
    first: datetime
    last: datetime
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What was computed of the picture itself. `flat`: it shows nothing that could be told again."""

    flat: bool
    periodic: float | None


@dataclass(frozen=True, slots=True)
class Around:
    """What other rows say about one photograph, as far as its reader may see them."""

    before: Hop | None = None
    twins: Twins | None = None
    known: Known | None = None
    related: tuple[Related, ...] = ()


ALONE = Around()


def speed(row: Evidence, settings: Settings, around: Around) -> Seen:
    """How fast the same person would have had to go since the photograph before, both accuracies given away."""
    before = around.before
    if row.lat is None or row.lon is None:
        return Seen("speed", Outcome.UNKNOWN, reason="no_fix")
    if before is None:
        return Seen("speed", Outcome.UNKNOWN, reason="first")
    seconds = max(1.0, ((row.fixed_at or row.captured_at) - before.at).total_seconds())
    least = max(0.0, metres(row.lat, row.lon, before.lat, before.lon) - (row.accuracy_m or 0) - before.accuracy_m)
    km_h = least / seconds * KM_H
    more = (("metres", f"{least:.0f}"), ("seconds", f"{seconds:.0f}"))
    return Seen("speed", Outcome.WARN if km_h > settings.speed_flag_km_h else Outcome.PASS, f"{km_h:.0f}", more=more)


def frozen(row: Evidence, settings: Settings, around: Around) -> Seen:
    """Whether other photographs carry the very same position: a receiver that stood still, or one that was told."""
    if row.lat is None or row.lon is None or row.fix_source not in MEASURED:
        return Seen("frozen", Outcome.UNKNOWN, reason="no_fix")
    if all(round(value, COARSE_DIGITS) == value for value in (row.lat, row.lon)):
        return Seen("frozen", Outcome.UNKNOWN, reason="coarse")
    twins = around.twins
    if twins is None:
        return Seen("frozen", Outcome.PASS)
    span = max(abs((at - row.captured_at).total_seconds()) for at in (twins.first, twins.last))
    suspect = twins.elsewhere or span > settings.frozen_flag_s
    more = (("minutes", f"{span / 60:.0f}"),)
    if not suspect:
        return Seen("frozen", Outcome.PASS, str(twins.count), "same_visit", more)
    return Seen("frozen", Outcome.WARN, str(twins.count), "elsewhere" if twins.elsewhere else None, more)


def software(row: Evidence) -> Seen:
    """Whether the file names a program that edits pictures; what phones write of themselves is none."""
    if row.decode == Decode.PENDING:
        return Seen("software", Outcome.UNKNOWN, reason="pending")
    named = [name for key in ("software", "processing", "creator_tool") if (name := (row.exif or {}).get(key))]
    editor = next((name for name in named if EDITORS.search(name)), None)
    if editor:
        return Seen("software", Outcome.WARN, editor)
    return Seen("software", Outcome.PASS, named[0]) if named else Seen("software", Outcome.UNKNOWN, reason="none")


def screen(row: Evidence, settings: Settings, around: Around) -> Seen:
    """Whether one fine pattern stands out as it does in a photographed screen."""
    if row.decode == Decode.PENDING or around.known is None:
        return Seen("screen", Outcome.UNKNOWN, reason="pending")
    score = around.known.periodic
    if score is None:
        return Seen("screen", Outcome.UNKNOWN, reason="small" if row.decode == Decode.OK else "undecodable")
    return Seen("screen", Outcome.WARN if score > settings.periodic_flag else Outcome.PASS, f"{score:.1f}")


def likeness(row: Evidence, around: Around) -> Seen:
    """Whether photographs of other cases are like this one: how many, how far, and what the nearest may mean."""
    if around.related:
        return _alike(around.related)
    if row.decode == Decode.PENDING or around.known is None:
        return Seen("likeness", Outcome.UNKNOWN, reason="pending")
    if around.known.flat:
        return Seen("likeness", Outcome.UNKNOWN, reason="flat" if row.decode == Decode.OK else "undecodable")
    return Seen("likeness", Outcome.PASS)


def _alike(related: tuple[Related, ...]) -> Seen:
    told = next((one for one in related if one.reading == Reading.OLD_PICTURE), related[0])
    reason = "old_picture" if told.reading == Reading.OLD_PICTURE else "same" if told.kind == Kinship.SAME_BYTES else None
    more = (("distance", str(told.distance)), ("count", str(len(related))))
    return Seen("likeness", Outcome.WARN, str(told.similarity), reason, more)
