"""What a bundle holds, read by a reader that knows only the format's text."""

import hashlib
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import orjson
import pytest
from sqlalchemy import update

from app.attest import checkpoints, keys
from app.audit.models import LogCheckpoint, LogEntry
from app.audit.tree import check_consistency
from app.bundles import archive, gathering, making, scope
from app.bundles.archive import Piece, TooLargeError
from app.bundles.page import Heading
from app.core.clock import legal_date
from app.core.db import Tx
from app.findings.models import Finding
from app.rectification.models import Submission
from app.reports.models import Report
from tests.bundles.making import an_answered_finding, asked, made, the_root
from tests.bundles.reader import opened
from tests.making import a_manifest, a_photo, a_report, a_submission, a_task, an_order, upload
from tests.world import World


def test_a_report_with_its_photographs(world: World) -> None:
    photos = [a_photo(n) for n in range(3)]
    manifest, report, author = a_manifest(a_task(world)["id"], photos), str(uuid4()), world.as_("inspector")
    assert author.put(f"/reports/{report}", json=manifest).status_code == 201
    for line, photo in zip(manifest["evidence"], photos, strict=True):
        assert upload(author, line, photo, report_id=report).status_code == 204
    told, content = made(world, report)
    read = opened(content, the_root(world))
    assert hashlib.sha256(read.files["bundle.json"]).hexdigest() == told["sha256"]
    assert [(item["kind"], item["id"], item["record"]) for item in read.said["items"]] == [
        ("report", report, False), *(("evidence", line["id"], False) for line in manifest["evidence"]),
    ]  # fmt: skip
    assert [read.files[f"originals/{line['id']}"] for line in manifest["evidence"]] == photos
    assert read.acts(report) == ["report.received", "report.submitted"]
    assert read.said["title"] == "暗访报告证据包 · 下梨坞村2组排洪渠 · 2026-11-20"
    assert read.files["summary.pdf"].startswith(b"%PDF-")


def test_the_words_of_the_report_are_in_the_bytes_that_were_hashed(world: World) -> None:
    sent = a_report(world, 0)
    read = opened(made(world, sent["id"])[1], the_root(world))
    words = orjson.loads(read.files[f"originals/{sent['id']}"])
    assert (words["no_problem_statement"], words["summary"]) == ("现场整洁，未发现问题", "排洪渠内垃圾积存。")
    assert [item["kind"] for item in read.said["items"]] == ["report"]


def test_a_findings_whole_story(world: World) -> None:
    report, finding, answer, photo = an_answered_finding(world)
    read = opened(made(world, report, "reviewer", finding_id=finding)[1], the_root(world))
    kinds = [item["kind"] for item in read.said["items"]]
    assert kinds == ["report", "submission", "evidence", "evidence", "evidence"]
    assert read.files[f"originals/{answer['evidence'][0]['id']}"] == photo
    words = orjson.loads(read.files[f"originals/{answer['id']}"])
    assert (words["measures"], words["signed_by"], words["evidence"][0]["sha256"]) == (
        "已组织清运", "褚样本", hashlib.sha256(photo).hexdigest(),
    )  # fmt: skip
    assert read.acts(report) == [
        "report.received", "report.submitted", "report.accept", "finding.confirm", "order.issued", "finding.release",
        "report.release", "order.signed", "finding.start", "finding.claim", "order.answered",
    ]  # fmt: skip


def test_one_answer_has_one_receipt_wherever_it_is_read(fresh: World) -> None:
    """Its photograph comes after its words."""
    order, photo, unit = an_order(fresh), a_photo(9), fresh.as_("township")
    answer, place = a_submission([photo]), f"/orders/{order['id']}"
    assert unit.post(f"{place}/submissions", json=answer).status_code == 201
    fresh.clock.advance(minutes=2)
    assert upload(unit, answer["evidence"][0], photo, submission_id=answer["id"]).status_code == 204
    (told,) = unit.get(place).json()["submissions"]
    finding = order["findings"][0]
    read = opened(made(fresh, finding["report_id"], finding_id=finding["id"])[1], the_root(fresh))
    said, theirs = read.json(f"receipts/{answer['id']}.json"), orjson.loads(told["receipt"]["statement"])
    assert {name: value for name, value in said.items() if name not in {"idx", "chain"}} == theirs
    assert read.acts(answer["id"]) == ["submission.received", "submission.submitted"]


def test_an_answer_that_is_not_whole_is_no_item(world: World) -> None:
    order, photos, unit = an_order(world), [a_photo(8), a_photo(9)], world.as_("township")
    withdrawn, begun = a_submission([a_photo(7)]), a_submission(photos)
    for answer in (withdrawn, begun):
        assert unit.post(f"/orders/{order['id']}/submissions", json=answer).status_code == 201
        if answer is withdrawn:
            path = f"/orders/{order['id']}/submissions/{answer['id']}/moves"
            assert unit.post(path, json={"verb": "withdraw"}).status_code == 200
    assert upload(unit, begun["evidence"][0], photos[0], submission_id=begun["id"]).status_code == 204
    finding = order["findings"][0]
    read = opened(made(world, finding["report_id"], finding_id=finding["id"])[1], the_root(world))
    assert [item["kind"] for item in read.said["items"]] == ["report", "evidence", "evidence", "evidence"]
    assert read.item(begun["evidence"][0]["id"])


def test_an_answer_of_an_older_release_is_an_item_where_its_entry_says_when_it_was_whole(world: World) -> None:
    order, unit = an_order(world), world.as_("township")
    answer = a_submission([])
    assert unit.post(f"/orders/{order['id']}/submissions", json=answer).status_code == 201
    with world.database.reading() as tx:
        row = tx.session.get_one(Submission, UUID(answer["id"]))
        at = row.submitted_at
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(gathering, "SUBMITTED", "nothing.like_it")
            line = gathering._whole(tx, row)
            assert line is not None
            assert line.at == at
            row.submitted_at = row.received_at + timedelta(hours=1)
            assert gathering._whole(tx, row) is None
            tx.session.expunge_all()


def test_second_looks_belong_to_the_story(world: World) -> None:
    report, finding, _, _ = an_answered_finding(world)
    photo = a_photo(11)
    line = a_manifest("", [photo])["evidence"][0]
    look = {
        "id": str(uuid4()),
        "result": "rectified",
        "note": "已现场核查",
        "inspected_at": "2026-11-29T02:00:00Z",
        "evidence": [line],
    }
    assert world.as_("inspector2").post(f"/findings/{finding}/reinspections", json=look).status_code == 201
    sent = upload(world.as_("inspector2"), line, photo, reinspection_id=look["id"])
    assert sent.status_code == 204, sent.text
    read = opened(made(world, report, finding_id=finding)[1], the_root(world))
    assert read.files[f"originals/{line['id']}"] == photo
    assert {"reinspection.received", "finding.reinspected"} <= set(read.acts(report))


def test_a_paper_answer_has_its_words_too(world: World) -> None:
    order = an_order(world)
    scan = a_photo(12)
    answer = a_submission(
        [scan], channel="paper_entry", paper_received_on=f"{legal_date(datetime.fromisoformat(order['issued_at']))}"
    )
    client = world.as_("reviewer")
    sent = client.post(f"/orders/{order['id']}/submissions", json=answer)
    assert sent.status_code == 201, sent.text
    assert upload(client, answer["evidence"][0], scan, submission_id=answer["id"]).status_code == 204
    finding = order["findings"][0]
    read = opened(made(world, finding["report_id"], finding_id=finding["id"])[1], the_root(world))
    assert orjson.loads(read.files[f"originals/{answer['id']}"])["channel"] == "paper_entry"


def test_what_has_not_arrived_is_not_in_it_and_the_report_is_no_item(world: World) -> None:
    photos = [a_photo(1), a_photo(2)]
    manifest, report, author = a_manifest(a_task(world)["id"], photos), str(uuid4()), world.as_("inspector")
    assert author.put(f"/reports/{report}", json=manifest).status_code == 201
    nothing = asked(world, report)
    assert (nothing.status_code, nothing.json()["type"]) == (409, "/problems/nothing-received")
    assert upload(author, manifest["evidence"][1], photos[1], report_id=report).status_code == 204
    read = opened(made(world, report)[1], the_root(world))
    assert [(item["kind"], item["id"]) for item in read.said["items"]] == [("evidence", manifest["evidence"][1]["id"])]


def test_an_erased_payload_leaves_entry_and_proof(world: World) -> None:
    sent = a_report(world, 1)
    photo = sent["evidence"][0]["id"]
    with world.database.transaction() as tx:
        mine = (LogEntry.object_id == UUID(photo), LogEntry.action == "evidence.received")
        tx.session.execute(update(LogEntry).where(*mine).values(payload=None, salt=None))
    read = opened(made(world, sent["id"])[1], the_root(world))
    (index,) = read.item(photo)["entries"]
    assert [name for name in read.names if name.startswith(f"entries/{index}.")] == [f"entries/{index}.json"]


def test_a_long_logs_entries_are_proven_by_its_tiles(world: World) -> None:
    sent = a_report(world, 1)
    for _ in range(150):
        world.as_("director").put("/rules/limited_days", json={"value": 12, "reason": "县里规定"})
        world.as_("director").put("/rules/limited_days", json={"value": 11, "reason": "县里规定"})
    later = a_report(world, 1)
    for report in (sent, later):
        opened(made(world, report["id"])[1], the_root(world))


class Told:
    """A report's files as they stand at an instant."""

    def __init__(self, world: World, report: str) -> None:
        """Once a checkpoint covers it."""
        self.world, self.id = world, UUID(report)
        with world.database.transaction() as tx:
            checkpoints.sign(tx, keys.load(tx.settings.data_dir))
            self.at = tx.now

    def pieces(self) -> list[Piece]:
        """Gathered anew."""
        files, settings = self.world.app.state.files, self.world.database.settings
        with self.world.database.reading() as tx:
            report = tx.session.get_one(Report, self.id)
            photos = [each.id for each in _photos(tx, self.id)]
            chosen = scope.Scope([str(each) for each in photos], [], [str(self.id)], text=True, missing=0)
            gathered = gathering.gather(tx, files, report, chosen)
        heading = Heading("证据包", "云岫县督查室", keys.load(settings.data_dir).origin, self.at, [], 0)
        return making.pieces(gathered, heading, keys.load(settings.data_dir), "")


def _photos(tx: Tx, owner: UUID) -> list[gathering.Evidence]:
    return list(gathering.evidence.of_owner(tx, owner))


def test_the_same_state_at_the_same_instant_is_the_same_bytes(world: World, tmp_path: Path) -> None:
    told = Told(world, a_report(world, 2)["id"])
    for name in ("first", "second"):
        archive.write(tmp_path / name, told.pieces())
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    assert archive.size_of(told.pieces()) == (tmp_path / "first").stat().st_size


def test_the_checkpoint_is_the_one_others_spoke_of(world: World) -> None:
    sent = a_report(world, 1)
    told = Told(world, sent["id"])
    with world.database.transaction() as tx:
        seen = checkpoints.newest(tx)
        assert seen is not None
        seen.note += "— witness.example/w1 AAAAAAAA\n"
        size = seen.size
    a_report(world, 0)
    with world.database.transaction() as tx:
        later = checkpoints.sign(tx, keys.load(tx.settings.data_dir))
        assert later is not None
        assert later.size > size
    note = next(each for each in told.pieces() if each.name == "checkpoint.txt")
    assert isinstance(note.source, bytes)
    assert note.source.endswith(b"w1 AAAAAAAA\n")
    assert not [each for each in told.pieces() if each.name.startswith("consistency/")]
    with world.database.transaction() as tx:
        row = tx.session.get_one(LogCheckpoint, later.size)
        row.note += "— witness.example/w1 AAAAAAAA\n— witness.example/w2 AAAAAAAA\n"
    files = {each.name: each.source for each in told.pieces()}
    path = files[f"consistency/{size}.txt"]
    assert isinstance(path, bytes)
    check_consistency((size, seen.root), (later.size, later.root), [b64decode(line) for line in path.decode().splitlines()])
    with world.database.transaction() as tx:
        tx.session.get_one(LogCheckpoint, later.size).note = later.note
    with world.database.transaction() as tx:
        row = tx.session.get_one(LogCheckpoint, size)
        row.note = row.note.replace("— witness.example/w1 AAAAAAAA\n", "")
    note = next(each for each in told.pieces() if each.name == "checkpoint.txt")
    assert note.sha256 == hashlib.sha256(later.note.encode()).hexdigest()


@pytest.mark.parametrize("make", [
    lambda: [Piece(f"f{n}", "0" * 64, 0, b"") for n in range(65_535)],
    lambda: [Piece("f", "0" * 64, 2**32 - 1 - 22 - 76 - 2, b"")],
], ids=["files", "bytes"])  # fmt: skip
def test_more_than_an_archive_holds_is_refused(make: Callable[[], list[Piece]]) -> None:
    with pytest.raises(TooLargeError):
        archive.size_of(make())


def test_what_still_fits_is_not_refused() -> None:
    assert archive.size_of([Piece("f", "0" * 64, 2**32 - 2 - 22 - 76 - 2, b"")]) == 2**32 - 2
    assert archive.size_of([Piece(f"f{n}", "0" * 64, 0, b"") for n in range(65_534)]) > 0


def test_a_transferred_findings_words_go_to_nobody_from_whom_it_is_hidden(world: World) -> None:
    sent = a_report(world, 1)
    with world.database.transaction() as tx:
        tx.session.execute(update(Finding).where(Finding.report_id == UUID(sent["id"])).values(state="transferred"))
    mine = opened(made(world, sent["id"], "reviewer")[1], the_root(world))
    assert f"originals/{sent['id']}" not in mine.files
    assert f"originals/{sent['id']}" in opened(made(world, sent["id"])[1], the_root(world)).files
