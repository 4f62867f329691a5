"""What a draw is locked on: candidates turned into tokens, with everything the program knows of them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from app.core.clock import legal_date, start_of_day
from app.core.db import Tx
from app.identity.recusal import Kept, Recusal, registered
from app.missions import draw as pure
from app.missions.draw_errors import CandidateTwice, TooFewCandidates
from app.missions.draw_models import MissionDraw
from app.missions.draw_schemas import DrawDraft, DrawInspector, DrawSite
from app.missions.draw_states import State
from app.missions.models import Mission, MissionMember, MissionSite
from app.rulebook import queries as rulebook
from app.seals.models import Seal
from app.units import queries as units
from app.units.models import Unit
from app.units.schemas import UnitKind

TOWNSHIPS = frozenset({UnitKind.TOWNSHIP, UnitKind.SUBDISTRICT})
KEY_BYTES = 32
GROUNDS = {
    Recusal.OWN_UNIT: pure.Ground.OWN_UNIT, Recusal.FORMER_UNIT: pure.Ground.FORMER_UNIT, Recusal.KIN: pure.Ground.KIN,
    Recusal.INTEREST: pure.Ground.DECLARED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Locked:
    """The lists, and what stays secret: the nonce until the draw, the key and the names until the sites are opened."""

    lists: dict[str, Any]
    nonce: bytes
    secret: dict[str, Any]


def locked(tx: Tx, mission: Mission, draft: DrawDraft) -> Locked:
    """Turn candidates into lists. Raises: CandidateTwice, UnknownUnit, TooFewCandidates."""
    _once([site.id for site in draft.sites], "/sites")
    _once([each.user_id for each in draft.inspectors], "/inspectors")
    nonce, key = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES)
    rules = rulebook.load(tx)
    tree = {unit.path: unit for unit in tx.session.scalars(select(Unit))}
    homes = [units.get(tx, site.unit_id, f"/sites/{place}/unit_id") for place, site in enumerate(draft.sites)]
    seen = _last_visits(tx, mission, {home.id for home in homes})
    lists = pure.Lists(
        draw=str(draft.id), on=legal_date(tx.now).isoformat(),
        sites=tuple(_site(key, site, home, tree, seen) for site, home in zip(draft.sites, homes, strict=True)),
        inspectors=tuple(_inspector(tx, key, each, place) for place, each in enumerate(draft.inspectors)),
        pairs=_pairs(tx, mission, [each.user_id for each in draft.inspectors]),
        rules=pure.DrawRules(rules.draw_recent_months, rules.draw_per_township_max, rules.recusal_years),
        sites_wanted=draft.sites_wanted, inspectors_per_site=draft.inspectors_per_site,
    )  # fmt: skip
    _enough(lists)
    names = {str(site.id): sealed_words(site) | {"unit_id": str(site.unit_id)} for site in draft.sites}
    return Locked(pure.written(lists), nonce, {"nonce": nonce.hex(), "key": key.hex(), "sites": names})


def sealed_words(site: DrawSite) -> dict[str, Any]:
    """What a mission's site keeps secret."""
    return {"name": site.name, "address": site.address, "location": site.location.model_dump() if site.location else None}


def _once(ids: Sequence[UUID], pointer: str) -> None:
    for place, each in enumerate(ids):
        if each in ids[:place]:
            raise CandidateTwice(pointer=f"{pointer}/{place}")


def _site(key: bytes, site: DrawSite, home: Unit, tree: dict[str, Unit], seen: dict[UUID, date]) -> pure.Site:
    above = _line(home.path, tree)
    town = next((unit for unit in above if unit.kind in TOWNSHIPS), home)
    visits = [day for day in (site.last_visited_on, seen.get(home.id)) if day]
    return pure.Site(
        id=str(site.id), seal=pure.token(key, pure.canonical(sealed_words(site)).decode()),
        units=tuple(pure.token(key, str(unit.id)) for unit in above), township=pure.token(key, str(town.id)), weight=site.weight,
        last_visited=max(visits).isoformat() if visits else None,
    )  # fmt: skip


def _line(path: str, tree: dict[str, Unit]) -> list[Unit]:
    """A unit and all above it, itself first."""
    nodes = path.strip("/").split("/")
    paths = ["/" + "/".join(nodes[: length + 1]) + "/" for length in range(len(nodes))]
    return [tree[each] for each in reversed(paths) if each in tree]


def _inspector(tx: Tx, key: bytes, given: DrawInspector, place: int) -> pure.Inspector:
    """What the records keep him away from, and what the office adds for this draw."""
    added = [
        *(Kept(each.unit_id, Recusal.FORMER_UNIT, each.until) for each in given.former_units),
        *(Kept(unit, Recusal.KIN, None) for unit in given.kin_unit_ids),
        *(Kept(unit, Recusal.INTEREST, None) for unit in given.declared_unit_ids),
    ]
    for each in added:
        units.get(tx, each.unit_id, f"/inspectors/{place}")
    kept = dict.fromkeys([*registered(tx, given.user_id), *added])
    recusals = [
        pure.Recusal(pure.token(key, str(each.unit_id)), GROUNDS[each.why].value, each.until.isoformat() if each.until else None)
        for each in kept
    ]
    return pure.Inspector(str(given.user_id), given.away, tuple(recusals))


def _others(mission: Mission) -> Select[Any]:
    """The missions a draw may know of, whoever runs it: the list is read by its whole mission, and replayed by anybody later."""
    return select(Seal.id).where(Seal.broken_at.is_not(None), Seal.id != mission.id)


def _last_visits(tx: Tx, mission: Mission, unit_ids: set[UUID]) -> dict[UUID, date]:
    """When a site of each unit was last opened in the field, on any other mission that is no secret any more."""
    query = select(MissionSite.unit_id, func.max(MissionSite.opened_at)).where(
        MissionSite.unit_id.in_(unit_ids), MissionSite.opened_at.is_not(None), MissionSite.mission_id.in_(_others(mission))
    )  # fmt: skip
    return {unit: legal_date(at) for unit, at in tx.session.execute(query.group_by(MissionSite.unit_id)) if unit and at}


def _pairs(tx: Tx, mission: Mission, people: Sequence[UUID]) -> tuple[pure.Pair, ...]:
    """Who of the list went out together of late, as far as it is known: in a drawn group, or on a team without a draw."""
    today = legal_date(tx.now)
    since = start_of_day(pure.months_before(today, rulebook.load(tx).draw_recent_months))
    last: dict[tuple[str, str], date] = {}
    together: list[tuple[date, list[str]]] = [*_drawn_groups(tx, mission, since), *_teams(tx, mission, since)]
    for day, group in together:
        known = sorted(set(group) & {str(each) for each in people})
        for place, one in enumerate(known):
            for other in known[place + 1 :]:
                last[one, other] = max(day, last.get((one, other), day))
    return tuple(pure.Pair(one, other, day.isoformat()) for (one, other), day in sorted(last.items()))


def _drawn_groups(tx: Tx, mission: Mission, since: Any) -> list[tuple[date, list[str]]]:  # ruff: ignore[any-type]  an instant
    query = select(MissionDraw).where(
        MissionDraw.state == State.ISSUED, MissionDraw.issued_at >= since, MissionDraw.mission_id.in_(_others(mission))
    )  # fmt: skip
    return [
        (legal_date(row.issued_at), group["inspectors"])
        for row in tx.session.scalars(query)
        if row.issued_at
        for group in (row.result or {}).get("groups", [])
    ]


def _teams(tx: Tx, mission: Mission, since: Any) -> list[tuple[date, list[str]]]:  # ruff: ignore[any-type]  an instant
    drawn = select(MissionDraw.mission_id).where(MissionDraw.state == State.ISSUED)
    query = select(Mission.id, Mission.deployed_at, MissionMember.user_id).join(
        MissionMember, MissionMember.mission_id == Mission.id
    ).where(
        Mission.deployed_at >= since, Mission.id.in_(_others(mission)), Mission.id.not_in(drawn), ~MissionMember.recused
    )  # fmt: skip
    teams: dict[UUID, tuple[date, list[str]]] = {}
    for id_, at, user in tx.session.execute(query):
        if at is not None:
            teams.setdefault(id_, (legal_date(at), []))[1].append(str(user))
    return list(teams.values())


def _enough(lists: pure.Lists) -> None:
    """Refuse at once what could never be filled; recusals may still leave a place empty."""
    recent = pure.months_before(date.fromisoformat(lists.on), lists.rules.recent_months)
    open_ = [site for site in lists.sites if site.last_visited is None or date.fromisoformat(site.last_visited) < recent]
    most = lists.rules.per_township_max
    towns = {site.township for site in open_}
    room = sum(min(most, sum(site.township == town for site in open_)) for town in towns)
    if room < lists.sites_wanted:
        raise TooFewCandidates(pointer="/sites", wanted=lists.sites_wanted, found=room)
    people = sum(not each.away for each in lists.inspectors)
    if people < lists.sites_wanted * lists.inspectors_per_site:
        raise TooFewCandidates(pointer="/inspectors", wanted=lists.sites_wanted * lists.inspectors_per_site, found=people)
