"""Views: upright, small, sRGB, and without a word about where they were taken."""

import io

import pillow_heif
import pytest
from PIL import Image, ImageCms

from app.imaging.answers import Note
from app.imaging.sandbox import Sandbox

from .pictures import BLUE, GREEN, RED, WHITE, busy, corner_colours, corners, encoded, photo, shown, tags

UPRIGHT = [RED, GREEN, BLUE, WHITE]
ORIENTATION = 274
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def stored(turn: int) -> Image.Image:
    move = STORED[turn]
    return corners() if move is None else corners().transpose(move)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("turn", range(1, 9))
def test_every_orientation_comes_out_upright(sandbox: Sandbox, turn: int, kind: str) -> None:
    derived = sandbox.derive(photo(stored(turn), kind, exif=tags(base={ORIENTATION: turn})))
    assert corner_colours(derived.preview) == UPRIGHT
    assert corner_colours(derived.thumbnail) == UPRIGHT
    assert (derived.inspection.width, derived.inspection.height) == (120, 80)
    assert derived.inspection.format == kind


@pytest.mark.parametrize("turn", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_turns_nothing(sandbox: Sandbox, turn: int) -> None:
    derived = sandbox.derive(photo(exif=tags(base={ORIENTATION: turn})))
    assert corner_colours(derived.preview) == UPRIGHT
    assert derived.inspection.exif.orientation is None


def test_heif_is_read(sandbox: Sandbox) -> None:
    pillow_heif.register_heif_opener()
    derived = sandbox.derive(encoded(corners(), "HEIF", quality=90))
    assert derived.inspection.format == "HEIF"
    assert corner_colours(derived.preview) == UPRIGHT


def test_mpo_counts_as_jpeg(sandbox: Sandbox) -> None:
    derived = sandbox.derive(encoded(corners(), "MPO", save_all=True, append_images=[corners()]))
    assert derived.inspection.format == "JPEG"
    assert corner_colours(derived.preview) == UPRIGHT


@pytest.mark.parametrize(
    ("size", "preview", "thumbnail"),
    [
        ((4000, 3000), (1600, 1200), (400, 300)),
        ((3000, 4000), (1200, 1600), (300, 400)),
        ((1600, 1200), (1600, 1200), (400, 300)),
        ((300, 200), (300, 200), (300, 200)),
        ((5000, 1), (1600, 1), (400, 1)),
    ],
)
def test_views_fit_their_squares_and_never_grow(
    sandbox: Sandbox, size: tuple[int, int], preview: tuple[int, int], thumbnail: tuple[int, int]
) -> None:
    derived = sandbox.derive(encoded(Image.new("RGB", size, RED)))
    assert shown(derived.preview).size == preview
    assert shown(derived.thumbnail).size == thumbnail
    assert (derived.inspection.width, derived.inspection.height) == size


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_views_carry_no_metadata(sandbox: Sandbox, kind: str) -> None:
    exif = tags(base={271: "SECRETMAKER"}, gps={1: "N", 2: (31.0, 13.0, 1.0), 3: "E", 4: (121.0, 28.0, 20.0)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    derived = sandbox.derive(photo(kind=kind, exif=exif, icc_profile=profile))
    assert derived.inspection.exif.camera == "SECRETMAKER"
    for view in (derived.preview, derived.thumbnail):
        opened = Image.open(io.BytesIO(view))
        assert not {"exif", "icc_profile", "xmp"} & set(opened.info)
        assert b"SECRETMAKER" not in view


def test_a_foreign_colour_space_is_converted(sandbox: Sandbox) -> None:
    """In this profile the red primary is where sRGB has its green."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"tmp ").replace(b"gXYZ", b"rXYZ").replace(b"tmp ", b"gXYZ")
    foreign = swapped.replace(b"s\0R\0G\0B", b"t\0e\0s\0t").replace(b"sRGB", b"test")
    derived = sandbox.derive(encoded(Image.new("RGB", (60, 60), (255, 0, 0)), "PNG", icc_profile=foreign))
    red, green, blue = shown(derived.preview).getpixel((30, 30))  # type: ignore[misc]  # RGB
    assert green > 240
    assert red < 20
    assert blue < 20


def test_a_broken_colour_profile_is_ignored(sandbox: Sandbox) -> None:
    derived = sandbox.derive(photo(kind="PNG", icc_profile=b"no profile at all"))
    assert corner_colours(derived.preview) == UPRIGHT


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "LA", "CMYK"])
def test_every_colour_mode_is_shown(sandbox: Sandbox, mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    derived = sandbox.derive(encoded(Image.new("RGB", (40, 40), (255, 255, 255)).convert(mode), kind))
    assert min(shown(derived.preview).getpixel((20, 20))) > 245  # type: ignore[arg-type]  # RGB


def test_sixteen_bits_become_eight(sandbox: Sandbox) -> None:
    derived = sandbox.derive(encoded(Image.new("I;16", (40, 40), 0x8000), "PNG"))
    red, _, _ = shown(derived.preview).getpixel((20, 20))  # type: ignore[misc]  # RGB
    assert 124 <= red <= 132


def test_what_is_transparent_lies_on_white(sandbox: Sandbox) -> None:
    derived = sandbox.derive(encoded(Image.new("RGBA", (40, 40), (200, 0, 0, 0)), "PNG"))
    assert min(shown(derived.preview).getpixel((20, 20))) > 245  # type: ignore[arg-type]  # RGB


def test_sixty_megapixels_are_decoded(sandbox: Sandbox) -> None:
    derived = sandbox.derive(encoded(Image.new("RGB", (10000, 6000), GREEN)))
    assert (derived.inspection.width, derived.inspection.height) == (10000, 6000)
    assert shown(derived.preview).size == (1600, 960)


def test_half_a_photograph_is_shown_with_a_note(sandbox: Sandbox) -> None:
    whole = encoded(busy((400, 300)), quality=90)
    derived = sandbox.derive(whole[: len(whole) // 2])
    assert derived.inspection.note is Note.INCOMPLETE
    assert shown(derived.preview).size == (400, 300)


def test_inspection_reads_the_header_and_no_pixel(sandbox: Sandbox) -> None:
    whole = encoded(busy((400, 300)), exif=tags(base={271: "Maker"}))
    found = sandbox.inspect(whole[: len(whole) // 2])
    assert (found.format, found.width, found.height, found.exif.camera, found.note) == ("JPEG", 400, 300, "Maker", None)
