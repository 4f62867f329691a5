"""The oracle sees what it is for: each fault is planted by hand in a world that was whole."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, update

from app.audit.models import LogEntry, LogHead
from app.core.db import Tx
from app.evidence.models import Evidence
from app.reports.models import Report
from app.uploads.models import Upload
from tests.attest.test_receipts import receipt_key
from tests.faults.oracle import examine, fetched
from tests.faults.promises import Promises
from tests.making import a_manifest, a_photo, a_task, tus_headers, upload
from tests.world import World

REPORT, OTHER = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"


@pytest.fixture
def promised(fresh: World) -> Promises:
    """One report with one photograph, receipted, and another photograph half sent; what the client noted of it."""
    held, client, photo = Promises(), fresh.as_("inspector"), a_photo()
    held.signer = receipt_key(client)[1]
    manifest = a_manifest(a_task(fresh)["id"], [photo])
    (line,) = manifest["evidence"]
    held.minted |= {REPORT, OTHER}
    held.declared[line["id"]] = line["sha256"]
    client.put(f"/reports/{REPORT}", json=manifest)
    upload(client, line, photo, report_id=REPORT)
    held.whole(line["id"])
    held.answered(client.put(f"/reports/{REPORT}", json=manifest).json())
    _send_half(client, held, manifest["task_id"])
    return held


def _send_half(client, held: Promises, task_id: str) -> None:
    photo = a_photo(2)
    manifest = a_manifest(task_id, [photo])
    (line,) = manifest["evidence"]
    held.declared[line["id"]] = line["sha256"]
    held.answered(client.put(f"/reports/{OTHER}", json=manifest).json())
    offset = {"Content-Type": "application/offset+octet-stream"}
    sent = client.post("/uploads", headers=tus_headers(line, report_id=OTHER) | offset, content=photo[:100])
    assert (sent.status_code, sent.headers["upload-offset"]) == (201, "100")


def _breaches(world: World, held: Promises) -> list[str]:
    return examine(world.database, world.app.state.files, held)


def test_a_whole_world_has_no_breaches(fresh: World, promised: Promises) -> None:
    assert _breaches(fresh, promised) == []
    assert list(fetched(fresh.as_("director"), promised.photos)) == []


def test_a_lost_file_is_seen_in_the_books_and_over_http(fresh: World, promised: Promises) -> None:
    ((evidence_id, sha256),) = promised.photos.items()
    fresh.app.state.files.original(sha256).rename(fresh.app.state.files.root / "elsewhere")
    assert _breaches(fresh, promised) == [
        f"lost: photograph {evidence_id} was acknowledged, its bytes are not there",
        f"half: photograph {evidence_id} has a row and not its bytes",
    ]
    fresh.app.state.files.original(sha256).write_bytes(b"another picture")
    assert list(fetched(fresh.as_("director"), promised.photos)) == [f"lost: original of {evidence_id} answers 200"]


def test_one_wrong_byte_is_seen(fresh: World, promised: Promises) -> None:
    (sha256,) = promised.photos.values()
    path = fresh.app.state.files.original(sha256)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert any("its bytes are not there" in words for words in _breaches(fresh, promised))


def test_an_offset_ahead_of_the_disk_is_seen(fresh: World, promised: Promises) -> None:
    with fresh.database.reading() as tx:
        half = tx.session.scalars(select(Upload.id).where(Upload.completed_at.is_(None))).one()
    fresh.app.state.files.arriving(half).write_bytes(b"short")
    assert _breaches(fresh, promised) == [f"half: upload {half} tells offset 100, its bytes are not on disk"]


def _twice(tx: Tx) -> None:
    table = LogEntry.__table__
    row = dict(tx.session.execute(select(table).where(table.c.action == "report.submitted")).mappings().one())
    tx.session.execute(insert(LogEntry), [row | {"idx": 9999}])


def _stranger(tx: Tx) -> None:
    table = Report.__table__
    row = dict(tx.session.execute(select(table).where(table.c.id == UUID(REPORT))).mappings().one())
    tx.session.execute(insert(Report), [row | {"id": UUID(int=7)}])


PLANTED: dict[str, tuple[Callable[[Tx], object], str]] = {
    "a lost row": (
        lambda tx: tx.session.execute(update(Evidence).where(Evidence.owner_id == UUID(REPORT)).values(state="declared")),
        "was acknowledged, its row says declared",
    ),
    "a forgotten report": (
        lambda tx: tx.session.execute(update(Report).where(Report.id == UUID(REPORT)).values(content_sha256="0" * 64)),
        f"lost: report {REPORT} was acknowledged",
    ),
    "a report not completed": (
        lambda tx: tx.session.execute(update(Report).where(Report.id == UUID(REPORT)).values(state="incomplete")),
        f"half: report {REPORT} is incomplete with 0 photographs missing",
    ),
    "a report completed early": (
        lambda tx: tx.session.execute(update(Report).where(Report.id == UUID(OTHER)).values(state="submitted")),
        f"half: report {OTHER} is submitted with 1 photographs missing",
    ),
    "a gap in the log": (
        lambda tx: tx.session.execute(delete(LogEntry).where(LogEntry.action == "evidence.received")),
        "chain: the log is broken at",
    ),
    "a receipt the log does not know": (
        lambda tx: tx.session.execute(delete(LogEntry).where(LogEntry.action == "report.submitted")),
        f"lost: receipt of report {REPORT} names log entry",
    ),
    "a cut-off log": (lambda tx: tx.session.execute(update(LogHead).values(idx=LogHead.idx + 1)), "chain: the log is broken at"),
    "a deed done twice": (_twice, "is in the log 2 times"),
    "a report from nowhere": (_stranger, "was minted by no client"),
}


@pytest.mark.parametrize(("plant", "seen"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_seen(fresh: World, promised: Promises, plant: Callable[[Tx], object], seen: str) -> None:
    with fresh.database.transaction() as tx:
        plant(tx)
    assert any(seen in words for words in _breaches(fresh, promised))


def test_a_receipt_taken_back_is_seen(promised: Promises) -> None:
    promised.answered({"id": REPORT, "content_sha256": promised.manifests[REPORT], "receipt": None})
    assert promised.breaches == [f"report {REPORT}: a receipt was taken back"]


def test_a_receipt_nobody_signed_is_seen(promised: Promises) -> None:
    ((_, receipt),) = promised.receipts.items()
    line = receipt["evidence"][0] | {"signature": receipt["signature"]}
    sent = {"id": REPORT, "content_sha256": promised.manifests[REPORT], "receipt": receipt | {"evidence": [line]}}
    promised.answered(sent)
    assert f"evidence {line['id']}: a receipt nobody signed" in promised.breaches


def test_a_receipt_of_something_else_is_seen(promised: Promises) -> None:
    ((_, receipt),) = promised.receipts.items()
    own = {name: receipt["evidence"][0][name] for name in ("statement", "signature")}
    promised.answered({"id": REPORT, "content_sha256": promised.manifests[REPORT], "receipt": receipt | own})
    assert f"report {REPORT}: a receipt of something else" in promised.breaches


@pytest.fixture
def engine() -> str:
    """One engine is enough: the oracle is what is examined here."""
    return "sqlite"
