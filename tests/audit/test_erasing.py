"""What the log says of a person can be erased: the log holds, its proofs hold, and nothing is left to guess from."""

import base64
import getpass
import sqlite3
from contextlib import closing
from itertools import product
from uuid import UUID

import orjson
import pytest
from sqlalchemy import select, update

from app import cli
from app.audit import erasing, tree
from app.audit import queries as audit
from app.audit.chain import commitment
from app.audit.models import LogEntry
from app.audit.service import record
from tests.attest.test_checkpoints import signed
from tests.making import an_order
from tests.world import PASSWORD, World, user_id


class Person:
    """Somebody the log speaks of."""

    __tablename__ = "person"
    id = UUID(int=77)


class Other:
    """Somebody else."""

    __tablename__ = "person"
    id = UUID(int=78)


def told(world: World) -> None:
    """Two entries of one, one of the other."""
    with world.database.transaction() as tx:
        record(tx, "person.named", Person(), phone="13800000042")
        record(tx, "person.named", Other(), phone="13800000007")
        record(tx, "person.changed", Person(), phone="13800000043")


def erased(world: World) -> int:
    """By order."""
    with world.database.transaction() as tx:
        count = erasing.erase(tx, erasing.Order((Person.id,), "本人申请", user_id("director")))
    erasing.scour(world.database)
    return count


def test_the_log_holds_and_says_that_it_was_done(fresh: World) -> None:
    told(fresh)
    point = signed(fresh)
    assert point is not None
    auditor = fresh.as_("auditor")
    before = [auditor.get(f"/audit/entries/{index}/proof").json() for index in range(1, point.size + 1)]
    assert erased(fresh) == 2
    assert erased(fresh) == 0
    assert [auditor.get(f"/audit/entries/{index}/proof").json() for index in range(1, point.size + 1)] == before
    with fresh.database.reading() as tx:
        verdict = audit.verify(tx)
        rows = tx.session.scalars(select(LogEntry).order_by(LogEntry.idx)).all()
    assert (verdict.broken_at, verdict.erased, verdict.lost_at) == (None, 2, None)
    gone = [row.idx for row in rows if row.payload is None]
    assert gone == [row.idx for row in rows if row.object_id == Person.id]
    assert all(row.salt is None for row in rows if row.payload is None)
    assert orjson.loads(rows[-1].payload or b"") == {
        "entries": gone, "objects": [str(Person.id)], "reason": "本人申请", "asked_by": str(user_id("director")),
    }  # fmt: skip
    assert (rows[-1].action, auditor.get("/audit/verification").json()["erased"]) == ("log.erased", 2)
    newer = signed(fresh)
    assert newer is not None
    path = [base64.b64decode(each) for each in auditor.get("/audit/growth", params={"old": point.size}).json()["path"]]
    tree.check_consistency((point.size, point.root), (newer.size, newer.root), path)


def test_nothing_is_left_to_guess_from(fresh: World) -> None:
    told(fresh)
    with fresh.database.reading() as tx:
        row = tx.session.scalars(select(LogEntry).where(LogEntry.action == "person.named", LogEntry.object_id == Person.id)).one()
    assert row.salt is not None
    guesses = [orjson.dumps({"phone": f"138000000{a}{b}"}) for a, b in product(range(10), repeat=2)]

    def found(salt: bytes) -> list[bytes]:
        return [guess for guess in guesses if commitment(salt, guess) == row.commit]

    assert found(row.salt) == [b'{"phone":"13800000042"}']  # with its salt a hundred tries are enough
    erased(fresh)
    assert found(b"") == found(bytes(16)) == []
    with fresh.database.reading() as tx:
        assert tx.session.get_one(LogEntry, row.idx).salt is None
    if fresh.database.sqlite:
        folder = fresh.app.state.house.settings.data_dir
        files = [path.read_bytes() for path in folder.glob("mingcha.db*")]
        assert not any(row.salt in each or b"13800000042" in each for each in files)
        assert any(b"13800000007" in each for each in files)


def test_content_that_is_gone_without_an_order_is_told(fresh: World) -> None:
    told(fresh)
    with fresh.database.transaction() as tx:
        tx.session.execute(update(LogEntry).where(LogEntry.object_id == Other.id).values(payload=None))
    with fresh.database.reading() as tx:
        index = tx.session.scalars(select(LogEntry.idx).where(LogEntry.object_id == Other.id)).one()
        assert audit.verify(tx).lost_at == index
    assert erased(fresh) == 2
    assert fresh.as_("auditor").get("/audit/verification").json()["lost_at"] == index


def test_the_pages_live_without_what_was_erased(fresh: World) -> None:
    order = an_order(fresh)
    director, town = fresh.as_("director"), fresh.as_("township")
    assert town.post(f"/orders/{order['id']}/moves", json={"verb": "sign"}).status_code == 200
    with fresh.database.transaction() as tx:
        things = set(tx.session.scalars(select(LogEntry.object_id)))
        assert erasing.erase(tx, erasing.Order(tuple(things), "到期", user_id("director"))) > 10
    finding = order["findings"][0]["id"]
    for client, path in (
        (director, f"/orders/{order['id']}"), (town, f"/orders/{order['id']}"), (director, f"/findings/{finding}"),
        (director, "/orders"), (director, "/reports"), (director, "/tasks"), (director, "/sync"), (town, "/sync"),
        (director, "/notices"), (director, "/indicators"), (fresh.as_("auditor"), "/audit"),
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.text)


def test_two_people_give_their_passwords(fresh: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    if fresh.database.sqlite:
        fresh.app.state.house.database.close()  # the server steps aside
    told(fresh)
    fresh.database.close()
    settings = fresh.app.state.house.settings
    monkeypatch.setenv("MINGCHA_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("MINGCHA_DATABASE_URL", settings.database_url)
    typed = {"director": PASSWORD, "secadmin": PASSWORD, "sysadmin": PASSWORD}
    monkeypatch.setattr(getpass, "getpass", lambda prompt: typed[prompt.partition(":")[0]])

    def ran(asks: str, confirms: str, reason: str = "本人申请") -> int:
        return cli.main(["erase", str(Person.id), "--reason", reason, "--asked-by", asks, "--confirmed-by", confirms])

    for asks, confirms in (("director", "director"), ("secadmin", "secadmin"), ("director", "sysadmin"), ("secadmin", "director")):
        assert ran(asks, confirms) == 2
        assert capsys.readouterr().err == "refused: forbidden\n"
    assert ran("director", "secadmin", " ") == 2
    capsys.readouterr()
    typed["secadmin"] = "wrong"
    assert ran("director", "secadmin") == 2
    assert capsys.readouterr().err == "refused: sign-in-refused\n"
    typed["secadmin"] = PASSWORD
    assert ran("director", "secadmin") == 0
    assert capsys.readouterr().out == "2 entries erased\n"
    assert cli.main(["verify"]) == 0
    assert "2 of them erased by order" in capsys.readouterr().out
    with fresh.database.reading() as tx:
        last = tx.session.scalars(select(LogEntry).order_by(LogEntry.idx.desc()).limit(1)).one()
    assert (last.action, last.actor_id) == ("log.erased", user_id("secadmin"))


def test_while_somebody_reads_it_says_that_the_text_is_there_still(
    fresh: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if not fresh.database.sqlite:
        return
    fresh.app.state.house.database.close()  # the server steps aside
    told(fresh)
    fresh.database.close()
    settings = fresh.app.state.house.settings
    monkeypatch.setenv("MINGCHA_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("MINGCHA_DATABASE_URL", settings.database_url)
    monkeypatch.setattr(getpass, "getpass", lambda _: PASSWORD)
    monkeypatch.setattr(erasing, "WAIT_MS", 50)
    words = ["erase", str(Person.id), "--reason", "本人申请", "--asked-by", "director", "--confirmed-by", "secadmin"]

    def left() -> bool:
        return any(b"13800000042" in path.read_bytes() for path in settings.data_dir.glob("mingcha.db*"))

    with closing(sqlite3.connect(settings.data_dir / "mingcha.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM log_entry").fetchone()
        assert cli.main(words) == 1
        out, err = capsys.readouterr()
        assert (out, "another program is reading" in err) == ("2 entries erased\n", True)
        assert left()
    assert cli.main(words) == 0
    assert capsys.readouterr() == ("0 entries erased\n", "")
    assert not left()
