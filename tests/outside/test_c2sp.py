"""golang.org/x/mod/sumdb, which C2SP's texts describe, opens our checkpoints and checks our proofs (Debian's packages)."""

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.attest import checkpoints, keys
from app.audit.note import Key, Note
from tests.attest.test_checkpoints import signed, written
from tests.witness.watching import NAME, free_port, ran, watching
from tests.world import Template, World

HERE, LIBRARIES = Path(__file__).parent, Path("/usr/share/gocode")
PACKAGES = "golang-go golang-golang-x-mod-dev"


@pytest.fixture(scope="module")
def outsider(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checking program, built."""
    go = shutil.which("go")
    if go is None or not (LIBRARIES / "src/golang.org/x/mod/sumdb").is_dir():
        raise RuntimeError(f"Go is missing: sudo apt-get install -y --no-install-recommends {PACKAGES}")
    folder = tmp_path_factory.mktemp("go")
    environment = os.environ | {"GOPATH": str(LIBRARIES), "GO111MODULE": "off", "GOCACHE": str(folder / "cache"), "GOFLAGS": ""}
    subprocess.run([go, "build", "-o", str(folder / "check"), "main.go"], cwd=HERE / "go", env=environment, check=True)
    return folder / "check"


def told(program: Path, case: dict[str, Any]) -> list[str]:
    """What it says of each."""
    run = subprocess.run([str(program)], input=orjson.dumps(case), capture_output=True, check=True)
    found: list[str] = orjson.loads(run.stdout)
    return found


@pytest.mark.nightly
def test_it_opens_every_checkpoint_and_finds_every_entry(outsider: Path, fresh: World) -> None:
    auditor, notes = fresh.as_("auditor"), []
    for count in (1, 2, 250, 4, 300):
        written(fresh, count)
        assert signed(fresh) is not None
        notes.append(auditor.get("/audit/checkpoint").json())
    paths = [auditor.get("/audit/growth", params={"old": each["size"]}).json()["path"] for each in notes]
    proofs = [auditor.get(f"/audit/entries/{index}/proof").json() for index in (1, 2, 3, 255, 256, 257, 258, notes[-1]["size"])]
    case = {
        "vkey": keys.load(fresh.app.state.house.settings.data_dir).log_vkey,
        "inclusions": [{"entry": each["entry"], "proof": each["proof"]} for each in proofs],
        "growths": [{"old": each["note"], "new": notes[-1]["note"], "path": path} for each, path in zip(notes, paths, strict=True)],
    }
    assert told(outsider, case) == ["ok"] * (len(proofs) + len(notes))
    forged = {
        "vkey": case["vkey"],
        "inclusions": [
            {"entry": proofs[0]["entry"], "proof": proofs[1]["proof"]},
            {"entry": proofs[0]["entry"].replace('"idx":1,', '"idx":2,'), "proof": proofs[0]["proof"]},
            {"entry": proofs[0]["entry"], "proof": proofs[0]["proof"].replace(f"\n{notes[-1]['size']}\n", "\n9999\n")},
        ],
        "growths": [
            {"old": notes[0]["note"], "new": notes[-1]["note"], "path": paths[1]},
            {"old": notes[2]["note"], "new": notes[-1]["note"], "path": paths[2][:-1]},
        ],
    }
    assert "ok" not in told(outsider, forged)


@pytest.mark.nightly
def test_it_opens_what_a_witness_cosigned(outsider: Path, template: Template, engine: str, tmp_path: Path) -> None:
    port, folder = free_port(), tmp_path / "witness"
    vkey = ran(folder, "init", NAME)
    with template.world(engine, witnesses=f"http://127.0.0.1:{port} {vkey}") as world, watching(folder, port=port):
        log = keys.load(world.app.state.house.settings.data_dir).log_vkey
        ran(folder, "watch", log)
        written(world, 5)
        world.work()
        with world.database.reading() as tx:
            point = checkpoints.newest(tx)
    assert point is not None
    at = Note.parse(point.note).held([Key.parse(vkey)])[Key.parse(vkey)]
    assert at is not None
    earlier = Note.parse(point.note).signatures[1]
    raw = (at - 1).to_bytes(8) + earlier.signature[8:]
    forged = str(Note(Note.parse(point.note).text, (Note.parse(point.note).signatures[0], replace(earlier, signature=raw))))
    bare = "".join(line for line in point.note.splitlines(keepends=True) if NAME not in line)
    case = {"vkey": log, "inclusions": [], "growths": [], "witness": vkey, "cosigned": [point.note, forged, bare]}
    first, *others = told(outsider, case)
    assert first == "ok"
    assert "ok" not in others
