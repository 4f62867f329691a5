"""The one page for people: what is inside, what is certain, what it proves and does not, how to check it. Always the same bytes."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import starmap
from pathlib import Path

import typst

from app.attest.receipts import Of
from app.bundles.gathering import Gathered, Item
from app.core.clock import LEGAL_ZONE
from app.imaging.fonts import find

FORM = (Path(__file__).parent / "page.typ").read_bytes()
MOST_ROWS, MOST_CELLS = 16, 238  # what still fits one page, in full and in short
WORDS = json.loads((Path(__file__).parent / "page.json").read_bytes())  # the page is for Chinese readers, whoever has it made


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above: whose bundle of what, made when; `numbers` of finding and order where there are some."""

    title: str
    office: str
    origin: str
    at: datetime
    numbers: Sequence[str]
    missing: int


def write(heading: Heading, gathered: Gathered, font_path: str) -> bytes:
    """The page as PDF. Raises: FontMissing."""
    fonts, family = _fonts(find(font_path))
    told = json.dumps(_told(heading, gathered), ensure_ascii=False)
    return typst.compile(FORM, font_paths=fonts, ignore_system_fonts=True, sys_inputs={"told": told, "font": family}, timestamp=0)


@lru_cache(maxsize=2)
def _fonts(path: Path) -> tuple[typst.Fonts, str]:
    """The fonts beside that file, and the name of the one that writes Chinese as it is written here."""
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[path.parent])
    named = [each.family for each in found.fonts() if each.path and Path(each.path).name == path.name]
    return found, next((each for each in named if each.endswith((" SC", " CN")) and "Mono" not in each), named[0])


def _told(heading: Heading, gathered: Gathered) -> dict[str, object]:
    words, items = WORDS, gathered.items
    short = len(items) > MOST_ROWS
    rest = max(0, len(items) - MOST_CELLS)
    return {
        "title": heading.title, "made": list(heading.at.astimezone(LEGAL_ZONE).timetuple()[:6]), "facts": _facts(heading, gathered),
        "certain": _certain(gathered), "uncertain": _uncertain(heading, gathered),
        "proves": words["proves"], "silent": words["silent"], "how": words["how"],
        "rows": [] if short else list(starmap(_row, enumerate(items, 1))),
        "cells": [[str(n), item.sha256[:10]] for n, item in enumerate(items[:MOST_CELLS], 1)] if short else [],
        "rest": words["rest"].format(count=rest) if rest else "",
    }  # fmt: skip


def _facts(heading: Heading, gathered: Gathered) -> list[list[str]]:
    words, report = WORDS["facts"], gathered.report
    counts = Counter(item.kind for item in gathered.items)
    began, ended = _time(report.started_at), _time(report.finished_at)
    visited = f"{began} — {ended.removeprefix(began[:11])}"
    told = {
        "office": heading.office, "at": _time(heading.at), "visited": visited, "report": str(report.id),
        "numbers": "、".join(heading.numbers) or words["none"],
        "items": WORDS["counted"].format(reports=counts[Of.REPORT], answers=counts[Of.SUBMISSION], photos=counts[Of.EVIDENCE]),
        "origin": heading.origin, "checkpoint": WORDS["size"].format(size=gathered.point.size, root=gathered.point.root.hex()[:16]),
    }  # fmt: skip
    return [[words[name], value] for name, value in told.items()]


def _certain(gathered: Gathered) -> list[str]:
    words, items = WORDS["certain"], gathered.items
    lines = [
        words["bytes"].format(count=sum(item.original is not None for item in items)),
        words["receipts"].format(count=len(items)),
    ]
    recorded = sum(item.record is not None and item.record.holds for item in items)
    voices = gathered.outside.voices
    return [
        *lines,
        *([words["records"].format(count=recorded)] if recorded else []),
        *([words["outside"].format(count=voices)] if voices else []),
    ]


def _uncertain(heading: Heading, gathered: Gathered) -> list[str]:
    words, items = WORDS["uncertain"], gathered.items
    photos = [item for item in items if item.kind == Of.EVIDENCE]
    bare = sum(item.record is None for item in photos)
    broken = sum(item.record is not None and not item.record.holds for item in photos)
    silent = sum(item.original is None for item in items)
    erased = sum(told.payload is None for told in gathered.entries)
    said = {
        "outside": not gathered.outside.voices, "records": bare, "broken": broken, "missing": heading.missing, "words": silent,
        "erased": erased, "claims": len(photos),
    }  # fmt: skip
    return [words[name].format(count=count) for name, count in said.items() if count]


def _row(n: int, item: Item) -> list[str]:
    words = WORDS
    size = f"{item.original.size:,}" if item.original else "—"
    has = [name for name, there in (("original", item.original), ("receipt", item.receipt), ("record", item.record)) if there]
    return [
        str(n), words["kinds"][item.kind], _time(item.at), size, item.sha256[:16], "、".join(words["has"][name] for name in has),
    ]  # fmt: skip


def _time(instant: datetime) -> str:
    return instant.astimezone(LEGAL_ZONE).strftime("%Y-%m-%d %H:%M:%S")
