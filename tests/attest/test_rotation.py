"""Keys change without a gap: old receipts keep their signature, both log keys sign for a while, and a broken change is none."""

import base64
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from app import cli
from app.attest import keys, rotation
from app.attest.keys import KeysMissingError, Use
from app.audit.models import LogEntry
from app.audit.note import LOG, Key, Note
from app.core.clock import stamp
from app.core.db import Database
from app.core.settings import Settings
from tests.attest.test_checkpoints import signed, written
from tests.making import a_report
from tests.witness.watching import HERE
from tests.world import World

NOON = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)


def public(told: dict[str, object]) -> Ed25519PublicKey:
    """A key of the manifest."""
    return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(told["jwk"]["x"] + "="))  # type: ignore[index]


def test_the_new_key_is_vouched_for_by_the_old_one_and_the_root(tmp_path: Path) -> None:
    root = tmp_path / "root.key"
    data = tmp_path / "data"
    keys.initialise(data, NOON, root, "mingcha.example/log")
    first = keys.load(data)
    with pytest.raises(KeysMissingError, match="--root"):
        rotation.rotate(data, Use.RECEIPT, NOON)
    keys.initialise(tmp_path / "other", NOON)
    with pytest.raises(KeysMissingError, match="not the root key"):
        rotation.rotate(data, Use.RECEIPT, NOON, tmp_path / "other" / "secrets" / "root.ed25519")
    assert keys.load(data).manifest == first.manifest
    later = NOON + timedelta(days=365)
    held = rotation.rotate(data, Use.RECEIPT, later, root)
    told = orjson.loads(held.manifest)
    _, old, _, new = told["keys"]
    assert [each["use"] for each in told["keys"]] == ["root", "receipt", "log", "receipt"]
    assert (new["by"], new["from"], old["to"]) == (old["id"], "2027-11-30T04:01:00.000Z", "2027-11-30T04:01:00.000Z")
    assert told["at"] == "2027-11-30T04:00:00.000Z"
    public(told["keys"][0]).verify(held.signature, b"fi/keys/v1\n" + held.manifest)
    [change] = rotation.rotations(data)
    public(old).verify(change.signature, b"fi/rotation/v1\n" + change.statement)
    said = orjson.loads(change.statement)
    assert (said["by"], said["id"], said["jwk"], said["use"]) == (old["id"], new["id"], new["jwk"], "receipt")
    for at, id_ in ((NOON, old["id"]), (later + A_MINUTE - timedelta(microseconds=1), old["id"]), (later + A_MINUTE, new["id"])):
        assert held.signer(Use.RECEIPT, at).id == id_
    assert keys.in_use(data).manifest == held.manifest


def test_both_log_keys_sign_for_thirty_days(fresh: World) -> None:
    data = fresh.app.state.house.settings.data_dir
    before = keys.load(data)
    old = Key(before.origin, LOG, before.log.public)
    held = rotation.rotate(data, Use.LOG, fresh.clock())
    new = Key(held.origin, LOG, held.log.public)
    assert new.id != old.id
    for forward, names in (
        (timedelta(), [old]),
        (A_MINUTE, [old, new]),
        (timedelta(days=29), [old, new]),
        (timedelta(days=2), [new]),
    ):
        fresh.clock.shift += forward
        written(fresh, 2)
        point = signed(fresh)
        assert point is not None
        assert list(Note.parse(point.note).held([old, new])) == names


def test_receipts_keep_the_signature_of_their_time(fresh: World) -> None:
    data = fresh.app.state.house.settings.data_dir
    report = a_report(fresh, photos=1)
    evidence = report["evidence"][0]["id"]
    first = fresh.as_("director").get(f"/evidence/{evidence}/receipt").json()
    rotation.rotate(data, Use.RECEIPT, fresh.clock())
    assert fresh.as_("director").get(f"/evidence/{evidence}/receipt").json() == first
    fresh.clock.advance(minutes=2)
    newer = a_report(fresh, photos=1)["evidence"][0]["id"]
    second = fresh.as_("director").get(f"/evidence/{newer}/receipt").json()
    with fresh.client() as nobody:
        told = nobody.get("/keys").json()
    named = {each["id"]: each for each in orjson.loads(told["manifest"])["keys"]}
    for receipt in (first, second):
        said = orjson.loads(receipt["statement"])
        key = named[said["key"]]
        public(key).verify(base64.b64decode(receipt["signature"]), b"fi/receipt/v1\n" + receipt["statement"].encode())
        assert key["from"] <= said["at"] < key.get("to", "9")
    assert orjson.loads(first["statement"])["key"] != orjson.loads(second["statement"])["key"]
    assert [orjson.loads(each["statement"])["use"] for each in told["rotations"]] == ["receipt"]


@pytest.mark.parametrize("last", range(1, 7))
def test_a_broken_change_is_none_and_the_next_one_is_whole(tmp_path: Path, last: int) -> None:
    keys.initialise(tmp_path, NOON)
    first = keys.load(tmp_path)
    command = [sys.executable, "-m", "tests.attest.dying", str(tmp_path), "receipt", str(last)]
    died = subprocess.run(command, cwd=HERE, check=False).returncode
    assert died == (9 if last < 6 else 0)  # five files
    assert (keys.load(tmp_path).manifest == first.manifest) is (last < 6)
    for use in (Use.LOG, Use.RECEIPT):
        held = rotation.rotate(tmp_path, use, NOON + timedelta(days=1))
        assert held.manifest == keys.load(tmp_path).manifest
    told = orjson.loads(held.manifest)["keys"]
    assert len({each["id"] for each in told}) == len(told) == (5 if last < 6 else 6)
    assert [each["from"] for each in told if each["use"] == "log"][-1] == stamp(NOON + timedelta(days=1) + A_MINUTE)


def test_a_change_is_in_the_log_once_though_it_died_before_it_said_so(fresh: World) -> None:
    data = fresh.app.state.house.settings.data_dir
    rotation.rotate(data, Use.LOG, fresh.clock())
    rotation.rotate(data, Use.RECEIPT, fresh.clock())
    for _ in range(2):
        with fresh.database.transaction() as tx:
            rotation.book(tx, data)
    with fresh.database.reading() as tx:
        rows = tx.session.scalars(select(LogEntry).where(LogEntry.action == "keys.rotated").order_by(LogEntry.idx)).all()
    assert [orjson.loads(row.payload or b"")["use"] for row in rows] == ["log", "receipt"]


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MINGCHA_DATA_DIR", str(tmp_path))
    assert cli.main(["rotate", "log"]) == 2
    assert "mingcha init" in capsys.readouterr().err
    assert cli.main(["init"]) == 0
    old = capsys.readouterr().out.splitlines()[1]
    server = Database(Settings())
    server.claim()
    assert cli.main(["rotate", "log"]) == 2  # a server is running on this SQLite file
    server.close()
    assert keys.load(tmp_path).generation == 0
    capsys.readouterr()
    assert cli.main(["rotate", "log"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [f"log key {keys.load(tmp_path).log.id}", keys.load(tmp_path).log_vkey]
    assert said[1] != old
    database = Database(Settings())
    with database.reading() as tx:
        assert tx.session.scalars(select(LogEntry.action)).all()[-1] == "keys.rotated"
    database.close()
