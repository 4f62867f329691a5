"""The media package as bytes: a ZIP that is the same for the same content, with a manifest and generated names; pure."""

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

EPOCH = (1980, 1, 1, 0, 0, 0)
SUFFIX = ".webp"


@dataclass(frozen=True, slots=True)
class Story:
    """What the media are told: never a number of the office, an inspector, a place finer than the unit, or a file's own name."""

    title: str
    text: str
    unit: str
    column: str


def package(story: Story, pictures: Sequence[bytes]) -> bytes:
    """The ZIP; pictures are copies without EXIF, in their order."""
    names = [f"{position:02d}{SUFFIX}" for position in range(1, len(pictures) + 1)]
    lines = [
        {"name": name, "sha256": hashlib.sha256(picture).hexdigest(), "size_bytes": len(picture)}
        for name, picture in zip(names, pictures, strict=True)
    ]
    manifest = {"title": story.title, "text": story.text, "unit": story.unit, "column": story.column, "pictures": lines}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as book:
        _add(book, "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        for name, picture in zip(names, pictures, strict=True):
            _add(book, name, picture)
    return out.getvalue()


def _add(book: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.external_attr = 0o644 << 16
    book.writestr(entry, content)
