"""A world with a sealed plan, a sealed mission under way and what hangs under it, beside its twin without any of them."""

import re
from contextlib import ExitStack
from typing import Any

import httpx2
import pytest

from tests.making import a_finding, a_manifest, a_photo, an_evidence
from tests.missions.making import a_plan, person
from tests.secrecy import test_twin_worlds as twins
from tests.secrecy.doors import Ids, Knock, knocks
from tests.secrecy.stage import Stage
from tests.secrecy.test_twin_worlds import Seed, Tape, Twin, a_task_tape, a_visit, an_order_tape, compare, sending
from tests.secrecy.test_units_see_nothing import is_about, pages_of, told
from tests.world import Template

# the auditor reads actor, time and opaque id of every entry (domain.md §3.4 rule 8), so he is not among them
OUTSIDERS = (
    "township", "other-township", "dept", "county-leader", "inspector2", "reviewer", "review-officer", "sysadmin",
    "anonymous",
)  # fmt: skip
WORDS = ["夜访渡口", "烟汀", "渡口", "直奔", "弃渣越线"]


def a_sealed_plan(stage: Stage, seed: Seed, task: str) -> tuple[str, dict[str, Any], Tape]:
    """The director's plan over the town, with leader1 and one inspector."""
    plan = a_plan(stage.world, title="夜访渡口", task_ids=[task], member_ids=[person("inspector")])
    plan["sites"] = [site | {"id": seed.id()} for site in plan["sites"]]
    mission = seed.id()
    return mission, plan, [("director", Knock("PUT", f"/missions/{mission}", {"json": plan}))]


def under_way(stage: Stage, seed: Seed, task: str) -> tuple[Ids, Tape]:
    """Approved, deployed, a site open, and an accepted report with a confirmed finding under it."""
    mission, plan, tape = a_sealed_plan(stage, seed, task)
    verbs: list[tuple[str, dict[str, Any]]] = [
        ("director", {"verb": "submit", "recusal_declared": True, "overlap_reason": "不同点位"}),
        ("approver", {"verb": "approve", "instrument": "1号"}),
        ("leader1", {"verb": "commit"}), ("inspector", {"verb": "commit"}), ("leader1", {"verb": "deploy"}),
    ]  # fmt: skip
    tape += [(who, Knock("POST", f"/missions/{mission}/moves", {"json": asked})) for who, asked in verbs]
    site, opened = plan["sites"][0]["id"], {"verb": "open", "at": "2026-11-23T02:00:00Z"}
    tape.append(("inspector", Knock("POST", f"/missions/{mission}/sites/{site}/moves", {"json": opened})))
    photo = a_photo(4, (64, 48))
    line = an_evidence(photo, id=seed.id())
    found = a_finding([line["id"]], id=seed.id(), facts="弃渣越线")
    report = seed.id()
    manifest = a_manifest(task, [], evidence=[line], findings=[found], no_problem_statement=None, mission_id=mission)
    tape += [
        ("inspector", Knock("PUT", f"/reports/{report}", {"json": manifest})),
        ("inspector", sending(line, photo, report_id=report)),
        ("director", Knock("POST", f"/reports/{report}/moves", {"json": {"verb": "accept"}})),
        ("director", Knock("POST", f"/findings/{found['id']}/moves", {"json": {"verb": "confirm"}})),
    ]
    ids = Ids(report, found["id"], line["id"], seed.id(), Ids.of_nothing().task, seed.id(), seed.id())
    ids.others.update(mission=mission, site=site)
    return ids, tape


def apart(stage: Stage, reader: str, hidden: Ids) -> list[str]:
    """Questions and verbs that tell the hidden mission, or what hangs under it, from one that never was.

    A PUT is left out: whoever may write a task or a plan makes one of any id he names, and an author's conflict keeps both.
    """
    client, ghost, found = stage.anyone(reader), Ids.of_nothing(), []
    for real, unreal in zip(knocks(hidden), knocks(ghost), strict=True):
        if is_about(real, hidden) and (real.method == "GET" or "moves" in real.path):
            seen, unseen = told(real.on(client), hidden), told(unreal.on(client), ghost)
            found += [f"{real.method} {hidden.masked(real.path)}: {seen} != {unseen}"] if seen != unseen else []
    return found


def shown(stage: Stage, reader: str, secrets: list[str]) -> list[tuple[str, str]]:
    """Answers to questions in which a secret shows."""
    client, found = stage.anyone(reader), []
    for knock in knocks(Ids.of_nothing()):
        if knock.method == "GET":
            answer = knock.on(client)
            text = pages_of(answer.content) + str(dict(answer.headers))
            found += [(knock.path, secret) for secret in secrets if secret in text]
    return found


def unnumbered(answer: httpx2.Response, ids: Ids) -> tuple[object, ...]:
    """As `told`, but for the log's own place and link in a colleague's receipt: every act of anybody moves them, a sign-in too."""
    status, headers, text = told(answer, ids)
    lines = [line for line in headers if line[0] != "content-length"]  # type: ignore[attr-defined]
    return status, lines, re.sub(r'"log_(index|chain)":("[0-9a-f]+"|\d+)', "", str(text))


def test_nobody_off_the_list_can_tell_in_which_world_he_is(
    template: Template, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twins, "READERS", OUTSIDERS)
    monkeypatch.setattr(twins, "told", unnumbered)
    seed = Seed()
    task, setting = a_task_tape(seed)
    open_case, findings, visit = a_visit(seed, task, 1)
    with ExitStack() as stack:
        ordinary, sealed = (Twin(twins._stage(stack, template, engine)) for _ in range(2))
        for twin in (ordinary, sealed):
            twin.play(setting)
        hidden, walking = under_way(sealed.stage, seed, task)
        mission, _, planning = a_sealed_plan(sealed.stage, seed, task)
        sealed.play(planning + walking)
        for twin in (ordinary, sealed):
            twin.play(visit)
            twin.play(an_order_tape(open_case.order, findings[0]))
        compare(ordinary, sealed, open_case)
        for reader in OUTSIDERS:
            assert apart(sealed.stage, reader, hidden) == [], reader
            secrets = [*WORDS, mission, hidden.report, hidden.finding, hidden.evidence, hidden.others["mission"]]
            assert shown(sealed.stage, reader, secrets) == [], reader
        for twin in (ordinary, sealed):
            twin.wait(days=3)
        compare(ordinary, sealed, open_case)
