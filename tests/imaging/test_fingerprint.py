"""What a picture is known by: the hash imagehash computes, and what of it survives what people do to copies."""

import pytest
from PIL import Image

from app.demo.pictures import Picture, render
from app.imaging.sandbox import Sandbox

from .pictures import encoded

# imagehash 4.3.2 on the same PNG: phash(image), then phash(image, hash_size=16, highfreq_factor=2); the same of the image mirrored.
WHOLE = "818b2d347f7074f281488b4a2c47343f7785703d74f8f2c79d7f979806c1465bb2a6133421bb8ded"
MIRRORED = "d4de7965226521a7d49dde1f7912616a22d0256821ada792c82ad2cf5794138ee7f3466174eef8b8"


@pytest.fixture(scope="module")
def ditch() -> Image.Image:
    return render(Picture("rubbish_ditch", after=False, site=1, shot=1, size=(400, 300)))


def bits(one: bytes | None, other: bytes | None) -> int:
    assert one is not None
    assert other is not None
    return (int.from_bytes(one[:8]) ^ int.from_bytes(other[:8])).bit_count()


def test_the_hash_is_the_one_others_compute(sandbox: Sandbox, ditch: Image.Image) -> None:
    prints = sandbox.derive(encoded(ditch, "PNG")).prints
    assert prints.whole == bytes.fromhex(WHOLE)
    assert prints.mirrored == bytes.fromhex(MIRRORED)


def test_a_copy_without_its_edges_is_known_by_its_part(sandbox: Sandbox, ditch: Image.Image) -> None:
    whole, cut = sandbox.derive(encoded(ditch)).prints, sandbox.derive(encoded(ditch.crop((20, 15, 380, 285)))).prints
    assert bits(whole.whole, cut.whole) > 7
    assert bits(whole.parts[-1], cut.whole) <= 2


def test_our_own_watermark_is_looked_over(sandbox: Sandbox, ditch: Image.Image) -> None:
    plain, stamped = encoded(ditch), sandbox.watermark(encoded(ditch), ["2026-11-23 10:41:52", "云岫县督查室"])
    assert bits(sandbox.derive(plain).prints.whole, sandbox.derive(stamped).prints.parts[0]) <= 2


@pytest.mark.parametrize("colour", [(0, 0, 0), (120, 120, 120), (255, 255, 255)])
def test_a_picture_of_nothing_has_no_hash(sandbox: Sandbox, colour: tuple[int, int, int]) -> None:
    prints = sandbox.derive(encoded(Image.new("RGB", (640, 480), colour))).prints
    assert (prints.whole, prints.parts, prints.mirrored) == (None, (), None)


def test_the_grid_of_a_screen_stands_out_and_a_small_picture_says_nothing(sandbox: Sandbox) -> None:
    scene = render(Picture("rubbish_ditch", after=False, site=1, shot=1, size=(800, 600)))
    grid = Image.new("L", scene.size)
    grid.putdata([255 if (3 * x + 2 * y) % 9 < 5 else 150 for y in range(600) for x in range(800)])
    plain, screened = (
        sandbox.derive(encoded(each)).periodic for each in (scene, Image.composite(scene, Image.new("RGB", scene.size), grid))
    )
    assert plain is not None
    assert screened is not None
    assert plain < 12 < screened
    assert sandbox.derive(encoded(scene.resize((200, 150)))).periodic is None
