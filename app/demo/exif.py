"""EXIF of the made-up phone "Yunxiu Y7", as a real one writes it."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from fractions import Fraction

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

MAKE, MODEL = "Yunxiu", "Yunxiu Y7"
ARC_SECOND_PARTS = 10_000


class Turn(IntEnum):
    """Orientation tag: how the phone was held."""

    UPRIGHT = 1
    OVERHEAD = 3
    RIGHT = 6
    LEFT = 8


STORED = {
    Turn.OVERHEAD: Image.Transpose.ROTATE_180,
    Turn.RIGHT: Image.Transpose.ROTATE_90,
    Turn.LEFT: Image.Transpose.ROTATE_270,
}


@dataclass(frozen=True, slots=True)
class Fix:
    """Where the phone was: WGS-84 degrees, metres."""

    lat: float
    lon: float
    altitude_m: float
    accuracy_m: float


def as_stored(upright: Image.Image, turn: Turn) -> Image.Image:
    """Turn the pixels the way the sensor delivers them, so that the tag sets them upright again."""
    return upright.transpose(STORED[turn]) if turn in STORED else upright


def tags(captured_at: datetime, fix: Fix | None, turn: Turn) -> Image.Exif:
    """Tags of one exposure; `captured_at` carries the zone of the phone's clock."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = MAKE
    exif[ExifTags.Base.Model] = MODEL
    exif[ExifTags.Base.Orientation] = int(turn)
    exif[ExifTags.Base.DateTime] = _stamp(captured_at)
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    inner[ExifTags.Base.DateTimeOriginal] = _stamp(captured_at)
    inner[ExifTags.Base.DateTimeDigitized] = _stamp(captured_at)
    inner[ExifTags.Base.OffsetTimeOriginal] = _zone(captured_at)
    inner[ExifTags.Base.OffsetTime] = _zone(captured_at)
    inner[ExifTags.Base.SubsecTimeOriginal] = f"{captured_at.microsecond // 1000:03d}"
    inner[ExifTags.Base.FNumber] = IFDRational(18, 10)
    inner[ExifTags.Base.FocalLength] = IFDRational(56, 10)
    inner[ExifTags.Base.FocalLengthIn35mmFilm] = 27
    if fix is not None:
        _place(exif.get_ifd(ExifTags.IFD.GPSInfo), fix)
    return exif


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y:%m:%d %H:%M:%S")


def _zone(moment: datetime) -> str:
    zone = moment.strftime("%z")
    return f"{zone[:3]}:{zone[3:]}"


def _place(gps: dict[int, object], fix: Fix) -> None:
    gps[ExifTags.GPS.GPSVersionID] = b"\x02\x03\x00\x00"
    gps[ExifTags.GPS.GPSLatitudeRef] = "N" if fix.lat >= 0 else "S"
    gps[ExifTags.GPS.GPSLatitude] = _degrees(fix.lat)
    gps[ExifTags.GPS.GPSLongitudeRef] = "E" if fix.lon >= 0 else "W"
    gps[ExifTags.GPS.GPSLongitude] = _degrees(fix.lon)
    gps[ExifTags.GPS.GPSAltitudeRef] = b"\x00"
    gps[ExifTags.GPS.GPSAltitude] = IFDRational(round(fix.altitude_m * 10), 10)
    gps[ExifTags.GPS.GPSHPositioningError] = IFDRational(round(fix.accuracy_m * 10), 10)


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    rest = Fraction(abs(value)).limit_denominator(10**9)
    degrees, rest = divmod(rest, 1)
    minutes, rest = divmod(rest * 60, 1)
    seconds = round(rest * 60 * ARC_SECOND_PARTS)
    return IFDRational(int(degrees), 1), IFDRational(int(minutes), 1), IFDRational(seconds, ARC_SECOND_PARTS)
