"""The receipt path's verbs, and the office's."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, require
from app.audit.service import extend, record
from app.core.actor import same_person
from app.core.db import Tx
from app.core.machine import follow
from app.core.problem import NotFound
from app.evidence import queries as evidence
from app.evidence import service as evidence_service
from app.evidence.models import Evidence
from app.evidence.schemas import OwnerKind
from app.findings import service as findings
from app.findings.errors import OwnReport, ReasonRequired
from app.findings.states import RANK
from app.jobs.service import enqueue
from app.missions import moving as missions
from app.missions import queries as mission_queries
from app.missions.errors import UnknownMission
from app.missions.models import Mission
from app.reports import queries, seconds
from app.reports.errors import NotAwaited, ReportIdReused, ReportIncomplete, ReportVoid, SecondAwaited
from app.reports.models import Report, ReportConflict, ReportRevision
from app.reports.receipts import SUBMITTED
from app.reports.schemas import Manifest, ReportMove, ReportReceived, ReportSubmission
from app.reports.states import MOVES, Second, State, Verb
from app.rulebook import queries as rulebook
from app.tasks.errors import UnknownTask
from app.units import queries as units

ACCEPTED = "report.accepted"  # work for the rooms above: what units asked for during the visit


def put(tx: Tx, report_id: UUID, manifest: Manifest, *, whole: bool = False) -> tuple[ReportReceived, bool]:
    """Take a manifest; says whether the report is new. The same content again gives the same answer.

    `whole` says that its photographs are verified and on disk already.

    Raises: Forbidden, UnknownMission, UnknownTask, UnknownUnit, UnitNotTarget, UnknownCategory, EvidenceIdReused, EvidenceTooLarge,
    FindingIdReused, ReportIdReused (both contents kept), ReportVoid.
    """
    require(tx.actor, Permission.REPORT_WRITE)
    content = manifest.content_sha256()
    report = queries.locked(tx, report_id)
    if report is None:
        return _create(tx, report_id, manifest, content, whole=whole), True
    if report.author_id != tx.actor.id:
        raise _conflict(tx, report, manifest, content)
    if report.content_sha256 != content and not _held_before(tx, report, content):
        if report.state == State.VOID:
            raise ReportVoid
        if report.state != State.RETURNED:
            raise _conflict(tx, report, manifest, content)
        return _revise(tx, report, manifest, content, whole=whole), False
    return _answer(tx, report, queries.photos(tx, report), whole=whole), False


def put_whole(tx: Tx, submission: ReportSubmission) -> tuple[ReportReceived, bool]:
    """Take a manifest whose photographs are verified and on disk already; says whether the report is new. Raises: as `put`."""
    return put(tx, submission.id, submission.manifest(), whole=True)


def _create(tx: Tx, report_id: UUID, manifest: Manifest, content: str, *, whole: bool) -> ReportReceived:
    mission = _mission(tx, manifest)
    _check(tx, manifest)
    report = Report(id=report_id, author_id=tx.actor.id, state=State.INCOMPLETE, revision=1, version=1)
    _fill(tx, report, manifest, content)
    tx.session.add(report)
    photos = _declare(tx, report, manifest)
    record(tx, "report.received", report, content_sha256=content, revision=1)
    if mission is not None:
        missions.begin(tx, mission)
    return _answer(tx, report, photos, whole=whole)


def _revise(tx: Tx, report: Report, manifest: Manifest, content: str, *, whole: bool) -> ReportReceived:
    if manifest.mission_id != report.mission_id:
        raise UnknownMission(pointer="/mission_id", mission_id=str(manifest.mission_id))
    _check(tx, manifest)
    held = {"content_sha256": report.content_sha256, "manifest": report.manifest, "received_at": report.received_at}
    tx.session.add(ReportRevision(report_id=report.id, seq=report.revision, **held))
    report.revision += 1
    report.version += 1
    report.state = State.INCOMPLETE
    _fill(tx, report, manifest, content)
    photos = _declare(tx, report, manifest)
    findings.withdraw_missing(tx, report.id, {each.id for each in manifest.findings})
    record(tx, "report.revised", report, content_sha256=content, revision=report.revision)
    return _answer(tx, report, photos, whole=whole)


def _fill(tx: Tx, report: Report, manifest: Manifest, content: str) -> None:
    severities = sorted((finding.severity for finding in manifest.findings), key=RANK.__getitem__)
    report.task_id, report.mission_id, report.site_unit_id = manifest.task_id, manifest.mission_id, manifest.site.unit_id
    report.site_name = manifest.site.name
    report.started_at, report.finished_at = manifest.started_at, manifest.finished_at
    report.summary, report.location_refused = manifest.summary, manifest.location_refused
    report.worst_severity = severities[-1] if severities else None
    report.finding_count, report.evidence_count = len(manifest.findings), len(manifest.evidence)
    report.manifest = manifest.model_dump(mode="json")
    report.content_sha256, report.received_at, report.submitted_at = content, tx.now, None
    report.confirm_needed, report.confirmed_by, report.confirmed_at = False, None, None


def _mission(tx: Tx, manifest: Manifest) -> Mission | None:
    """The mission a new report belongs to; one that is not the author's is refused like one that never was."""
    if manifest.mission_id is None:
        return None
    mission = mission_queries.reportable(tx, manifest.mission_id)
    if mission is None:
        raise UnknownMission(pointer="/mission_id", mission_id=str(manifest.mission_id))
    return mission


def _check(tx: Tx, manifest: Manifest) -> None:
    followed = manifest.mission_id and mission_queries.follows_up(tx, manifest.mission_id, manifest.task_id)
    if not followed and not queries.may_name(tx, manifest.task_id):
        raise UnknownTask(pointer="/task_id", task_id=str(manifest.task_id))
    if manifest.site.unit_id:
        units.get(tx, manifest.site.unit_id, "/site/unit_id")
    for position, difficulty in enumerate(manifest.difficulties):
        if difficulty.unit_id:
            units.get(tx, difficulty.unit_id, f"/difficulties/{position}/unit_id")


def _declare(tx: Tx, report: Report, manifest: Manifest) -> list[Evidence]:
    skew = manifest.device.clock_skew_ms if manifest.device else None
    case = evidence_service.Case(OwnerKind.REPORT, report.id, manifest.site.location, skew, report.mission_id)
    photos = evidence_service.declare(tx, case, manifest.evidence)
    place = manifest.site.location or next((photo.location for photo in manifest.evidence if photo.location), None)
    visit = findings.Visit(report.id, manifest.site.name, place, manifest.started_at, report.mission_id)
    findings.put_on_record(tx, visit, manifest.findings)
    return photos


def _answer(tx: Tx, report: Report, photos: list[Evidence], *, whole: bool) -> ReportReceived:
    if report.state == State.INCOMPLETE:
        for photo in photos if whole else ():
            evidence_service.receive(tx, photo)
        if not evidence.missing(photos):
            _complete(tx, report)
    extend(tx)
    return queries.received(tx, report, photos)


def _complete(tx: Tx, report: Report) -> None:
    """Nothing is missing any more: the system's own move."""
    report.state = State.SUBMITTED
    report.submitted_at = tx.now
    report.version += 1
    _ask_second(tx, report)
    record(tx, SUBMITTED, report, content_sha256=report.content_sha256, revision=report.revision)


def _ask_second(tx: Tx, report: Report) -> None:
    """Where the office asks for it, the others of the team are asked to confirm, and may see the photographs for it."""
    if report.mission_id is None or not rulebook.load(tx).second_inspector_confirms:
        return
    others = mission_queries.companions(tx, report.mission_id, report.author_id)
    report.confirm_needed = bool(others)
    evidence_service.show(tx, [photo.id for photo in queries.photos(tx, report)], others)


def _held_before(tx: Tx, report: Report, content: str) -> bool:
    query = select(ReportRevision.seq).where(ReportRevision.report_id == report.id, ReportRevision.content_sha256 == content)
    return tx.session.scalar(query) is not None


def _conflict(tx: Tx, report: Report, manifest: Manifest, content: str) -> ReportIdReused:
    """Keep the other content once, and refuse it."""
    query = select(ReportConflict.id).where(ReportConflict.report_id == report.id, ReportConflict.content_sha256 == content)
    if tx.session.scalar(query) is None:
        row = ReportConflict(
            report_id=report.id,
            actor_id=tx.actor.id,
            content_sha256=content,
            manifest=manifest.model_dump(mode="json"),
            size_bytes=len(manifest.model_dump_json()),
            received_at=tx.now,
        )
        tx.session.add(row)
        record(tx, "report.conflict", report, content_sha256=content)
    own = {"content_sha256": report.content_sha256} if report.author_id == tx.actor.id else {}
    return ReportIdReused(pointer="/id", **own)


def arrived(tx: Tx, report_id: UUID) -> State:
    """One of the report's photographs has been received: complete the report if it was the last; says its state."""
    report = queries.locked(tx, report_id)
    if report is None:
        raise NotFound
    if report.state == State.INCOMPLETE and not queries.awaits(tx, report):
        _complete(tx, report)
    return State(report.state)


def move(tx: Tx, report_id: UUID, asked: ReportMove) -> Report:
    """Confirm as the second of the team; accept, return or void as the office.

    Raises: NotFound, Forbidden, IllegalMove, ReportIncomplete, OwnReport, ReasonRequired, SecondAwaited, NotAwaited.
    """
    report = queries.get(tx, report_id, lock=True)
    if asked.verb == Verb.ACCEPT and report.state == State.INCOMPLETE:
        require(tx.actor, Permission.REPORT_REVIEW)
        raise ReportIncomplete(missing=[str(each) for each in evidence.missing(queries.photos(tx, report))])
    target = follow(MOVES, tx.actor, report.state, asked.verb)
    if asked.verb == Verb.CONFIRM:
        return _confirm(tx, report, target, asked.reason)
    if same_person(tx.actor, report.author_id) or (report.mission_id and mission_queries.of_its_team(tx, report.mission_id)):
        raise OwnReport
    if asked.verb != Verb.ACCEPT and not asked.reason:
        raise ReasonRequired(pointer="/reason")
    overridden = asked.verb == Verb.ACCEPT and seconds.of(tx, report) == Second.AWAITED
    if overridden and not asked.override_reason:
        raise SecondAwaited(pointer="/override_reason")
    if asked.verb == Verb.VOID:
        findings.withdraw_missing(tx, report.id, set())
    if asked.verb == Verb.ACCEPT and report.manifest["difficulties"]:
        enqueue(tx, ACCEPTED, slot=str(report.id), report_id=str(report.id))
    details = {"reason": asked.override_reason, "unconfirmed": True} if overridden else {"reason": asked.reason}
    _move(tx, report, target, asked.verb, **details)
    return report


def _confirm(tx: Tx, report: Report, target: str, note: str | None) -> Report:
    """Another member of the team was there and vouches for what the report says."""
    if not seconds.awaits_reader(tx, report):
        raise NotAwaited
    report.confirmed_by, report.confirmed_at = tx.actor.id, tx.now
    _move(tx, report, target, Verb.CONFIRM, reason=note)
    return report


def released(tx: Tx, report_id: UUID) -> None:
    """One of the report's findings went out with an order; the first time is the report's release."""
    report = tx.session.get_one(Report, report_id, with_for_update=True)
    if report.state == State.ACCEPTED:
        _move(tx, report, State.RELEASED, Verb.RELEASE)


def _move(tx: Tx, report: Report, target: str, verb: str, **details: Any) -> None:  # ruff: ignore[any-type]
    report.state = target
    report.version += 1
    record(tx, f"report.{verb}", report, **details)
