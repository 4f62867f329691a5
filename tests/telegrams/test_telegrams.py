"""明电: drafting, signing, issuing with its orders, signing for; every arrow and refusal."""

from uuid import UUID, uuid4

from app.findings.models import Finding
from app.seals import service as seals
from tests.bad_input.traces import nothing_changes, refusal
from tests.findings.making import moved, read, under_review
from tests.making import an_order
from tests.telegrams.making import a_draft, a_telegram, an_order_draft, move, put
from tests.world import BUREAU, OTHER_TOWN, TOWN, VILLAGE, World


def test_it_goes_all_its_way_and_issues_its_orders_in_one_act(world: World) -> None:
    first, second = an_order_draft(world), an_order_draft(world)
    made = a_telegram(world, "signed", orders=[first, second], copy_to=[str(BUREAU)])
    assert (made["number"], made["drafter_name"], made["countersigner_name"], made["signer_name"]) == (
        None, "严演示", "周示例", "吴样本",
    )  # fmt: skip
    assert world.as_("township").get("/telegrams").json()["items"] == []
    assert world.as_("township").get(f"/telegrams/{made['id']}").status_code == 404
    assert read(world, first["finding_ids"][0])["state"] == "confirmed"
    issued = move(world, made["id"], "issue").json()
    assert (issued["state"], issued["number"].startswith("云督电〔"), issued["recipient_count"], issued["received_count"]) == (
        "issued", True, 2, 0,
    )  # fmt: skip
    assert [order["id"] for order in issued["carried"]] == [first["id"], second["id"]]
    assert read(world, first["finding_ids"][0])["state"] == "released"
    unit = world.as_("township").get(f"/telegrams/{made['id']}").json()
    assert (unit["moves"], unit["drafter_name"], unit["timeline"], unit["orders"], unit["received_count"]) == (
        ["receive"], None, [], [], None,
    )  # fmt: skip
    assert [each["unit_name"] for each in unit["recipients"]] == ["鹿鸣镇人民政府", "县住建局"]
    signed = move(world, made["id"], "receive", "township-head").json()
    assert signed["received_at"]
    assert refusal(move(world, made["id"], "receive", "township"))[:2] == (409, "already-received")
    seen = {each["unit_name"]: each["receiver_name"] for each in move(world, made["id"], "receive", "dept").json()["recipients"]}
    assert seen == {"鹿鸣镇人民政府": None, "县住建局": "冯演示"}
    office = world.as_("reviewer").get(f"/telegrams/{made['id']}").json()
    assert [each["receiver_name"] for each in office["recipients"]] == ["褚样本", "冯演示"]
    archived = move(world, made["id"], "archive", "reviewer").json()
    assert (archived["state"], archived["moves"]) == ("archived", [])
    assert world.as_("township").get(f"/telegrams/{made['id']}").json()["state"] == "archived"


def test_one_order_that_cannot_be_issued_keeps_the_whole_telegram_back(world: World) -> None:
    good, taken = an_order_draft(world), an_order_draft(world)
    made = a_telegram(world, "signed", orders=[good, taken])
    other = taken | {"id": str(uuid4())}
    assert world.as_("director").post("/orders", json=other).status_code == 201
    with nothing_changes(world):
        assert refusal(move(world, made["id"], "issue"))[:2] == (409, "finding-not-confirmed")
    assert read(world, good["finding_ids"][0])["state"] == "confirmed"
    assert world.as_("director").get(f"/telegrams/{made['id']}").json()["number"] is None


def test_every_refusal_of_a_verb(world: World) -> None:
    draft = a_telegram(world)["id"]
    assert refusal(move(world, draft, "countersign", "reviewer"))[:2] == (403, "own-draft")
    assert refusal(move(world, draft, "countersign", "approver"))[:2] == (403, "forbidden")
    for verb, who in (("sign", "approver"), ("issue", "director"), ("archive", "reviewer"), ("return", "director")):
        assert refusal(move(world, draft, verb, who, reason="无")) == (409, "illegal-move", "/verb")
    assert move(world, draft, "countersign").status_code == 200
    assert refusal(move(world, draft, "countersign")) == (409, "illegal-move", "/verb")
    assert refusal(move(world, draft, "sign", "reviewer"))[:2] == (403, "forbidden")
    assert refusal(move(world, draft, "return", "approver")) == (422, "reason-required", "/reason")
    assert refusal(move(world, draft, "return", "reviewer", reason="改"))[:2] == (403, "forbidden")
    back = move(world, draft, "return", "approver", reason="语气再实").json()
    assert (back["state"], back["countersigner_name"], back["timeline"][-1]["note"]) == ("draft", None, "语气再实")
    assert move(world, draft, "countersign").status_code == 200
    assert move(world, draft, "sign").status_code == 200
    assert refusal(move(world, draft, "issue", "approver"))[:2] == (403, "forbidden")
    assert refusal(move(world, draft, "archive", "approver"))[:2] == (403, "forbidden")
    assert move(world, draft, "return", reason="再改").json()["state"] == "draft"


def test_a_director_does_not_sign_his_own_draft(world: World) -> None:
    own = put(world, a_draft(), who="director").json()["id"]
    assert move(world, own, "countersign", "reviewer").status_code == 200
    assert refusal(move(world, own, "sign"))[:2] == (403, "own-draft")
    assert "sign" not in world.as_("director").get(f"/telegrams/{own}").json()["moves"]
    assert move(world, own, "sign", "approver").status_code == 200


def test_who_is_no_recipient_signs_for_nothing(world: World) -> None:
    made = a_telegram(world, "issued")["id"]
    assert move(world, made, "receive", "other-township").status_code == 404
    assert refusal(move(world, made, "receive", "reviewer"))[:2] == (403, "forbidden")
    assert world.as_("county-leader").get(f"/telegrams/{made}").json()["drafter_name"] is None


def test_a_draft_is_changed_on_the_version_read_and_fixed_once_countersigned(world: World) -> None:
    made, changed = a_telegram(world), a_draft(title="关于再次整改的通知", main_to=[str(OTHER_TOWN)])
    assert put(world, a_draft(), made["id"]).status_code == 200  # the same again
    assert put(world, changed, made["id"]).status_code == 428
    assert put(world, changed, made["id"], **{"If-Match": '"9"'}).status_code == 412
    told = put(world, changed, made["id"], "director", **{"If-Match": f'"{made["version"]}"'}).json()
    assert (told["title"], [each["unit_name"] for each in told["recipients"]]) == ("关于再次整改的通知", ["白鹭镇人民政府"])
    assert move(world, made["id"], "countersign").status_code == 200
    again = put(world, a_draft(), made["id"], **{"If-Match": f'"{told["version"] + 1}"'})
    assert refusal(again)[:2] == (409, "telegram-fixed")


def test_what_may_not_be_written(world: World) -> None:
    order = an_order_draft(world)
    refused = {
        ("title",): (a_draft(title="【机密】通知"), (422, "secret-marked", "/title")),
        ("body",): (a_draft(body="一\n秘密★1年\n二"), (422, "secret-marked", "/body")),
        ("demand",): (a_draft(orders=[order | {"requirements": "绝密"}]), (422, "secret-marked", "/orders/0/requirements")),
        ("nobody",): (a_draft(main_to=[]), (422, "addressee-required", "/main_to")),
        ("nowhere",): (a_draft(main_to=[str(uuid4())]), (422, "unknown-unit", "/main_to/0")),
        ("elsewhere",): (
            a_draft(main_to=[str(OTHER_TOWN)], orders=[order]), (422, "order-unit-not-addressed", "/orders/0/unit_id"),
        ),
        ("no finding",): (
            a_draft(orders=[order | {"finding_ids": [str(uuid4())]}]), (422, "unknown-finding", "/orders/0/finding_ids/0"),
        ),
        ("no order",): (a_draft(order_ids=[str(uuid4())]), (422, "unknown-order", "/order_ids/0")),
        ("nothing",): (a_draft(corrects_id=str(uuid4())), (422, "not-correctable", "/corrects_id")),
        ("a draft",): (a_draft(corrects_id=a_telegram(world)["id"]), (422, "not-correctable", "/corrects_id")),
        ("class",): (a_draft(classification="secret"), (422, "invalid-request", None)),
    }  # fmt: skip
    for why, (draft, answer) in refused.items():
        told = refusal(put(world, draft))
        assert told[: 3 if answer[2] else 2] == tuple(each for each in answer if each), why
    assert refusal(put(world, a_draft(), who="approver"))[:2] == (403, "forbidden")


def test_a_correction_is_a_new_telegram_that_names_the_old_one(world: World) -> None:
    wrong = a_telegram(world, "issued")["id"]
    right = a_telegram(world, "signed", corrects_id=wrong, title="关于更正的通知")["id"]
    assert world.as_("township").get(f"/telegrams/{wrong}").json()["corrected_by_id"] is None
    assert move(world, right, "issue").status_code == 200
    assert world.as_("township").get(f"/telegrams/{wrong}").json()["corrected_by_id"] == right
    assert world.as_("township").get(f"/telegrams/{right}").json()["corrects_id"] == wrong


def test_it_refers_to_orders_already_out_and_shows_each_unit_its_own(world: World) -> None:
    order = an_order(world)
    made = a_telegram(world, "issued", order_ids=[order["id"]], main_to=[str(TOWN), str(OTHER_TOWN)])
    assert [each["number"] for each in made["carried"]] == [order["number"]]
    assert [each["number"] for each in world.as_("township").get(f"/telegrams/{made['id']}").json()["carried"]] == [order["number"]]
    assert world.as_("other-township").get(f"/telegrams/{made['id']}").json()["carried"] == []


def test_a_text_is_written_from_the_orders(world: World) -> None:
    draft, out = an_order_draft(world, due_on="2099-03-04", **{"class": "limited"}), an_order(world)
    asked = {"orders": [draft], "order_ids": [out["id"]]}
    late = world.as_("reviewer").post("/telegrams/draft-text", json=asked)
    assert refusal(late)[:2] == (422, "due-too-far")
    del draft["due_on"]
    text = world.as_("reviewer").post("/telegrams/draft-text", json=asked).json()
    assert text["title"] == "关于限期整改督查发现问题的通知"
    lines = text["body"].split("\n")
    assert lines[0] == "近期，云岫县督查室在督查中发现以下问题，请有关单位抓紧整改。"
    assert lines[1:3] == [
        "一、鹿鸣镇人民政府",
        "1.鹿鸣镇下梨坞村2组排洪渠内积存生活垃圾约3立方米，现场无人清理。下梨坞村2组排洪渠，2026-11-20。",
    ]
    assert lines[4] == "二、鹿鸣镇人民政府"
    assert lines[6] == f"整改要求：限期清运并补齐保洁员。期限：{out['due_on']}。"
    long = draft | {"class": "long"}
    assert "期限：另行确定。" in world.as_("reviewer").post("/telegrams/draft-text", json={"orders": [long]}).json()["body"]
    english = world.as_("reviewer").post("/telegrams/draft-text", json={"orders": [draft]}, headers={"Accept-Language": "en"})
    assert english.json()["title"] == "Notice on putting right what supervision found"
    assert refusal(world.as_("township").post("/telegrams/draft-text", json=asked))[:2] == (403, "forbidden")


def test_a_draft_that_carries_a_sealed_finding_is_absent_for_whoever_is_not_on_the_list(world: World) -> None:
    draft, mission = an_order_draft(world), uuid4()
    with world.database.transaction() as tx:
        seals.seal(tx, mission)
        tx.session.get_one(Finding, UUID(draft["finding_ids"][0])).mission_id = mission
    assert refusal(put(world, a_draft(orders=[draft])))[:2] == (422, "unknown-finding")  # the reviewer is not on the list
    made = put(world, a_draft(orders=[draft]), who="director").json()["id"]
    assert world.as_("reviewer").get(f"/telegrams/{made}").status_code == 404
    assert made not in world.as_("reviewer").get("/telegrams", params={"limit": 200}).text
    assert put(world, a_draft(orders=[draft]), made).status_code == 404
    assert world.as_("approver").get(f"/telegrams/{made}").status_code == 200
    with world.database.transaction() as tx:
        seals.break_seal(tx, mission)
    assert world.as_("reviewer").get(f"/telegrams/{made}").status_code == 200


def test_a_unit_signs_for_what_lies_below_it_and_the_list_is_narrowed(world: World) -> None:
    made = a_telegram(world, "issued", main_to=[str(VILLAGE)], title="关于村级清运的通知")
    assert move(world, made["id"], "receive", "township").json()["received_at"]
    found = world.as_("director").get("/telegrams", params={"q": "村级清运", "state": "issued"}).json()["items"]
    assert [(each["id"], each["received_count"]) for each in found] == [(made["id"], 1)]
    first = world.as_("director").get("/telegrams", params={"limit": 1}).json()
    rest = world.as_("director").get("/telegrams", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert first["items"][0]["id"] != rest["items"][0]["id"]
    confirmed = under_review(world)
    moved(world, confirmed, "confirm")
