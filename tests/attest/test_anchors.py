"""Checkpoints reach the anchors outside, whose answers are checked before they are kept; what they saw is held against the log."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, update

from app import cli
from app.attest import keys, outbox
from app.attest.checkpoints import ForkError
from app.attest.configured import AnchorSettingError, anchors
from app.attest.jobs import Checkpointer
from app.attest.models import LogAnchor, LogPublication
from app.attest.witnesses import Witness
from app.audit.models import LogCheckpoint, LogEntry, LogHead
from app.audit.note import WITNESS, Key, Note
from app.core.settings import Settings
from app.doctor import examine
from tests.attest.outsiders import Stamper, Told, answering, taking_letters
from tests.attest.test_checkpoints import signed, written
from tests.conftest import A_DAY
from tests.witness.watching import NAME, free_port, ran, watching
from tests.world import Template, World, running


@contextmanager
def a_world(template: Template, engine: str, **changes: Any) -> Iterator[World]:
    """With anchors."""
    with template.world(engine, **{"access_token_s": 9 * A_DAY, "witness_clock_s": A_DAY} | changes) as world:
        world.as_("auditor")  # signs on now: that is an entry too
        yield world


def log_vkey(template: Template) -> str:
    """Every world's log has this key."""
    keys.initialise(template.folder / "keys", template_now())
    return keys.load(template.folder / "keys").log_vkey


def template_now() -> Any:
    """Whenever."""
    from app.core.clock import system_clock

    return system_clock()


def pass_on(world: World) -> None:
    """A few minutes later, whatever is due is done."""
    world.clock.advance(minutes=6)
    world.work()


def told(world: World) -> dict[str, dict[str, Any]]:
    """What the auditor reads of the anchors."""
    return {each["name"]: each for each in world.as_("auditor").get("/audit/anchors").json()["items"]}


def doctor(world: World) -> dict[bool, list[str]]:
    """What it says, good and bad."""
    lines = examine(world.app.state.house.settings, world.clock)
    return {good: [line.what for line in lines if line.good is good] for good in (True, False)}


@pytest.fixture
def witness(template: Template, tmp_path: Path) -> tuple[str, Path, int]:
    """A witness of every world's log: its setting, folder and port."""
    folder, port = tmp_path / "witness", free_port()
    vkey = ran(folder, "init", NAME)
    ran(folder, "watch", log_vkey(template))
    return f"http://127.0.0.1:{port} {vkey}", folder, port


def test_a_witness_cosigns_each_checkpoint(template: Template, engine: str, witness: tuple[str, Path, int]) -> None:
    setting, folder, port = witness
    with watching(folder, port=port), a_world(template, engine, witnesses=setting) as world:
        sizes = []
        for count in (3, 250, 7):
            written(world, count)
            pass_on(world)
            note = world.as_("auditor").get("/audit/checkpoint").json()
            sizes.append(note["size"])
            seen = Note.parse(note["note"]).held([Key.parse(setting.partition(" ")[2]), Key.parse(log_vkey(template))])
            assert [key.name for key in seen] == [Key.parse(log_vkey(template)).name, NAME]
            assert note["note"].index(f"— {NAME} ") > note["note"].index("— mingcha/")
        mine = told(world)[f"witness {NAME}"]
        assert (mine["size"], mine["lag"], mine["waiting"], mine["late"], mine["trouble"]) == (sizes[-1], 0, 0, False, None)
        with world.database.reading() as tx:
            assert list(tx.session.scalars(select(LogPublication.state))) == ["done"] * 3
            held = outbox.tokens(tx, sizes[0], f"witness {NAME}") or b""
        assert held.decode().startswith(f"— {NAME} ")
        assert any(line.startswith(f"witness {NAME} took {sizes[-1]} entries") for line in doctor(world)[True])
        assert "the log is shown to 1 anchors outside" in doctor(world)[False][-1]


def test_one_that_is_away_gets_everything_when_it_is_back(template: Template, engine: str, witness: tuple[str, Path, int]) -> None:
    setting, folder, port = witness
    with a_world(template, engine, witnesses=setting) as world:
        for _ in range(3):
            written(world, 2)
            pass_on(world)
        away = told(world)[f"witness {NAME}"]
        assert (away["size"], away["waiting"], away["late"]) == (None, 3, False)
        assert "127.0.0.1 was not reached" in away["trouble"]
        world.clock.advance(hours=1)
        assert told(world)[f"witness {NAME}"]["late"] is True
        assert any(line.startswith(f"witness {NAME} has taken nothing yet") for line in doctor(world)[False])
        with watching(folder, port=port):
            pass_on(world)
        back = told(world)[f"witness {NAME}"]
        assert (back["waiting"], back["trouble"], back["lag"]) == (0, None, 0)
        with world.database.reading() as tx:
            notes = tx.session.scalars(select(LogCheckpoint.note)).all()
        assert all(f"— {NAME} " in note for note in notes)


def _cut(world: World, size: int) -> None:
    """As a restored backup is: everything after that is forgotten."""
    with world.database.transaction() as tx:
        tx.session.execute(delete(LogPublication).where(LogPublication.size > size))
        tx.session.execute(delete(LogCheckpoint).where(LogCheckpoint.size > size))
        tx.session.execute(delete(LogEntry).where(LogEntry.idx > size))
        chain = tx.session.scalars(select(LogEntry.chain).where(LogEntry.idx == size)).one()
        tx.session.execute(update(LogHead).values(idx=size, chain=chain))
        tx.session.execute(update(LogAnchor).values(seen_size=0))


@pytest.mark.parametrize("regrown", [0, 20])
@pytest.mark.parametrize("kept_by", ["witness", "register"])
def test_an_older_copy_that_was_restored_is_not_signed(
    template: Template, engine: str, witness: tuple[str, Path, int], tmp_path: Path, kept_by: str, regrown: int
) -> None:
    setting, folder, port = witness
    (tmp_path / "register").mkdir()
    changes = {"witnesses": setting} if kept_by == "witness" else {"register_dir": tmp_path / "register"}
    settings = template.settings(engine, witness_clock_s=A_DAY, **changes)
    with watching(folder, port=port):
        with running(settings) as world:
            for _ in range(2):
                written(world, 5)
                pass_on(world)
            with world.database.reading() as tx:
                first, last = tx.session.scalars(select(LogCheckpoint.size).order_by(LogCheckpoint.size)).all()
            _cut(world, first)
        with running(settings) as world:
            if regrown:
                written(world, regrown)
            pass_on(world)
            with world.database.reading() as tx:
                assert list(tx.session.scalars(select(LogCheckpoint.size))) == [first]
            with pytest.raises(ForkError, match=f"has seen {last} entries, and|its first {last} entries are not"):
                signed(world)
            assert any("is not signed any more" in line for line in doctor(world)[False])
    template._discard(settings)


def test_a_log_with_another_past_is_not_cosigned_and_not_signed_again(
    template: Template, engine: str, witness: tuple[str, Path, int]
) -> None:
    setting, folder, port = witness
    with watching(folder, port=port):
        with a_world(template, engine, witnesses=setting) as world:
            written(world, 5)
            pass_on(world)
        with a_world(template, engine, witnesses=setting) as other:
            written(other, 9)
            with other.database.transaction() as tx:  # signed before anybody was asked
                from app.attest import checkpoints

                checkpoints.sign(tx, keys.load(tx.settings.data_dir))
            from app.attest import publishing

            publishing.publish(other.database)
            assert told(other)[f"witness {NAME}"]["contradiction"] == "the tree it has cosigned is not the beginning of this one"
            written(other, 1)
            with pytest.raises(ForkError, match="not the beginning of this one"):
                signed(other)
            assert any("not the beginning of this one" in line for line in doctor(other)[False])


def _another_key(_: bytes, note: Note) -> Told:
    return 200, "text/plain", str(note.cosigned(Ed25519PrivateKey.generate(), NAME, 1_800_000_000)).split("\n")[-2].encode() + b"\n"


def _another_checkpoint(key: Ed25519PrivateKey, note: Note) -> Told:
    other = Note(re.sub(r"\n(\d+)\n", r"\n1\1\n", note.text)).cosigned(key, NAME, 1_800_000_000)
    return 200, "text/plain", str(other.signatures[-1]).encode()


def _at(*seconds: int) -> Callable[[Ed25519PrivateKey, Note], Told]:
    """Cosigned so many times, each so far from when `pass_on` asks."""

    def tell(key: Ed25519PrivateKey, note: Note) -> Told:
        asked = int(time.time()) + 6 * 60
        lines = [str(Note(note.text).cosigned(key, NAME, max(0, asked + each)).signatures[0]) for each in seconds]
        return 200, "text/plain", "".join(lines).encode()

    return tell


LIES: dict[str, tuple[Callable[[Ed25519PrivateKey, Note], Told], str]] = {
    "another key": (lambda _, note: _another_key(b"", note), "not signed with the key"),
    "another checkpoint": (_another_checkpoint, "no cosignature of this checkpoint"),
    "a hundred times": (_at(*range(100)), "no cosignature of this checkpoint: too many"),
    "sixty times": (_at(*range(60)), "it signed 60 times"),
    "the same twice": (_at(0, 0), "it signed 2 times"),
    "in 1970": (_at(-2_000_000_000), "another time than now: 0"),
    "ten minutes ago": (_at(-600), "another time than now"),
    "in ten minutes": (_at(600), "another time than now"),
    "nothing": (lambda *_: (200, "text/plain", b""), "no cosignature"),
    "no text": (lambda *_: (200, "text/plain", b"\xff\xff"), "no cosignature"),
    "a redirect": (lambda *_: (302, "text/plain", b"http://127.0.0.1:1/"), "answered 302"),
    "does not watch": (lambda *_: (404, "text/plain", b""), "does not watch this log"),
    "no size": (lambda *_: (409, "text/plain", b"many\n"), "does not say at which size"),
    "a size no log has": (lambda *_: (409, "text/plain", b"9999999999999999999\n"), "does not say at which size"),
    "2^53": (lambda *_: (409, "text/plain", b"9007199254740992\n"), "does not say at which size"),
    "without end": (lambda *_: (200, "text/plain", b"a" * 70_000), "without end"),
    "a fault": (lambda *_: (500, "text/plain", b""), "answered 500"),
}


def _witness(tell: Callable[[Ed25519PrivateKey, Note], Told]) -> tuple[Key, Callable[[bytes], Told]]:
    """Its key, and what it answers."""
    key = Ed25519PrivateKey.generate()

    def answer(body: bytes) -> Told:
        return tell(key, Note.parse(body.decode().partition("\n\n")[2]))

    return Key(NAME, WITNESS, key.public_key().public_bytes_raw()), answer


@pytest.mark.parametrize("lie", LIES)
def test_a_witness_that_lies_is_not_believed(template: Template, engine: str, lie: str) -> None:
    tell, words = LIES[lie]
    vkey, answer = _witness(tell)
    with answering(answer) as url, a_world(template, engine, witnesses=f"{url} {vkey}", witness_clock_s=300) as world:
        written(world, 5)
        pass_on(world)
        mine = told(world)[f"witness {NAME}"]
        assert words in mine["trouble"]
        assert (mine["size"], mine["waiting"], mine["contradiction"]) == (None, 1, None)
        assert NAME not in world.as_("auditor").get("/audit/checkpoint").json()["note"]


def test_a_witness_whose_clock_is_a_little_off_is_believed(template: Template, engine: str) -> None:
    vkey, answer = _witness(_at(200))
    with answering(answer) as url, a_world(template, engine, witnesses=f"{url} {vkey}", witness_clock_s=300) as world:
        written(world, 5)
        pass_on(world)
        assert told(world)[f"witness {NAME}"]["trouble"] is None
        assert Settings().witness_clock_s == 300


def test_one_that_answers_what_nobody_foresaw_stops_nobody_else(
    template: Template, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "register"
    folder.mkdir()
    vkey, answer = _witness(_at(0))

    def odd(*_: object) -> None:
        raise OverflowError("odd")

    with answering(answer) as url, a_world(template, engine, witnesses=f"{url} {vkey}", register_dir=folder) as world:
        for name in ("publish", "seen"):
            monkeypatch.setattr(Witness, name, odd)
        Checkpointer(world.database).sign()  # asks all, first
        assert told(world)[f"witness {NAME}"]["trouble"] == "its answer cannot be dealt with: OverflowError"
        written(world, 5)
        pass_on(world)
        mine = told(world)
        assert (mine["register"]["waiting"], mine["register"]["lag"]) == (0, 0)
        assert mine[f"witness {NAME}"]["trouble"] == "its answer cannot be dealt with: OverflowError"
        assert mine[f"witness {NAME}"]["contradiction"] is None


def test_a_checkpoint_under_which_too_much_stands_is_shown_all_the_same(template: Template, engine: str, tmp_path: Path) -> None:
    """As one that was kept before a witness's lines were counted: who has not seen it yet sees it, and what comes after."""
    folder, note = tmp_path / "register", Note("x\n")
    folder.mkdir()
    with a_world(template, engine, register_dir=folder) as world:
        written(world, 5)
        point = signed(world)
        assert point is not None
        lines = [Note(note.text).cosigned(Ed25519PrivateKey.generate(), f"w{n}.example", 1).signatures[0] for n in range(100)]
        with world.database.transaction() as tx:
            tx.session.get_one(LogCheckpoint, point.size).note += "".join(map(str, lines))
        pass_on(world)
        assert (told(world)["register"]["waiting"], told(world)["register"]["trouble"]) == (0, None)
        [path] = folder.iterdir()
        assert "w1.example" not in path.read_text()
        assert f"(entries: {point.size})" in path.read_text()


def test_the_register_is_written_behind_and_read_by_people(template: Template, engine: str, tmp_path: Path) -> None:
    folder = tmp_path / "register"
    folder.mkdir()
    with a_world(template, engine, register_dir=folder) as world:
        for count in (3, 4):
            written(world, count)
            pass_on(world)
        notes = [world.as_("auditor").get("/audit/checkpoint").json()]
        [path] = folder.iterdir()
        text = path.read_text()
        assert len(re.findall(r"^截至 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d 日志共 \d+ 条 \(entries: \d+\)$", text, re.MULTILINE)) == 2
        assert text.endswith(notes[0]["note"])
        with world.database.transaction() as tx:  # as if it had died between writing and booking
            tx.session.execute(update(LogPublication).values(state="waiting"))
        pass_on(world)
        assert path.read_text() == text
        path.write_text(text + "\n截至 2027-01-01 00:0")  # torn
        written(world, 1)
        pass_on(world)
        assert told(world)["register"]["waiting"] == 0
        assert path.read_text().startswith(text)
        shutil.rmtree(folder)
        written(world, 1)
        pass_on(world)
        assert "cannot be written" in told(world)["register"]["trouble"]


def test_the_register_of_another_past_is_held_against_the_log(template: Template, engine: str, tmp_path: Path) -> None:
    folder = tmp_path / "register"
    folder.mkdir()
    with a_world(template, engine, register_dir=folder) as world:
        written(world, 5)
        pass_on(world)
        size = told(world)["register"]["size"]
    with a_world(template, engine, register_dir=folder) as other:
        written(other, 9)
        assert signed(other) is not None
        written(other, 1)
        pass_on(other)
        assert told(other)["register"]["contradiction"] == f"its first {size} entries are not those of this log"
        with pytest.raises(ForkError):
            signed(other)


def test_the_supervising_body_gets_a_letter_a_day(template: Template, engine: str) -> None:
    letters: list[str] = []
    with taking_letters(letters) as port:
        mail = {"register_mail": "supervisor@example.cn", "mail_from": "office@example.cn", "mail_security": "none"}
        with a_world(template, engine, mail_server=f"127.0.0.1:{port}", **mail) as world:
            for hours in (0, 0, 24):
                world.clock.advance(hours=hours)
                written(world, 2)
                pass_on(world)
            first = world.as_("auditor").get("/audit/checkpoint").json()
            assert told(world)["mail"]["size"] == first["size"]
    assert len(letters) == 2
    assert "To: supervisor@example.cn" in letters[1]
    assert first["note"] in letters[1].replace("\r\n", "\n")
    ids = [re.findall(r"Message-ID: (\S+)", letter)[0] for letter in letters]
    assert len(set(ids)) == 2
    with taking_letters([], refuse=True) as port, a_world(template, engine, mail_server=f"127.0.0.1:{port}", **mail) as world:
        written(world, 1)
        pass_on(world)
        assert "the letter was not taken" in told(world)["mail"]["trouble"]


def test_a_time_stamp_is_verified_before_it_is_kept(template: Template, engine: str, tmp_path: Path) -> None:
    stamper, stranger = Stamper(tmp_path / "tsa"), Stamper(tmp_path / "other")
    answers: list[bytes] = []

    def stamp(body: bytes) -> Told:
        made = stamper.stamp(body)
        answers.append(made[2])
        return made

    with answering(stamp) as url, a_world(template, engine, tsa_url=url, tsa_certificate=stamper.root) as world:
        written(world, 5)
        pass_on(world)
        with world.database.reading() as tx:
            point = tx.session.scalars(select(LogCheckpoint)).one()
            token = outbox.tokens(tx, point.size, "tsa")
        assert (told(world)["tsa"]["trouble"], token) == (None, answers[0])
        assert "Verification: OK" in stamper.verify(token, Note.parse(point.note).text)
    for wrong, words in (
        (stranger.stamp, "no time-stamp of this checkpoint"),
        (lambda _: (200, "application/timestamp-reply", answers[0]), "no time-stamp of this checkpoint"),  # another's, replayed
        (lambda _: (200, "application/timestamp-reply", b"\x30\x03\x02\x01\x00"), "no time-stamp of this checkpoint"),
        (lambda body: (200, "text/html", stamper.stamp(body)[2]), "answered 200 text/html"),
        (lambda _: (302, "text/html", b"http://127.0.0.1:1/"), "answered 302"),
    ):
        with answering(wrong) as url, a_world(template, engine, tsa_url=url, tsa_certificate=stamper.root) as world:
            written(world, 5)
            pass_on(world)
            mine = told(world)["tsa"]
            assert words in mine["trouble"]
            assert mine["size"] is None


def test_a_wrong_setting_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    good = Key(NAME, WITNESS, bytes(32))
    for changes, words in (
        ({"witnesses": f"ftp://here {good}"}, "WITNESSES"),
        ({"witnesses": f"http://user@here {good}"}, "WITNESSES"),
        ({"witnesses": f"http://here {Key(NAME, 1, bytes(32))}"}, "WITNESSES"),
        ({"witnesses": f"http://here {str(good)[:-1]}"}, "WITNESSES"),
        ({"witnesses": f"http://here {good};http://there {good}"}, "twice"),
        ({"register_dir": tmp_path / "nowhere"}, "REGISTER_DIR"),
        ({"register_mail": "a@example.cn"}, "MAIL_SERVER"),
        ({"tsa_url": "http://here"}, "TSA_CERTIFICATE"),
        ({"tsa_url": "http://here", "tsa_certificate": tmp_path / "none"}, "TSA_URL"),
    ):
        with pytest.raises(AnchorSettingError, match=words):
            anchors(Settings(**changes))
    keys.initialise(tmp_path, template_now())
    monkeypatch.setenv("MINGCHA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MINGCHA_TSA_URL", "http://here")
    assert cli.main(["serve"]) == 2
    assert "MINGCHA_TSA_URL" in capsys.readouterr().err
