"""Real photographs, when they are there: MINGCHA_PHOTOS, else `shared/photos` beside the repository."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.imaging.answers import ExifLocation
from app.imaging.sandbox import ROOT, Sandbox

from .pictures import shown

PHOTOS = Path(os.environ.get("MINGCHA_PHOTOS") or ROOT.parent / "shared/photos")
KINDS = {".jpg", ".jpeg", ".heic", ".heif"}
FILES = sorted(path for path in PHOTOS.rglob("*") if path.suffix.lower() in KINDS)
TURNED = [path for path in FILES if path.parent.name == "orientation"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_real_photograph_is_shown(sandbox: Sandbox, path: Path) -> None:
    """All of these decode, the damaged ones too: browsers show them."""
    derived = sandbox.derive(path)
    preview = shown(derived.preview)
    found = derived.inspection
    assert max(preview.size) == min(1600, max(found.width, found.height))
    assert (preview.width > preview.height) == (found.width > found.height)


@pytest.mark.parametrize("path", TURNED, ids=lambda path: path.name)
def test_a_turned_photograph_is_upright(sandbox: Sandbox, path: Path) -> None:
    upright = shown(sandbox.derive(path).preview)
    kind, turn = path.stem.split("_")
    assert (upright.width > upright.height) == (kind == "landscape")
    assert sandbox.inspect(path).exif.orientation == int(turn)


@pytest.mark.skipif(not FILES, reason="no real photographs beside the repository")
def test_a_real_camera_is_read(sandbox: Sandbox) -> None:
    phone = sandbox.inspect(PHOTOS / "mobile/HMD_Nokia_8.3_5G.jpg").exif
    assert phone.camera == "HMD Global Nokia 8.3 5G"
    assert phone.captured_at == datetime(2022, 8, 14, 11, 12, 31, tzinfo=UTC)
    assert phone.location == ExifLocation(60.1467056, 24.9067722, None)
