"""What it cosigns and what it refuses, told by the numbers of C2SP's tlog-witness."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from app.audit.note import Key, Note, signature_lines
from app.witness.store import Store, WitnessError
from tests.witness.watching import HERE, NAME, Log, ask, ran, watching


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A witness's."""
    ran(tmp_path / "w", "init", NAME)
    return tmp_path / "w"


@pytest.fixture
def log(folder: Path) -> Log:
    """A log that it watches."""
    made = Log()
    assert ran(folder, "watch", made.vkey) == "watching mingcha.example/yunxiu"
    return made


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """Where it answers."""
    with watching(folder) as found:
        yield found


def cosigned(folder: Path, note: str, answer: httpx2.Response) -> int:
    """When it says to have seen the note. Raises: NoteError."""
    assert answer.status_code == 200, answer.text
    key = Key.parse(ran(folder, "init", NAME))
    return Note.parse(note).under(signature_lines(answer.text)).held([key])[key] or 0


def test_a_growing_log_is_cosigned(folder: Path, log: Log, address: str) -> None:
    before = int(time.time())
    for old, size in ((0, 1), (1, 7), (7, 256), (256, 256), (256, 300)):
        at = cosigned(folder, log.note(size), ask(address, log.asks(old, size)))
        assert before <= at <= int(time.time())
    assert ran(folder, "show").startswith("mingcha.example/yunxiu\n300\n")


def test_forks_and_smaller_trees_are_refused(folder: Path, log: Log, address: str) -> None:
    cosigned(folder, log.note(20), ask(address, log.asks(0, 20)))
    other = Log(fork=10, key=log.key)
    for body, status, told in (
        (log.asks(0, 30), 409, "20\n"),  # says it knows of nothing
        (log.asks(12, 30), 409, "20\n"),
        (log.asks(12, 12), 409, "20\n"),  # an older tree
        (log.asks(0, 5), 409, "20\n"),
        (other.asks(20, 20), 409, "20\n"),  # the same size, another root
        (other.asks(20, 30), 422, None),  # grown from another past
        (log.asks(20, 30).replace("old 20\n", f"old 20\n{'A' * 43}=\n"), 422, None),
        (log.asks(20, 30).replace("old 20\n", "old 31\n"), 400, None),
    ):
        answer = ask(address, body)
        assert answer.status_code == status, body
        assert told is None or (answer.text, answer.headers["content-type"]) == (told, "text/x.tlog.size")
        assert NAME not in answer.text
    assert ran(folder, "show").startswith("mingcha.example/yunxiu\n20\n")
    cosigned(folder, log.note(30), ask(address, log.asks(20, 30)))


def test_strangers_are_not_cosigned(log: Log, address: str) -> None:
    assert ask(address, Log(origin="elsewhere.example/log").asks(0, 3)).status_code == 404
    assert ask(address, Log().asks(0, 3)).status_code == 403  # the name, but another's key
    bare = log.asks(0, 3).replace(log.note(3), log.note(4).replace("\n4\n", "\n3\n"))
    assert ask(address, bare).status_code == 403
    assert httpx2.get(f"{address}/add-checkpoint", trust_env=False).status_code == 405


@pytest.mark.parametrize(
    "body",
    [
        b"", b"old 0\n", b"\xff", b"old 0\n\n", b"old 0\n\nmingcha.example/yunxiu\n1\n", b"old 00\n\n{note}", b"old -1\n\n{note}",
        b"new 0\n\n{note}", b"old 0\nAAAA\n\n{note}", b"old 0\n" + b"A" * 43 + b"\n\n{note}", b"old 0\n{note}",
        b"old 0\n" + (b"A" * 43 + b"=\n") * 64 + b"\n{note}", b"old 99999999999999999999\n\n{note}",
    ],
)  # fmt: skip
def test_what_is_no_submission_is_told_so(log: Log, address: str, body: bytes) -> None:
    assert ask(address, body.replace(b"{note}", log.note(3).encode())).status_code == 400


def test_a_submission_without_end_is_not_read(address: str) -> None:
    assert ask(address, b"old 0\n" + b"A" * 100_000).status_code == 413


def test_lines_of_the_logs_own_are_signed_with_the_rest(folder: Path, log: Log, address: str) -> None:
    plain = Note.parse(log.note(3))
    note = str(Note(f"{plain.text}a line of its own\n").signed(log.key, log.origin))
    cosigned(folder, note, ask(address, f"old 0\n\n{note}"))


def test_a_log_that_changes_keys_is_still_watched(folder: Path, log: Log, address: str) -> None:
    cosigned(folder, log.note(3), ask(address, log.asks(0, 3)))
    new = Log()
    assert ask(address, new.asks(3, 5)).status_code == 403
    ran(folder, "watch", new.vkey)
    cosigned(folder, new.note(5), ask(address, new.asks(3, 5)))


def test_of_many_who_race_from_one_tree_one_is_cosigned(folder: Path, log: Log, address: str) -> None:
    cosigned(folder, log.note(20), ask(address, log.asks(0, 20)))
    bodies = [log.asks(20, size) for size in range(21, 53)]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda body: ask(address, body), bodies))
    won = [number for number, answer in enumerate(answers) if answer.status_code == 200]
    assert len(won) == 1
    assert {answer.text for answer in answers if answer.status_code != 200} == {f"{21 + won[0]}\n"}


def test_what_it_cosigned_is_remembered_though_it_died_before_it_said_so(folder: Path, log: Log) -> None:
    with watching(folder, ("-m", "tests.witness.killed")) as address, pytest.raises(httpx2.TransportError):
        ask(address, log.asks(0, 20))
    with watching(folder) as address:
        fork = Log(fork=3, key=log.key)
        assert (ask(address, fork.asks(0, 20)).status_code, ask(address, fork.asks(20, 25)).status_code) == (409, 422)
        assert ask(address, log.asks(0, 20)).text == "20\n"
        cosigned(folder, log.note(20), ask(address, log.asks(20, 20)))


def test_its_key_is_made_once_and_a_lost_memory_ends_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "w")
    with pytest.raises(WitnessError, match="init"):
        store.own()
    first = store.initialise(NAME).vkey
    assert store.initialise(NAME).vkey == first
    assert (tmp_path / "w" / "witness.ed25519").stat().st_mode & 0o777 == 0o600
    for name in ("other.example/w", "a b", "a+b", ""):
        with pytest.raises(WitnessError):
            store.initialise(name)
    with pytest.raises(WitnessError):
        store.watch(first)
    (tmp_path / "w" / "seen.db").unlink()
    for deed in (store.own, lambda: store.initialise(NAME)):
        with pytest.raises(WitnessError, match="forgot"):
            deed()


def test_nothing_of_the_office_is_loaded() -> None:
    said = "import sys, app.witness.command; print(sorted(n for n in sys.modules if n.startswith('app.')))"
    run = subprocess.run([sys.executable, "-c", said], cwd=HERE, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == str(
        ["app.audit", "app.audit.note", "app.audit.tree", "app.core", "app.core.clock", "app.core.secrets", "app.witness",
         "app.witness.command", "app.witness.judging", "app.witness.server", "app.witness.store"]
    )  # fmt: skip
