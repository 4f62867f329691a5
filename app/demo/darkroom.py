"""From the story's exposures to JPEGs, developed a little ahead by as many processes as there are cores."""

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from random import Random

from app.demo import county
from app.demo.exif import Fix, Turn
from app.demo.pictures import Exposure, Label, Picture, photograph
from app.demo.script import Deed, OrderSeed, Step
from app.demo.shapes import FindingSeed, PhotoSeed, VisitSeed

AHEAD = 24
LARGE, USUAL = (4000, 3000), (1600, 1200)
LARGE_KEYS = frozenset({"told-1-wide", "told-11-wide", "told-14-wide"})
BROKEN_AFTER = 1500  # bytes: the header survives, the picture does not
ALTITUDE_M = 1430.0
Darkroom = Callable[[Iterable[PhotoSeed]], Iterator[tuple[PhotoSeed, bytes]]]


def taken(step: Step) -> tuple[PhotoSeed, ...]:
    """The photographs one deed brings along."""
    subject = step.subject
    if isinstance(subject, VisitSeed) and step.deed is Deed.REPORT:
        return subject.photos
    if isinstance(subject, OrderSeed) and step.deed is Deed.ANSWER and subject.photo_reason:
        answer = f"answer-{subject.key}-{step.turn}"
        return tuple(_again(finding, answer, step.at, "picker") for finding in subject.findings[:2])
    if isinstance(subject, FindingSeed) and step.deed in {Deed.RECHECK, Deed.RELAPSE}:
        return (_again(subject, f"{step.deed}", step.at, "camera"),)
    return ()


def _again(finding: FindingSeed, key: str, at: datetime, source: str) -> PhotoSeed:
    """Photograph the spot of a finding once more: put right, except when it has relapsed."""
    rng = Random(f"{key}-{finding.key}")
    lat, lon = (round(value + rng.uniform(-0.001, 0.001), 7) for value in finding.spot)
    when, accuracy = at - timedelta(minutes=rng.randrange(20, 55)), round(rng.uniform(4, 18), 1)
    return PhotoSeed(
        f"{key}-{finding.key}", finding.scene, finding.key, finding.place, rng.choice(("wide", "medium")),
        when, lat, lon, accuracy, after=key != Deed.RELAPSE, source=source,
    )  # fmt: skip


def develop(seed: PhotoSeed) -> bytes:
    """Give the JPEG of one exposure."""
    size = LARGE if seed.key in LARGE_KEYS else USUAL
    picture = Picture(seed.kind, seed.after, _number(seed.site), _number(seed.key), Label(seed.label), seed.place, size)
    fix = None if seed.accuracy_m is None else Fix(seed.lat, seed.lon, ALTITUDE_M, seed.accuracy_m)
    taken_bytes = photograph(picture, Exposure(seed.taken_at.astimezone(county.ZONE), fix, Turn(seed.turn)))
    return taken_bytes[:BROKEN_AFTER] if seed.damaged else taken_bytes


def developed(seeds: Iterable[PhotoSeed]) -> Iterator[tuple[PhotoSeed, bytes]]:
    """Give every photograph in the order asked, some already under way."""
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=get_context("spawn")) as pool:
        waiting: deque[tuple[PhotoSeed, Future[bytes]]] = deque()
        for seed in seeds:
            waiting.append((seed, pool.submit(develop, seed)))
            if len(waiting) > AHEAD:
                done = waiting.popleft()
                yield done[0], done[1].result()
        for seed, future in waiting:
            yield seed, future.result()


def _number(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:6])
