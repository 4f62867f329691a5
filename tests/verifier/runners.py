"""Two verifiers behind one interface: the Python file in this process, the page's JavaScript in Node."""

import functools
import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from verifier import mingcha_verify

ROOT = Path(__file__).parents[2]


class Verdicts(NamedTuple):
    """What is said of one mutant: of the bundle, and of each item by its id."""

    bundle: tuple[str, str]
    items: dict[str, tuple[str, str]]


class Mutant(NamedTuple):
    """A bundle as changed: bytes flipped in the base, or other bytes altogether."""

    flips: tuple[tuple[int, int], ...] = ()
    data: bytes | None = None
    trust: dict[str, Any] | None = None  # if it is not the base's

    def of(self, base: bytes) -> bytes:
        if self.data is not None:
            return self.data
        changed = bytearray(base)
        for at, xor in self.flips:
            changed[at] ^= xor
        return bytes(changed)


class Runner(Protocol):
    """One verifier."""

    def __call__(self, base: bytes, mutants: Sequence[Mutant], trust: dict[str, Any]) -> list[Verdicts]: ...


def told(trust: dict[str, Any]) -> mingcha_verify.Trust:
    """A maker's trust as the Python verifier takes it."""
    kept = tuple(text.encode() for text in trust.get("checkpoints", ()))
    authorities = tuple(text.encode() for text in trust.get("tsa", ()))
    return mingcha_verify.Trust(trust.get("root"), tuple(trust.get("witnesses", ())), kept, authorities)


def python(base: bytes, mutants: Sequence[Mutant], trust: dict[str, Any]) -> list[Verdicts]:
    """Judge in this process. Nothing is caught: an exception is a fault of the verifier."""
    answers = []
    with Remembered():
        for mutant in mutants:
            verdict = mingcha_verify.verify(mutant.of(base), told(mutant.trust or trust))
            items = {item["id"]: (item["verdict"], item["code"]) for item in verdict.items}
            answers.append(Verdicts((verdict.bundle["verdict"], verdict.bundle["code"]), items))
    return answers


class Remembered:
    """Remember which signatures hold while thousands of mutants are judged that differ in one byte."""

    def __enter__(self) -> None:
        self.kept = mingcha_verify.signed, mingcha_verify.signed_by_device
        mingcha_verify.signed = functools.lru_cache(maxsize=256)(self.kept[0])

    def __exit__(self, *_: object) -> None:
        mingcha_verify.signed, mingcha_verify.signed_by_device = self.kept


def page(base: bytes, mutants: Sequence[Mutant], trust: dict[str, Any]) -> list[Verdicts]:
    """Judge in Node, with the modules the page is built from."""
    node = shutil.which("node")
    assert node, "node is needed for the page's verifier"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "base.zip").write_bytes(base)
        (folder / "trust.json").write_text(json.dumps(trust))
        lines: list[dict[str, Any]] = []
        for number, mutant in enumerate(mutants):
            lines.append({"flips": mutant.flips} if mutant.data is None else {"file": str(folder / f"{number}.zip")})
            if mutant.data is not None:
                (folder / f"{number}.zip").write_bytes(mutant.data)
            if mutant.trust is not None:
                lines[-1]["trust"] = mutant.trust
        (folder / "mutants.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        batch = ROOT / "verifier" / "html" / "batch.mjs"
        command = [node, str(batch), *(str(folder / name) for name in ("base.zip", "trust.json", "mutants.jsonl"))]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(mutants), done.stderr
    return [_verdicts(answer) for answer in answers]


def _verdicts(answer: dict[str, Any]) -> Verdicts:
    assert "error" not in answer, answer["error"]
    items = {item["id"]: (item["verdict"], item["code"] or "ok") for item in answer["items"]}
    return Verdicts((answer["bundle"]["verdict"], answer["bundle"]["code"] or "ok"), items)


RUNNERS: dict[str, Runner] = {"python": python, "page": page}


def one(runner: Runner, bundle: bytes, trust: dict[str, Any]) -> Verdicts:
    """Judge one bundle."""
    return runner(bundle, [Mutant()], trust)[0]
