"""Pull: a snapshot, then what changed, in an order the reader's own rows alone decide."""

from typing import Any

import pytest

from tests.bad_input.traces import refusal
from tests.making import a_report, a_submission, a_task, an_order
from tests.world import OTHER_TOWN, World


class Phone:
    """A device that pulls."""

    def __init__(self, world: World, who: str) -> None:
        """It holds nothing yet."""
        self.client, self.cursor = world.as_(who), None

    def pull(self) -> list[tuple[str, str]]:
        """Every change since the last pull, as kind and id."""
        found: list[tuple[str, str]] = []
        while True:
            page = self.client.get("/sync", params={"cursor": self.cursor} if self.cursor else {}).json()
            found += [(change["kind"], change["id"]) for change in page["changes"]]
            self.cursor = page["next_cursor"]
            if not page["more"]:
                return found


def test_a_first_pull_is_everything_of_the_readers_scope(world: World) -> None:
    order = an_order(world)
    finding = order["findings"][0]
    task = world.as_("director").get(f"/reports/{finding['report_id']}").json()["task_id"]
    assert {("task", task), ("finding", finding["id"]), ("order", order["id"])} <= set(Phone(world, "township").pull())
    assert ("report", finding["report_id"]) not in Phone(world, "township").pull()
    assert ("report", finding["report_id"]) in Phone(world, "inspector").pull()
    assert ("report", finding["report_id"]) not in Phone(world, "inspector2").pull()


def test_a_second_pull_is_what_changed_once_each_by_its_last_change(world: World) -> None:
    phone = Phone(world, "township")
    phone.pull()
    assert phone.pull() == []
    order, second = an_order(world), an_order(world)
    tasks = [
        world.as_("director").get(f"/reports/{each['findings'][0]['report_id']}").json()["task_id"] for each in (order, second)
    ]
    first_finding, second_finding = order["findings"][0]["id"], second["findings"][0]["id"]
    assert phone.pull() == [
        ("task", tasks[0]), ("finding", first_finding), ("order", order["id"]), ("task", tasks[1]), ("finding", second_finding),
        ("order", second["id"]),
    ]  # fmt: skip
    world.as_("township").post(f"/orders/{order['id']}/submissions", json=a_submission())
    assert phone.pull() == [("finding", first_finding), ("order", order["id"])]
    assert phone.pull() == []


def test_an_answer_that_waits_for_photographs_is_told_too(world: World) -> None:
    order, phone = an_order(world), Phone(world, "director")
    phone.pull()
    from tests.making import a_photo

    world.as_("township").post(f"/orders/{order['id']}/submissions", json=a_submission([a_photo(1)]))
    assert ("order", order["id"]) in phone.pull()


def test_other_peoples_work_is_no_page_and_no_change(world: World) -> None:
    phone, neighbour = Phone(world, "other-township"), Phone(world, "inspector2")
    phone.pull(), neighbour.pull()
    report = a_report(world)
    assert phone.pull() == []
    assert ("report", report["id"]) not in neighbour.pull()


def test_a_large_scope_comes_page_by_page_without_gap_or_double(world: World) -> None:
    made = {a_task(world, lead_unit_id=str(OTHER_TOWN), inspector_ids=[], sites=[], title=f"第{n}项")["id"] for n in range(205)}
    phone = Phone(world, "other-township")
    told = [id_ for kind, id_ in phone.pull() if kind == "task"]
    assert (len(told), set(told) >= made) == (len(set(told)), True)
    reviewer = world.as_("reviewer")
    for task in made:
        read = reviewer.get(f"/tasks/{task}").json()
        names = ("title", "source_type", "source_level", "content", "focus_area", "lead_unit_id", "due_on")
        changed = reviewer.put(f"/tasks/{task}", json={name: read[name] for name in names}, headers={"If-Match": '"1"'})
        assert changed.status_code == 200
    page = phone.client.get("/sync", params={"cursor": phone.cursor}).json()
    assert (len(page["changes"]), page["more"]) == (200, True)
    told = [id_ for _, id_ in phone.pull()]
    assert (len(told), set(told)) == (205, made)


@pytest.mark.parametrize("cursor", ["x", "A" * 100])
def test_a_cursor_of_no_use_asks_for_a_new_beginning(world: World, cursor: str) -> None:
    assert refusal(world.as_("inspector").get("/sync", params={"cursor": cursor}))[:2] == (410, "resync")


def test_another_readers_cursor_is_of_no_use(world: World) -> None:
    phone = Phone(world, "inspector")
    phone.pull()
    assert refusal(world.as_("inspector2").get("/sync", params={"cursor": phone.cursor}))[:2] == (410, "resync")


def test_a_device_learns_what_it_may_no_longer_keep_and_nothing_else(world: World) -> None:
    order = an_order(world)
    held = [{"kind": "order", "id": order["id"]}, {"kind": "finding", "id": order["findings"][0]["id"]}]
    unit = world.as_("township")
    assert unit.post("/sync/held", json={"items": held}).json() == {"gone": []}
    assert world.as_("director").post(f"/orders/{order['id']}/moves", json={"verb": "cancel", "reason": "撤回"}).status_code == 200
    gone: list[dict[str, Any]] = unit.post("/sync/held", json={"items": held}).json()["gone"]
    assert sorted(gone, key=str) == sorted(held, key=str)
    too_many = {"items": [held[0]] * 1001}
    assert refusal(unit.post("/sync/held", json=too_many)) == (422, "invalid-request", "/items")
