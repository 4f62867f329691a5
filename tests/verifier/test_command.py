"""The verifier as people run it: `python mingcha_verify.py` and `mingcha verify`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app import cli
from tests.verifier.maker import Edwards, Story, canonical, small
from tests.verifier.runners import ROOT
from verifier.mingcha_verify import CODES, main

FILE = ROOT / "verifier" / "mingcha_verify.py"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    bundle, trust = small()
    (tmp_path / "good.zip").write_bytes(bundle)
    (tmp_path / "bad.zip").write_bytes(bundle.replace(b"photograph 1", b"photograph 7"))
    (tmp_path / "plain.zip").write_bytes(small(witnessed=False)[0])
    (tmp_path / "root").write_text(trust["root"] + "\n")
    (tmp_path / "root.jwk").write_bytes(canonical(Edwards("root").jwk | {"kid": "x"}))
    (tmp_path / "witnesses").write_text("\n".join(trust["witnesses"]) + "\n")
    (tmp_path / "kept.txt").write_bytes(Story(witnessed=False).tell().checkpoint())
    return tmp_path


def trusting(folder: Path) -> list[str]:
    return ["--root", str(folder / "root"), "--witness", str(folder / "witnesses")]


@pytest.mark.parametrize(("bundle", "status", "word"), [("good", 0, "PASS"), ("bad", 1, "FAIL"), ("plain", 2, "UNVERIFIABLE")])
def test_a_line_an_item_and_one_for_the_bundle(folder, capsys, bundle, status, word):
    assert main([str(folder / f"{bundle}.zip"), *trusting(folder)]) == status
    title, *lines = capsys.readouterr().out.splitlines()
    assert title == "云东镇暗访"
    assert len(lines) == 4
    assert lines[-1].startswith(word)


def test_what_is_wrong_is_said_in_plain_chinese_and_english(folder, capsys):
    main([str(folder / "bad.zip"), *trusting(folder)])
    assert "原件与回执的哈希不符 (originals/aaaaaaaa-0000-4000-8000-000000000001)" in capsys.readouterr().out
    main([str(folder / "bad.zip"), *trusting(folder), "--lang", "en"])
    assert "the bytes are not those of the receipt" in capsys.readouterr().out
    assert all(chinese and english for chinese, english in CODES.values())


def test_for_machines(folder, capsys):
    assert main([str(folder / "bad.zip"), *trusting(folder), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["bundle"]["codes"] == ["file_hash", "original_hash"]
    assert [item["verdict"] for item in said["items"]] == ["FAIL", "PASS", "PASS"]


def test_a_root_key_by_its_jwk_and_a_kept_checkpoint(folder):
    assert main([str(folder / "plain.zip"), "--root", str(folder / "root.jwk"), "--checkpoint", str(folder / "kept.txt")]) == 0


MISTAKES = (
    ["no-such.zip"],
    [],
    ["good.zip", "--log", "x"],
    ["good.zip", "--root", "bad.zip"],
    ["good.zip", "--root", "no-such-file"],
    ["good.zip", "--witness", "w+00000000+AAAA"],
    ["good.zip", "--checkpoint", "root"],
    ["good.zip", "--tsa", "root"],
    ["good.zip", "--nonsense"],
)


@pytest.mark.parametrize("given", MISTAKES, ids=str)
def test_a_mistake_of_the_readers_is_no_verdict(folder, capsys, monkeypatch, given):
    monkeypatch.chdir(folder)
    assert main(given) == 64
    said = capsys.readouterr()
    assert not said.out
    assert said.err.strip()


def test_a_witness_key_that_signs_everything_is_refused(folder):
    """The point of order one: every signature of a certain form would hold."""
    from tests.verifier.maker import vkey

    assert main([str(folder / "good.zip"), "--witness", vkey("w", 4, b"\x01" + bytes(31))]) == 64


def test_a_title_cannot_steer_the_terminal(folder, capsys):
    story = Story().tell()
    evil = story.seal(story.sign(), lambda said: said.update(title="a\x1b[2Jb\u202e\nPASS"))
    (folder / "evil.zip").write_bytes(evil)
    main([str(folder / "evil.zip"), *trusting(folder)])
    assert capsys.readouterr().out.splitlines()[0] == "a�[2Jb��PASS"


def test_it_needs_nothing_of_ours(folder):
    """Run as a lone file elsewhere, in a Python that cannot see this repository."""
    alone = folder / "mingcha_verify.py"
    alone.write_bytes(FILE.read_bytes())
    done = subprocess.run(
        [sys.executable, "-I", str(alone), "good.zip", *trusting(folder)], cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_log_too(folder, capsys):
    from tests.verifier.test_log import written

    (folder / "log").write_bytes(b"\n".join(written(Story().tell(), (14,))) + b"\n")
    assert main(["--log", str(folder / "log"), *trusting(folder)]) == 0
    assert "1–14" in capsys.readouterr().out


@pytest.mark.parametrize(("bundle", "status"), [("good", 0), ("bad", 1), ("plain", 2)])
def test_mingcha_verify_hands_over_to_it(folder, capfd, bundle, status):
    assert cli.main(["verify", str(folder / f"{bundle}.zip"), *trusting(folder)]) == status
    assert "云东镇暗访" in capfd.readouterr().out


def test_the_wheel_carries_it():
    import tomllib

    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"]["verifier/mingcha_verify.py"] == "verifier/mingcha_verify.py"
    assert cli.VERIFIER == FILE
