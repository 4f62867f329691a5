"""EXIF: claims are read where they make sense and are null where they do not."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from PIL.TiffImagePlugin import IFDRational

from app.imaging.answers import Exif, ExifLocation
from app.imaging.sandbox import Sandbox

from .pictures import photo, tags, tiff

SHANGHAI = timezone(timedelta(hours=8))
NOTHING = Exif(
    captured_at=None,
    assumed_zone=False,
    location=None,
    orientation=None,
    camera=None,
    software=None,
    processing=None,
    creator_tool=None,
)
HERE = {1: "N", 2: (31.0, 13.0, 1.2), 3: "E", 4: (121.0, 28.0, 20.4), 5: b"\x00", 6: 12.5}


def read(sandbox: Sandbox, **directories: dict[int, Any]) -> Exif:
    return sandbox.inspect(photo(exif=tags(**directories))).exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_format_carries_the_same_claims(sandbox: Sandbox, kind: str) -> None:
    exif = tags(
        base={271: "HUAWEI", 272: "ALN-AL00", 305: "ALN 4.2", 274: 3},
        shot={0x9003: "2026:11:20 09:12:33", 0x9011: "+08:00"},
        gps=HERE,
    )
    assert sandbox.inspect(photo(kind=kind, exif=exif)).exif == Exif(
        captured_at=datetime(2026, 11, 20, 9, 12, 33, tzinfo=SHANGHAI),
        assumed_zone=False,
        location=ExifLocation(31.217, 121.4723333, 12.5),
        orientation=3,
        camera="HUAWEI ALN-AL00",
        software="ALN 4.2",
        processing=None,
        creator_tool=None,
    )


def test_no_exif_claims_nothing(sandbox: Sandbox) -> None:
    assert sandbox.inspect(photo()).exif == NOTHING


@pytest.mark.parametrize(
    ("stamp", "offset", "expected", "assumed"),
    [
        ("2026:11:20 09:12:33", None, datetime(2026, 11, 20, 1, 12, 33, tzinfo=UTC), True),
        ("2026:11:20 09:12:33", "+09:00", datetime(2026, 11, 20, 0, 12, 33, tzinfo=UTC), False),
        ("2026:11:20 09:12:33", "-05:30", datetime(2026, 11, 20, 14, 42, 33, tzinfo=UTC), False),
        ("2026:11:20 09:12:33", "Z", datetime(2026, 11, 20, 9, 12, 33, tzinfo=UTC), False),
        ("2026:11:20 09:12:33", "+99:00", datetime(2026, 11, 20, 1, 12, 33, tzinfo=UTC), True),
        ("2026-11-20T09:12:33", None, datetime(2026, 11, 20, 1, 12, 33, tzinfo=UTC), True),
        ("2026-11-20 09:12:33.25", "+08:00", datetime(2026, 11, 20, 1, 12, 33, tzinfo=UTC), False),
        ("0000:00:00 00:00:00", None, None, False),
        ("2026:13:45 09:12:33", None, None, False),
        ("1970:01:01 00:00:00", None, None, False),
        ("9999:12:31 23:59:59", "-14:00", None, False),
        ("    :  :     :  :  ", None, None, False),
        ("yesterday", None, None, False),
    ],
)
def test_the_time_is_an_instant_or_null(
    sandbox: Sandbox, stamp: str, offset: str | None, expected: datetime | None, *, assumed: bool
) -> None:
    found = read(sandbox, shot={0x9003: stamp} | ({0x9011: offset} if offset else {}))
    assert (found.captured_at, found.assumed_zone) == (expected, assumed)


def test_a_time_of_digitisation_stands_in_and_a_time_of_editing_does_not(sandbox: Sandbox) -> None:
    scanned = read(sandbox, shot={0x9004: "2026:11:20 09:12:33", 0x9012: "+08:00"})
    assert scanned.captured_at == datetime(2026, 11, 20, 9, 12, 33, tzinfo=SHANGHAI)
    assert read(sandbox, base={306: "2026:11:20 09:12:33"}).captured_at is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({1: "S", 3: "W"}, ExifLocation(-31.217, -121.4723333, 12.5)),
        ({5: b"\x01"}, ExifLocation(31.217, 121.4723333, -12.5)),
        ({6: IFDRational(0, 0)}, ExifLocation(31.217, 121.4723333, None)),
        ({6: 400000.0}, ExifLocation(31.217, 121.4723333, None)),
        ({2: (31.0, 13.02, 0.0)}, ExifLocation(31.217, 121.4723333, 12.5)),
        ({2: (91.0, 0.0, 0.0)}, None),
        ({4: (180.0, 0.0, 1.0)}, None),
        ({2: (31.0, 61.0, 0.0)}, None),
        ({2: (IFDRational(0, 0), IFDRational(0, 0), IFDRational(0, 0))}, None),
        ({2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)}, None),
        ({1: "Q"}, None),
        ({1: "\0"}, None),
    ],
)
def test_a_place_is_on_earth_or_null(sandbox: Sandbox, change: dict[int, Any], expected: ExifLocation | None) -> None:
    assert read(sandbox, gps=HERE | change).location == expected


@pytest.mark.parametrize("missing", [1, 2, 3, 4])
def test_half_a_place_is_no_place(sandbox: Sandbox, missing: int) -> None:
    assert read(sandbox, gps={key: value for key, value in HERE.items() if key != missing}).location is None


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        ("NIKON", "COOLPIX P6000", "NIKON COOLPIX P6000"),
        ("Canon", "Canon EOS 5D", "Canon EOS 5D"),
        ("Xiaomi\0\0\0", "  23127PN0CC ", "Xiaomi 23127PN0CC"),
        ("Maker", "", "Maker"),
        ("", "", None),
        ("A\x1b[31m\nB", "", "A [31m B"),
    ],
)
def test_the_camera_is_named_once_and_printably(sandbox: Sandbox, make: str, model: str, camera: str | None) -> None:
    assert read(sandbox, base={271: make, 272: model}).camera == camera


@pytest.mark.parametrize(
    "raw",
    [
        b"Exif\0\0",
        b"Exif\0\0garbage that is no TIFF",
        tiff((0x8769, 4, 1, 8)),
        tiff((0x8825, 4, 1, 8), next_directory=8),
        tiff((0x0112, 3, 1, 6 << 16), next_directory=8),
        tiff((0x010F, 2, 0xFFFFFFFF, 0xFFFFFFF0)),
        tiff((0x0132, 2, 0x40000000, 26)),
        tiff((0x8769, 4, 1, 0xFFFFFFFF), (0x8825, 4, 1, 0x80000000)),
        tiff((0x0112, 77, 1, 1)),
        tiff((0x0112, 2, 4, 0x41424344)),
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff",
    ],
)
def test_malformed_exif_claims_nothing_and_costs_nothing(sandbox: Sandbox, raw: bytes) -> None:
    derived = sandbox.derive(photo(exif=raw))
    found = derived.inspection.exif
    assert (found.captured_at, found.location, found.camera, found.software) == (None, None, None, None)
    assert {derived.inspection.width, derived.inspection.height} == {120, 80}


def test_a_maker_who_writes_utf_8_is_read(sandbox: Sandbox) -> None:
    assert sandbox.inspect(photo(exif=tiff((0x010F, 2, 7, 26), tail="小米\0".encode()))).exif.camera == "小米"


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF"])
@pytest.mark.parametrize(
    ("xmp", "tool"),
    [
        (b'<rdf:Description xmp:CreatorTool="Adobe Photoshop 25.1 (Windows)"/>', "Adobe Photoshop 25.1 (Windows)"),
        (b"<xmp:CreatorTool>Snapseed 2.0</xmp:CreatorTool>", "Snapseed 2.0"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><xmp:CreatorTool>&a;</xmp:CreatorTool>', "&a;"),
        (b"<xmp:CreatorTool>" + b"x" * 300 + b"</xmp:CreatorTool>", None),
        (b" " * 65_536 + b"<xmp:CreatorTool>too far in</xmp:CreatorTool>", None),
        (b"no XML at all", None),
    ],
)
def test_the_program_that_xmp_names_is_read_without_parsing(sandbox: Sandbox, kind: str, xmp: bytes, tool: str | None) -> None:
    padded = xmp if kind != "JPEG" else xmp[:65_000]
    assert sandbox.inspect(photo(kind=kind, xmp=padded)).exif.creator_tool == tool


def test_the_processing_program_is_read(sandbox: Sandbox) -> None:
    assert read(sandbox, base={0x000B: "Windows Photo Editor 10.0"}).processing == "Windows Photo Editor 10.0"
