"""Neither plenty nor what is hidden may push out what a reader is to be told; both databases."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from app.evidence import queries
from app.evidence.models import Evidence
from app.identity.queries import actor_of
from tests.making import a_manifest, a_photo, upload
from tests.missions.making import a_mission
from tests.phone import Phone
from tests.world import World

from .crowds import counted, crowd, pair_up, picture
from .pictures import NOON, reported, taken, told

MANY = 2001


def marked(world: World, ids: list[UUID], who: str = "director") -> set[UUID]:
    """The cases a list marks as similar, of all these photographs together."""
    with world.database.reading() as tx:
        tx.actor = actor_of(tx, who)
        return queries.alike(tx, tx.session.scalars(select(Evidence).where(Evidence.id.in_(ids))).all())


def shown(world: World, ids: list[UUID], who: str = "director") -> dict[UUID, Any]:
    """Photographs read together, each with what it is said to be like."""
    with world.database.reading() as tx:
        tx.actor = actor_of(tx, who)
        rows = tx.session.scalars(select(Evidence).where(Evidence.id.in_(ids)).order_by(Evidence.id)).all()
        return {each.id: each for each in queries.outs(tx, rows)}


def test_a_common_form_beside_it_does_not_hide_a_reused_photograph(fresh: World) -> None:
    first = reported(fresh, a_photo(1))
    case = uuid4()
    form, reused = (crowd(fresh, first, 1, owner_id=case, sha256=picture(number))[0] for number in (1, 2))
    (old,) = crowd(fresh, first, 1, sha256=picture(3))
    pair_up(fresh, picture(2), [picture(3)], 5)
    pair_up(fresh, picture(1), [picture(100 + number) for number in range(MANY)], 1)
    crowd(fresh, first, MANY, sha256=lambda number: picture(100 + number))
    read = shown(fresh, [form, reused])
    assert [each.evidence_id for each in read[reused].related] == [old]
    assert len(read[form].related) == 20
    assert marked(fresh, [form, reused]) == {case}
    assert marked(fresh, [reused]) == {case}


def test_hidden_photographs_change_nothing_of_what_is_told(fresh: World) -> None:
    first = reported(fresh, a_photo(1))
    (mine,) = crowd(fresh, first, 1, sha256=picture(1))
    near = crowd(fresh, first, 3, sha256=lambda number: picture(2 + number))
    pair_up(fresh, picture(1), [picture(2 + number) for number in range(3)], 5)

    def read() -> tuple[Any, ...]:
        reader = "reviewer"
        return told(fresh, str(mine), reader), marked(fresh, [mine, *near], reader), fresh.as_(reader).get("/reports").content

    before = read()
    assert {each["evidence_id"] for each in before[0]["related"]} == {str(each) for each in near}
    pair_up(fresh, picture(1), [picture(100 + number) for number in range(MANY)], 1)
    crowd(fresh, first, MANY, sha256=lambda number: picture(100 + number), seal_id=uuid4())
    crowd(fresh, first, MANY, sha256=picture(1), seal_id=uuid4())
    assert read() == before


def test_a_list_of_many_photographs_marks_the_same_cases_as_each_alone(fresh: World) -> None:
    first = reported(fresh, a_photo(1))
    cases = [uuid4() for _ in range(200)]
    full = {"sha256": picture, "owner_id": lambda number: cases[number % 200]}
    rows = crowd(fresh, first, MANY, **full)
    crowd(fresh, first, 1, sha256=picture(7), captured_at=NOON.replace(year=2027))
    assert marked(fresh, rows) == {cases[7]}
    assert marked(fresh, [rows[7]]) == {cases[7]}


def test_a_list_costs_one_statement_however_long_and_it_goes_by_indices(fresh: World) -> None:
    first = reported(fresh, a_photo(1))
    few, lot = (crowd(fresh, first, count, sha256=picture) for count in (5, 500))
    for ids in (few, lot):
        with fresh.database.reading() as tx:
            tx.actor = actor_of(tx, "reviewer")
            rows = tx.session.scalars(select(Evidence).where(Evidence.id.in_(ids))).all()
            with counted(fresh) as sent:
                queries.alike(tx, rows)
        assert len(sent) == 1
    if not fresh.database.sqlite:
        return
    with fresh.database.reading() as tx:
        tx.actor = actor_of(tx, "reviewer")
        for ask in (queries.alike, queries.outs):
            for statement in plans(fresh, lambda ask=ask: ask(tx, rows[:3])):
                assert "SCAN evidence\n" not in statement, statement
                assert "SCAN evidence_likeness\n" not in statement, statement


def plans(world: World, act: Callable[[], Any]) -> list[str]:
    """How SQLite goes about what is asked meanwhile of the evidence."""
    with counted(world) as sent:
        act()
    asked = [each for each in sent if "evidence" in each]
    told: list[str] = []
    with closing(world.database.reader.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        for each in asked:
            rows = cursor.execute(f"EXPLAIN QUERY PLAN {each}", (None,) * each.count("?")).fetchall()
            told.append("".join(f"{row[-1]}\n" for row in rows))
    return told


def test_a_report_of_forty_recorded_photographs_costs_no_more_statements_than_one_of_four(fresh: World) -> None:
    mission, phone, photo = a_mission(fresh, "fieldwork"), Phone().enrol(fresh), a_photo(1)
    line = phone.take(taken(photo))
    manifest = a_manifest(mission["tasks"][0]["id"], [], evidence=[line], mission_id=mission["id"])
    report = str(uuid4())
    assert fresh.as_("inspector").put(f"/reports/{report}", json=manifest).status_code == 201
    assert upload(fresh.as_("inspector"), line, photo, report_id=report).status_code == 204
    fresh.work()

    def grown(since: int, until: int) -> None:
        more = {"position": lambda number: since + number, "capture_seq": lambda number: since + number + 1}
        crowd(fresh, line["id"], until - since, owner_id=UUID(report), **more)

    def cost(who: str) -> tuple[int, int]:
        client = fresh.as_(who)
        client.get(f"/reports/{report}")
        with counted(fresh) as sent:
            read = client.get(f"/reports/{report}").json()["evidence"]
        assert {each["rendition"] for each in read} == {"as_is"}
        assert all(each["checks"] for each in read)
        return len(read), len(sent)

    people = ("leader1", "director", "inspector")
    grown(1, 4)
    few = [cost(who) for who in people]
    grown(4, 40)
    lot = [cost(who) for who in people]
    assert ([count for count, _ in few], [count for count, _ in lot]) == ([4] * 3, [40] * 3)
    assert [sent for _, sent in lot] == [sent for _, sent in few]


def test_how_fast_somebody_went_does_not_depend_on_what_is_read_together(fresh: World) -> None:
    oldest = reported(fresh, a_photo(1), at=NOON - timedelta(days=5))
    times = [NOON - timedelta(days=5, minutes=-30), NOON - timedelta(hours=24), NOON, NOON + timedelta(hours=24, seconds=1)]
    rows = crowd(fresh, oldest, 4, captured_at=lambda number: times[number], fixed_at=lambda number: times[number])
    ids = [UUID(oldest), *rows]
    together = {one: speed(each) for one, each in shown(fresh, ids).items()}
    assert [together[one] for one in ids] == ["first", "0", "first", "0", "first"]
    assert {one: speed(shown(fresh, [one])[one]) for one in ids} == together


def speed(read: Any) -> str | None:
    """Its value, or why there is none."""
    found = next(each for each in read.checks if each.code == "speed")
    return found.reason or found.value
