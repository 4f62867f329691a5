"""Putting a bundle together: the list of everything in it, signed, and all of it in one archive on the disk."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.attest.keys import Keys, Use
from app.bundles import archive, page
from app.bundles.archive import Piece
from app.bundles.gathering import Gathered
from app.bundles.page import Heading
from app.core import canonical
from app.core.clock import stamp

LABEL = b"fi/bundle/v1\n"


def pieces(gathered: Gathered, heading: Heading, keys: Keys, font_path: str) -> list[Piece]:
    """Every file, in the archive's order. Raises: FontMissing, TooLargeError."""
    listed = archive.in_order(
        [
            *gathered.pieces(),
            Piece.of("keys.json", keys.manifest),
            Piece.of("keys.sig", keys.signature),
            Piece.of("summary.pdf", page.write(heading, gathered, font_path)),
        ]
    )
    signer = keys.signer(Use.RECEIPT, heading.at)
    statement = canonical.dumps(_statement(gathered, heading, listed) | {"origin": keys.origin, "key": signer.id})
    signature = signer.sign(LABEL, statement)
    whole = archive.in_order([*listed, Piece.of("bundle.json", statement), Piece.of("bundle.sig", signature)])
    archive.size_of(whole)
    return whole


def _statement(gathered: Gathered, heading: Heading, listed: Sequence[Piece]) -> dict[str, object]:
    return {
        "v": 1, "typ": "bundle", "title": heading.title, "at": stamp(heading.at),
        "checkpoint": {"size": gathered.point.size, "root": gathered.point.root.hex()},
        "files": [{"name": each.name, "size": each.size, "sha256": each.sha256} for each in listed],
        "items": [item.line() for item in gathered.items],
    }  # fmt: skip


def statement_of(whole: Sequence[Piece]) -> Piece:
    """The list among the files."""
    return next(each for each in whole if each.name == "bundle.json")


def place(root: Path, bundle_id: object) -> Path:
    """Where a bundle lies once it is whole."""
    return root / "bundles" / f"{bundle_id}.zip"


def title_of(site: str, day: datetime) -> str:
    """What a bundle is called."""
    return f"暗访报告证据包 · {site} · {day:%Y-%m-%d}"
