"""The rows of telegrams, by hand."""

from tests.secrecy.matrix import ALL, DESK, LEADERS, OFFICE, PEOPLE_OF, UNITS, WHOSE, Row, Seen, Stage, seen

DIRECTOR, SIGNS = frozenset({"director"}), OFFICE - {"reviewer"}
OUT = ("own", "same_unit", "other_unit", "released", "other_tree")  # issued to the unit; the rest are countersigned
SEEN: dict[str, Seen] = {
    "telegram": seen(**{who: OFFICE | LEADERS | PEOPLE_OF[who] if who in OUT else OFFICE for who in WHOSE}),
}
ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/telegrams"): Row(None, ALL),
    ("POST", "/telegrams/draft-text"): Row(None, DESK),
    ("GET", "/telegrams/{telegram_id}"): Row("telegram", ALL),
    ("PUT", "/telegrams/{telegram_id}"): Row(None, DESK),
    ("POST", "/telegrams/{telegram_id}/moves"): Row("telegram", (DESK, SIGNS, SIGNS, DIRECTOR, UNITS, DESK)),
}


def things(stage: Stage) -> None:
    """A telegram to every relation's unit."""
    world = stage.world
    steps = (("countersign", "director"), ("sign", "approver"), ("issue", "director"))
    for relation, (_, unit) in WHOSE.items():
        telegram = stage.cases[relation].others["telegram"]
        draft = {"title": "通知", "body": "请整改。", "main_to": [str(unit)]}
        answers = [world.as_("reviewer").put(f"/telegrams/{telegram}", json=draft)]
        for verb, who in steps if relation in OUT else steps[:1]:
            answers.append(world.as_(who).post(f"/telegrams/{telegram}/moves", json={"verb": verb}))
        assert [answer.text for answer in answers if answer.status_code >= 300] == []
