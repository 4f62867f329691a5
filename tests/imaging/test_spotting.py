"""What the suggesting child finds in pictures whose every letter the tests know, and that it is walled in."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw, ImageFont

from app.imaging import fonts, spotting
from app.imaging.answers import Undecodable, spotted
from app.imaging.limits import Limits
from app.imaging.sandbox import Sandbox
from tests.imaging.pictures import busy, encoded


@pytest.fixture(scope="module")
def spotter() -> Iterator[Sandbox]:
    assert spotting.available(), "install the extra `suggest`: onnxruntime, opencv-python-headless, rapidocr"
    with Sandbox(Limits(memory_bytes=3 << 30, cpu_s=60, wall_s=180), entry="spotter") as opened:
        yield opened


def written(*lines: str, px: int = 36) -> bytes:
    """Lines of text 100 pixels apart on a grey wall, the first at 100."""
    wall = Image.new("RGB", (1200, 900), (200, 205, 200))
    face = ImageFont.truetype(io.BytesIO(fonts.find().read_bytes()), px, index=2)
    for place, line in enumerate(lines, 1):
        ImageDraw.Draw(wall).text((120, 100 * place), line, font=face, fill=(25, 25, 25))
    return encoded(wall, "JPEG", quality=90)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("联系电话：13812345678", "number"), ("138-1234-5678", "number"), ("热线 0871 65432109", "number"),
        ("身份证53010219900101123X", "number"), ("云A·12345", "plate"), ("云AD12345", "plate"), ("云A1234学", "plate"),
        ("监督电话12345", None), ("2026年11月20日", None), ("云南A级景区", None), ("编号 2026001200012345", None),
        ("云A·123", None),
    ],
)  # fmt: skip
def test_what_a_line_of_text_gives_away(text: str, kind: str | None) -> None:
    assert spotting.kind_of(text) == kind


def test_numbers_and_plates_are_found_where_they_stand(spotter: Sandbox) -> None:
    found = spotter.spot(written("责任人电话：13812345678", "保洁责任公示牌", "云A·6K2M8"))
    assert sorted(each.hint for each in found) == ["number", "plate"]
    by = {each.hint: each.box for each in found}
    for hint, middle in (("number", 1360), ("plate", 3600)):  # where the line's middle is, of 900 pixels
        assert by[hint].y < middle < by[hint].y + by[hint].h
        assert (by[hint].x, by[hint].h) < (1100, 1200)


def test_where_nothing_is_written_nothing_is_found(spotter: Sandbox) -> None:
    assert spotter.spot(encoded(busy((640, 480)), "PNG")) == []


def test_what_is_no_picture_is_refused_and_the_child_goes_on(spotter: Sandbox) -> None:
    with pytest.raises(Undecodable):
        spotter.spot(b"\xff\xd8\xff" + b"no picture" * 50)
    assert [each.hint for each in spotter.spot(written("13812345678"))] == ["number"]


@pytest.mark.parametrize("box", [[0, 0, 0, 5], [-1, 0, 5, 5], [9000, 0, 1001, 5], [0, 0, 5.0, 5], [0, 0, 5]])
def test_a_child_that_speaks_nonsense_is_not_believed(box: list[float]) -> None:
    with pytest.raises((ValueError, TypeError)):
        spotted({"hint": "face", "box": box})
