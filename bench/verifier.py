"""Measure the verifier: 1,000 photographs (2.5 GB) and a log of 1,000,000 entries, each beside `sha256sum` over the same bytes."""

import argparse
import base64
import hashlib
import json
import os
import random
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import zlib
from collections import UserDict
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.verifier.maker import (  # ruff: ignore[module-import-not-at-top-of-file]
    CENTRAL_SIGN,
    ORIGIN,
    PRINTED,
    Story,
    b64,
    canonical,
    cosign,
    key_id,
    photographs,
    sha,
    when,
)
from verifier.mingcha_verify import Growing  # ruff: ignore[module-import-not-at-top-of-file]

PHOTO_BYTES = 2_500_000
CHECKPOINT_EVERY = 256
STOPWATCH = """import json, resource, subprocess, sys, time
started = time.perf_counter()
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
wall, used = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([status, wall, used.ru_utime + used.ru_stime, used.ru_maxrss]))"""
GOALS = {"bundle": 15, "log": 60}


class Pictures(UserDict):
    """Photographs that are made when asked for: a number in front of a common stretch of noise."""

    noise = random.Random(1).randbytes(PHOTO_BYTES - 12)

    def __setitem__(self, name, _):
        self.data[name] = b""

    def __getitem__(self, name):
        if name not in self.data:
            raise KeyError(name)
        return name[-12:].encode() + self.noise


def make_bundle(path: Path, count: int) -> dict:
    """Write a bundle of so many photographs, one in memory at a time; what its reader trusts."""
    story = Story(photos=photographs(count), originals=Pictures()).tell()
    pictures, story.originals = story.originals, {}
    files = story.sign()
    listed = [{"name": name, "sha256": sha(data).hex(), "size": len(data)} for name, data in files.items()]
    for name in pictures:
        digest = story.receipts[name]["sha256"]
        listed.append({"name": f"originals/{name}", "sha256": digest, "size": PHOTO_BYTES})
    said = story.statement(files) | {"files": sorted(listed, key=itemgetter("name"))}
    files["bundle.json"] = canonical(said)
    files["bundle.sig"] = story.receipt_key.sign("bundle", files["bundle.json"])
    names = sorted([*files, *(f"originals/{name}" for name in pictures)])
    with path.open("wb") as out:
        write_zip(out, ((name, files[name] if name in files else pictures[name.removeprefix("originals/")]) for name in names))
    return story.trust


def write_zip(out, files: Iterator[tuple[str, bytes]]) -> None:
    central, count = bytearray(), 0
    for name, data in files:
        what = struct.pack("<HHHHHIIIHH", 20, 0x0800, 0, 0, 0x0021, zlib.crc32(data), len(data), len(data), len(name), 0)
        central += CENTRAL_SIGN + struct.pack("<H", 20) + what + struct.pack("<HHHII", 0, 0, 0, 0, out.tell()) + name.encode()
        out.write(b"PK\x03\x04" + what + name.encode() + data)
        count += 1
    at = out.tell()
    out.write(central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(central), at, 0))


def make_log(path: Path, entries: int) -> dict:
    """Write an export of so many entries with their payloads, a cosigned checkpoint every 256 and at the end."""
    story = Story().tell()
    tree, chain, actor = Growing(), sha(b"mingcha/log/v1"), "11111111-1111-4111-8111-111111111111"
    keys = canonical(story.manifest)
    with path.open("wb", buffering=1 << 20) as out:
        out.write(f"mingcha/log-export/v1\n{b64(keys)} {b64(story.root.sign('keys', keys))}\n".encode())
        for idx in range(1, entries + 1):
            salt = idx.to_bytes(16)
            payload = b'{"owner":"%s","sha256":"%064x","size_bytes":2500000}' % (actor.encode(), idx)
            commit = hashlib.sha256(b"\x03" + salt + payload).hexdigest()
            entry = (
                f'{{"act":"evidence.received","actor":"{actor}","at":"{when(idx % 3600)}","commit":"{commit}","idx":{idx},'
                f'"obj":"evidence/aaaaaaaa-0000-4000-8000-{idx:012}","prev":"{chain.hex()}"}}'
            ).encode()
            leaf = hashlib.sha256(b"\x00" + entry).digest()
            chain = hashlib.sha256(b"\x02" + chain + leaf).digest()
            tree.add(leaf)
            out.write(entry + b"\n+" + base64.b64encode(salt) + b" " + base64.b64encode(payload) + b"\n")
            if idx % CHECKPOINT_EVERY == 0 or idx == entries:
                out.write(b"=" + base64.b64encode(checkpoint(story, idx, tree.root())) + b"\n")
        out.write(f"end {entries}\n".encode())
    return story.trust


def checkpoint(story: Story, size: int, root: bytes) -> bytes:
    body = f"{ORIGIN}\n{size}\n{b64(root)}\n".encode()
    line = b64(key_id(ORIGIN, 1, story.log_key.public) + story.log_key.key.sign(body))
    return body + f"\n— {ORIGIN} {line}\n".encode() + cosign(body, story.witness, PRINTED)


def timed(command: list[str]) -> dict:
    """Status, wall and CPU seconds of a command with its children, and the largest process's memory."""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", STOPWATCH, *command], capture_output=True, check=True)
    status, wall, cpu, memory = json.loads(done.stdout)
    return {"status": status, "wall_s": round(wall, 2), "cpu_s": round(cpu, 2), "peak_rss_mb": memory // 1024}


def measure(kind: str, file: Path, trust: dict, rounds: int) -> Iterator[dict]:
    given = [str(file)] if kind == "bundle" else ["--log", str(file)]
    ours = [sys.executable, "-I", str(ROOT / "verifier" / "mingcha_verify.py"), *given, "--json", "--root", trust["root"]]
    ours += ["--witness", trust["witnesses"][0]]
    for number in range(rounds):
        for target, command in (("sha256sum", ["sha256sum", str(file)]), (f"verify {kind}", ours)):
            run = timed(command)
            assert run["status"] == 0, run
            load = os.getloadavg()[0]
            yield {"round": number, "of": kind, "target": target, "bytes": file.stat().st_size, "load": round(load, 2), **run}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photographs", type=int, default=1000)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dir", type=Path, default=Path("/dev/shm"), help="where 2.5 GB may lie for a while")
    parser.add_argument("--only", choices=["bundle", "log"])
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(dir=asked.dir))
    runs = []
    try:
        for kind, make, count in (("bundle", make_bundle, asked.photographs), ("log", make_log, asked.entries)):
            if asked.only in {None, kind}:
                file = folder / kind
                trust = make(file, count)
                for run in measure(kind, file, trust, asked.rounds):
                    runs.append(run)
                    print(json.dumps(run), flush=True)
                file.unlink()
    finally:
        shutil.rmtree(folder)
    if asked.out:
        asked.out.write_text("".join(json.dumps(run) + "\n" for run in runs))
    for kind in {run["of"] for run in runs}:
        for target in (f"verify {kind}", "sha256sum"):
            walls = [run["wall_s"] for run in runs if (run["of"], run["target"]) == (kind, target)]
            print(f"{kind}: {target} {statistics.median(walls)} s ({min(walls)}–{max(walls)}), goal {GOALS[kind]} s")


if __name__ == "__main__":
    main()
