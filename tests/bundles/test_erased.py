"""What is erased from the log is in no bundle either: not in one made before, nor in one being made meanwhile."""

import getpass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update

from app.bundles import archive
from app.bundles.archive import Piece
from app.bundles.jobs import expire_all
from app.bundles.making import place
from app.bundles.models import Bundle
from app.erasure import erase
from tests.bad_input.traces import refusal
from tests.bundles.making import asked, made, the_root
from tests.bundles.reader import opened
from tests.making import a_report
from tests.world import PASSWORD, World


def erased(world: World, photo: str) -> None:
    """What the log says of a photograph, by order."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(getpass, "getpass", lambda _: PASSWORD)
        assert erase(world.database, (UUID(photo),), "本人申请", ("director", "secadmin")).entries == 1


def left(world: World) -> list[Path]:
    """Every file that is a bundle."""
    return sorted((world.app.state.files.root / "bundles").iterdir())


def test_every_bundle_made_before_is_taken_away(fresh: World) -> None:
    sent, director = a_report(fresh, 1), fresh.as_("director")
    bundles = [made(fresh, sent["id"])[0]["id"], made(fresh, a_report(fresh, 0)["id"])[0]["id"]]
    assert left(fresh) == sorted(place(fresh.app.state.files.root, each) for each in bundles)
    erased(fresh, sent["evidence"][0]["id"])
    assert left(fresh) == []
    for each in bundles:
        assert director.get(f"/bundles/{each}").json()["state"] == "expired"
        assert refusal(director.get(f"/bundles/{each}/file"))[:2] == (410, "bundle-expired")
    made(fresh, sent["id"])


def test_one_being_made_begins_again(fresh: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, write, times = a_report(fresh, 1), archive.write, list[Path]()
    photo = sent["evidence"][0]["id"]
    bundle = asked(fresh, sent["id"]).json()["id"]

    def meanwhile(target: Path, pieces: list[Piece]) -> None:
        write(target, pieces)
        times.append(target)
        if len(times) == 1:
            erased(fresh, photo)

    monkeypatch.setattr(archive, "write", meanwhile)
    fresh.work()
    assert len(times) == 2
    read = opened(fresh.as_("director").get(f"/bundles/{bundle}/file").content, the_root(fresh))
    (index,) = read.item(photo)["entries"]
    assert [name for name in read.names if name.startswith(f"entries/{index}.")] == [f"entries/{index}.json"]


def test_a_file_without_its_row_goes_too(fresh: World) -> None:
    """Its worker died between the two; the row waits still, or was given up."""
    root, report = fresh.app.state.files.root, a_report(fresh, 0)["id"]
    waiting, failed = (asked(fresh, report).json()["id"] for _ in range(2))
    (root / "bundles").mkdir(exist_ok=True)
    for each in (waiting, failed):
        place(root, each).write_bytes(b"PK")
    with fresh.database.transaction() as tx:
        tx.session.execute(update(Bundle).where(Bundle.id == UUID(failed)).values(state="failed"))
    expire_all(fresh.database, root)
    assert left(fresh) == []
    fresh.work()
    assert left(fresh) == [place(root, waiting)]
