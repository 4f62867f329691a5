"""Pictures that look alike: an index in the worker's memory, exact up to seven of 64 bits, filled from the table as it grows."""

from array import array
from collections.abc import Iterable, Iterator
from operator import attrgetter
from threading import Lock
from typing import Any, NamedTuple

import faiss
import numpy as np
from sqlalchemy import select

from app.core.db import Tx
from app.evidence.models import EvidencePicture
from app.imaging.answers import COARSE_BYTES, HASH_BYTES, Prints

FURTHEST = 7  # of 64 bits: four bands, one flipped bit in one of them; eight flipped bits could be two in each band
SUREST = 40  # of 256 bits: what lies beyond is another picture more often than a copy (bench/README.md)
BANDS, BAND_BITS = 4, 16
PAGE, PLACES_AT_ONCE = 5000, 500
WHOLE, MIRRORED = 0, 1  # where a row's prints hold which


class Candidate(NamedTuple):
    """A hash of another picture that is near one of those asked about: which of its, which of ours, how many of 64 bits differ."""

    place: int
    theirs: int
    ours: int
    distance: int


class Match(NamedTuple):
    """Another picture that is like the one asked about, and how many of 64 and of 256 bits differ."""

    sha256: str
    distance: int
    fine: int
    mirrored: bool


def packed(prints: Prints) -> bytes:
    """As a row keeps them; empty where nothing could be told again."""
    if prints.whole is None or prints.mirrored is None:
        return b""
    return b"".join((prints.whole, prints.mirrored, *prints.parts))


class LikenessIndex:
    """Every picture's whole and parts; safe to share between threads."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        faiss.omp_set_num_threads(1)
        self._index = faiss.IndexBinaryMultiHash(8 * COARSE_BYTES, BANDS, BAND_BITS)
        self._index.nflip = 1
        self._places, self._numbers = array("q"), bytearray()  # of each entry of the index
        self._last = 0
        self._lock = Lock()

    def catch_up(self, tx: Tx) -> None:
        """Take in what was committed since: places are given in the order of commits, so none is passed over."""
        with self._lock:
            while rows := _page(tx, self._last):
                self.take(rows)
                self._last = rows[-1][0]

    def near(self, place: int, prints: bytes) -> list[Candidate]:
        """Every hash no further than FURTHEST: whole to whole, or one whole to a part of the other."""
        if not prints:
            return []
        with self._lock:
            limits, distances, found = self._index.range_search(_coarse(_hashes(prints)), FURTHEST + 1)
            nearby = [
                Candidate(self._places[int(found[at])], self._numbers[int(found[at])], number, int(distances[at]))
                for number in range(len(limits) - 1)
                for at in range(int(limits[number]), int(limits[number + 1]))
            ]
        return [each for each in nearby if each.place != place and WHOLE in (each.ours, each.theirs)]

    def take(self, rows: Iterable[tuple[int, bytes]]) -> None:
        """Take in pictures, each by its place and prints."""
        entries = [(place, number, one) for place, prints in rows for number, one in _kept(prints)]
        if entries:
            self._index.add(_coarse(entry[2] for entry in entries))
            self._places.extend(entry[0] for entry in entries)
            self._numbers.extend(entry[1] for entry in entries)


def _hashes(prints: bytes) -> list[bytes]:
    return [prints[at : at + HASH_BYTES] for at in range(0, len(prints), HASH_BYTES)]


def _kept(prints: bytes) -> Iterator[tuple[int, bytes]]:
    """Those that are looked among, numbered: whoever is mirrored comes asking."""
    return ((number, one) for number, one in enumerate(_hashes(prints)) if number != MIRRORED)


def _coarse(hashes: Iterable[bytes]) -> Any:  # ruff: ignore[any-type]  an array of n × 8
    return np.frombuffer(b"".join(one[:COARSE_BYTES] for one in hashes), dtype=np.uint8).reshape(-1, COARSE_BYTES)


def _page(tx: Tx, after: int) -> list[tuple[int, bytes]]:
    query = select(EvidencePicture.place, EvidencePicture.prints).where(EvidencePicture.place > after)
    return [(row.place, row.prints) for row in tx.session.execute(query.order_by(EvidencePicture.place).limit(PAGE))]


def sure(tx: Tx, prints: bytes, candidates: Iterable[Candidate]) -> list[Match]:
    """The pictures among the candidates that are like in the finer bits too, nearest first; one derived anew has gone meanwhile."""
    by_place: dict[int, list[Candidate]] = {}
    for each in candidates:
        by_place.setdefault(each.place, []).append(each)
    places, found = sorted(by_place), []
    for start in range(0, len(places), PLACES_AT_ONCE):
        query = select(EvidencePicture).where(EvidencePicture.place.in_(places[start : start + PLACES_AT_ONCE]))
        found += [nearest(prints, row, by_place[row.place]) for row in tx.session.scalars(query)]
    return sorted((match for match in found if match.fine <= SUREST), key=attrgetter("distance", "fine", "sha256"))


def nearest(prints: bytes, row: EvidencePicture, candidates: Iterable[Candidate]) -> Match:
    """How a picture is most like another, by the finer bits."""
    ours, theirs = _hashes(prints), _hashes(row.prints)
    return min(
        (
            Match(row.sha256, each.distance, _differing(ours[each.ours], theirs[each.theirs]), each.ours == MIRRORED)
            for each in candidates
        ),
        key=attrgetter("fine"),
    )


def _differing(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one[COARSE_BYTES:]) ^ int.from_bytes(other[COARSE_BYTES:])).bit_count()
