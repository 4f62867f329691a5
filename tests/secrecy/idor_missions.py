"""The missions' rows and the draw's: a sealed plan over the unit of every relation, its list the planner and the two by office."""

from tests.secrecy.knocking import Ids
from tests.secrecy.matrix import ALL, FIELD, NOBODY, OFFICE, RELATIONS, WHOSE, Row, Seen, Stage, seen
from tests.world import OFFICE as OFFICE_UNIT

CLIENT = frozenset({"other-system"})
DIRECTOR, APPROVER, REVIEWER, DEP, LEADER = (frozenset({who}) for who in ("director", "approver", "reviewer", "dept", "leader1"))
PLANNERS = REVIEWER | DIRECTOR | DEP | LEADER
SEEN: dict[str, Seen] = {"mission": seen(**dict.fromkeys(WHOSE, OFFICE)), "mission's part": seen()}
ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/missions"): Row(None, ALL),
    ("GET", "/missions/{mission_id}"): Row("mission", ALL),
    ("PUT", "/missions/{mission_id}"): Row(None, PLANNERS),
    ("GET", "/missions/{mission_id}/readers"): Row("mission", DIRECTOR),
    ("GET", "/missions/{mission_id}/fieldwork"): Row("mission", ALL),
    ("GET", "/missions/{mission_id}/overlaps"): Row("mission", ALL),
    ("PUT", "/missions/{mission_id}/plans/{plan_id}"): Row("mission", PLANNERS),
    ("POST", "/missions/{mission_id}/moves"): Row(
        "mission",
        (PLANNERS, DIRECTOR | APPROVER, FIELD, DIRECTOR | LEADER, DIRECTOR | LEADER, DIRECTOR, DIRECTOR | APPROVER, NOBODY),
    ),
    ("POST", "/missions/{mission_id}/sites/{site_id}/moves"): Row("mission", FIELD | DEP),
    ("POST", "/missions/{mission_id}/milestones/{milestone_id}/moves"): Row("mission's part", ALL),
    ("GET", "/missions/{mission_id}/draw"): Row("mission's part", ALL),
    ("POST", "/missions/{mission_id}/draw"): Row("mission", PLANNERS),
    ("POST", "/missions/{mission_id}/draw/moves"): Row("mission's part", ALL),
    ("GET", "/missions/{mission_id}/draw/record"): Row("mission's part", ALL),
}


def things(stage: Stage) -> None:
    """A covert plan for every relation."""
    for relation in (each for each in RELATIONS if each in WHOSE):
        _planned(stage, relation, stage.cases[relation])


def _planned(stage: Stage, relation: str, ids: Ids) -> None:
    plan = {
        "title": "暗访", "kind": "special", "method": "covert", "authority_basis": "head_approval",
        "organiser_unit_ids": [str(OFFICE_UNIT)], "target_unit_ids": [str(WHOSE[relation][1])],
        "period_from": "2026-11-23", "period_to": "2098-01-01",
    }  # fmt: skip
    answer = stage.world.as_("reviewer").put(f"/missions/{ids.others['mission']}", json=plan)
    assert answer.status_code == 201, answer.text
