"""The rows of conclusions and reviews, by hand; a draft, an issued one and a review of each relation's own unit."""

from uuid import uuid4

from tests.secrecy.knocking import Ids
from tests.secrecy.matrix import ALL, DESK, LEADERS, OFFICE, PEOPLE_OF, RELATIONS, UNITS, WHOSE, Row, Seen, Stage, seen

DIRECTOR, APPROVER, REC = frozenset({"director"}), frozenset({"approver"}), frozenset({"review-officer"})
UNIT_OWN = frozenset({"township", "township-head", "other-township"})  # unit contacts and principals
PRINCIPAL = frozenset({"township-head"})
DRAFTED = {"hidden", "deleted"}  # conclusions not issued yet
TOWNS = ("own", "released")  # conclusions received, a review filed

SEEN: dict[str, Seen] = {
    "conclusion": seen(
        **{each: OFFICE if each in DRAFTED else OFFICE | LEADERS | PEOPLE_OF[each] for each in WHOSE},
    ),
    "review": seen(**{each: DIRECTOR | APPROVER | REC | PEOPLE_OF[each] for each in TOWNS}),
}  # fmt: skip
ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/conclusions"): Row(None, OFFICE | LEADERS | UNITS),
    ("GET", "/conclusions/candidates"): Row(None, DESK),
    ("GET", "/conclusions/{conclusion_id}"): Row("conclusion", ALL),
    ("PUT", "/conclusions/{conclusion_id}"): Row(None, DESK),
    ("POST", "/conclusions/{conclusion_id}/moves"): Row("conclusion", (APPROVER, APPROVER, DIRECTOR, UNITS, DESK, ALL)),
    ("GET", "/reviews"): Row(None, DIRECTOR | APPROVER | REC | UNIT_OWN),
    ("GET", "/reviews/{review_id}"): Row("review", ALL),
    ("GET", "/reviews/{review_id}/handlers"): Row("review", DIRECTOR),
    ("PUT", "/reviews/{review_id}"): Row(None, UNIT_OWN),
    ("POST", "/reviews/{review_id}/moves"): Row(
        "review",
        (PRINCIPAL, ALL, REC, REC, REC, DIRECTOR, UNIT_OWN, DIRECTOR, APPROVER, DIRECTOR, APPROVER, APPROVER, PRINCIPAL),
    ),
}


def things(stage: Stage) -> None:
    """A conclusion for every relation; the town's are received and under review."""
    for relation in (each for each in RELATIONS if each in WHOSE):
        _one(stage, relation, stage.cases[relation])


def _one(stage: Stage, relation: str, ids: Ids) -> None:
    world, conclusion, review = stage.world, ids.others["conclusion"], ids.others["review"]
    draft = {"unit_id": str(WHOSE[relation][1]), "mission_id": None, "text": "经查属实", "finding_ids": [ids.finding]}
    path = f"/conclusions/{conclusion}"
    answers = [world.as_("reviewer").put(path, json=draft)]
    if relation not in DRAFTED:
        sign, issue = ({"json": {"verb": verb}} for verb in ("sign", "issue"))
        answers += [world.as_("approver").post(f"{path}/moves", **sign), world.as_("director").post(f"{path}/moves", **issue)]
    if relation in TOWNS:
        head = world.as_("township-head")
        answers += [
            head.post(f"{path}/moves", json={"verb": "receive"}),
            head.put(f"/reviews/{review}", json={"conclusion_id": conclusion, "grounds": f"与事实不符{uuid4().hex[:4]}"}),
            head.post(f"/reviews/{review}/moves", json={"verb": "file"}),
        ]
    assert [answer.text for answer in answers if answer.status_code >= 300] == []
