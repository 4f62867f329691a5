"""The watermarked copy: full size, upright, in Chinese, with nothing of the evidence covered."""

import io
from pathlib import Path

import pytest
from PIL import Image

from app.imaging import fonts
from app.imaging.sandbox import Sandbox

from .pictures import BLUE, GREEN, RED, WHITE, corner_colours, corners, encoded, photo, tags

LINES = ["2026-11-20 09:12:33 北京时间", "云岫县青禾镇白石村 31.21700, 121.47233 ±8 m", "云岫县督查室 报告 2026-0012"]


def test_the_band_lies_below_the_whole_picture(sandbox: Sandbox) -> None:
    copy = Image.open(io.BytesIO(sandbox.watermark(photo(corners((1200, 800))), LINES)))
    assert copy.format == "JPEG"
    assert copy.width == 1200
    assert copy.height > 800
    assert corner_colours(encoded(copy.crop((0, 0, 1200, 800)), "PNG")) == [RED, GREEN, BLUE, WHITE]
    band = copy.crop((0, 810, 1200, copy.height)).convert("L")
    assert [sum(band.histogram()[low:high]) > 0 for low, high in ((0, 30), (240, 256))] == [True, True]


def test_the_copy_is_upright_and_carries_no_metadata(sandbox: Sandbox) -> None:
    stored = corners((1200, 800)).transpose(Image.Transpose.ROTATE_90)
    sideways = photo(stored, exif=tags(base={274: 6, 271: "SECRETMAKER"}))
    copy = sandbox.watermark(sideways, LINES)
    opened = Image.open(io.BytesIO(copy))
    assert opened.width == 1200
    assert not opened.getexif()
    assert b"SECRETMAKER" not in copy


def test_chinese_characters_are_drawn_and_not_boxes(sandbox: Sandbox) -> None:
    first, second = (_band(sandbox, [text * 6]) for text in "督查")
    assert first != second


def test_a_long_line_is_wrapped_into_a_higher_band(sandbox: Sandbox) -> None:
    raw = photo(corners((600, 400)))
    short, long = (Image.open(io.BytesIO(sandbox.watermark(raw, ["查" * count]))).height for count in (10, 150))
    assert long > short


def test_a_narrow_picture_gets_room_for_its_words(sandbox: Sandbox) -> None:
    copy = Image.open(io.BytesIO(sandbox.watermark(photo(corners((30, 900))), LINES)))
    assert copy.width == 320


def test_line_breaks_and_control_characters_do_not_reach_the_band(sandbox: Sandbox) -> None:
    assert _band(sandbox, ["督\n查\x1b"]) == _band(sandbox, ["督 查 "])


def test_no_font_names_the_package_to_install(tmp_path: Path) -> None:
    with pytest.raises(fonts.FontMissing, match="fonts-noto-cjk"):
        fonts.find(folders=[str(tmp_path)])
    with Sandbox(font_path=str(tmp_path / "absent.ttc")) as bare, pytest.raises(fonts.FontMissing):
        bare.watermark(photo(), LINES)


def test_views_need_no_font(tmp_path: Path) -> None:
    with Sandbox(font_path=str(tmp_path / "absent.ttc")) as bare:
        assert bare.derive(photo()).inspection.width == 120


def test_the_best_installed_font_is_chosen(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("wqy-zenhei.ttc", "deep/NotoSansCJK-Regular.ttc", "Other.ttf"):
        (tmp_path / name).touch()
    assert fonts.find(folders=[str(tmp_path)]).name == "NotoSansCJK-Regular.ttc"
    assert fonts.find(str(tmp_path / "Other.ttf")).name == "Other.ttf"


def _band(sandbox: Sandbox, lines: list[str]) -> bytes:
    copy = Image.open(io.BytesIO(sandbox.watermark(photo(corners((600, 400))), lines)))
    return copy.crop((0, 408, 600, copy.height)).tobytes()
