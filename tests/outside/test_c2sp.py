"""golang.org/x/mod/sumdb, which C2SP's texts describe, opens our checkpoints and checks our proofs (Debian's packages)."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.attest import keys
from tests.attest.test_checkpoints import signed, written
from tests.world import World

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
