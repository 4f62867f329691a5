"""The rows of coordination items and difficulties, by hand."""

from tests.secrecy.matrix import ALL, BUREAU_PEOPLE, DESK, LEADERS, OFFICE, PEOPLE_OF, UNITS, WHOSE, Row, Seen, Stage, seen

DIRECTOR = frozenset({"director"})
OUT = ("own", "same_unit", "other_unit", "released", "other_tree")  # fed back: the finding is known to its unit
# an item with a meeting set on every finding; the unit it concerns takes part. A difficulty every unit entered itself
SEEN: dict[str, Seen] = {
    "coordination": seen(**{who: OFFICE | LEADERS | PEOPLE_OF[who] if who in OUT else OFFICE for who in WHOSE}),
    "difficulty": seen(**{who: OFFICE | LEADERS | PEOPLE_OF[who] for who in WHOSE}),
}
ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/coordination"): Row(None, ALL),
    ("POST", "/coordination"): Row(None, DESK),
    ("GET", "/coordination/{coordination_id}"): Row("coordination", ALL),
    ("POST", "/coordination/{coordination_id}/moves"): Row("coordination", (DESK, OFFICE - {"reviewer"}, DESK, DIRECTOR)),
    ("GET", "/difficulties"): Row(None, ALL),
    ("POST", "/difficulties"): Row(None, DESK | BUREAU_PEOPLE),
    ("GET", "/difficulties/{difficulty_id}"): Row("difficulty", ALL),
    ("POST", "/difficulties/{difficulty_id}/moves"): Row("difficulty", (DESK, DESK | UNITS, DESK)),
}


def things(stage: Stage) -> None:
    """An item and a difficulty for every relation."""
    desk = stage.world.as_("reviewer")
    for relation, (_, unit) in WHOSE.items():
        ids = stage.cases[relation]
        item, difficulty = ids.others["coordination"], ids.others["difficulty"]
        draft = {
            "finding_id": ids.finding,
            "title": "协调",
            "reason": "跨部门",
            "coordinator": "郑测试",
            "participant_ids": [str(unit)],
        }
        meeting = {"verb": "schedule", "meeting_at": "2027-01-05T01:30:00Z"}
        answers = [
            desk.post("/coordination", json={"id": item} | draft),
            desk.post(f"/coordination/{item}/moves", json=meeting),
            desk.post("/difficulties", json={"id": difficulty, "unit_id": str(unit), "text": "缺车"}),
        ]
        assert [answer.text for answer in answers if answer.status_code >= 300] == []
