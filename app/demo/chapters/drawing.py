"""The random draws of the story: lists, promise, public number, witnesses."""

from collections.abc import Callable
from random import Random

from app.core.db import Tx
from app.demo import county
from app.demo.county import demo_id
from app.demo.sentences import says
from app.demo.shapes import MissionSeed
from app.missions import drawing
from app.missions.draw_schemas import DrawDraft, DrawMove
from app.missions.draw_states import Verb

CANDIDATES, WANTED = 9, 3
FIELD = ("inspector", "inspector2", "leader1")
AWAY = "住建局"  # whose own man is on leave that day
NUMBER = "20261120083715"


def acts(mission: MissionSeed) -> list[tuple[str, Callable[[Tx], object], str]]:
    """Who does what with the draw, in order: as far as `mission.draw` says."""
    draft = _lists(mission)
    told: list[tuple[str, Callable[[Tx], object], str]] = [("reviewer", lambda tx: drawing.lock(tx, mission.id, draft), "lock")]
    number = DrawMove(verb=Verb.DRAW, public_number=NUMBER, public_source=says("public_source"))
    for who, asked in (("reviewer", DrawMove(verb=Verb.COMMIT)), ("reviewer", number), ("approver", DrawMove(verb=Verb.WITNESS))):
        told.append((who, _move(mission, asked), f"{asked.verb}-{who}"))
    if mission.draw == "issued":
        for who, asked in (("director", DrawMove(verb=Verb.WITNESS)), ("reviewer", DrawMove(verb=Verb.ISSUE))):
            told.append((who, _move(mission, asked), f"{asked.verb}-{who}"))
    return told


def _move(mission: MissionSeed, asked: DrawMove) -> Callable[[Tx], object]:
    return lambda tx: drawing.move(tx, mission.id, asked)


def _lists(mission: MissionSeed) -> DrawDraft:
    rng = Random(f"draw-{mission.key}")
    villages = [place for place in county.units().values() if place.parent in mission.targets and place.kind == "village"]
    sites = [
        {
            "id": demo_id("draw-site", mission.key, place.key), "name": place.name,
            "unit_id": place.id, "location": {"lat": place.lat, "lon": place.lon}, "weight": rng.choice((1, 1, 2)),
        }
        for place in rng.sample(villages, CANDIDATES)
    ]  # fmt: skip
    people: list[dict[str, object]] = [{"user_id": demo_id("user", name)} for name in FIELD]
    away = next(account for account in county.accounts() if account.username == county.contact(AWAY))
    people.append({"user_id": away.id, "away": True})  # known to be absent: the draw passes by
    return DrawDraft.model_validate(
        {"id": demo_id("draw", mission.key), "sites": sites, "inspectors": people, "sites_wanted": WANTED, "inspectors_per_site": 1}
    )
