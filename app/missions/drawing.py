"""The verbs of a draw: lock, commit, draw, witness, hand to the mission, take back."""

from hashlib import sha256
from uuid import UUID

from app.access.policy import Permission, require
from app.audit.service import record
from app.core.db import Tx
from app.core.machine import IllegalMove, drive, follow
from app.core.problem import ReasonRequired
from app.missions import draw as pure
from app.missions import draw_queries, queries
from app.missions.checks import Post, check_people
from app.missions.drafts import SiteDraft
from app.missions.draw_errors import (
    DrawBroken,
    DrawExists,
    DrawIdReused,
    DrawIncomplete,
    NotDrawable,
    OutsidePlan,
    PublicNumberRequired,
    WitnessedAlready,
    WitnessNotApart,
)
from app.missions.draw_lists import locked
from app.missions.draw_models import DrawWitness, MissionDraw
from app.missions.draw_schemas import DrawDraft, DrawMove
from app.missions.draw_states import MOVES, State, Verb
from app.missions.models import Mission
from app.missions.planning import add_sites, set_team
from app.missions.sealing import seal, unseal
from app.missions.states import Part
from app.rulebook import queries as rulebook
from app.units import queries as units


def lock(tx: Tx, mission_id: UUID, draft: DrawDraft) -> tuple[MissionDraw, bool]:
    """Lock both lists; says whether the draw is new.

    Raises: NotFound, Forbidden, DrawIdReused, NotDrawable, DrawExists, CandidateTwice, UnknownUnit, OutsidePlan, UnknownPerson,
    NotFieldPerson, MemberOfTarget, TooFewCandidates.
    """
    mission = queries.get(tx, mission_id, lock=True)
    require(tx.actor, Permission.DRAW_RUN)
    held = tx.session.get(MissionDraw, draft.id)
    content = draft.content_sha256()
    if held is not None:
        if (held.mission_id, held.content_sha256) != (mission_id, content):
            raise DrawIdReused(pointer="/id")
        return held, False
    _require_drawable(mission)
    if (before := draw_queries.latest(tx, mission_id)) is not None and before.state != State.CANCELLED:
        raise DrawExists
    _check_candidates(tx, mission, draft)
    made = locked(tx, mission, draft)
    digest = pure.digest(made.lists)
    row = MissionDraw(
        id=draft.id, mission_id=mission_id, state=State.LOCKED, content_sha256=content, operator_id=tx.actor.id, lists=made.lists,
        digest=digest.hex(), commitment=pure.commitment(made.nonce, digest), secret=seal(tx, draft.id, made.secret),
        locked_at=tx.now, witnesses_needed=rulebook.load(tx).draw_witnesses, version=1,
    )  # fmt: skip
    tx.session.add(row)
    record(tx, "draw.locked", row, digest=row.digest)
    return row, True


def move(tx: Tx, mission_id: UUID, asked: DrawMove) -> MissionDraw:
    """A verb on a mission's draw.

    Raises: NotFound, Forbidden, IllegalMove, NotDrawable, PublicNumberRequired, WitnessNotApart, WitnessedAlready, DrawIncomplete,
    DrawBroken, ReasonRequired.
    """
    mission = queries.get(tx, mission_id, lock=True)
    row = draw_queries.get(tx, mission_id, lock=True)
    if asked.verb == Verb.ATTEST:
        raise IllegalMove(pointer="/verb", machine="draw", state=row.state, verb=asked.verb)
    target = follow(MOVES, tx.actor, row.state, asked.verb)
    details: dict[str, str] = {}
    if asked.verb == Verb.COMMIT:
        row.committed_at = tx.now
        details = {"commitment": row.commitment}
    elif asked.verb == Verb.DRAW:
        details = _draw(tx, row, asked)
    elif asked.verb == Verb.WITNESS:
        _witness(tx, row)
    elif asked.verb == Verb.ISSUE:
        _require_drawable(mission)
        _issue(tx, mission, row)
    else:
        if not asked.reason:
            raise ReasonRequired(pointer="/reason")
        row.cancelled_at, row.cancel_reason = tx.now, asked.reason
        details = {"reason": asked.reason}
    row.state = target
    row.version += 1
    record(tx, f"draw.{asked.verb}", row, **details)
    _attest_if_enough(tx, row)
    return row


def _require_drawable(mission: Mission) -> None:
    if not draw_queries.is_drawable(mission):
        raise NotDrawable(state=mission.state)


def _check_candidates(tx: Tx, mission: Mission, draft: DrawDraft) -> None:
    """The draw chooses within the approved plan (条例 Art. 15), among people who may be on its team.

    Raises: UnknownUnit, OutsidePlan, UnknownPerson, NotFieldPerson, MemberOfTarget.
    """
    targets = queries.units_of(tx, [mission.id], Part.TARGET).get(mission.id, [])
    for place, site in enumerate(draft.sites):
        unit = units.get(tx, site.unit_id, f"/sites/{place}/unit_id")
        if not any(unit.path.startswith(target.path) for target in targets):
            raise OutsidePlan(pointer=f"/sites/{place}/unit_id", unit=unit.name)
    people = [
        Post(f"/inspectors/{place}/user_id", each.user_id, Permission.MISSION_FIELD) for place, each in enumerate(draft.inspectors)
    ]
    check_people(tx, people, targets)


def _draw(tx: Tx, row: MissionDraw, asked: DrawMove) -> dict[str, str]:
    if not asked.public_number or not asked.public_source:
        raise PublicNumberRequired(pointer="/public_number" if not asked.public_number else "/public_source")
    held = pure.record(row.lists, nonce(tx, row), asked.public_number)
    row.public_number, row.public_source, row.drawn_at = asked.public_number, asked.public_source, tx.now
    row.seed, row.result = held["seed"], held["result"]
    return {"public_number": asked.public_number, "seed": held["seed"], "record_sha256": sha256(pure.canonical(held)).hexdigest()}


def nonce(tx: Tx, row: MissionDraw) -> bytes:
    """The secret behind the commitment."""
    return bytes.fromhex(unseal(tx, row.id, row.secret)["nonce"])


def _witness(tx: Tx, row: MissionDraw) -> None:
    if not draw_queries.apart(tx, row):
        raise WitnessNotApart
    if draw_queries.witnessed(tx, row):
        raise WitnessedAlready
    tx.session.add(DrawWitness(draw_id=row.id, user_id=tx.actor.id, at=tx.now))
    tx.session.flush()


def _attest_if_enough(tx: Tx, row: MissionDraw) -> None:
    """Once enough have witnessed, the system says so; an office that asks for none goes on at once."""
    if row.state == State.DRAWN and len(draw_queries.witnesses(tx, row.id)) >= row.witnesses_needed:
        row.state, row.witnessed_at = State(drive(MOVES, row.state, Verb.ATTEST)), tx.now
        record(tx, "draw.attest", row)


def _issue(tx: Tx, mission: Mission, row: MissionDraw) -> None:
    """Write what was drawn into the mission: sites in their order, sealed until opened, and the team."""
    if not row.result or not row.result["complete"]:
        raise DrawIncomplete
    if draw_queries.faults(tx, row, nonce(tx, row)):
        raise DrawBroken
    names = unseal(tx, row.id, row.secret)["sites"]
    chosen = [group["site"] for group in row.result["groups"]]
    people = [UUID(each) for group in row.result["groups"] for each in group["inspectors"]]
    held = queries.sites(tx, [mission.id]).get(mission.id, [])
    add_sites(tx, mission, [SiteDraft(id=UUID(each), **names[each]) for each in chosen], len(held))
    team = [each.user_id for each in queries.members(tx, [mission.id]).get(mission.id, [])]
    set_team(tx, mission, [*team, *people])
    mission.drawn_at = row.issued_at = tx.now
    mission.version += 1
    record(tx, "mission.drawn", mission, draw=str(row.id))
