"""Observations about a photograph for the reviewer, pure: codes and outcomes; the words are in the message files."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

import orjson

from app.core.clock import LEGAL_ZONE
from app.core.problem import messages
from app.core.settings import Settings
from app.evidence import hints
from app.evidence.hints import ALONE, Around
from app.evidence.models import Evidence
from app.evidence.schemas import Basis, Check, Decode, EvidenceState, Flaw, Grade, Outcome, Source
from app.evidence.seen import Seen as _Seen
from app.evidence.seen import metres

EXIF_TIME_TOLERANCE_S = 120
EXIF_PLACE_TOLERANCE_M = 300


PROVEN = frozenset({"hash", "device", "sequence", "bracket"})
HINTS = frozenset({"speed", "frozen", "software", "screen", "likeness", "decode"})


def observe(row: Evidence, settings: Settings, around: Around = ALONE, locale: str = "zh-CN") -> list[Check]:
    """Every observation, in the order the review screen shows them."""
    seen = [
        _hash(row), _clock(row, settings), _delay(row), _position(row, settings), _fix_age(row, settings), _site(row, settings),
        _boundary(), _exif_time(row), _exif_place(row), _source(row),
        hints.likeness(row, around), hints.screen(row, settings, around), hints.software(row), hints.speed(row, settings, around),
        hints.frozen(row, settings, around), _decode(row),
    ]  # fmt: skip
    return _told(seen, locale)


class Sequel(StrEnum):
    """How a record follows the one before it in its phone's numbers."""

    WHOLE = "whole"
    GAP = "gap"
    FORK = "fork"
    UNKNOWN = "unknown"


def observe_capture(row: Evidence, settings: Settings, sequel: Sequel, locale: str = "zh-CN") -> list[Check]:
    """What the phone's signature says: whose, in which order, and between which times."""
    flaws = messages(locale)["capture"]
    return _told([_device(row, flaws), _sequence(sequel, flaws), _bracket(row, settings)], locale)


def _told(seen: Iterable[_Seen], locale: str) -> list[Check]:
    words = messages(locale)["checks"]
    return [_check(each, words) for each in seen]


def _check(seen: _Seen, words: dict[str, str]) -> Check:
    key = ".".join(filter(None, (seen.code, seen.outcome, seen.reason)))
    basis = Basis.PROVEN if seen.code in PROVEN else Basis.HINT if seen.code in HINTS else Basis.CLAIMED
    more = dict(seen.more)
    note = words[key].format(value=seen.value, **more)
    return Check(code=seen.code, basis=basis, outcome=seen.outcome, reason=seen.reason, note=note, value=seen.value, more=more)


def _device(row: Evidence, flaws: dict[str, str]) -> _Seen:
    if row.grade == Grade.BROKEN:
        return _Seen("device", Outcome.WARN, flaws[row.grade_reason or Flaw.JSON])
    return _Seen("device", Outcome.PASS if row.grade == Grade.SIGNED else Outcome.UNKNOWN)


def _sequence(sequel: Sequel, flaws: dict[str, str]) -> _Seen:
    if sequel in {Sequel.GAP, Sequel.FORK}:
        return _Seen("sequence", Outcome.WARN, flaws[sequel])
    return _Seen("sequence", Outcome.PASS if sequel is Sequel.WHOLE else Outcome.UNKNOWN)


def _bracket(row: Evidence, settings: Settings) -> _Seen:
    """Signed after the anchor and before the receipt; nothing narrower is claimed. The phone's own clock should agree."""
    if row.grade != Grade.SIGNED or row.capture_anchor is None or row.received_at is None:
        return _Seen("bracket", Outcome.UNKNOWN)
    first, last = datetime.fromisoformat(orjson.loads(row.capture_anchor)["t"]), row.received_at
    slack = timedelta(seconds=settings.clock_skew_flag_s)
    agrees = first - slack <= row.captured_at <= last + slack
    between = " — ".join(f"{each.astimezone(LEGAL_ZONE):%Y-%m-%d %H:%M:%S}" for each in (first, last))
    return _Seen("bracket", Outcome.PASS if agrees else Outcome.WARN, between)


def flags(row: Evidence, settings: Settings) -> set[str]:
    """The short marks the queue shows."""
    wanted = {
        "position": "location_missing",
        "source": "picker",
        "decode": "undecodable",
        "site": "far_from_site",
        "clock": "clock_skew",
    }
    seen = [_position(row, settings), _source(row), _decode(row), _site(row, settings), _clock(row, settings)]
    marks = {wanted[s.code] for s in seen if s.outcome is Outcome.WARN}
    if "location_missing" in marks and row.lat is not None:
        marks = marks - {"location_missing"} | {"accuracy_poor"}
    return marks


def _hash(row: Evidence) -> _Seen:
    return _Seen("hash", Outcome.PASS if row.state == EvidenceState.RECEIVED else Outcome.UNKNOWN)


def _clock(row: Evidence, settings: Settings) -> _Seen:
    if row.clock_skew_ms is None:
        return _Seen("clock", Outcome.UNKNOWN)
    seconds = round(row.clock_skew_ms / 1000, 1)
    return _Seen("clock", Outcome.WARN if abs(seconds) > settings.clock_skew_flag_s else Outcome.PASS, f"{seconds:g}")


def _delay(row: Evidence) -> _Seen:
    if row.received_at is None:
        return _Seen("delay", Outcome.UNKNOWN)
    seconds = (row.received_at - row.captured_at).total_seconds()
    return _Seen("delay", Outcome.WARN if seconds < -60 or seconds > 7 * 86400 else Outcome.PASS, f"{seconds / 60:.0f}")  # ruff: ignore[magic-value-comparison]


def _position(row: Evidence, settings: Settings) -> _Seen:
    if row.lat is None:
        return _Seen("position", Outcome.WARN, reason="none")
    poor = (row.accuracy_m or 0) > settings.accuracy_poor_m
    return _Seen("position", Outcome.WARN if poor else Outcome.PASS, f"{row.accuracy_m:.0f}")


def _fix_age(row: Evidence, settings: Settings) -> _Seen:
    if row.lat is None or row.fixed_at is None:
        return _Seen("fix_age", Outcome.UNKNOWN)
    seconds = (row.captured_at - row.fixed_at).total_seconds()
    return _Seen("fix_age", Outcome.WARN if abs(seconds) > settings.fix_age_flag_s else Outcome.PASS, f"{seconds:.0f}")


def _boundary() -> _Seen:
    """Units carry no boundary, so nothing can be said; it is said that nothing can."""
    return _Seen("boundary", Outcome.UNKNOWN)


def _site(row: Evidence, settings: Settings) -> _Seen:
    if row.lat is None or row.lon is None or row.site_lat is None or row.site_lon is None:
        return _Seen("site", Outcome.UNKNOWN)
    away = metres(row.lat, row.lon, row.site_lat, row.site_lon)
    return _Seen("site", Outcome.WARN if away > settings.far_from_site_m else Outcome.PASS, f"{away:.0f}")


def _exif_time(row: Evidence) -> _Seen:
    taken = (row.exif or {}).get("captured_at")
    if not taken:
        return _Seen("exif_time", Outcome.UNKNOWN)
    apart = abs((datetime.fromisoformat(taken) - row.captured_at).total_seconds())
    return _Seen("exif_time", Outcome.WARN if apart > EXIF_TIME_TOLERANCE_S else Outcome.PASS, f"{apart:.0f}")


def _exif_place(row: Evidence) -> _Seen:
    place = (row.exif or {}).get("location")
    if not place or row.lat is None or row.lon is None:
        return _Seen("exif_place", Outcome.UNKNOWN)
    apart = metres(row.lat, row.lon, place["lat"], place["lon"])
    return _Seen("exif_place", Outcome.WARN if apart > EXIF_PLACE_TOLERANCE_M else Outcome.PASS, f"{apart:.0f}")


def _source(row: Evidence) -> _Seen:
    return _Seen("source", Outcome.PASS if row.source == Source.CAMERA else Outcome.WARN, row.source)


def _decode(row: Evidence) -> _Seen:
    if row.decode == Decode.PENDING:
        return _Seen("decode", Outcome.UNKNOWN)
    return _Seen("decode", Outcome.PASS if row.decode == Decode.OK else Outcome.WARN, row.decode_note)
