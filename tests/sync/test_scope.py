"""The digest and the comparison: a device ends with what its user may see, no more and no less, whatever came between."""

import shutil
from typing import Any
from uuid import uuid4

import pytest

from app.access.policy import Role
from tests.bad_input.traces import refusal
from tests.making import a_photo, a_report, a_submission, a_task, an_order
from tests.sync.device import Device
from tests.world import OTHER_TOWN, TOWN, Template, World, running, user_id

PATIENT = {"access_token_s": 500 * 86_400, "refresh_token_days": 500}


def should_hold(device: Device) -> dict[str, dict[str, tuple[str, dict[str, Any]]]]:
    """What a device that never held anything is told now."""
    other = Device(device.client)
    other.pull()
    assert other.agreed
    return other.held


def is_whole(device: Device) -> None:
    """It agrees with the server, and holds the very things."""
    assert device.agreed
    assert device.held == should_hold(device)


def test_what_was_told_page_by_page_is_what_the_digest_is_of(world: World) -> None:
    devices = {who: Device(world.as_(who)) for who in ("township", "inspector", "director", "county-leader", "auditor")}
    for device in devices.values():
        device.pull()
    order = an_order(world)
    world.as_("township").post(f"/orders/{order['id']}/submissions", json=a_submission([a_photo(1)]))
    a_report(world, 2)
    for device in devices.values():
        device.pull()
        is_whole(device)
    assert [device.healed for device in devices.values()] == [0] * 5
    assert devices["auditor"].ids() == set()


def test_what_was_taken_back_leaves_the_devices_that_had_it(world: World) -> None:
    order, unit, other = an_order(world), Device(world.as_("township")), Device(world.as_("other-township"))
    held = {("order", order["id"]), ("finding", order["findings"][0]["id"])}
    for device in (unit, other):
        device.pull()
    assert held <= unit.ids()
    world.as_("director").post(f"/orders/{order['id']}/moves", json={"verb": "cancel", "reason": "撤回"})
    for device in (unit, other):
        device.pull()
        is_whole(device)
    assert not held & unit.ids()
    assert (unit.healed, other.healed) == (1, 0)


def test_rights_gained_bring_everything_anew_and_rights_lost_take_it_away(fresh: World) -> None:
    order, device = an_order(fresh), Device(fresh.as_("other-township"))
    device.pull()
    assert ("order", order["id"]) not in device.ids()
    fresh.appoint("other-township", Role.UNIT_CONTACT, unit_id=TOWN)
    device.pull()
    assert (device.begun_anew, device.resynced, ("order", order["id"]) in device.ids()) == (1, 0, True)
    is_whole(device)
    fresh.appoint("other-township", Role.UNIT_CONTACT, unit_id=OTHER_TOWN)
    device.pull()
    assert (device.begun_anew, ("order", order["id"]) in device.ids()) == (2, False)
    is_whole(device)


@pytest.mark.parametrize("harm", ["missing", "stale", "extra", "all"])
def test_a_device_that_went_wrong_heals_by_comparing_lists(world: World, harm: str) -> None:
    order, device = an_order(world), Device(world.as_("township"))
    device.pull()
    held = device.held["order"]
    if harm == "missing":
        del held[order["id"]]
    elif harm == "stale":
        held[order["id"]] = ("0" * 16, {})
    elif harm == "extra":
        held[str(uuid4())] = ("0" * 16, {})
    else:
        device.held |= {kind: {} for kind in device.held}
    device.pull()
    assert device.healed == 1
    is_whole(device)


def test_a_cursor_of_no_use_costs_the_difference_and_no_more(template: Template, engine: str) -> None:
    with template.world(engine, **PATIENT) as world:
        device, order = Device(world.as_("township")), an_order(world)
        device.pull()
        second = an_order(world)
        world.clock.advance(days=401)
        device.pull()
        assert (device.resynced, device.healed) == (1, 0)
        assert ("order", second["id"]) in device.told
        is_whole(device)
        device.cursor = Device(world.as_("director")).compare()
        device.pull()
        assert (device.resynced, device.told) == (2, [])
        is_whole(device)
        assert ("order", order["id"]) in device.ids()


def test_a_cursor_of_an_earlier_release_costs_a_comparison(world: World) -> None:
    device = Device(world.as_("township"))
    device.pull()
    device.cursor = world.app.state.cursors.seal(user_id("township"), "sync", {"e": 1, "i": 1, "s": 5, "a": None})
    device.pull()
    assert device.resynced == 1
    is_whole(device)


def test_a_restored_database_is_known_by_its_log(template: Template) -> None:
    settings = template.settings("sqlite", **PATIENT)
    backup = settings.data_dir / "backup.db"
    with running(settings) as world:
        kept, token = a_task(world)["id"], world.as_("township").headers["authorization"]
        a_task(world)
    shutil.copy(settings.data_dir / "mingcha.db", backup)
    with running(settings) as world:
        device, lost = Device(world.client({"Authorization": token})), a_task(world)["id"]
        device.pull()
    assert {("task", kept), ("task", lost)} <= device.ids()
    shutil.copy(backup, settings.data_dir / "mingcha.db")
    with running(settings) as world:
        device.client = world.client({"Authorization": token})
        made = [a_task(world)["id"] for _ in range(3)]  # the log is longer than it was, and another one
        device.pull()
        assert device.resynced == 1
        assert {("task", each) for each in (kept, *made)} <= device.ids()
        assert ("task", lost) not in device.ids()
        is_whole(device)


def test_one_entry_that_touches_more_than_a_page_is_told_whole(world: World) -> None:
    device = Device(world.as_("other-township"))
    made = {a_task(world, lead_unit_id=str(OTHER_TOWN), inspector_ids=[], sites=[])["id"] for _ in range(205)}
    device.pull()
    draft = {"name": "白鹭新镇", "short_name": "白鹭", "kind": "township", "hats": ["target"], "parent_id": None}
    assert world.as_("sysadmin").put(f"/units/{OTHER_TOWN}", json=draft).status_code == 200
    device.pull()
    assert {id_ for kind, id_ in device.told if kind == "task"} == made
    assert (len(device.told), device.healed) == (205, 0)
    assert {thing["lead_unit_name"] for _, thing in device.held["task"].values()} == {"白鹭新镇"}
    is_whole(device)


def test_a_lamp_is_right_on_the_next_day(template: Template, engine: str) -> None:
    with template.world(engine, **PATIENT) as world:
        order, device = an_order(world), Device(world.as_("township"))
        device.pull()
        before = device.held["order"][order["id"]][1]["days_left"]
        world.clock.advance(days=7)
        device.pull()
        assert device.held["order"][order["id"]][1]["days_left"] < before
        is_whole(device)


def test_what_a_reader_may_not_see_changes_neither_his_digest_nor_his_cursors_length(world: World) -> None:
    unit, task = world.as_("township"), a_task(world)["id"]
    device = Device(unit)
    device.pull()
    length = len(device.cursor)
    hidden = [a_report(world, n, task_id=task)["id"] for n in range(3)]
    page = unit.get("/sync", params={"cursor": device.cursor}).json()
    assert len(page.pop("next_cursor")) == length
    assert page == {"changes": [], "more": False, "anew": False, "scope_sha256": device.digest()}
    nobody = str(uuid4())
    for id_ in (*hidden, nobody):
        asked = {"kind": "report", "after": None, "items": [{"id": id_, "version": ""}], "last": True}
        answer = unit.post("/sync/compare", json=asked).json()
        assert (answer["gone"], answer["changes"], answer["through"]) == ([id_], [], None)


def test_a_list_that_is_too_long_is_refused(world: World) -> None:
    asked = {"kind": "task", "items": [{"id": str(uuid4()), "version": ""}] * 501, "last": True}
    assert refusal(world.as_("township").post("/sync/compare", json=asked)) == (422, "invalid-request", "/items")
