"""Each deed of the story as one call of the verb that does it in the program."""

from collections.abc import Callable, Mapping
from datetime import datetime
from random import Random
from typing import cast
from uuid import UUID

from app.core.db import Tx
from app.core.files import Files, Staged
from app.demo import county, drafts
from app.demo.drafts import Held
from app.demo.founding import FOUNDER
from app.demo.script import Deed, OrderSeed, Scene, Step
from app.demo.sentences import said
from app.demo.shapes import FindingSeed, TaskSeed, VisitSeed
from app.demo.story import unsent
from app.evidence import service as evidence
from app.findings import queries as findings
from app.findings.schemas import FindingDecision
from app.findings.states import Severity
from app.findings.states import Verb as FindingVerb
from app.identity.queries import actor_of
from app.rectification import answering, issuing, looking, stopping
from app.rectification.schemas import OrderMove
from app.rectification.states import ReinspectionResult
from app.rectification.states import Verb as OrderVerb
from app.reports import service as reports
from app.reports.schemas import ReportMove
from app.reports.states import Verb as ReportVerb
from app.tasks import moving
from app.tasks import service as tasks
from app.tasks.schemas import Responsible, TaskMove
from app.tasks.states import TaskVerb

REVIEWER, DIRECTOR = "reviewer", "director"
LOOKERS = ("inspector", "leader1")


def keep(files: Files, data: Mapping[str, bytes]) -> Held:
    """Put the photographs of a deed on disk, durably, as an upload would."""
    held: Held = {}
    for key, content in data.items():
        staged = Staged(files.arriving())
        try:
            staged.append([content])
            files.keep(staged)
            held[key] = (staged.sha256, staged.size)
        finally:
            staged.close()
            files.discard(staged.path)
    return held


def do(tx: Tx, step: Step, held: Held) -> None:
    """Do one deed in the open transaction, whose clock says `step.at`."""
    DOERS[step.deed](tx, step, held)
    tx.session.flush()


def _task(tx: Tx, step: Step, _held: Held) -> None:
    seed = cast("TaskSeed", step.subject)
    _act(tx, DIRECTOR)
    tasks.put(tx, seed.id, drafts.task(seed), None)


def _sign_task(tx: Tx, step: Step, _held: Held) -> None:
    seed = cast("TaskSeed", step.subject)
    _act(tx, answerer(seed.lead))
    moving.move(tx, seed.id, TaskMove(verb=TaskVerb.SIGN, responsible_persons=[]))


def _start_task(tx: Tx, step: Step, _held: Held) -> None:
    seed = cast("TaskSeed", step.subject)
    _act(tx, answerer(seed.lead))
    person = Responsible(name=county.person(f"line-{seed.lead}"), post="分管负责人")
    moving.move(tx, seed.id, TaskMove(verb=TaskVerb.START, responsible_persons=[person]))


def _report(tx: Tx, step: Step, held: Held) -> None:
    visit = cast("VisitSeed", step.subject)
    _act(tx, visit.author)
    if not unsent(visit):
        reports.put_whole(tx, drafts.report(visit, held))
        return
    reports.put(tx, visit.id, drafts.report(visit, held).manifest())
    for photo in visit.photos:
        if photo.key not in unsent(visit):
            evidence.receive(tx, evidence.awaited(tx, photo.id))
    reports.arrived(tx, visit.id)


def _review(verb: ReportVerb, reason: str | None) -> Callable[[Tx, Step, Held], None]:
    def review(tx: Tx, step: Step, _held: Held) -> None:
        visit = cast("VisitSeed", step.subject)
        _act(tx, REVIEWER)
        reports.move(tx, visit.id, ReportMove(verb=verb, reason=_said(reason, visit.key, step.at) if reason else None))

    return review


def _decide(verb: FindingVerb, reason: str | None) -> Callable[[Tx, Step, Held], None]:
    def decide(tx: Tx, step: Step, _held: Held) -> None:
        finding = cast("FindingSeed", step.subject)
        _act(tx, DIRECTOR)
        words = _said(reason, finding.key, step.at) if reason else None
        answering.decide(tx, finding.id, FindingDecision(verb=verb, reason=words))

    return decide


def _issue(tx: Tx, step: Step, _held: Held) -> None:
    _act(tx, DIRECTOR)
    issuing.issue(tx, drafts.order(cast("OrderSeed", step.subject)))


def _sign(tx: Tx, step: Step, _held: Held) -> None:
    order = cast("OrderSeed", step.subject)
    _act(tx, county.contact(order.unit))
    issuing.sign(tx, order.id)


def _auto_sign(tx: Tx, step: Step, _held: Held) -> None:
    tx.actor = FOUNDER
    issuing.auto_sign(tx, cast("OrderSeed", step.subject).id)


def _answer(tx: Tx, step: Step, held: Held) -> None:
    order = cast("OrderSeed", step.subject)
    _act(tx, county.contact(order.unit))
    draft = drafts.submission(order, step, held)
    answering.submit(tx, order.id, draft)
    _arrived(tx, [line.id for line in draft.evidence])


def _judge(verb: OrderVerb, words: str) -> Callable[[Tx, Step, Held], None]:
    def judge(tx: Tx, step: Step, _held: Held) -> None:
        order = cast("OrderSeed", step.subject)
        serious = verb is OrderVerb.ACCEPT and any(each.severity == Severity.SERIOUS for each in findings.of_orders(tx, [order.id]))
        _act(tx, DIRECTOR if serious else REVIEWER)
        answering.judge(tx, order.id, OrderMove(verb=verb, reason=_said(words, order.key, step.at)))

    return judge


def _cancel(tx: Tx, step: Step, _held: Held) -> None:
    order = cast("OrderSeed", step.subject)
    _act(tx, DIRECTOR)
    stopping.cancel(tx, order.id, _said("cancel", order.key, step.at))


def _look(result: ReinspectionResult, words: str) -> Callable[[Tx, Step, Held], None]:
    def look(tx: Tx, step: Step, held: Held) -> None:
        finding = cast("FindingSeed", step.subject)
        _act(tx, next(name for name in LOOKERS if name != finding.author))
        fake = result is not ReinspectionResult.RECTIFIED and finding.key == "told-3"
        chosen, said_as = (ReinspectionResult.FAKE, "fake") if fake else (result, words)
        draft = drafts.reinspection(finding, step, chosen, _said(said_as, finding.key, step.at), held)
        looking.reinspect(tx, finding.id, draft)
        _arrived(tx, [line.id for line in draft.evidence])

    return look


def _scene(tx: Tx, step: Step, _held: Held) -> None:
    scene = cast("Scene", step.subject)
    tx.actor = FOUNDER
    if scene.who is not None:
        _act(tx, scene.who)
    scene.act(tx)


def _arrived(tx: Tx, ids: list[UUID]) -> None:
    tx.session.flush()
    for each in ids:
        row = evidence.awaited(tx, each)
        evidence.receive(tx, row)
        answering.evidence_arrived(tx, row.owner_kind, row.owner_id)


def _act(tx: Tx, username: str) -> None:
    tx.actor = actor_of(tx, username)


def _said(name: str, key: str, at: datetime) -> str:
    return said(name, Random(f"{name}-{key}"), {"day": f"{at.month}月{at.day}日"})


def answerer(unit: str) -> str:
    """Who acts for a unit: its contact, or the office entering what came on paper."""
    known = {account.unit for account in county.accounts() if account.role in county.ANSWERING}
    return county.contact(unit) if unit in known else REVIEWER


DOERS: dict[Deed, Callable[[Tx, Step, Held], None]] = {
    Deed.TASK: _task,
    Deed.SIGN_TASK: _sign_task,
    Deed.START_TASK: _start_task,
    Deed.REPORT: _report,
    Deed.ACCEPT_REPORT: _review(ReportVerb.ACCEPT, None),
    Deed.RETURN_REPORT: _review(ReportVerb.RETURN, "return_report"),
    Deed.VOID_REPORT: _review(ReportVerb.VOID, "void_report"),
    Deed.CONFIRM: _decide(FindingVerb.CONFIRM, None),
    Deed.REJECT: _decide(FindingVerb.REJECT, "reject"),
    Deed.ISSUE: _issue,
    Deed.SIGN: _sign,
    Deed.AUTO_SIGN: _auto_sign,
    Deed.ANSWER: _answer,
    Deed.RETURN_ANSWER: _judge(OrderVerb.RETURN, "return_submission"),
    Deed.RECHECK: _look(ReinspectionResult.RECTIFIED, "recheck"),
    Deed.ACCEPT_ANSWER: _judge(OrderVerb.ACCEPT, "accept"),
    Deed.CLOSE: _decide(FindingVerb.CLOSE, "close"),
    Deed.RELAPSE: _look(ReinspectionResult.RELAPSED, "relapse"),
    Deed.CANCEL: _cancel,
    Deed.ACT: _scene,
}
