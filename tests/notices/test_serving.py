"""What is issued to a unit is heard of by its people once it is out: a conclusion when issued, a decision when sent."""

from typing import Any

from tests.conclusions import making as conclusions
from tests.reviews import making as reviews
from tests.world import PEOPLE, VILLAGE, World


def heard(world: World) -> dict[str, list[dict[str, Any]]]:
    """Everybody's notices of conclusions, of those who have any."""
    told = {who: world.as_(who).get("/notices").json()["items"] for who in PEOPLE}
    about = {who: [each for each in items if each["subject_type"] == "conclusion"] for who, items in told.items()}
    return {who: items for who, items in about.items() if items}


def texts(world: World) -> dict[str, list[str]]:
    """What they say, the newest first."""
    return {who: [each["text"] for each in items] for who, items in heard(world).items()}


def test_a_conclusion_is_heard_of_once_it_is_issued(fresh: World) -> None:
    drafted = conclusions.a_draft(fresh)["id"]
    assert conclusions.move(fresh, "approver", drafted, "sign").status_code == 200
    assert heard(fresh) == {}
    number = conclusions.move(fresh, "director", drafted, "issue").json()["number"]
    said = f"督查结论 {number} 已送达，请签收"
    assert texts(fresh) == {"township": [said], "township-head": [said]}
    notice = heard(fresh)["township"][0]
    assert (notice["kind"], notice["subject_type"], notice["subject_id"]) == ("served", "conclusion", drafted)
    newest = fresh.as_("township").get("/notices", headers={"Accept-Language": "en"}).json()["items"][0]
    assert newest["text"] == f"Conclusion {number} has been served; please sign for it"
    assert conclusions.move(fresh, "township", drafted, "receive").status_code == 200
    assert texts(fresh) == {"township": [said], "township-head": [said]}


def test_where_a_unit_has_nobody_those_above_it_hear(fresh: World) -> None:
    drafted = conclusions.a_draft(fresh, [], unit_id=str(VILLAGE))["id"]
    for who, verb in (("approver", "sign"), ("director", "issue")):
        assert conclusions.move(fresh, who, drafted, verb).status_code == 200
    assert set(heard(fresh)) == {"township", "township-head"}


def test_a_decision_is_heard_of_once_it_is_sent(fresh: World) -> None:
    decided = reviews.a_decided(fresh)
    before = texts(fresh)
    assert {who: len(said) for who, said in before.items()} == {"township": 1, "township-head": 1}  # the conclusion's
    sent = reviews.moved(fresh, "director", decided["id"], "send")
    said = f"复核决定 {sent['decision_number']} 已送达，请签收"
    assert texts(fresh) == {who: [said, *earlier] for who, earlier in before.items()}
    notice = heard(fresh)["township-head"][0]
    assert (notice["subject_type"], notice["subject_id"]) == ("conclusion", sent["conclusion_id"])
    assert not any(name in str(heard(fresh)) for name, _, _ in PEOPLE.values())
