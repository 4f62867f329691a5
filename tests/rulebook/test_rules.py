"""Rules an office sets for itself: in force from their day, bounded, with who changed what."""

from datetime import UTC, datetime

import pytest

from tests.making import a_report
from tests.world import TOWN, World

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)


def test_a_changed_rule_counts_at_once_and_says_who_and_why(fresh: World) -> None:
    fresh.clock.set(NOW)
    director, due = fresh.as_("director"), {"class": "limited"}
    assert director.post("/orders/preview-due", json=due).json()["due_on"] == "2026-12-14"
    answer = director.put("/rules/limited_days", json={"value": 5, "reason": "县委专题会要求", "document": "云督发〔2026〕9号"})
    assert answer.status_code == 200, answer.text
    rule = answer.json()
    assert (rule["value"], rule["default"], rule["changed_by"], rule["document"]) == (5, 15, "周示例", "云督发〔2026〕9号")
    assert director.post("/orders/preview-due", json=due).json()["due_on"] == "2026-11-30"
    line = director.get("/rules/limited_days/history").json()["items"][0]
    assert (line["value"], line["reason"], line["effective_on"]) == (5, "县委专题会要求", "2026-11-23")


def test_a_change_may_lie_ahead(fresh: World) -> None:
    fresh.clock.set(NOW)
    rule = (
        fresh.as_("director").put("/rules/immediate_days", json={"value": 2, "reason": "试行", "effective_on": "2026-11-25"}).json()
    )
    assert (rule["value"], rule["coming"]) == (3, {"value": 2, "effective_on": "2026-11-25"})
    fresh.clock.set(datetime(2026, 11, 24, 16, 30, tzinfo=UTC))  # the 25th in legal time
    fresh._clients.clear()
    rules = {each["name"]: each for each in fresh.as_("director").get("/rules").json()["items"]}
    assert (rules["immediate_days"]["value"], rules["immediate_days"]["coming"]) == (2, None)


def test_what_was_computed_stays(fresh: World) -> None:
    report = a_report(fresh)
    director = fresh.as_("director")
    fresh.as_("reviewer").post(f"/reports/{report['id']}/moves", json={"verb": "accept"})
    finding = report["findings"][0]["id"]
    director.post(f"/findings/{finding}/moves", json={"verb": "confirm"})
    order = {"finding_ids": [finding], "unit_id": str(TOWN), "class": "limited", "requirements": "限期整改"}
    before = director.post("/orders", json={"id": finding} | order).json()["due_on"]
    director.put("/rules/limited_days", json={"value": 5, "reason": "改"})
    assert director.get(f"/orders/{finding}").json()["due_on"] == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limited_days", 0), ("limited_days", True), ("limited_days", 2.5), ("yellow_share", 1.5), ("appeals", 1),
        ("remind_before_days", [1] * 7),
    ],
)  # fmt: skip
def test_a_value_out_of_bounds_is_refused_by_name(fresh: World, name: str, value: object) -> None:
    answer = fresh.as_("director").put(f"/rules/{name}", json={"value": value, "reason": "改"})
    assert (answer.status_code, answer.json()["pointer"].split("/")[1]) == (422, "value")


def test_the_past_is_refused_and_so_is_anybody_else(fresh: World) -> None:
    late = fresh.as_("director").put("/rules/limited_days", json={"value": 9, "reason": "改", "effective_on": "2020-01-01"})
    assert (late.status_code, late.json()["type"]) == (422, "/problems/rule-in-the-past")
    assert fresh.as_("reviewer").put("/rules/limited_days", json={"value": 9, "reason": "改"}).status_code == 403
    assert fresh.as_("director").put("/rules/nonsense", json={"value": 9, "reason": "改"}).status_code == 404
    assert fresh.as_("township").get("/rules").status_code == 403
