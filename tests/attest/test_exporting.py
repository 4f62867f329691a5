"""The whole log in one file, as the verifier judges it: written whole or not at all, of one moment, and in the log itself."""

import base64
import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest
from sqlalchemy import delete, select

from app import cli
from app.attest import exporting, keys
from app.attest.exporting import ExportError
from app.audit import queries as audit
from app.audit.models import LogCheckpoint, LogEntry
from app.core.db import Database
from tests.attest.test_anchors import a_world, log_vkey, pass_on
from tests.attest.test_checkpoints import signed, written
from tests.audit.test_erasing import erased, told
from tests.verifier.runners import ROOT
from tests.witness.watching import NAME, free_port, ran, watching
from tests.world import Template, World

OPEN = ("UNVERIFIABLE", "no_external_checkpoint")


class Export(NamedTuple):
    """A file of a log of `size` entries, the first `seen` of which a witness has cosigned, and what its reader trusts."""

    lines: tuple[bytes, ...]
    notes: dict[int, str]
    seen: int
    size: int
    trust: tuple[str, ...]


class Judged(NamedTuple):
    """What the verifier said."""

    status: int
    line: tuple[str, str]
    parts: list[tuple[str, str, str]]
    notes: list[str]


def root(world: World) -> str:
    """The root key's thumbprint."""
    manifest = orjson.loads(keys.load(world.app.state.house.settings.data_dir).manifest)
    return next(each["id"] for each in manifest["keys"] if each["use"] == "root")


def judged(file: Path, *trust: str) -> Judged:
    """By the verifier's file, in a process of its own that knows nothing of the server."""
    command = [sys.executable, "-I", str(ROOT / "verifier" / "mingcha_verify.py"), "--log", str(file), *trust, "--json"]
    done = subprocess.run(command, cwd=file.parent, capture_output=True, text=True, check=False)
    said = json.loads(done.stdout)
    parts = [(each["id"], each["verdict"], each["code"]) for each in said["items"]]
    return Judged(done.returncode, (said["bundle"]["verdict"], said["bundle"]["code"]), parts, said["notes"])


@pytest.fixture(scope="module")
def exported(template: Template, engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Export]:
    """Two cosigned checkpoints, one that no witness has seen, and entries behind it."""
    folder, port = tmp_path_factory.mktemp("witness"), free_port()
    vkey = ran(folder / "own", "init", NAME)
    ran(folder / "own", "watch", log_vkey(template))
    with a_world(template, engine, witnesses=f"http://127.0.0.1:{port} {vkey}") as world:
        with watching(folder / "own", port=port):
            for count in (3, 20):
                written(world, count)
                pass_on(world)
        written(world, 2)
        assert signed(world) is not None
        written(world, 4)
        with world.database.reading() as tx:
            notes = {row.size: row.note for row in tx.session.scalars(select(LogCheckpoint))}
        done = exporting.export(world.database, folder / "log")
        assert done.checkpoint == max(notes)
        lines = tuple((folder / "log").read_bytes().split(b"\n")[:-1])
        yield Export(lines, notes, sorted(notes)[1], done.size, ("--root", root(world), "--witness", vkey))


@pytest.fixture
def judge(exported: Export, tmp_path: Path) -> Callable[..., Judged]:
    """Judges an export with some lines other than they were."""

    def said(lines: list[bytes] | tuple[bytes, ...], *trust: str) -> Judged:
        (tmp_path / "log").write_bytes(b"".join(line + b"\n" for line in lines))
        return judged(tmp_path / "log", *(exported.trust + trust))

    return said


def at(lines: list[bytes] | tuple[bytes, ...], idx: int) -> int:
    """Where an entry's line is."""
    return next(place for place, line in enumerate(lines) if f'"idx":{idx},'.encode() in line)


def test_it_is_good_up_to_what_the_witness_saw(exported: Export, judge: Callable[..., Judged]) -> None:
    said = judge(exported.lines)
    assert said.parts == [(f"1–{exported.seen}", "PASS", "ok"), (f"{exported.seen + 1}–{exported.size}", *OPEN)]
    assert (said.status, said.line) == (2, OPEN)
    assert said.notes[0].startswith(f"{exported.size} 条，3 个检查点，0 条内容已删除")


def test_every_line_is_where_it_belongs(exported: Export) -> None:
    lines = exported.lines
    assert (lines[0], lines[-1]) == (b"mingcha/log-export/v1", f"end {exported.size}".encode())
    assert "".join(chr(line[0]) for line in lines).count("{+") == exported.size
    for size, note in exported.notes.items():
        place = lines.index(b"=" + base64.b64encode(note.encode()))
        assert place == at(lines, size) + 2
        assert (f"— {NAME} " in note) is (size <= exported.seen)


def test_a_changed_payload_is_named(exported: Export, judge: Callable[..., Judged]) -> None:
    lines = list(exported.lines)
    salt, _ = lines[at(lines, 5) + 1].split(b" ")
    lines[at(lines, 5) + 1] = salt + b" " + base64.b64encode(b'{"number":99}')
    assert judge(lines)[:2] == (1, ("FAIL", "entry_payload"))


def test_an_entry_left_out_is_named(exported: Export, judge: Callable[..., Judged]) -> None:
    lines = list(exported.lines)
    del lines[at(lines, 5) : at(lines, 5) + 2]
    assert judge(lines)[:2] == (1, ("FAIL", "archive"))  # there are fewer than `end` says
    lines[-1] = f"end {exported.size - 1}".encode()
    assert judge(lines)[:2] == (1, ("FAIL", "entry_leaf"))


def test_a_tail_cut_off_is_named_as_far_as_it_can_be(exported: Export, judge: Callable[..., Judged], tmp_path: Path) -> None:
    lines = list(exported.lines)
    cut = lines[: at(lines, exported.seen - 1)]
    assert judge(cut)[:2] == (1, ("FAIL", "archive"))
    assert judge([*cut, lines[-1]])[:2] == (1, ("FAIL", "archive"))
    shorter = [*cut, f"end {exported.seen - 2}".encode()]
    first = min(exported.notes)
    assert judge(shorter).parts == [(f"1–{first}", "PASS", "ok"), (f"{first + 1}–{exported.seen - 2}", *OPEN)]
    kept = tmp_path / "kept"
    kept.write_text(exported.notes[exported.seen])
    assert judge(shorter, "--checkpoint", str(kept))[:2] == (1, ("FAIL", "checkpoint_fork"))


def test_what_was_erased_is_told_and_not_judged(fresh: World, tmp_path: Path) -> None:
    told(fresh)
    point = signed(fresh)
    assert point is not None
    assert erased(fresh) == 2
    (tmp_path / "kept").write_text(point.note)
    done = exporting.export(fresh.database, tmp_path / "log")
    lines = (tmp_path / "log").read_bytes().split(b"\n")
    payloads = [base64.b64decode(line.split(b" ")[1]) for line in lines if line.startswith(b"+")]
    assert len(payloads) == done.size - 2
    assert not any(b"1380000004" in payload for payload in payloads)
    assert any(b"13800000007" in payload for payload in payloads)
    said = judged(tmp_path / "log", "--root", root(fresh), "--checkpoint", str(tmp_path / "kept"))
    assert said.parts == [(f"1–{point.size}", "PASS", "ok"), (f"{point.size + 1}–{done.size}", *OPEN)]
    assert "2 条内容已删除" in said.notes[0]


def test_the_log_says_that_it_was_exported(fresh: World, tmp_path: Path) -> None:
    written(fresh, 3)
    point = signed(fresh)
    assert point is not None
    exporting.export(fresh.database, tmp_path / "log")
    with fresh.database.reading() as tx:
        last = tx.session.scalars(select(LogEntry).order_by(LogEntry.idx.desc()).limit(1)).one()
    assert (last.action, last.idx, last.object_type, last.actor_id.int) == ("log.exported", point.size + 1, "log_export", 0)
    assert orjson.loads(last.payload or b"") == {"size": point.size, "root": point.root.hex()}
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600
    exporting.export(fresh.database, tmp_path / "next")
    assert b'"act":"log.exported"' in (tmp_path / "next").read_bytes()


def test_a_long_log_is_of_one_moment(fresh: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it is written, entries come, one is erased, and a checkpoint is signed."""
    told(fresh)
    written(fresh, 2 * audit.BATCH)
    point = signed(fresh)
    assert point is not None
    (tmp_path / "kept").write_text(point.note)
    after, batches = audit.after, []

    def meanwhile(*words: Any) -> Any:
        rows = after(*words)
        batches.append(len(rows))
        if len(batches) == 1:
            with fresh.database.transaction() as tx:
                tx.session.execute(delete(LogEntry).where(LogEntry.idx == point.size))
            assert erased(fresh) == 2
            written(fresh, 5)
        return rows

    monkeypatch.setattr(audit, "after", meanwhile)
    done = exporting.export(fresh.database, tmp_path / "log")
    assert (batches[:2], done.size, done.root) == ([audit.BATCH] * 2, point.size, point.root)
    said = judged(tmp_path / "log", "--root", root(fresh), "--checkpoint", str(tmp_path / "kept"))
    assert said.parts == [(f"1–{point.size}", "PASS", "ok")]
    assert (said.status, "0 条内容已删除" in said.notes[0]) == (0, True)


@pytest.fixture
def alone(fresh: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A world whose server steps aside for the command."""
    settings = fresh.app.state.house.settings
    monkeypatch.setenv("MINGCHA_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("MINGCHA_DATABASE_URL", settings.database_url)
    written(fresh, 600)
    signed(fresh)
    fresh.app.state.house.database.close()
    fresh.database.close()
    return fresh


def stopped(file: Path, where: str) -> "subprocess.CompletedProcess[str]":
    """An export that does not come to its end."""
    command = [sys.executable, "-m", "tests.attest.stopping", str(file), where]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def actions(world: World) -> list[str]:
    with world.database.reading() as tx:
        return list(tx.session.scalars(select(LogEntry.action).order_by(LogEntry.idx)))


@pytest.mark.parametrize(("where", "entries"), [("fsync", 0), ("record", 0), ("rename", 1)])
def test_one_that_was_killed_has_no_file(alone: World, tmp_path: Path, where: str, entries: int) -> None:
    file = tmp_path / "log"
    assert stopped(file, where).returncode == 9
    assert [each.name for each in tmp_path.iterdir()] == ["log.mingcha-part"]
    assert actions(alone).count("log.exported") == entries
    assert cli.main(["log-export", str(file)]) == 0
    assert [each.name for each in tmp_path.iterdir()] == ["log"]
    assert judged(file, "--root", root(alone)).line == OPEN


def test_a_full_disk_leaves_nothing(alone: World, tmp_path: Path) -> None:
    done = stopped(tmp_path / "log", "100000")
    assert (done.returncode, done.stderr) == (2, f"{tmp_path / 'log'} was not written: File too large\n")
    assert list(tmp_path.iterdir()) == []
    assert "log.exported" not in actions(alone)


def test_the_command(alone: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "log"
    server = Database(alone.app.state.house.settings)
    server.claim()
    if server.sqlite:
        assert cli.main(["log-export", str(file)]) == 2
        assert "another process is writing" in capsys.readouterr().err
    server.close()
    assert cli.main(["log-export", str(file)]) == 0
    count = len(actions(alone)) - 1
    assert capsys.readouterr().out == f"{count} entries; the newest checkpoint has {count}\n"
    whole = file.read_bytes()
    assert cli.main(["log-export", str(file)]) == 2
    assert capsys.readouterr().err == f"{file} is there already\n"
    assert file.read_bytes() == whole
    assert cli.main(["log-export", str(tmp_path / "nowhere" / "log")]) == 2
    assert "was not written: No such file" in capsys.readouterr().err
    assert actions(alone).count("log.exported") == 1
    assert cli.main(["verify", "--log", str(file), "--root", root(alone)]) == 2


def test_entries_that_are_gone_are_told_and_so_is_their_checkpoint(
    alone: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    count = len(actions(alone))
    with alone.database.transaction() as tx:
        tx.session.execute(delete(LogEntry).where(LogEntry.idx > count - 10))
    alone.database.close()
    assert cli.main(["log-export", str(tmp_path / "log")]) == 1
    assert f"{count - 10} entries" in capsys.readouterr().out
    assert judged(tmp_path / "log", "--root", root(alone)).line == ("FAIL", "proof")


def test_two_exports_to_one_file_do_not_mix(fresh: World, tmp_path: Path) -> None:
    part = tmp_path / "log.mingcha-part"
    part.write_bytes(b"the other's")
    with part.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(ExportError, match="another export"):
            exporting.export(fresh.database, tmp_path / "log")
    assert part.read_bytes() == b"the other's"


def test_what_another_has_just_finished_is_not_written_into(fresh: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part, file = tmp_path / "log.mingcha-part", tmp_path / "log"
    part.write_bytes(b"the other's, whole")
    monkeypatch.setattr(fcntl, "flock", lambda *_: part.rename(file))  # it ends between our opening and our lock
    with pytest.raises(ExportError, match="another export"):
        exporting.export(fresh.database, file)
    assert file.read_bytes() == b"the other's, whole"


def test_a_file_that_came_meanwhile_stays(fresh: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, fsync = tmp_path / "log", os.fsync

    def meanwhile(handle: int) -> None:
        fsync(handle)
        file.write_bytes(b"another's") if not file.exists() else None

    monkeypatch.setattr(os, "fsync", meanwhile)
    with pytest.raises(ExportError, match="is there already"):
        exporting.export(fresh.database, file)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"another's"]
    assert "log.exported" not in actions(fresh)
