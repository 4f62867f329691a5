"""The rows of results and examples, by hand."""

from uuid import uuid4

from tests.results.making import EXAMPLE
from tests.secrecy.matrix import ALL, DESK, FIELD, LEADERS, OFFICE, PEOPLE_OF, UNITS, WHOSE, Row, Seen, Stage, seen

CLIENT, DIRECTOR, APPROVER = frozenset({"other-system"}), frozenset({"director"}), frozenset({"approver"})
TEAM_LEADER, HEAD, MEDIA, DISCIPLINE = (frozenset({who}) for who in ("leader1", "township-head", "media", "discipline"))
LEDGER = OFFICE | LEADERS | UNITS | CLIENT
OUT = {"own", "same_unit", "other_unit", "released", "other_tree"}
# an interview whose notice is out, on every finding that was fed back; a draft on the rest; a promoted example of every unit
SEEN: dict[str, Seen] = {
    "action": seen(**{who: OFFICE | LEADERS | PEOPLE_OF[who] if who in OUT else OFFICE for who in WHOSE}),
    "package": seen(**dict.fromkeys(WHOSE, OFFICE)),
    "example": seen(**{who: OFFICE | LEADERS | UNITS | FIELD | CLIENT if who in OUT else OFFICE | FIELD for who in WHOSE}),
}
ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/results"): Row(None, ALL),
    ("GET", "/results/board"): Row(None, ALL),
    ("GET", "/results/candidates"): Row(None, DIRECTOR | APPROVER),
    ("GET", "/results/{action_id}"): Row("action", ALL),
    ("PUT", "/results/{action_id}"): Row(None, DESK | TEAM_LEADER),
    ("POST", "/results/{action_id}/moves"): Row("action", (DESK, APPROVER, DESK | HEAD, MEDIA, DISCIPLINE)),
    ("GET", "/results/{action_id}/package"): Row("package", ALL),
    ("GET", "/units/{unit_id}/results"): Row(None, ALL),
    ("GET", "/examples"): Row(None, ALL),
    ("GET", "/examples/{example_id}"): Row("example", ALL),
    ("PUT", "/examples/{example_id}"): Row(None, FIELD | DESK | (UNITS - {"dept"})),
    ("POST", "/examples/{example_id}/moves"): Row("example", (FIELD, DIRECTOR, DESK)),
    ("GET", "/ledgers/results"): Row(None, LEDGER),
    ("GET", "/ledgers/results.{form}"): Row(None, LEDGER),
    ("GET", "/ledgers/examples"): Row(None, LEDGER),
    ("GET", "/ledgers/examples.{form}"): Row(None, LEDGER),
}
NOTICE = {"held_at": "2026-11-27T01:00:00Z", "place": "会议室", "about": "清运不力"}


def things(stage: Stage) -> None:
    """A result and an example for every relation."""
    world = stage.world
    reviewer, director = world.as_("reviewer"), world.as_("director")
    for relation, (_, unit) in WHOSE.items():
        ids = stage.cases[relation]
        action, example = ids.others["action"], ids.others["example"]
        draft = {"kind": "interview", "unit_id": str(unit), "proposal": "建议约谈", "finding_ids": [ids.finding]}
        answers = [reviewer.put(f"/results/{action}", json=draft)]
        answers.append(reviewer.put(f"/examples/{example}", json=EXAMPLE | {"unit_id": str(unit)}))
        if relation in OUT:
            steps = [(reviewer, {"verb": "propose"}), (world.as_("approver"), {"verb": "approve", "instrument": str(uuid4())})]
            steps.append((director, {"verb": "notify", "notice": NOTICE}))
            answers += [who.post(f"/results/{action}/moves", json=body) for who, body in steps]
            seen_by = {"verb": "verify", "seen": "属实", "seen_on": "2026-11-20"}
            ways = [
                (world.as_("inspector"), seen_by),
                (director, {"verb": "approve"}),
                (reviewer, {"verb": "promote", "channel": "简报"}),
            ]
            answers += [who.post(f"/examples/{example}/moves", json=body) for who, body in ways]
        assert [answer.status_code for answer in answers if answer.status_code >= 300] == []
