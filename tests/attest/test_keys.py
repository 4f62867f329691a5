"""Keys are born once, by a command; their manifest is signed by the root key; without them nothing is served."""

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app import cli
from app.attest import keys
from app.attest.keys import KeysMissingError
from tests.world import World

NOON = datetime(2026, 11, 30, 4, 0, 0, 123456, UTC)


def test_the_manifest_names_three_keys_and_the_root_signed_it(tmp_path: Path) -> None:
    root = tmp_path / "sealed" / "root.key"
    with pytest.raises(KeysMissingError, match="no folder"):
        keys.initialise(tmp_path / "data", NOON, root)
    root.parent.mkdir()
    assert keys.initialise(tmp_path / "data", NOON, root, "mingcha.example/yunxiu") is True
    held = keys.load(tmp_path / "data")
    told = orjson.loads(held.manifest)
    assert (told["origin"], told["at"], told["typ"], told["v"]) == ("mingcha.example/yunxiu", "2026-11-30T04:00:00.123Z", "keys", 1)
    assert [each["use"] for each in told["keys"]] == ["root", "receipt", "log"]
    public = {each["use"]: base64.urlsafe_b64decode(each["jwk"]["x"] + "=") for each in told["keys"]}
    Ed25519PublicKey.from_public_bytes(public["root"]).verify(held.signature, b"fi/keys/v1\n" + held.manifest)
    kept = Ed25519PrivateKey.from_private_bytes(root.read_bytes())
    assert kept.public_key().public_bytes_raw() == public["root"]
    assert not (tmp_path / "data" / "secrets" / "root.ed25519").exists()
    named = b'{"crv":"Ed25519","kty":"OKP","x":"' + told["keys"][2]["jwk"]["x"].encode() + b'"}'
    assert told["keys"][2]["id"] == hashlib.sha256(named).hexdigest() == held.log.id
    assert {path.stat().st_mode & 0o777 for path in (*(tmp_path / "data" / "secrets").glob("*.ed25519"), root)} == {0o600}


def test_once_is_enough_and_a_broken_beginning_is_finished(tmp_path: Path) -> None:
    assert keys.initialise(tmp_path, NOON) is True
    first = keys.load(tmp_path)
    assert keys.initialise(tmp_path, NOON) is False
    assert keys.load(tmp_path).manifest == first.manifest
    (tmp_path / "secrets" / "keys.sig").unlink()
    assert keys.initialise(tmp_path, NOON) is True
    assert (keys.load(tmp_path).manifest, keys.load(tmp_path).signature) == (first.manifest, first.signature)


def test_a_beginning_with_another_root_key_is_not_finished_with_this_one(tmp_path: Path) -> None:
    data, root = tmp_path / "data", tmp_path / "root.key"
    keys.initialise(data, NOON, root)
    (data / "secrets" / "keys.sig").unlink()
    with pytest.raises(KeysMissingError, match="another root key"):
        keys.initialise(data, NOON)
    assert not (data / "secrets" / "keys.sig").exists()
    assert keys.initialise(data, NOON, root) is True


@pytest.mark.parametrize("name", ["log.ed25519", "receipt.ed25519", "keys.json", "keys.sig"])
def test_without_one_of_them_nothing_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    keys.initialise(tmp_path, NOON)
    (tmp_path / "secrets" / name).unlink()
    monkeypatch.setenv("MINGCHA_DATA_DIR", str(tmp_path))
    for command in ("serve", "worker"):
        assert cli.main([command]) == 2
        assert "mingcha init" in capsys.readouterr().err


def test_damaged_or_exchanged_keys_are_not_used(tmp_path: Path) -> None:
    keys.initialise(tmp_path / "a", NOON)
    keys.initialise(tmp_path / "b", NOON)
    mine = tmp_path / "a" / "secrets" / "log.ed25519"
    whole = mine.read_bytes()
    for wrong in (whole[:-1], (tmp_path / "b" / "secrets" / "log.ed25519").read_bytes()):
        mine.unlink()
        mine.write_bytes(wrong)
        with pytest.raises(KeysMissingError):
            keys.load(tmp_path / "a")


def test_anybody_reads_what_is_signed_with(world: World) -> None:
    with world.client() as nobody:
        told = nobody.get("/keys").json()
    held = keys.load(world.app.state.house.settings.data_dir)
    assert (told["manifest"].encode(), base64.b64decode(told["signature"])) == (held.manifest, held.signature)


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MINGCHA_DATA_DIR", str(tmp_path / "data"))
    assert cli.main(["init", "--root", str(tmp_path / "root.key"), "--origin", "mingcha.example/yunxiu"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "made the keys of mingcha.example/yunxiu"
    assert said[1].startswith("mingcha.example/yunxiu+")
    assert cli.main(["init"]) == 0
    assert capsys.readouterr().out.splitlines() == ["kept the keys of mingcha.example/yunxiu", said[1]]
