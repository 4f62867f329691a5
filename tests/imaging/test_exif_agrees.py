"""EXIF as a reader nobody here wrote reads it: Debian's ExifTool, over real photographs and over made ones in every spelling."""

import json
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.imaging.answers import Exif
from app.imaging.exif import LEGAL_ZONE
from app.imaging.sandbox import Sandbox

from .pictures import corners, encoded, tags
from .test_photos import FILES, PHOTOS

WANTED = (
    "ExifIFD:DateTimeOriginal", "ExifIFD:CreateDate", "ExifIFD:OffsetTimeOriginal", "ExifIFD:OffsetTimeDigitized",
    "GPS:GPSLatitude", "GPS:GPSLatitudeRef", "GPS:GPSLongitude", "GPS:GPSLongitudeRef", "GPS:GPSAltitude", "GPS:GPSAltitudeRef",
    "IFD0:Orientation", "XMP-tiff:Orientation",
)  # fmt: skip
DEGREES, METRES = 6e-8, 0.006  # ours are rounded to 1e-7 degrees and to centimetres
STAMP = "%Y:%m:%d %H:%M:%S"
GPS_SOUTH_WEST = {1: "S", 2: (33.0, 51.0, 24.84), 3: "W", 4: (151.0, 12.0, 36.5), 5: b"\1", 6: 12.5}
GPS_HOME = {1: "N", 2: (29.5, 0.0, 0.0), 3: "E", 4: (106.0, 33.25, 0.0), 5: b"\0", 6: 244.0}
SPELLINGS: dict[str, Image.Exif] = {
    "plain": tags(shot={0x9003: "2026:11:23 10:42:51"}),
    "zoned": tags(shot={0x9003: "2026:11:23 10:42:51", 0x9011: "+08:00"}),
    "west": tags(shot={0x9003: "2026:03:08 01:59:59", 0x9011: "-05:30"}),
    "only digitised": tags(shot={0x9004: "2026:11:23 10:42:51", 0x9012: "+09:00"}),
    "home": tags(gps=GPS_HOME),
    "south west, below the sea": tags(gps=GPS_SOUTH_WEST),
    "all at once": tags(base={0x0112: 6}, shot={0x9003: "2026:11:23 10:42:51", 0x9011: "+08:00"}, gps=GPS_HOME),
}


@pytest.fixture(scope="module")
def tool() -> str:
    """ExifTool. A machine without it fails, and says what to install."""
    found = shutil.which("exiftool")
    assert found, "exiftool is missing: install the Debian package libimage-exiftool-perl"
    return found


def _read(tool: str, folder: Path) -> dict[str, dict[str, Any]]:
    """What it reads of every file below a folder, by path."""
    asked = [tool, "-n", "-j", "-G1", "-r", *[f"-{each}" for each in WANTED], "-ext", "*", str(folder)]
    told = json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)
    return {each["SourceFile"]: each for each in told}


def _taken(read: dict[str, Any]) -> datetime | None:
    """Its time: the original's before the digitised one's, in the zone named, else in legal time."""
    for stamp, offset in (("DateTimeOriginal", "OffsetTimeOriginal"), ("CreateDate", "OffsetTimeDigitized")):
        said, zone = read.get(f"ExifIFD:{stamp}"), str(read.get(f"ExifIFD:{offset}", ""))
        if said:
            naive = datetime.strptime(said, STAMP)
            return naive.replace(tzinfo=datetime.strptime(zone, "%z").tzinfo if zone else LEGAL_ZONE)
    return None


def _signed(read: dict[str, Any], name: str, negative: str) -> float | None:
    size = read.get(f"GPS:GPS{name}")
    return None if size is None else -float(size) if str(read.get(f"GPS:GPS{name}Ref")) == negative else float(size)


def _agree(ours: Exif, read: dict[str, Any]) -> None:
    assert ours.captured_at == _taken(read)
    lat, lon = _signed(read, "Latitude", "S"), _signed(read, "Longitude", "W")
    if lat is None or lon is None:
        assert ours.location is None
    else:
        assert ours.location is not None
        assert (ours.location.lat, ours.location.lon) == (pytest.approx(lat, abs=DEGREES), pytest.approx(lon, abs=DEGREES))
        height = _signed(read, "Altitude", "1")
        assert ours.location.altitude == (None if height is None else pytest.approx(height, abs=METRES))
    assert ours.orientation == read.get("IFD0:Orientation", read.get("XMP-tiff:Orientation"))  # as Pillow turns them


@pytest.mark.skipif(not FILES, reason="no real photographs beside the repository")
def test_every_real_photograph_is_read_alike(sandbox: Sandbox, tool: str) -> None:
    theirs = _read(tool, PHOTOS)
    assert {str(path) for path in FILES} <= set(theirs)
    for path in FILES:
        _agree(sandbox.inspect(path).exif, theirs[str(path)])


def test_every_spelling_is_read_alike(sandbox: Sandbox, tool: str, tmp_path: Path) -> None:
    for name, claims in SPELLINGS.items():
        for turn in range(1, 9):
            claims[0x0112] = turn
            for kind in ("JPEG", "PNG", "WEBP"):
                (tmp_path / f"{name} {turn}.{kind.lower()}").write_bytes(encoded(corners(), kind, exif=claims))
    theirs = _read(tool, tmp_path)
    assert len(theirs) == len(SPELLINGS) * 8 * 3
    read = 0
    for path, said in theirs.items():
        ours = sandbox.inspect(Path(path)).exif
        _agree(ours, said)
        read += (ours.captured_at is not None) + (ours.location is not None)
    assert read == (4 + 2 + 2) * 8 * 3, "each spelling says what it was made to say"


def test_the_comparison_can_fail(sandbox: Sandbox, tool: str, tmp_path: Path) -> None:
    (tmp_path / "one.jpeg").write_bytes(encoded(corners(), exif=SPELLINGS["all at once"]))
    said = _read(tool, tmp_path)[str(tmp_path / "one.jpeg")]
    ours = sandbox.inspect(tmp_path / "one.jpeg").exif
    _agree(ours, said)
    later = datetime.strptime(said["ExifIFD:DateTimeOriginal"], STAMP) + timedelta(seconds=1)
    for wrong in ({"ExifIFD:DateTimeOriginal": later.strftime(STAMP)}, {"GPS:GPSLatitude": 29.5001}, {"IFD0:Orientation": 3}):
        with pytest.raises(AssertionError):
            _agree(ours, said | wrong)
