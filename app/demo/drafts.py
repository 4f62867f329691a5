"""The story's seeds as the drafts the verbs take: exactly what a phone or an office page would send."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from random import Random
from uuid import UUID

from app.core.schema import Point
from app.demo import county, founding
from app.demo.county import demo_id
from app.demo.darkroom import taken
from app.demo.script import OrderSeed, Step
from app.demo.sentences import said, says
from app.demo.shapes import FindingSeed, PhotoSeed, TaskSeed, VisitSeed
from app.evidence.schemas import EvidenceDraft, Fix, FixSource, Label, Source
from app.findings.schemas import FindingDraft, Person
from app.findings.states import PersonKind, Severity
from app.rectification.schemas import OrderDraft, ReinspectionDraft, SubmissionDraft
from app.rectification.states import Channel, EvidenceRequirement, OrderClass, ReinspectionResult
from app.reports.schemas import Device, Difficulty, Positive, ReportSubmission, Site
from app.tasks.schemas import Instruction, MilestoneDraft, Target, TaskDraft, TaskSite
from app.tasks.states import AuthoritySide, Mode, Priority, SourceLevel, SourceType

Held = dict[str, tuple[str, int]]  # photograph's key: its SHA-256 and size in bytes
OPEN_TO_CLIENT = "-0"  # the first task of each area takes reports from the API client too
SITES = 5
TARGETS = {"project_construction-0": (("形象进度", "%", 100.0),), "environment-0": (("已封堵排口", "个", 16.0),)}
STEPS = (("step_plan", 60), ("step_half", 25), ("step_done", 3))  # a milestone's name, and days before the matter's last


def task(seed: TaskSeed) -> TaskDraft:
    """A matter with a handful of places to look at."""
    people = [demo_id("user", name) for name in seed.inspectors]
    if seed.key.endswith(OPEN_TO_CLIENT):
        people.append(founding.client_id())
    return TaskDraft(
        title=seed.title, source_type=SourceType(seed.source_type), source_level=SourceLevel(seed.source_level),
        source_ref=seed.source_ref, content=seed.content, focus_area=seed.area, priority=Priority(seed.priority),
        authority_side=AuthoritySide(seed.side), mode=Mode(seed.mode), lead_unit_id=_unit(seed.lead),
        assist_unit_ids=[_unit(key) for key in seed.assists], inspector_ids=people, due_on=seed.due_on, sites=list(_places(seed)),
        targets=[Target(name=name, unit=unit, target=wanted) for name, unit, wanted in TARGETS.get(seed.key, ())],
        milestones=[
            MilestoneDraft(id=demo_id("task-step", seed.key, days), name=says(name), due_on=seed.due_on - timedelta(days=days))
            for name, days in STEPS
        ] if seed.key in TARGETS else [],
        instruction=_instruction(seed) if seed.source_type == SourceType.LEADER_INSTRUCTION else None,
    )  # fmt: skip


def _instruction(seed: TaskSeed) -> Instruction:
    """A leader's word 批示, to be answered for by the matter's own day."""
    leader = next(account for account in county.accounts() if account.role == "county_leader")
    return Instruction(
        leader_id=demo_id("user", leader.username), leader=leader.name, post=leader.post, given_on=seed.created_on,
        text=says("instruction"), report_back=True, report_back_on=seed.due_on,
    )  # fmt: skip


def _places(seed: TaskSeed) -> Iterable[TaskSite]:
    rng = Random(f"places-{seed.key}")
    villages = [place for place in county.units().values() if place.kind in {"village", "community"}]
    for place in rng.sample(villages, SITES):
        yield TaskSite(name=place.name, unit_id=place.id, location=Point(lat=place.lat, lon=place.lon))


def report(visit: VisitSeed, held: Held) -> ReportSubmission:
    """A whole report as the phone sends it."""
    place = county.units()[visit.site_unit]
    return ReportSubmission(
        id=visit.id, task_id=demo_id("task", visit.task),
        mission_id=demo_id("mission", visit.mission) if visit.mission else None,
        started_at=visit.started_at, finished_at=visit.finished_at,
        site=Site(name=visit.site_name, unit_id=place.id, location=Point(lat=visit.lat, lon=visit.lon)),
        summary=visit.summary, no_problem_statement=visit.no_problem,
        device=Device(name="Yunxiu Y7", app_version="0.1.0", clock_skew_ms=visit.skew_ms),
        evidence=[evidence(photo, held) for photo in visit.photos],
        findings=[_finding(finding, visit) for finding in visit.findings],
        positives=[Positive(title=title, facts=facts) for title, facts in visit.positives],
        difficulties=[Difficulty(unit_id=_unit(unit), text=text) for unit, text in visit.difficulties],
    )  # fmt: skip


def evidence(photo: PhotoSeed, held: Mapping[str, tuple[str, int]]) -> EvidenceDraft:
    """One line of a manifest."""
    sha256, size = held[photo.key]
    return EvidenceDraft(
        id=photo.id, sha256=sha256, size_bytes=size, media_type="image/jpeg", captured_at=photo.taken_at,
        location=_fix(photo), source=Source(photo.source), label=Label(photo.label),
    )  # fmt: skip


def _fix(photo: PhotoSeed) -> Fix | None:
    if photo.accuracy_m is None:
        return None
    at = photo.taken_at - timedelta(seconds=4)
    return Fix(lat=photo.lat, lon=photo.lon, accuracy_m=photo.accuracy_m, fixed_at=at, source=FixSource.GPS)


def _finding(seed: FindingSeed, visit: VisitSeed) -> FindingDraft:
    ids = {photo.key: photo.id for photo in visit.photos}
    return FindingDraft(
        id=seed.id, focus_area=seed.area, category=seed.category, facts=seed.facts, cause=seed.cause, suggestion=seed.suggestion,
        severity=Severity(seed.severity), responsible_unit_id=_unit(seed.unit),
        responsible_persons=[Person(post=post, kind=PersonKind(kind)) for post, kind in seed.persons],
        evidence_ids=[ids[key] for key in seed.photos], on_the_spot_fixed=seed.fixed_on_the_spot,
    )  # fmt: skip


def order(seed: OrderSeed) -> OrderDraft:
    """What the office decides when issuing."""
    rng = Random(f"issue-{seed.key}")
    need = EvidenceRequirement.PHOTO if seed.photo_reason else rng.choice((EvidenceRequirement.NONE, EvidenceRequirement.DOCUMENT))
    return OrderDraft.model_validate(
        {
            "id": seed.id, "finding_ids": [finding.id for finding in seed.findings], "unit_id": _unit(seed.unit),
            "class": OrderClass(seed.order_class), "due_on": seed.due_on, "requirements": said("requirements", rng),
            "evidence_requirement": need, "necessity_reason": seed.photo_reason,
        }
    )  # fmt: skip


def submission(seed: OrderSeed, step: Step, held: Held) -> SubmissionDraft:
    """A unit's answer."""
    rng = Random(f"answer-{seed.key}-{step.turn}")
    return SubmissionDraft(
        id=demo_id("submission", seed.key, step.turn), measures=said("measures", rng), result=said("result", rng),
        long_term_mechanism=said("long_term", rng), truth_statement=True, signed_by=principal(seed.unit),
        channel=rng.choice((Channel.APP, Channel.WEB)), evidence=[evidence(photo, held) for photo in taken(step)],
    )  # fmt: skip


def reinspection(seed: FindingSeed, step: Step, result: ReinspectionResult, note: str, held: Held) -> ReinspectionDraft:
    """A second look."""
    lat, lon = seed.spot
    return ReinspectionDraft(
        id=demo_id("reinspection", step.deed, seed.key), result=result, note=note, inspected_at=step.at,
        location=Point(lat=lat, lon=lon), evidence=[evidence(photo, held) for photo in taken(step)],
    )  # fmt: skip


def principal(unit: str) -> str:
    """Name of a unit's head."""
    heads = (account.name for account in county.accounts() if account.unit == unit and account.role == "unit_principal")
    return next(heads, county.person(f"head-{unit}"))


def _unit(key: str) -> UUID:
    return county.units()[key].id
