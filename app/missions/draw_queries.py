"""Every SELECT over draws; whoever asks has been let into the mission."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, may
from app.core.actor import same_person
from app.core.db import Tx
from app.core.machine import open_moves
from app.core.problem import NotFound
from app.identity import queries as identity
from app.missions import draw as pure
from app.missions.draw_models import DrawWitness, MissionDraw
from app.missions.draw_schemas import (
    DrawCandidate,
    DrawEarlier,
    DrawGroup,
    DrawLists,
    DrawOut,
    DrawPassed,
    DrawPerson,
    DrawTally,
    DrawWitnessOut,
)
from app.missions.draw_states import COMPUTED, MOVES, State, Verb
from app.missions.models import Mission, MissionSite
from app.missions.sealing import unseal
from app.missions.states import State as MissionState
from app.units import queries as units


def latest(tx: Tx, mission_id: UUID) -> MissionDraw | None:
    """The mission's newest draw."""
    query = select(MissionDraw).where(MissionDraw.mission_id == mission_id)
    return tx.session.scalar(query.order_by(MissionDraw.locked_at.desc(), MissionDraw.id).limit(1))


def get(tx: Tx, mission_id: UUID, *, lock: bool = False) -> MissionDraw:
    """The mission's newest draw. Raises: NotFound."""
    row = latest(tx, mission_id)
    if row is None:
        raise NotFound
    if lock:
        tx.session.refresh(row, with_for_update=True)
    return row


def is_drawable(row: Mission) -> bool:
    """Whether its sites and people may be drawn: approved, and not sent out."""
    return row.state == MissionState.APPROVED


def drawable(tx: Tx, row: Mission) -> bool:
    """Whether the reader may lock the lists of a draw now: none stands."""
    if not may(tx.actor, Permission.DRAW_RUN) or not is_drawable(row):
        return False
    before = latest(tx, row.id)
    return before is None or before.state == State.CANCELLED


def draws(tx: Tx, row: Mission) -> bool:
    """Whether the mission asks for a draw that the reader runs or witnesses, and has one or may be given one."""
    part = may(tx.actor, Permission.DRAW_RUN) or may(tx.actor, Permission.DRAW_WITNESS)
    return part and bool(row.draw_required) and (is_drawable(row) or latest(tx, row.id) is not None)


def handed_on(tx: Tx, mission_ids: Iterable[UUID]) -> set[UUID]:
    """The sites that came out of a draw: nobody but the director reads their names before they are opened."""
    query = select(MissionDraw).where(MissionDraw.mission_id.in_(list(mission_ids)), MissionDraw.state == State.ISSUED)
    return {UUID(group["site"]) for row in tx.session.scalars(query) if row.result for group in row.result["groups"]}


def witnesses(tx: Tx, draw_id: UUID) -> Sequence[DrawWitness]:
    """Who confirmed, in their order."""
    query = select(DrawWitness).where(DrawWitness.draw_id == draw_id).order_by(DrawWitness.at, DrawWitness.user_id)
    return tx.session.scalars(query).all()


def apart(tx: Tx, row: MissionDraw) -> bool:
    """Whether the actor neither runs the draw nor may be drawn, nor is bound to anybody who does by a delegation in force."""
    concerned = [row.operator_id, *(UUID(each["id"]) for each in row.lists["inspectors"])]
    return not any(same_person(tx.actor, each) for each in concerned)


def witnessed(tx: Tx, row: MissionDraw) -> bool:
    """Whether the actor has confirmed already, himself or through the one he is bound to: two witnesses are two people."""
    return any(same_person(tx.actor, each.user_id) for each in witnesses(tx, row.id))


def record(row: MissionDraw, nonce: bytes) -> dict[str, Any]:
    """The draw's record as it is stored, the secret opened."""
    return {
        "algorithm": pure.ALGORITHM, "lists": row.lists, "digest": row.digest, "nonce": nonce.hex(), "commitment": row.commitment,
        "public_number": row.public_number, "seed": row.seed, "result": row.result,
    }  # fmt: skip


def faults(tx: Tx, row: MissionDraw, nonce: bytes) -> list[str]:
    """What a replay of the stored record finds different, the hidden names included; empty says 一致."""
    held = unseal(tx, row.id, row.secret)
    key = bytes.fromhex(held["key"])
    seals = {site["id"]: site["seal"] for site in row.lists["sites"]}
    words = {each: {name: said[name] for name in ("name", "address", "location")} for each, said in held["sites"].items()}
    hidden = all(pure.token(key, pure.canonical(said).decode()) == seals.get(each) for each, said in words.items())
    return pure.replay(record(row, nonce)) + ([] if hidden else ["names"])


def out(tx: Tx, row: MissionDraw) -> DrawOut:
    """A draw as the reader may see it."""
    lists = pure.read(row.lists)
    computed = row.state in COMPUTED or (row.state == State.CANCELLED and row.result is not None)
    people = identity.names(tx, [UUID(each.id) for each in lists.inspectors] + [row.operator_id])
    result: dict[str, Any] = row.result or {"groups": [], "passed": [], "excluded": [], "complete": None}
    values = {
        name: getattr(row, name) for name in DrawOut.model_fields if hasattr(row, name) and name not in {"lists", "commitment"}
    }
    return DrawOut(
        **values,
        operator=DrawPerson(id=row.operator_id, name=people.get(row.operator_id, "")),
        lists=_lists(lists, result, people),
        commitment=row.commitment if row.committed_at else None,
        complete=result["complete"],
        replayed=not faults(tx, row, bytes.fromhex(unseal(tx, row.id, row.secret)["nonce"])) if computed else None,
        groups=_groups(tx, row, lists, people),
        passed=[DrawPassed(group=each["group"], name=people.get(_person(each["who"], people)), reason=each["reason"])
                for each in result["passed"]],
        witnesses=_witnesses(tx, row),
        earlier=_earlier(tx, row),
        moves=[Verb(verb) for verb in _offered(tx, row)],
    )  # fmt: skip


def _person(who: str, people: dict[UUID, str]) -> UUID:
    """The person behind a hit; nobody's id for a site's."""
    return UUID(who) if UUID(who) in people else UUID(int=0)


def _offered(tx: Tx, row: MissionDraw) -> list[str]:
    blocked = set() if apart(tx, row) and not witnessed(tx, row) else {Verb.WITNESS}
    if row.result and not row.result["complete"]:
        blocked |= {Verb.ISSUE, Verb.WITNESS}
    return [verb for verb in open_moves(MOVES, tx.actor, row.state) if verb not in blocked]


def _lists(lists: pure.Lists, result: dict[str, Any], people: dict[UUID, str]) -> DrawLists:
    weights = Counter(site.weight for site in lists.sites)
    drawn = {each for group in result["groups"] for each in group["inspectors"]}
    recent = pure.months_before(date.fromisoformat(lists.on), lists.rules.recent_months).isoformat()
    return DrawLists(
        sites=len(lists.sites),
        sites_recent=sum(site.last_visited is not None and site.last_visited >= recent for site in lists.sites),
        weights=[DrawTally(weight=weight, count=count) for weight, count in sorted(weights.items())],
        townships=len({site.township for site in lists.sites}),
        inspectors=[
            DrawCandidate(
                id=UUID(each.id), name=people.get(UUID(each.id), ""), away=each.away, drawn=each.id in drawn,
                recusals=len(each.recusals),
            )
            for each in lists.inspectors
        ],
        recent_months=lists.rules.recent_months, per_township_max=lists.rules.per_township_max,
        recusal_years=lists.rules.recusal_years, sites_wanted=lists.sites_wanted, inspectors_per_site=lists.inspectors_per_site,
    )  # fmt: skip


def _groups(tx: Tx, row: MissionDraw, lists: pure.Lists, people: dict[UUID, str]) -> list[DrawGroup]:
    if not row.result:
        return []
    names = unseal(tx, row.id, row.secret)["sites"]
    ids = [UUID(group["site"]) for group in row.result["groups"]]
    opened = set(tx.session.scalars(select(MissionSite.id).where(MissionSite.id.in_(ids), MissionSite.opened_at.is_not(None))))
    homes = units.by_ids(tx, [UUID(names[str(each)]["unit_id"]) for each in ids])
    director = row.state == State.ISSUED and may(tx.actor, Permission.MISSION_DECIDE)
    groups = []
    for number, group in enumerate(row.result["groups"], 1):
        site = UUID(group["site"])
        told = site in opened or director
        home = homes.get(UUID(names[group["site"]]["unit_id"]))
        groups.append(
            DrawGroup(
                number=number, site_id=site, site_name=names[group["site"]]["name"] if told else None,
                unit_name=home.name if told and home else None, opened=site in opened,
                inspectors=[DrawPerson(id=UUID(each), name=people.get(UUID(each), "")) for each in group["inspectors"]],
                together_on=_together(lists, group["inspectors"]),
            )
        )  # fmt: skip
    return groups


def _together(lists: pure.Lists, group: Sequence[str]) -> date | None:
    """The last day any two of a group went out together, as far as the locked list knows."""
    days = [pair.on for pair in lists.pairs if pair.first in group and pair.second in group]
    return date.fromisoformat(max(days)) if days else None


def _witnesses(tx: Tx, row: MissionDraw) -> list[DrawWitnessOut]:
    rows = witnesses(tx, row.id)
    names = identity.names(tx, [each.user_id for each in rows])
    return [DrawWitnessOut(id=each.user_id, name=names.get(each.user_id, ""), at=each.at) for each in rows]


def _earlier(tx: Tx, row: MissionDraw) -> list[DrawEarlier]:
    query = select(MissionDraw).where(
        MissionDraw.mission_id == row.mission_id, MissionDraw.id != row.id, MissionDraw.state == State.CANCELLED
    )  # fmt: skip
    return [
        DrawEarlier(
            id=each.id, commitment=each.commitment if each.committed_at else None, locked_at=each.locked_at, drawn_at=each.drawn_at,
            cancelled_at=each.cancelled_at or each.locked_at, reason=each.cancel_reason or "",
        )
        for each in tx.session.scalars(query.order_by(MissionDraw.locked_at))
    ]  # fmt: skip
