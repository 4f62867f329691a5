"""Drawn photographs: every kind can be drawn, and the bytes say what a phone's would."""

import io
from datetime import datetime

import pytest
from PIL import ExifTags, Image, ImageChops, ImageOps, ImageStat

from app.demo import county
from app.demo.exif import Fix, Turn
from app.demo.pictures import Exposure, Label, Picture, photograph, render
from app.demo.scenes import signs
from app.demo.scenes.registry import SCENES

SMALL = (320, 240)
AT = datetime(2026, 9, 8, 10, 20, 31, tzinfo=county.ZONE)
FIX = Fix(40.123456, 102.034567, 1432.5, 6.2)


@pytest.mark.parametrize("kind", SCENES)
def test_before_and_after_can_be_told_apart(kind):
    before, after = (render(Picture(kind, put_right, 5, 9, size=SMALL)) for put_right in (False, True))
    assert before.size == after.size == SMALL
    assert sum(ImageStat.Stat(ImageChops.difference(before, after)).mean) > 1


@pytest.mark.parametrize("label", Label)
@pytest.mark.parametrize("kind", SCENES)
def test_every_distance_shows_something(kind, label):
    seen = render(Picture(kind, False, 3, 4, label, size=SMALL))
    assert min(ImageStat.Stat(seen.convert("L")).stddev) > 12


def test_there_are_more_than_fourteen_kinds():
    assert len(SCENES) >= 14


def test_the_same_seeds_give_the_same_bytes_and_others_do_not():
    picture = Picture("rubbish_ditch", False, 1, 2, size=SMALL)
    exposure = Exposure(AT, FIX)
    assert photograph(picture, exposure) == photograph(picture, exposure)
    assert photograph(picture, exposure) != photograph(Picture("rubbish_ditch", False, 1, 3, size=SMALL), exposure)


def test_a_photograph_is_as_large_as_a_phones():
    taken = photograph(Picture("pothole_road", False, 1, 2), Exposure(AT, FIX))
    assert 200_000 <= len(taken) <= 600_000


def test_exif_says_when_where_and_with_what():
    exif = opened(Exposure(AT, FIX)).getexif()
    inner, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    assert (exif[ExifTags.Base.Make], exif[ExifTags.Base.Model]) == ("Yunxiu", "Yunxiu Y7")
    assert ExifTags.Base.Software not in exif
    assert inner[ExifTags.Base.DateTimeOriginal] == "2026:09:08 10:20:31"
    assert inner[ExifTags.Base.OffsetTimeOriginal] == "+08:00"
    assert (gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLongitudeRef]) == ("N", "E")
    assert degrees(gps[ExifTags.GPS.GPSLatitude]) == pytest.approx(40.123456, abs=1e-7)
    assert degrees(gps[ExifTags.GPS.GPSLongitude]) == pytest.approx(102.034567, abs=1e-7)
    assert float(gps[ExifTags.GPS.GPSAltitude]) == pytest.approx(1432.5)


def test_without_a_fix_exif_names_no_place():
    assert not opened(Exposure(AT, None)).getexif().get_ifd(ExifTags.IFD.GPSInfo)


@pytest.mark.parametrize(
    ("turn", "upright"),
    [(Turn.UPRIGHT, (320, 240)), (Turn.OVERHEAD, (320, 240)), (Turn.RIGHT, (240, 320)), (Turn.LEFT, (240, 320))],
)
def test_however_the_phone_was_held_the_tag_sets_the_picture_upright(turn, upright):
    stored = opened(Exposure(AT, FIX, turn))
    assert stored.size == (320, 240)
    assert stored.getexif()[ExifTags.Base.Orientation] == turn
    shown = ImageOps.exif_transpose(stored).convert("L")
    assert shown.size == upright
    sky, ground = shown.crop((0, 0, upright[0], 20)), shown.crop((0, upright[1] - 20, *upright))
    assert ImageStat.Stat(sky).mean[0] > ImageStat.Stat(ground).mean[0]


def test_without_a_chinese_font_boards_stay_blank(monkeypatch):
    def missing() -> None:
        raise signs.fonts.FontMissing

    monkeypatch.setattr(signs.fonts, "find", missing)
    signs.font.cache_clear()
    blank = signs.board.__wrapped__("停水", (255, 255, 255), (0, 0, 0), (200, 80))
    signs.font.cache_clear()
    assert ImageStat.Stat(blank.crop((20, 20, 180, 60)).convert("L")).stddev == [0]


def opened(exposure: Exposure) -> Image.Image:
    return Image.open(io.BytesIO(photograph(Picture("pothole_road", True, 1, 2, size=SMALL), exposure)))


def degrees(parts) -> float:
    whole, minutes, seconds = (float(part) for part in parts)
    return whole + minutes / 60 + seconds / 3600
