"""What is a record: the server, the program that verifies and the page that verifies say the same of every text."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.evidence import records
from tests.phone import spelled
from verifier.mingcha_verify import RECORD, WrongError, statement

ROOT = Path(__file__).parents[2]
HASH, ID = "0" * 63 + "a", "00000000-0000-4000-8000-00000000000a"
T = "2026-11-20T02:20:00.000Z"
PLAIN: dict[str, Any] = {
    "app": "0.1.0", "boot": "5f2d1c", "geo": {"st": "none"}, "id": ID, "insp": ID, "key": HASH, "mime": "image/jpeg", "seq": 1,
    "sha256": HASH, "size": 1, "src": "camera", "t_dev": T, "t_mono_ms": 0, "typ": "capture", "tz": "Asia/Shanghai", "v": 1,
}  # fmt: skip
MOMENTS = {
    "2024-02-29T23:59:59.999Z": True, "2000-02-29T00:00:00.000Z": True, "0001-01-01T00:00:00.000Z": True,
    "9999-12-31T23:59:59.999Z": True, "0000-01-01T00:00:00.000Z": False, "2026-02-29T00:00:00.000Z": False,
    "1900-02-29T00:00:00.000Z": False,
    "2026-02-30T00:00:00.000Z": False, "2026-13-45T99:99:99.000Z": False, "2026-00-10T00:00:00.000Z": False,
    "2026-11-00T00:00:00.000Z": False, "2026-11-31T00:00:00.000Z": False, "2026-11-20T24:00:00.000Z": False,
    "2026-11-20T02:60:00.000Z": False, "2026-11-20T02:20:60.000Z": False, "2026-12-31T23:59:60.000Z": False,
    "2026-11-20T02:20:61.000Z": False, "2026-11-20T02:20:00Z": False, "2026-11-20T02:20:00.00Z": False,
    "2026-11-20T02:20:00.0000Z": False, "2026-11-20T02:20:00,000Z": False, "2026-11-20 02:20:00.000Z": False,
    "2026-11-20t02:20:00.000z": False, "2026-11-20T02:20:00.000+00:00": False, "2026-11-20T02:20:00.000": False,
    "2026-11-20T02:20:00.000Z\n": False, " 2026-11-20T02:20:00.000Z": False, "+002026-11-20T02:20:00.000Z": False,
    "２０２６-11-20T02:20:00.000Z": False, "2026-11-20T02:20:00.00٣Z": False, "2026-W47-5T02:20:00.000Z": False, "": False,
}  # fmt: skip
TEXTS = {
    "": False,
    "a": True,
    "a" * 100: True,
    "a" * 101: False,
    "𠀋" * 100: True,
    "𠀋" * 101: False,
    "\n": True,
    "\t": True,
    " ": True,
}
OTHERS: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    ({"size": 0}, True), ({"size": -1}, False), ({"size": 2**53 - 1}, True), ({"size": 2**53}, False), ({"size": "1"}, False),
    ({"size": True}, False), ({"size": 1.0}, False), ({"size": None}, False),
    ({"seq": 0}, False), ({"seq": 2, "prev": HASH}, True), ({"seq": 2**53 - 1, "prev": HASH}, True), ({"seq": True}, False),
    ({"seq": 2, "prev": HASH.upper()}, False), ({"seq": 2, "prev": HASH + "\n"}, False), ({"seq": 2, "prev": None}, False),
    ({"t_mono_ms": -1}, False), ({"t_mono_ms": 2**53 - 1}, True),
    ({"v": 2}, False), ({"v": True}, False), ({"v": "1"}, False), ({"typ": "receipt"}, False), ({"typ": ["capture"]}, False),
    ({"src": "scanner"}, False), ({"src": "import"}, False), ({"src": "picker"}, True), ({"src": "file"}, True),
    ({"src": []}, False),
    ({"key": HASH[:-1]}, False), ({"key": HASH[:-1] + "３"}, False), ({"sha256": HASH + "0"}, False),
    ({"key": HASH[:-1] + "A"}, False),
    ({"id": ID.upper()}, False), ({"id": ID.replace("-", "")}, False), ({"id": "{" + ID + "}"}, False),
    ({"insp": ID[:-1] + "３"}, False),
    ({"id": ID + "\n"}, False), ({"id": "urn:uuid:" + ID}, False), ({"id": "f" * 8 + "-ffff" * 3 + "-" + "f" * 12}, True),
    ({"anchor": {"id": "0" * 32, "t": T}}, True), ({"anchor": {"id": "0" * 31, "t": T}}, False),
    ({"anchor": {"id": "0" * 32}}, False),
    ({"anchor": {"id": "0" * 32, "t": T, "key": HASH}}, False), ({"anchor": {"id": "A" * 32, "t": T}}, False),
    ({"anchor": []}, False),
    ({"anchor": {"id": "0" * 31 + "３", "t": T}}, False), ({"anchor": None}, False), ({"anchor": {}}, False),
    ({"geo": {}}, False), ({"geo": {"st": "off"}}, False), ({"geo": {"st": "ok"}}, True), ({"geo": []}, False),
    ({"geo": "none"}, False),
    ({"geo": {"st": "ok", "lat_e7": 900_000_000, "lon_e7": -1_800_000_000, "acc_cm": 0, "t": T}}, True),
    ({"geo": {"st": "ok", "lat_e7": 900_000_001}}, False), ({"geo": {"st": "ok", "lat_e7": -900_000_001}}, False),
    ({"geo": {"st": "ok", "lon_e7": 1_800_000_001}}, False), ({"geo": {"st": "ok", "lon_e7": -1_800_000_001}}, False),
    ({"geo": {"st": "ok", "acc_cm": -1}}, False), ({"geo": {"st": "ok", "acc_cm": 1.5}}, False),
    ({"geo": {"st": "none", "lat_e7": 0}}, True),
    ({"geo": {"st": "ok", "lat_e7": False}}, False), ({"geo": {"st": "ok", "t": None}}, False),
    ({"geo": {"st": "ok", "x": 1}}, False),
    ({"extra": 1}, False), ({"constructor": 1}, False), ({"tostring": 1}, False), ({"model_config": 1}, False), ({"app": 1}, False),
    ({"app": "e\u0301"}, False), ({"app": "\u0000"}, True), ({"app": "\u007f\u2028"}, True),
]  # fmt: skip


def _cases() -> list[tuple[str, bool]]:
    """Records as they are written, and whether they are any."""
    found = [(PLAIN | changes, good) for changes, good in OTHERS]
    found += [({key: value for key, value in PLAIN.items() if key != name}, False) for name in PLAIN]
    for at, good in MOMENTS.items():
        found += [
            (PLAIN | {"t_dev": at}, good), (PLAIN | {"geo": {"st": "ok", "t": at}}, good),
            (PLAIN | {"anchor": {"id": "0" * 32, "t": at}}, good),
        ]  # fmt: skip
    for name in ("app", "boot", "mime", "tz"):
        found += [(PLAIN | {name: text}, good) for text, good in TEXTS.items()]
    return [(spelled(said).decode(), good) for said, good in found]


CASES = _cases()


@pytest.mark.parametrize(("text", "good"), CASES)
def test_the_server(text: str, *, good: bool) -> None:
    assert (records.read(text) is not None) is good


@pytest.mark.parametrize(("text", "good"), CASES)
def test_the_program(text: str, *, good: bool) -> None:
    try:
        statement(text.encode(), RECORD, "")
        read = True
    except WrongError:
        read = False
    assert read is good


JUDGE = """
import { statement } from './verifier/html/src/shapes.mjs'
const judged = text => { try { statement('capture', new TextEncoder().encode(text), ''); return true } catch { return false } }
let said = ''
for await (const piece of process.stdin.setEncoding('utf8')) said += piece
console.log(JSON.stringify(JSON.parse(said).map(judged)))
"""


def test_the_page() -> None:
    texts = json.dumps([text for text, _ in CASES])
    command = [shutil.which("node") or "node", "--input-type=module", "--eval", JUDGE]
    told = json.loads(subprocess.run(command, cwd=ROOT, input=texts, capture_output=True, text=True, check=True).stdout)
    assert [text for (text, good), read in zip(CASES, told, strict=True) if read is not good] == []
