"""The unit's people see nothing until an order is issued to them; then only their own findings, never an inspector's name."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from app.access.policy import Role
from app.core.settings import Settings
from app.main import create_app
from tests.making import a_photo, a_submission, an_evidence, upload
from tests.secrecy.doors import DOORS, FIXED_PLACES, Ids, knocks
from tests.secrecy.knocking import is_due
from tests.secrecy.matrix import rehearsed
from tests.secrecy.stage import CAUSE, FACTS, Case, Stage, office_people, ordered, sealed, staged
from tests.secrecy.telling import is_about, pages_of, told
from tests.world import PEOPLE, TOWN, Template

OPAQUE = re.compile(r"[0-9a-f-]{32,36}$")  # the auditor reads actor, time and opaque id (domain.md §3.4 rule 8)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def before(template: Template, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """No order is out to the township."""
    with staged(template, request.param) as stage, knocked_at(stage):
        yield stage


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def after(template: Template, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """An order on the first of its two findings is out to the township, signed, answered, returned and answered again."""
    with staged(template, request.param) as stage:
        ids = ordered(stage.world, stage.mine.ids, TOWN)
        unit, director = stage.world.as_("township"), stage.world.as_("director")
        assert unit.post(f"/orders/{ids.order}/moves", json={"verb": "sign"}).status_code == 200
        for submission, last in ((Ids.of_nothing().submission, False), (ids.submission, True)):
            photo = a_photo(7, (64, 48))
            answer = a_submission([photo], id=submission)
            assert unit.post(f"/orders/{ids.order}/submissions", json=answer).status_code == 201
            assert upload(unit, answer["evidence"][0], photo, submission_id=submission).status_code == 204
            if not last:
                back = {"verb": "return", "reason": "请补充"}
                assert director.post(f"/orders/{ids.order}/moves", json=back).status_code == 200
        _looked_at_again(stage, ids)
        with knocked_at(stage):
            yield stage


def _looked_at_again(stage: Stage, ids: Ids) -> None:
    photo, eyes = a_photo(8, (64, 48)), stage.world.as_("inspector2")
    line = an_evidence(photo)
    look = {
        "id": Ids.of_nothing().report,
        "result": "not_rectified",
        "note": "弃渣仍在",
        "inspected_at": "2026-11-22T02:00:00Z",
        "evidence": [line],
    }
    assert eyes.post(f"/findings/{ids.finding}/reinspections", json=look).status_code == 201
    assert upload(eyes, line, photo, reinspection_id=look["id"]).status_code == 204


def test_every_route_has_a_row() -> None:
    document = create_app(Settings(database_url="sqlite://")).openapi()
    routes = {(method.upper(), path.removeprefix("/api/v1")) for path, methods in document["paths"].items() for method in methods}
    assert routes == set(DOORS)


@contextmanager
def knocked_at(stage: Stage) -> Iterator[None]:
    """Whatever the knocks do is undone: what one reader made under an id is nobody else's case."""
    for who in (*PEOPLE, "other-system"):
        stage.anyone(who)
    with rehearsed(stage.world.database):
        yield


READERS = ("township", "township-head", "other-township", "dept", "county-leader", "sysadmin", "secadmin", "auditor", "anonymous")


def hidden_cases(stage: Stage, reader: str) -> list[Ids]:
    """The cases this reader must find absent; a task is no secret to the unit that leads it, nor to leaders."""
    mine, theirs = stage.mine, stage.theirs
    if reader == "other-township":
        return [mine.ids, mine.second]
    if reader in {"county-leader", "inspector2"}:
        return [without_task(mine.ids), without_task(mine.second)]
    own = reader in {"township", "township-head"}
    return [without_task(mine.ids) if own else mine.ids, theirs.ids, theirs.second]


def without_task(ids: Ids) -> Ids:
    """The case apart from its task."""
    return replace(ids, task=Ids.of_nothing().task)


def differences(stage: Stage, reader: str, hidden: Ids) -> list[str]:
    """Requests that tell a hidden thing from one that never was."""
    client, ghost = stage.anyone(reader), Ids.of_nothing()
    found = []
    for turn, (real, unreal) in enumerate(zip(knocks(hidden), knocks(ghost), strict=True)):
        if not is_due(stage.world.database, turn):
            continue
        if is_about(real, hidden) and not (reader == "auditor" and real.path.startswith("/audit")):
            seen, unseen = told(real.on(client), hidden), told(unreal.on(client), ghost)
            if seen != unseen:
                found.append(f"{real.method} {hidden.masked(real.path)}: {seen} != {unseen}")
    return found


@pytest.mark.parametrize("reader", READERS)
def test_what_is_hidden_answers_like_what_never_was(before: Stage, reader: str) -> None:
    for hidden in hidden_cases(before, reader):
        assert differences(before, reader, hidden) == []


@pytest.mark.parametrize("reader", ["township", "anonymous"])
def test_no_method_tells_what_is_there(before: Stage, reader: str) -> None:
    client, ghost, hidden = before.anyone(reader), Ids.of_nothing(), before.mine.ids
    for path in {path for _, path in DOORS if "_id}" in path and "unit" not in path and "user" not in path and "task" not in path}:
        for method in METHODS:
            answers = []
            for ids in (hidden, ghost):
                at = path.format(**{f"{kind}_id": value for kind, value in ids.by_kind().items()} | FIXED_PLACES)
                answers.append(told(client.request(method, at), ids))
            assert answers[0] == answers[1], f"{method} {path}"


def test_another_inspector_finds_the_case_absent(before: Stage) -> None:
    """Only the id of a report tells, by its conflict: both contents are kept, which is promise 1."""
    found = [each for hidden in hidden_cases(before, "inspector2") for each in differences(before, "inspector2", hidden)]
    assert [each for each in found if not each.startswith(("PUT /reports/<report>", "POST /reports:"))] == []


def traces(stage: Stage, reader: str, ids: Ids, secrets: list[str]) -> list[tuple[str, str]]:
    """Answers in which a secret shows, headers included; what the request itself named is no secret."""
    client, found = stage.anyone(reader), []
    for turn, knock in enumerate(knocks(ids)):
        if is_due(stage.world.database, turn):
            answer = knock.on(client)
            text = pages_of(answer.content) + "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
            found += [(f"{knock.method} {knock.path} {knock.options}", secret) for secret in secrets if secret in text]
    return found


@pytest.mark.parametrize("reader", READERS)
def test_before_the_order_nothing_of_it_shows_anywhere(before: Stage, reader: str) -> None:
    secrets = sealed(before.mine)
    if reader in {"other-township", "county-leader"}:  # the neighbour's own case has the same words, and leaders read it
        secrets = [secret for secret in secrets if secret not in sealed(before.theirs)]
    names = [] if reader in {"county-leader", "sysadmin", "secadmin", "auditor"} else office_people()
    found = traces(before, reader, Ids.of_nothing(), secrets + names)
    assert [
        (at, secret) for at, secret in found if not (reader == "auditor" and at.startswith("GET /audit") and OPAQUE.match(secret))
    ] == []


def test_before_the_order_every_count_is_nothing(before: Stage) -> None:
    unit = before.anyone("township")
    ledger = unit.get("/ledgers/findings").json()
    assert (ledger["total"], ledger["items"], ledger["next_cursor"]) == (0, [], None)
    assert set(ledger["counts"].values()) == {0}
    reports = unit.get("/reports").json()
    assert (reports["items"], set(reports["counts"].values())) == ([], {0})
    for path in ("/findings", "/orders", "/ledgers/orders"):
        assert unit.get(path).json()["items"] == []
    assert len(unit.get("/ledgers/findings.csv").content.splitlines()) == 1


def test_before_the_order_no_page_of_sync_comes_of_it(before: Stage) -> None:
    unit, cursor, kinds = before.anyone("township"), None, []
    while True:
        page = unit.get("/sync", params={"cursor": cursor} if cursor else {}).json()
        kinds += [change["kind"] for change in page["changes"]]
        cursor = page["next_cursor"]
        if not page["more"]:
            break
    assert kinds == ["task"]


@pytest.mark.parametrize("reader", ["township", "township-head"])
def test_after_the_order_only_the_own_finding_shows(after: Stage, reader: str) -> None:
    ids, client = after.mine.ids, after.anyone(reader)
    assert [row["id"] for row in client.get("/findings").json()["items"]] == [ids.finding]
    order = client.get(f"/orders/{ids.order}").json()
    assert [row["id"] for row in order["findings"]] == [ids.finding]
    assert (order["findings"][0]["facts"], order["findings"][0]["evidence_ids"]) == (FACTS, [ids.evidence])
    assert client.get("/ledgers/findings").json()["total"] == 1
    assert client.get("/reports").json()["items"] == []
    pending = client.get(f"/evidence/{ids.evidence}/preview")
    assert (pending.status_code, pending.json()["type"]) == (409, "/problems/evidence-mask-pending")
    assert client.get(f"/evidence/{ids.evidence}/original").status_code == 403
    assert client.get(f"/evidence/{ids.evidence}/checks").status_code == 403
    assert client.get(f"/reports/{ids.report}").status_code == 404


@pytest.mark.parametrize("reader", ["township", "township-head"])
def test_after_the_order_the_rest_of_the_report_is_still_absent(after: Stage, reader: str) -> None:
    second = Ids(**{**vars(Ids.of_nothing()), "finding": after.mine.second.finding, "evidence": after.mine.second.evidence,
                    "upload": after.mine.second.upload, "report": after.mine.second.report})  # fmt: skip
    assert differences(after, reader, second) == []


def the_unit_secrets(case: Case) -> list[str]:
    """What a unit never reads, order or not: the working id, the uploads, the second finding, anybody of the office."""
    rest = Case(case.second, case.second, case.evidence[1:])
    hidden = [secret for secret in sealed(rest) if not secret.startswith(("40.", "102.")) and "弃" not in secret]
    shown = {CAUSE, "立即清退弃渣"}
    return [
        *[secret for secret in hidden if secret not in shown],
        case.second.finding,
        "挡墙",
        "弃渣占道",
        case.ids.upload,
        *office_people(),
    ]


@pytest.mark.parametrize("reader", ["township", "township-head"])
def test_after_the_order_nothing_names_an_inspector_or_the_report(after: Stage, reader: str) -> None:
    nothing = Ids.of_nothing()
    own = Ids(
        nothing.report,
        after.mine.ids.finding,
        after.mine.ids.evidence,
        nothing.upload,
        after.mine.ids.task,
        after.mine.ids.order,
        nothing.submission,
    )
    assert traces(after, reader, own, the_unit_secrets(after.mine)) == []


@pytest.mark.parametrize("reader", ["other-township", "dept", "anonymous"])
def test_after_the_order_other_units_still_find_nothing(after: Stage, reader: str) -> None:
    assert differences(after, reader, after.mine.ids) == []
    assert (
        traces(after, reader, Ids.of_nothing(), [after.mine.ids.finding, after.mine.ids.order, after.mine.evidence[0]["sha256"]])
        == []
    )


def test_a_cancelled_order_is_invisible_again(template: Template, engine: str) -> None:
    with staged(template, engine) as stage:
        ids = ordered(stage.world, stage.mine.ids, TOWN)
        unit = stage.anyone("township")
        assert unit.get(f"/orders/{ids.order}").status_code == 200
        cancelled = {"verb": "cancel", "reason": "事实有误"}
        assert stage.world.as_("director").post(f"/orders/{ids.order}/moves", json=cancelled).status_code == 200
        with knocked_at(stage):
            for reader in ("township", "township-head", "county-leader"):
                assert differences(stage, reader, without_task(ids)) == []
                assert traces(stage, reader, Ids.of_nothing(), [ids.order, ids.finding, ids.evidence, ids.report]) == []
        gone = unit.post("/sync/held", json={"items": [{"kind": "order", "id": ids.order}, {"kind": "finding", "id": ids.finding}]})
        assert gone.json() == {"gone": [{"kind": "finding", "id": ids.finding}, {"kind": "order", "id": ids.order}]}


def test_an_inspector_who_is_also_the_units_contact_reads_as_the_unit(template: Template, engine: str) -> None:
    with staged(template, engine) as stage:
        ids = ordered(stage.world, stage.mine.ids, TOWN)
        stage.world.appoint("leader1", Role.TEAM_LEADER, Role.UNIT_CONTACT, unit_id=TOWN)
        both = stage.world.as_("leader1")
        told = (
            both.get(f"/orders/{ids.order}").text + both.get(f"/findings/{ids.finding}").text + both.get("/ledgers/findings").text
        )
        assert [secret for secret in ("王示例", "周示例", ids.report) if secret in told] == []
        assert ids.finding in told
