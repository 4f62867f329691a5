"""Likeness, measured: what is found again after which change, what is confused, how long a lookup takes, what it costs to derive.

`PYTHONPATH=. .venv/bin/python bench/likeness.py [--scenes 322] [--hashes 1000000] [--only PART] [--out FILE]`;
figures in README.md, raw results in results/.
"""

import argparse
import json
import os
import statistics
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import scenes

from app.core.settings import Settings
from app.evidence.likeness import FURTHEST, SUREST, LikenessIndex, nearest, packed
from app.evidence.models import EvidencePicture
from app.imaging import answers, fingerprint, periodic, picture, views
from app.imaging.sandbox import Sandbox

PHOTOS = Path(__file__).parents[2] / "shared" / "photos"
ROUNDS, ASKED = 5, 200
BLANK, TAIL = bytes(40), bytes(32)  # a mirrored hash that is like nothing, finer bits that do not matter here


def looked(raw):
    """What the decoder child would say of it."""
    header, _ = views.derive(raw)
    return packed(answers.prints(header["prints"])), header["periodic"]


def derived(number):
    picture.set_up(64_500_000)
    image = scenes.scene(number)
    again, later = scenes.again(number), scenes.later(number)
    told = {"original": looked(scenes.jpeg(image, 90)), "the same place, another day": looked(scenes.jpeg(again, 90))}
    told["the same place, put right"] = looked(scenes.jpeg(later, 90))
    told["another day, re-screened"] = looked(scenes.rescreened(again, Random(number)))
    return told | {name: looked(raw) for name, raw in scenes.copies(image, number)}


def real(path):
    picture.set_up(64_500_000)
    try:
        return looked(path.read_bytes())
    except answers.Undecodable:
        return None


def recall(count, folder):
    """Every copy against all originals: found, confused with how many others, and whether its pattern is called a screen's."""
    with ProcessPoolExecutor(2) as pool:
        told = list(pool.map(derived, range(count), chunksize=4))
        photos = [one for one in pool.map(real, sorted(p for p in folder.rglob("*") if p.is_file())) if one]
    rows = {n + 1: EvidencePicture(sha256=f"{n:064x}", place=n + 1, prints=one["original"][0]) for n, one in enumerate(told)}
    index = LikenessIndex()
    index.take((place, row.prints) for place, row in rows.items())
    flag = Settings().periodic_flag
    return {name: _row(index, rows, [one[name] for one in told], flag) for name in told[0]} | {
        "real photographs": _real(photos, flag)
    }


def _alike(index, rows, place, prints):
    near = [each for each in index.near(0, prints) if each.place]
    coarse = {each.place for each in near}
    sure = {p for p in coarse if nearest(prints, rows[p], [e for e in near if e.place == p]).fine <= SUREST}
    return place in coarse, place in sure, len(coarse - {place}), len(sure - {place})


def _row(index, rows, looks, flag):
    found = [_alike(index, rows, n + 1, prints) for n, (prints, _) in enumerate(looks)]
    scores = sorted(score for _, score in looks if score is not None)
    told = {"pictures": len(found), "found_64": sum(one[0] for one in found), "found": sum(one[1] for one in found)}
    told |= {"others_64": sum(one[2] for one in found), "others": sum(one[3] for one in found)}
    return told | {"called_screen": sum(score > flag for score in scores), "score_median": statistics.median(scores or [0])}


def _real(photos, flag):
    rows = {n + 1: EvidencePicture(sha256=f"{n:064x}", place=n + 1, prints=prints) for n, (prints, _) in enumerate(photos)}
    index, pairs = LikenessIndex(), Counter()
    index.take((place, row.prints) for place, row in rows.items())
    for place, row in rows.items():
        *_, coarse, sure = _alike(index, rows, place, row.prints)
        pairs.update({"64": coarse, "sure": sure})
    scores = [score for _, score in photos if score is not None]
    return {
        "pictures": len(photos),
        "called_screen": sum(score > flag for score in scores),
        "others_64": pairs["64"],
        "others": pairs["sure"],
    }


def lookup(count):
    """One hash, and one photograph's three, among `count` photographs; numpy over all hashes in the same rounds."""
    rng = np.random.default_rng(1)
    wholes, centres = (rng.integers(0, 2**64, count, dtype=np.uint64) for _ in range(2))
    single, single_mb, single_s = _filled(count, lambda n: wholes[n].tobytes() + TAIL + BLANK)
    full, full_mb, full_s = _filled(count, lambda n: wholes[n].tobytes() + TAIL + BLANK + centres[n].tobytes() + TAIL)
    times: dict[str, list[list[float]]] = {"index, one hash": [], "index, one photograph": [], "numpy over all, one hash": []}
    exact = 0
    for _ in range(ROUNDS):
        took = [_asked(rng, wholes, centres, single, full) for _ in range(ASKED)]
        exact += sum(one[0] for one in took)
        for at, name in enumerate(times, 1):
            times[name].append(sorted(one[at] * 1e3 for one in took))
    told = {name: _spread(rounds) for name, rounds in times.items()}
    sizes = {"one_hash_mb": single_mb, "photographs_mb": full_mb, "one_hash_build_s": single_s, "photographs_build_s": full_s}
    return told | sizes | {"exact": f"{exact}/{ROUNDS * ASKED}"}


def _filled(count, prints):
    index, before, began = LikenessIndex(), _resident(), time.perf_counter()
    for start in range(0, count, 10_000):
        index.take((n + 1, prints(n)) for n in range(start, min(start + 10_000, count)))
    return index, _resident() - before, round(time.perf_counter() - began, 1)


def _asked(rng, wholes, centres, single, full):
    """Whether the answer is that of the whole table, and what three ways of asking took: seconds of CPU, on a shared machine."""
    n = int(rng.integers(0, len(wholes)))
    flips = sum(1 << int(bit) for bit in rng.choice(64, int(rng.integers(0, 10)), replace=False))
    near = np.uint64(int(wholes[n]) ^ flips)
    t0 = time.thread_time()
    truth = np.flatnonzero(np.bitwise_count(wholes ^ near) <= FURTHEST)
    t1 = time.thread_time()
    found = single.near(0, near.tobytes() + TAIL)
    t2 = time.thread_time()
    full.near(0, near.tobytes() + TAIL + BLANK + centres[n].tobytes() + TAIL)
    t3 = time.thread_time()
    return {each.place - 1 for each in found} == set(truth.tolist()), t2 - t1, t3 - t2, t1 - t0


def _spread(rounds):
    half, last = ASKED // 2, ASKED * 99 // 100 - 1
    return {"median_ms": [round(each[half], 3) for each in rounds], "p99_ms": [round(each[last], 3) for each in rounds]}


def _resident():
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096 >> 20


def rate():
    """12-megapixel photographs derived per second of CPU, with hashes and pattern and as before; and through the sandbox."""
    picture.set_up(64_500_000)
    raw = [scenes.jpeg(scenes.scene(n).resize((4000, 3000)), 90) for n in range(8)]
    known = fingerprint.fingerprint, periodic.periodic
    told = {"with": [], "before": [], "sandbox_per_s_wall": []}
    with Sandbox() as sandbox:
        for _ in range(ROUNDS):
            for name in ("before", "with"):
                fingerprint.fingerprint, periodic.periodic = known if name == "with" else (lambda _: None, lambda _: None)
                began = time.process_time()
                for each in raw:
                    views.derive(each)
                told[name].append(round(len(raw) / (time.process_time() - began), 2))
            began = time.perf_counter()
            for each in raw:
                sandbox.derive(each)
            told["sandbox_per_s_wall"].append(round(len(raw) / (time.perf_counter() - began), 2))
    fingerprint.fingerprint, periodic.periodic = known
    return told | {"bytes_each": round(statistics.mean(map(len, raw)))}


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--scenes", type=int, default=322)
    asked.add_argument("--hashes", type=int, default=1_000_000)
    asked.add_argument("--photos", type=Path, default=PHOTOS, help="real photographs, for what is confused among them")
    asked.add_argument("--only", choices=["rate", "lookup", "recall"])
    asked.add_argument("--out", type=Path)
    given = asked.parse_args()
    parts = {"rate": rate, "lookup": lambda: lookup(given.hashes), "recall": lambda: recall(given.scenes, given.photos)}
    told = {name: measure() for name, measure in parts.items() if given.only in {None, name}}
    text = json.dumps(told, ensure_ascii=False, indent=1)
    print(text)
    if given.out:
        given.out.write_text(text + "\n")


if __name__ == "__main__":
    main()
