"""Hostile bytes: refused or shown, never a crash of ours, and the next picture is decoded."""

import random
import zlib

import pytest
from PIL import Image

from app.imaging import picture
from app.imaging.answers import Note, Undecodable
from app.imaging.sandbox import Sandbox

from .pictures import RED, busy, corner_colours, corners, encoded, photo, png_header, png_with, tags

GIFAR = b"GIF89a" + encoded(corners())
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        (b"", Note.EMPTY),
        (b"\xff", Note.UNSUPPORTED),
        ("现场照片".encode(), Note.UNSUPPORTED),
        (SVG, Note.UNSUPPORTED),
        (encoded(corners(), "GIF"), Note.UNSUPPORTED),
        (encoded(corners(), "TIFF"), Note.UNSUPPORTED),
        (encoded(corners(), "PDF"), Note.UNSUPPORTED),
        (encoded(corners(), "BMP"), Note.UNSUPPORTED),
        (encoded(corners(), "JPEG2000"), Note.UNSUPPORTED),
        (GIFAR, Note.UNSUPPORTED),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", Note.UNSUPPORTED),
        (encoded(corners())[:40], Note.DAMAGED),
        (encoded(corners(), "PNG")[:20], Note.DAMAGED),
        (encoded(corners(), "WEBP")[:60], Note.DAMAGED),
        (encoded(corners(), "AVIF")[:200], Note.DAMAGED),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Note.DAMAGED),
        (png_header(50_000, 50_000), Note.TOO_LARGE),
        (png_header(8_125, 8_000), Note.TOO_LARGE),
        (png_header(2**31 - 1, 1), Note.TOO_LARGE),
    ],
)
def test_what_is_no_picture_is_refused_by_name(sandbox: Sandbox, raw: bytes, note: Note) -> None:
    with pytest.raises(Undecodable) as refusal:
        sandbox.derive(raw)
    assert refusal.value.note is note


def test_a_header_without_any_picture_is_not_shown_as_a_grey_one(sandbox: Sandbox) -> None:
    whole = encoded(busy((400, 300)))
    start_of_pixels = whole.index(b"\xff\xda") + 14
    with pytest.raises(Undecodable) as refusal:
        sandbox.derive(whole[:start_of_pixels])
    assert refusal.value.note is Note.DAMAGED


def test_heif_without_its_decoder_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "pillow_heif", None)
    with pytest.raises(Undecodable) as refusal:
        picture.opened(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    assert refusal.value.note is Note.HEIF_UNAVAILABLE


@pytest.mark.parametrize("tail", [b"<html><script>alert(1)</script>", b"PK\x03\x04 archive", b"%PDF-1.7"])
def test_what_hides_behind_a_photograph_does_not_reach_its_views(sandbox: Sandbox, tail: bytes) -> None:
    derived = sandbox.derive(photo() + tail)
    assert corner_colours(derived.preview)[0] == RED
    assert tail not in derived.preview + derived.thumbnail


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP"])
def test_a_compressed_bomb_beside_the_pixels_does_no_harm(sandbox: Sandbox, kind: bytes) -> None:
    bomb = zlib.compress(b"\0" * (80 << 20), 9)
    _outcome(sandbox, png_with(kind, b"name\0\0" + bomb))
    assert corner_colours(sandbox.derive(photo()).preview)[0] == RED


def test_animations_show_their_first_picture(sandbox: Sandbox) -> None:
    moving = encoded(corners(), "WEBP", save_all=True, append_images=[Image.new("RGB", corners().size)] * 3)
    assert corner_colours(sandbox.derive(moving).preview)[0] == RED


def test_a_photograph_cut_anywhere_is_shown_or_refused(sandbox: Sandbox) -> None:
    whole = encoded(busy((300, 200)), exif=tags(base={271: "Maker"}), quality=95)
    outcomes = [_outcome(sandbox, whole[:end]) for end in range(1024, len(whole) - 2, 4096)]
    assert len(outcomes) >= 10
    assert set(outcomes) <= {Note.INCOMPLETE, Note.DAMAGED}
    assert outcomes[-1] is Note.INCOMPLETE


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_flipped_bits_never_bring_the_child_down(sandbox: Sandbox, kind: str) -> None:
    whole, dice = encoded(busy((90, 60)), kind), random.Random(kind)
    for _ in range(25):
        raw = bytearray(whole)
        for _ in range(dice.randint(1, 8)):
            raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
        assert _outcome(sandbox, bytes(raw)) not in {Note.CRASHED, Note.TIMEOUT}


def _outcome(sandbox: Sandbox, raw: bytes) -> Note | None:
    try:
        return sandbox.derive(raw).inspection.note
    except Undecodable as refusal:
        return refusal.note
