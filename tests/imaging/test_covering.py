"""What is covered is gone: every pixel of it, on every copy, however the camera was held."""

import io
from itertools import starmap

import pytest
from PIL import Image

from app.imaging.covering import Box, Stroke
from app.imaging.sandbox import Sandbox
from tests.imaging.pictures import BLUE, GREEN, RED, WHITE, busy, corners, encoded, photo, tags
from tests.masking.making import COVER, near, quarters

TURNED = {
    1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
}  # fmt: skip
RED_QUARTER = Box(0, 0, 5000, 5000)


def opened(view: bytes) -> Image.Image:
    return Image.open(io.BytesIO(view)).convert("RGB")


@pytest.mark.parametrize("orientation", TURNED)
def test_boxes_lie_on_the_upright_picture_however_it_was_stored(sandbox: Sandbox, orientation: int) -> None:
    turn, upright = TURNED[orientation], corners((2400, 1600))
    raw = photo(upright if turn is None else upright.transpose(turn), exif=tags(base={274: orientation}))
    preview, thumbnail = sandbox.masked(raw, [RED_QUARTER])
    stamped = sandbox.watermark(raw, ["印"], [RED_QUARTER])
    assert opened(preview).size == (1600, 1067)
    assert opened(thumbnail).size == (400, 267)
    for view, size in ((preview, None), (thumbnail, None), (stamped, (2400, 1600))):
        shown = quarters(opened(view), size)
        assert list(starmap(near, zip(shown, (COVER, GREEN, BLUE, WHITE), strict=True))) == [True] * 4


@pytest.mark.parametrize("size", [(1000, 700), (4000, 3000), (333, 1777), (7, 5)])
def test_not_one_pixel_of_what_is_covered_is_left(sandbox: Sandbox, size: tuple[int, int]) -> None:
    """A red field on white, exactly covered: nothing reddish is left anywhere."""
    picture = Image.new("RGB", size, (255, 255, 255))
    left, top, right, bottom = (size[0] * 21 // 100, size[1] * 33 // 100, -(-size[0] * 58 // 100), -(-size[1] * 61 // 100))
    picture.paste((255, 0, 0), (left, top, right, bottom))
    box = Box(2100, 3300, 3700, 2800)
    views = [*sandbox.masked(encoded(picture, "PNG"), [box]), sandbox.watermark(encoded(picture, "PNG"), ["印"], [box])]
    for view in views:
        reddish = [pixel for pixel in opened(view).get_flattened_data() if pixel[0] - pixel[1] > 24]
        assert reddish == []


def test_the_cover_is_one_colour_and_tells_nothing_of_what_is_under_it(sandbox: Sandbox) -> None:
    box = Box(2000, 2000, 4000, 4000)
    first, second = (sandbox.masked(encoded(picture, "PNG"), [box])[0] for picture in (busy((800, 600)), corners((800, 600))))
    inside = [opened(view).crop((168, 128, 472, 352)) for view in (first, second)]
    for part in inside:
        assert all(near(pixel, COVER) for pixel in part.get_flattened_data())


def test_a_brush_covers_its_whole_way_with_round_ends(sandbox: Sandbox) -> None:
    way = Stroke(1000, ((2000, 5000), (8000, 5000)))
    shown = opened(sandbox.masked(encoded(Image.new("RGB", (1000, 500), RED), "PNG"), [way])[0])
    covered = [(x, 250) for x in range(155, 845, 10)] + [(200, 205), (500, 295), (800, 295)]
    assert [at for at in covered if not near(shown.getpixel(at), COVER)] == []
    free = [(100, 250), (500, 150), (900, 250), (140, 190)]
    assert [at for at in free if not near(shown.getpixel(at), RED)] == []


def test_a_dot_of_the_brush_is_a_disc(sandbox: Sandbox) -> None:
    shown = opened(sandbox.masked(encoded(Image.new("RGB", (1000, 500), RED), "PNG"), [Stroke(2000, ((5000, 5000),))])[0])
    assert [near(shown.getpixel(at), COVER) for at in ((500, 250), (410, 250), (500, 345), (390, 250), (590, 345))] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_a_shape_at_the_edge_or_over_all_is_drawn(sandbox: Sandbox) -> None:
    shown = opened(sandbox.masked(photo(), [Box(0, 0, 10000, 10000), Stroke(5000, ((0, 0), (10000, 10000)))])[0])
    assert all(near(pixel, COVER) for pixel in shown.get_flattened_data())
