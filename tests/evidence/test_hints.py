"""Each check by a table written by hand: pass, warn or unknown, its number, and why."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.core.problem import messages
from app.core.settings import Settings
from app.evidence.checks import observe
from app.evidence.hints import Around, Hop, Known, Twins
from app.evidence.models import Evidence

AT = datetime(2026, 11, 20, 2, 20, tzinfo=UTC)
FINE = (40.1101234, 102.1101234)


def a_row(**changes: Any) -> Evidence:
    values = {
        "id": UUID(int=1), "owner_kind": "report", "owner_id": UUID(int=2), "author_id": UUID(int=3), "position": 0,
        "sha256": "00" * 32, "size_bytes": 1, "media_type": "image/jpeg", "source": "camera", "captured_at": AT,
        "lat": FINE[0], "lon": FINE[1], "accuracy_m": 10.0, "fixed_at": AT, "fix_source": "gps", "site_lat": None, "site_lon": None,
        "clock_skew_ms": 400, "state": "received", "received_at": AT + timedelta(minutes=20), "decode": "ok", "decode_note": None,
        "exif": {"software": "ALN 4.2"},
    } | changes  # fmt: skip
    return Evidence(**values)


def seen(code: str, row: Evidence, around: Around | None = None) -> tuple[str, str | None, str | None]:
    by = {check.code: check for check in observe(row, Settings(), around or Around())}
    return by[code].outcome, by[code].reason, by[code].value


def hop(minutes: float, north_m: float, accuracy_m: float = 10) -> Around:
    """The photograph before was so long ago and so far south."""
    return Around(before=Hop(AT - timedelta(minutes=minutes), FINE[0] - north_m / 111_195, FINE[1], accuracy_m))


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        (Around(), ("unknown", "first", None)),
        (hop(10, 20_020), ("pass", None, "120")),
        (hop(10, 30_020), ("warn", None, "180")),
        (hop(10, 30_020, accuracy_m=10_000), ("pass", None, "120")),
        (hop(0, 15), ("pass", None, "0")),
        (hop(0, 1_020), ("warn", None, "3600")),
    ],
)
def test_speed_since_the_photograph_before(around: Around, expected: tuple[str, str | None, str | None]) -> None:
    assert seen("speed", a_row(), around) == expected


@pytest.mark.parametrize(
    ("changes", "twins", "expected"),
    [
        ({}, None, ("pass", None, None)),
        ({}, Twins(2, AT, AT + timedelta(minutes=9), elsewhere=False), ("pass", "same_visit", "2")),
        ({}, Twins(2, AT, AT + timedelta(minutes=11), elsewhere=False), ("warn", None, "2")),
        ({}, Twins(1, AT, AT, elsewhere=True), ("warn", "elsewhere", "1")),
        ({"lat": 40.1101, "lon": 102.11}, Twins(1, AT, AT, elsewhere=True), ("unknown", "coarse", None)),
        ({"fix_source": "manual"}, Twins(1, AT, AT, elsewhere=True), ("unknown", "no_fix", None)),
        ({"lat": None, "lon": None}, None, ("unknown", "no_fix", None)),
    ],
)
def test_bit_identical_positions(
    changes: dict[str, Any], twins: Twins | None, expected: tuple[str, str | None, str | None]
) -> None:
    assert seen("frozen", a_row(**changes), Around(twins=twins)) == expected


@pytest.mark.parametrize(
    ("exif", "expected"),
    [
        (None, ("unknown", "none", None)),
        ({"software": None, "creator_tool": None}, ("unknown", "none", None)),
        ({"software": "ALN-AL00 4.2.0.120(C00E120R3P6)"}, ("pass", None, "ALN-AL00 4.2.0.120(C00E120R3P6)")),
        ({"software": "17.6.1"}, ("pass", None, "17.6.1")),
        ({"software": "HDR+ 1.0.540104767zd"}, ("pass", None, "HDR+ 1.0.540104767zd")),
        ({"software": "MediaTek Camera Application"}, ("pass", None, "MediaTek Camera Application")),
        ({"software": "Adobe Photoshop 25.1 (Windows)"}, ("warn", None, "Adobe Photoshop 25.1 (Windows)")),
        ({"software": "17.6.1", "creator_tool": "Snapseed 2.0"}, ("warn", None, "Snapseed 2.0")),
        ({"software": None, "processing": "美图秀秀"}, ("warn", None, "美图秀秀")),
    ],
)
def test_editing_programs_are_named_and_firmware_is_none(
    exif: dict[str, Any] | None, expected: tuple[str, str | None, str | None]
) -> None:
    assert seen("software", a_row(exif=exif)) == expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (None, ("unknown", "pending", None)),
        (Known(flat=False, periodic=None), ("unknown", "small", None)),
        (Known(flat=False, periodic=4.2), ("pass", None, "4.2")),
        (Known(flat=False, periodic=26.0), ("warn", None, "26.0")),
    ],
)
def test_the_pattern_of_a_screen(known: Known | None, expected: tuple[str, str | None, str | None]) -> None:
    assert seen("screen", a_row(), Around(known=known)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("pass", None, "0")),
        ({"fixed_at": AT - timedelta(seconds=120)}, ("pass", None, "120")),
        ({"fixed_at": AT - timedelta(seconds=121)}, ("warn", None, "121")),
        ({"fixed_at": AT + timedelta(hours=1)}, ("warn", None, "-3600")),
        ({"lat": None, "fixed_at": None}, ("unknown", None, None)),
    ],
)
def test_a_position_is_of_its_own_time(changes: dict[str, Any], expected: tuple[str, str | None, str | None]) -> None:
    assert seen("fix_age", a_row(**changes)) == expected


def test_nothing_is_said_of_boundaries_nobody_gave() -> None:
    assert seen("boundary", a_row()) == ("unknown", None, None)


def test_what_is_proven_stands_apart_from_what_is_claimed_and_from_hints() -> None:
    by = {check.code: check.basis.value for check in observe(a_row(), Settings())}
    assert [code for code, basis in by.items() if basis == "proven"] == ["hash"]
    assert [code for code, basis in by.items() if basis == "hint"] == [
        "likeness",
        "screen",
        "software",
        "speed",
        "frozen",
        "decode",
    ]


def test_every_word_there_is_in_both_languages() -> None:
    assert set(messages("zh-CN")["checks"]) == set(messages("en")["checks"])
