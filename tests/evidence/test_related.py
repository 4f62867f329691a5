"""The same picture sent twice, an old one passed off, and who is told of it; both databases, real bytes, the real worker."""

from datetime import timedelta
from threading import Thread
from uuid import uuid4

from PIL import Image
from sqlalchemy import func, select

from app.core.files import Files
from app.evidence import jobs
from app.evidence.likeness import LikenessIndex
from app.evidence.models import EvidenceLikeness, EvidencePicture
from app.worker import Worker
from tests.making import a_manifest, a_submission, a_task, an_order, upload
from tests.missions.making import a_mission
from tests.world import Role, World

from .pictures import ELSEWHERE, NOON, drawn, jpeg, mirrored, related, reported, taken, told


def test_a_picture_sent_again_is_told_with_how_far_where_and_when(world: World) -> None:
    old = reported(world, jpeg(drawn("burnt_heap")), at=NOON - timedelta(days=14))
    same = reported(world, jpeg(drawn("burnt_heap").resize((400, 300)), 60))
    away = reported(world, jpeg(drawn("burnt_heap"), 50), place=ELSEWHERE)
    seen = told(world, same)
    assert (seen["by"]["likeness"]["outcome"], seen["by"]["likeness"]["more"]["count"]) == ("warn", "2")
    by = {one["evidence_id"]: one for one in seen["related"]}
    assert (by[old]["kind"], by[old]["reading"], by[old]["gap_s"], by[old]["apart_m"]) == ("near", "same_place", 14 * 86400, 0)
    assert by[old]["distance"] <= 2
    assert by[old]["similarity"] >= 97
    assert (by[away]["reading"], round(by[away]["apart_m"], -3)) == ("other_place", 14000)
    assert related(world, old) == {same, away}


def test_the_same_bytes_for_another_report_are_a_pair(world: World) -> None:
    photo = jpeg(drawn("excavation"))
    first, second = reported(world, photo), reported(world, photo, "inspector2")
    assert [(one["evidence_id"], one["kind"], one["similarity"]) for one in told(world, second)["related"]] == [
        (first, "same_bytes", 100)
    ]
    assert told(world, second)["by"]["likeness"]["reason"] == "same"


def test_photographs_of_one_report_look_alike_by_nature(world: World) -> None:
    photo = jpeg(drawn("street_stalls"))
    here = (40.1302345, 102.1302345)
    lines = [taken(photo, place=here), taken(photo, place=here)]
    report = str(uuid4())
    manifest = a_manifest(a_task(world)["id"], []) | {"evidence": lines}
    assert world.as_("inspector").put(f"/reports/{report}", json=manifest).status_code == 201
    for line in lines:
        assert upload(world.as_("inspector"), line, photo, report_id=report).status_code == 204
    world.work()
    assert related(world, lines[0]["id"]) == set()
    assert told(world, lines[0]["id"])["by"]["likeness"]["outcome"] == "pass"
    assert told(world, lines[0]["id"])["by"]["frozen"]["reason"] == "same_visit"


def test_a_mirrored_copy_is_known(world: World) -> None:
    first = reported(world, jpeg(drawn("pothole_road")))
    second = reported(world, jpeg(mirrored(drawn("pothole_road"))))
    assert [(one["evidence_id"], one["kind"]) for one in told(world, second)["related"]] == [(first, "mirrored")]


def test_other_pictures_of_the_same_place_are_not_alike(world: World) -> None:
    first, second = (reported(world, jpeg(drawn("cracked_house", shot=shot))) for shot in (1, 2))
    assert told(world, second)["by"]["likeness"]["outcome"] == "pass"
    assert related(world, first) == set()


def test_a_picture_of_nothing_says_that_it_cannot_be_compared(world: World) -> None:
    dark = reported(world, jpeg(Image.new("RGB", (640, 480), (3, 3, 3))))
    assert {told(world, dark)["by"]["likeness"][name] for name in ("outcome", "reason")} == {"unknown", "flat"}


def test_an_answer_that_shows_an_old_picture_is_worth_a_look(world: World) -> None:
    order = an_order(world, evidence_requirement="photo", necessity_reason="须比对整改前后现状")
    old = reported(world, jpeg(drawn("manure_pond")), at=NOON - timedelta(days=3))
    photo = jpeg(drawn("manure_pond"), 70)
    line = taken(photo, at=NOON)
    answer = a_submission() | {"evidence": [line]}
    sent = world.as_("township").post(f"/orders/{order['id']}/submissions", json=answer)
    assert sent.status_code == 201, sent.text
    assert upload(world.as_("township"), line, photo, submission_id=answer["id"]).status_code == 204
    world.work()
    seen = told(world, line["id"])
    assert [(one["evidence_id"], one["reading"]) for one in seen["related"]] == [(old, "old_picture")]
    assert (seen["by"]["likeness"]["outcome"], seen["by"]["likeness"]["reason"]) == ("warn", "old_picture")
    assert told(world, line["id"], "township")["related"] == []  # what was not let out to the unit is not there for it
    assert told(world, line["id"], "township")["by"]["likeness"]["outcome"] == "pass"


def test_nobody_is_told_of_a_photograph_he_may_not_see(fresh: World) -> None:
    world = fresh
    world.hire("reviewer2", "孔示例", Role.REVIEWER)
    mission = a_mission(world, "fieldwork")
    photo = jpeg(drawn("sand_heap"))
    hidden = reported(world, jpeg(drawn("sand_heap"), 60), "inspector", mission["tasks"][0]["id"], mission_id=mission["id"])
    shown = reported(world, photo, "inspector2")
    assert world.as_("reviewer2").get(f"/evidence/{hidden}").status_code == 404
    assert related(world, shown, "director") == {hidden}
    assert related(world, shown, "reviewer2") == set()
    assert related(world, shown, "inspector2") == set()
    for who in ("reviewer2", "inspector2"):
        by = told(world, shown, who)["by"]
        assert (by["likeness"]["outcome"], by["frozen"]["outcome"]) == ("pass", "pass")
    assert told(world, shown, "director")["by"]["frozen"]["reason"] == "elsewhere"
    rows = {who: world.as_(who).get("/reports").json()["items"] for who in ("director", "reviewer2")}
    flags = {
        who: {flag for row in items if row["author"]["name"] == "李样本" for flag in row["flags"]} for who, items in rows.items()
    }
    assert ("similar" in flags["director"], "similar" in flags["reviewer2"]) == (True, False)


def test_of_two_that_arrive_at_once_the_pair_is_found_by_whichever_worker(fresh: World) -> None:
    photos = [jpeg(drawn("bridge_edge"), quality) for quality in range(50, 62)]
    world, ids = fresh, []
    app = world.app
    others = [Worker(world.database, Files(world.database.settings.storage), app.state.sandbox) for _ in range(2)]
    world.work, work = (lambda: None), world.work  # type: ignore[method-assign]  what arrives waits
    ids = [reported(world, photo) for photo in photos]

    def until_done(worker: Worker) -> None:
        while worker.once():
            pass

    threads = [Thread(target=until_done, args=(worker,)) for worker in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    work()
    assert all(related(world, one) == set(ids) - {one} for one in ids)


def test_twice_is_once_and_an_older_recipe_is_derived_anew(fresh: World) -> None:
    world, files = fresh, fresh.app.state.files
    first, second = reported(world, jpeg(drawn("dry_tap"))), reported(world, jpeg(drawn("dry_tap"), 60))
    sha = told(world, first)["sha256"]
    original = files.original(sha).read_bytes()
    with world.database.reading() as tx:
        place = tx.session.get_one(EvidencePicture, sha).place
    jobs.compare(world.database, LikenessIndex(), sha)
    jobs.renew(world.database, files, world.app.state.sandbox, "")
    world.work()
    with world.database.transaction() as tx:
        assert tx.session.scalar(select(func.count()).select_from(EvidenceLikeness)) == 2
        row = tx.session.get_one(EvidencePicture, sha)
        assert row.place == place
        row.recipe, row.prints = 0, b""
    files.derived(sha, jobs.THUMBNAIL).unlink()
    jobs.renew(world.database, files, world.app.state.sandbox, "")
    world.work()
    with world.database.reading() as tx:
        row = tx.session.get_one(EvidencePicture, sha)
        assert (row.recipe, row.place > place, len(row.prints) % 40) == (jobs.RECIPE, True, 0)
    assert files.derived(sha, jobs.THUMBNAIL).exists()
    assert files.original(sha).read_bytes() == original
    assert related(world, first) == {second}
