"""Background work of the results: the media package, and what is suggested when a rectification was faked."""

from uuid import UUID

from app.audit.service import record
from app.core.clock import legal_date
from app.core.db import Database, Tx
from app.core.files import Files, Staged
from app.core.problem import LOCALES, messages
from app.evidence import mask_jobs
from app.evidence import renditions as masks
from app.evidence.jobs import PREVIEW, look_into
from app.evidence.models import Evidence
from app.evidence.renditions import Copy
from app.findings.models import Finding
from app.imaging.sandbox import Sandbox
from app.rectification import looking
from app.rectification.models import Order, Reinspection
from app.results import exposing, service
from app.results.models import Action
from app.results.packaging import Story, package
from app.results.states import Kind
from app.units import queries as units

PACKAGE = exposing.PACKAGE
OFFER = looking.FAKE


def offer(tx: Tx, payload: dict[str, str]) -> None:
    """A second look found a rectification faked: accountability is suggested, people decide (domain.md §3.3)."""
    finding = tx.session.get_one(Finding, UUID(payload["finding_id"]))
    look = tx.session.get_one(Reinspection, UUID(payload["reinspection_id"]))
    unit_id = tx.session.get_one(Order, finding.order_id).unit_id if finding.order_id else finding.responsible_unit_id
    words = messages(LOCALES[0])["suggestions"]["fake"]
    because = words.format(
        number=finding.number, day=legal_date(look.inspected_at).isoformat(), facts=finding.facts, seen=look.note
    )
    service.suggest(tx, Kind.ACCOUNTABILITY, unit_id, [finding.id], because, occasion=payload["reinspection_id"])


def make(database: Database, files: Files, sandbox: Sandbox, payload: dict[str, str]) -> None:
    """Make one package, keep it under its hash, write the hash down. Twice is once; what changed meanwhile is left alone.

    Copies are read and written outside any transaction.
    """
    action_id, version = UUID(payload["action_id"]), int(payload["version"])
    with database.reading() as tx:
        row = tx.session.get_one(Action, action_id)
        if not _wanted(row, version):
            return
        exposing.still_released(tx, row)
        story, wanted = _story(tx, row), _pictures(tx, row)
    content = package(story, [_copy(files, sandbox, sha256, copy) for sha256, copy in wanted])
    sha256 = _keep(files, content)
    with database.transaction() as tx:
        row = tx.session.get_one(Action, action_id, with_for_update=True)
        if _wanted(row, version):
            row.package_sha256 = sha256
            record(tx, "result.packaged", row, sha256=sha256, size_bytes=len(content))


def _wanted(row: Action, version: int) -> bool:
    return row.package is not None and row.package_sha256 is None and row.version == version


def _story(tx: Tx, row: Action) -> Story:
    said = row.package or {}
    return Story(said["title"], said["text"], units.get(tx, row.unit_id).name, said["column"])


def _pictures(tx: Tx, row: Action) -> list[tuple[str, Copy]]:
    ids = exposing.packed_ids(row)
    covered = masks.masks(tx, ids)
    return [(tx.session.get_one(Evidence, each).sha256, masks.released_copy(covered.get(each))) for each in ids]


def _copy(files: Files, sandbox: Sandbox, sha256: str, copy: Copy) -> bytes:
    path = files.derived(sha256, copy.name(PREVIEW))
    if not path.exists() and copy.key:
        mask_jobs.draw(files, sandbox, sha256, copy)
    elif not path.exists():
        look_into(files, sandbox, sha256)
    return path.read_bytes()


def _keep(files: Files, content: bytes) -> str:
    staged = Staged(files.arriving())
    try:
        staged.append([content])
        files.keep(staged)
        return staged.sha256
    finally:
        staged.close()
        files.discard(staged.path)
