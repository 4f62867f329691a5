"""What becomes of an order beside answering it: more time, objections, stays."""

from collections.abc import Callable
from typing import NamedTuple

from app.calendar import queries as calendar
from app.core.db import Tx
from app.demo import county
from app.demo.county import demo_id
from app.demo.script import OrderSeed, Scene
from app.demo.sentences import says
from app.demo.shapes import Ending
from app.rectification import extending, issuing, objecting, stopping
from app.rectification import queries as orders
from app.rectification.part_schemas import ExtensionDraft, ExtensionMove, ObjectionDraft, ObjectionMove
from app.rectification.states import ExtensionVerb, ObjectionVerb, Verb

AT_NIGHT = 24  # the hour of what happens at the end of a day
YESTERDAY = -1
REASSIGNED_TO = "水务局"


class Act(NamedTuple):
    """An act, so many working days after the issue, at an hour."""

    days: int
    hour: int
    scene: Scene


def acts(order: OrderSeed) -> list[Act]:
    """Everything that happens to it, in order."""
    return [
        Act(days, hour, Scene(f"{order.key}-{name}", who if who != UNIT else county.contact(order.unit), make(order)))
        for days, hour, name, who, make in TOLD.get(order.ending, ())
    ]


UNIT = "unit"  # whoever answers for the ordered unit
Make = Callable[[OrderSeed], Callable[[Tx], object]]


def _file(working_days: int) -> Make:
    def make(order: OrderSeed) -> Callable[[Tx], object]:
        def act(tx: Tx) -> object:
            due_on = calendar.load(tx).add(orders.get(tx, order.id).due_on, working_days)
            draft = ExtensionDraft(
                id=demo_id("extension", order.key), reason=says("extension_reason"), progress=says("extension_progress"),
                new_due_on=due_on, signed_by=county.person(f"head-{order.unit}"),
            )  # fmt: skip
            return extending.file(tx, order.id, draft)

        return act

    return make


def _move(verb: ExtensionVerb, words: str | None = None) -> Make:
    def make(order: OrderSeed) -> Callable[[Tx], object]:
        asked = ExtensionMove(verb=verb, reason=says(words) if words else None)
        return lambda tx: extending.move(tx, order.id, demo_id("extension", order.key), asked)

    return make


def _escalate(order: OrderSeed) -> Callable[[Tx], object]:
    return lambda tx: extending.escalate(tx, demo_id("extension", order.key))


def _object(order: OrderSeed) -> Callable[[Tx], object]:
    suggested = county.units()[REASSIGNED_TO].id if order.unit != REASSIGNED_TO else None
    draft = ObjectionDraft(id=demo_id("objection", order.key), reason=says("objection"), suggested_unit_id=suggested)
    return lambda tx: objecting.file(tx, order.id, draft)


def _decide(verb: ObjectionVerb, words: str) -> Make:
    def make(order: OrderSeed) -> Callable[[Tx], object]:
        unit = county.units()[REASSIGNED_TO].id if verb == ObjectionVerb.REASSIGN else None
        asked = ObjectionMove(verb=verb, reason=says(words), unit_id=unit, responsible_persons=[])
        return lambda tx: objecting.move(tx, order.id, demo_id("objection", order.key), asked)

    return make


def _sign(order: OrderSeed) -> Callable[[Tx], object]:
    return lambda tx: issuing.sign(tx, order.id)


def _stop(verb: Verb, words: str) -> Make:
    return lambda order: lambda tx: stopping.move(tx, order.id, verb, says(words))


E, V = Ending, ExtensionVerb
_REFUSED = _decide(ObjectionVerb.REFUSE, "objection_refused")
_UPHELD = _decide(ObjectionVerb.REASSIGN, "objection_upheld")
TOLD: dict[Ending, tuple[tuple[int, int, str, str | None, Make], ...]] = {
    E.EXTENDED: ((8, 10, "file", UNIT, _file(4)), (9, 15, "grant", "reviewer", _move(V.GRANT, "extension_granted"))),
    E.EXTENDED_DIRECTOR: ((5, 10, "file", UNIT, _file(10)), (7, 15, "grant", "director", _move(V.GRANT, "extension_granted"))),
    E.EXTENDED_LEADER: ((5, 11, "file", UNIT, _file(20)), (7, 16, "grant", "approver", _move(V.GRANT, "extension_granted"))),
    E.EXTENSION_REFUSED: ((12, 10, "file", UNIT, _file(5)), (13, 15, "refuse", "reviewer", _move(V.REFUSE, "extension_refused"))),
    E.EXTENSION_ASKED: ((YESTERDAY, 15, "file", UNIT, _file(5)),),
    E.EXTENSION_ESCALATED: ((4, 14, "file", UNIT, _file(8)), (7, AT_NIGHT, "escalate", None, _escalate)),
    E.EXTENSION_WITHDRAWN: ((4, 14, "file", UNIT, _file(5)), (5, 14, "withdraw", UNIT, _move(V.WITHDRAW))),
    E.OBJECTED: ((1, 15, "object", UNIT, _object),),
    E.OBJECTION_REFUSED: ((1, 15, "object", UNIT, _object), (2, 10, "decide", "director", _REFUSED)),
    E.REASSIGNED: (
        (1, 15, "object", UNIT, _object), (2, 10, "decide", "director", _UPHELD),
        (3, 9, "sign-again", county.contact(REASSIGNED_TO), _sign),
    ),
    E.SUSPENDED: ((5, 11, "suspend", "director", _stop(Verb.SUSPEND, "suspended")),),
    E.LIFTED: (
        (3, 11, "suspend", "director", _stop(Verb.SUSPEND, "suspended")), (7, 11, "lift", "director", _stop(Verb.LIFT, "lifted")),
    ),
}  # fmt: skip
