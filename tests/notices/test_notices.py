"""A notice is its reader's alone; read once, counted right, said in the reader's language."""

from uuid import UUID, uuid4

from app.notices import service
from app.notices.service import Message
from tests.bad_input.traces import nothing_changes, refusal
from tests.world import World, user_id

SUBJECT = UUID(int=7)


def tell(world: World, *people: str, times: int = 1) -> None:
    """An order's reminder, to each."""
    said = Message(
        "remind", "order", SUBJECT, "remind", {"thing": "order", "number": "云督交〔2026〕1号", "due_on": "2026-10-09", "days": 3}
    )
    with world.database.transaction() as tx:
        service.tell(tx, [(user_id(who), said) for who in people for _ in range(times)])


def test_a_notice_in_both_languages(fresh: World) -> None:
    tell(fresh, "township")
    told = fresh.as_("township").get("/notices").json()
    assert (told["unread"], told["next_cursor"]) == (1, None)
    assert told["items"][0]["text"] == "交办单 云督交〔2026〕1号 还剩 3 个工作日到期（2026-10-09）"
    assert (told["items"][0]["subject_type"], told["items"][0]["subject_id"]) == ("order", str(SUBJECT))
    english = fresh.as_("township").get("/notices", headers={"Accept-Language": "en"}).json()["items"][0]["text"]
    assert english == "Order 云督交〔2026〕1号 is due in 3 working day(s), on 2026-10-09"


def test_what_is_not_released_is_only_work(fresh: World) -> None:
    with fresh.database.transaction() as tx:
        service.tell(tx, [(user_id("inspector"), Message("new_work", "mission", SUBJECT))])
    assert [each["text"] for each in fresh.as_("inspector").get("/notices").json()["items"]] == ["您有新的工作任务"]


def test_reading_one_and_reading_all(fresh: World) -> None:
    tell(fresh, "township", times=3)
    tell(fresh, "township-head")
    client = fresh.as_("township")
    first = client.get("/notices").json()["items"][0]["id"]
    read = client.post(f"/notices/{first}/moves", json={"verb": "read"}).json()
    assert read["read_at"] is not None
    assert client.post(f"/notices/{first}/moves", json={"verb": "read"}).json() == read
    assert client.get("/notices").json()["unread"] == 2
    assert len(client.get("/notices", params={"unread": True}).json()["items"]) == 2
    assert client.post("/notices/moves", json={"verb": "read"}).json() == {"unread": 0}
    assert client.post("/notices/moves", json={"verb": "read"}).json() == {"unread": 0}
    assert client.get("/notices", params={"unread": True}).json()["items"] == []
    assert fresh.as_("township-head").get("/notices").json()["unread"] == 1


def test_pages_follow_each_other(fresh: World) -> None:
    tell(fresh, "township", times=5)
    client = fresh.as_("township")
    first = client.get("/notices", params={"limit": 2}).json()
    second = client.get("/notices", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    last = client.get("/notices", params={"limit": 2, "cursor": second["next_cursor"]}).json()
    ids = [each["id"] for page in (first, second, last) for each in page["items"]]
    assert (len(ids), len(set(ids)), last["next_cursor"]) == (5, 5, None)


def test_anybody_elses_is_like_what_never_was(fresh: World) -> None:
    tell(fresh, "township")
    mine = fresh.as_("township").get("/notices").json()["items"][0]["id"]
    for who in ("township-head", "director", "sysadmin"):
        client = fresh.as_(who)
        with nothing_changes(fresh):
            answers = [client.post(f"/notices/{each}/moves", json={"verb": "read"}) for each in (mine, uuid4())]
        assert [refusal(answer)[:2] for answer in answers] == [(404, "not-found")] * 2
        assert client.get("/notices").json()["items"] == []
    assert fresh.as_("other-system").get("/notices").status_code == 403
    assert refusal(fresh.as_("township").post(f"/notices/{mine}/moves", json={"verb": "burn"}))[0] == 422
