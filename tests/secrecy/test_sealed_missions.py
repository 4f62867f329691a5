"""A world with sealed plans, a sealed mission under way and what hangs under it in every room, beside its twin without any."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.secrecy.doors import knocks
from tests.secrecy.hidden import LISTED, plans, secrets, under_way
from tests.secrecy.knocking import Ids
from tests.secrecy.matrix import rehearsed
from tests.secrecy.telling import is_about, pages_of
from tests.secrecy.twins import Pair, Seed, a_task_tape, a_visit, an_order_tape, asks, lawful, pair
from tests.world import Template

COLLEAGUES = ("reviewer", "inspector2", "leader2", "other-system")  # off the list, and given receipts of their own reports
# whoever may make a thing of any id he names finds that the id is taken; nobody finds such an id, 122 random bits, but on the list
TAKEN = {
    "/conclusions/{conclusion_id}", "/coordination", "/examples/{example_id}", "/missions/{mission_id}", "/reports",
    "/reports/{report_id}", "/results/{action_id}", "/telegrams/{telegram_id}",
}  # fmt: skip


REFUSED = ("not-found", "report-id-reused", "mission-id-reused", "action-id-reused", "example-not-a-draft", "coordination-id-reused")


@dataclass
class Scene:
    """Both worlds, what is open in both, and what only one has."""

    worlds: Pair
    shown: Ids
    hidden: Ids
    secrets: list[str]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def scene(template: Template, request: pytest.FixtureRequest) -> Iterator[Scene]:
    """The same case open in both, its order out to the township; the sealed things came before it."""
    seed = Seed()
    task, setting = a_task_tape(seed)
    shown, findings, visit = a_visit(seed, task, 1)
    drafts, planning = plans(seed, task)
    hidden, walking = under_way(seed, task)
    with ExitStack() as stack:
        worlds = pair(stack, template, request.param, seed, LISTED, COLLEAGUES)
        worlds.both(setting)
        worlds.sealed.play([*planning, *walking])
        worlds.both([*visit, *an_order_tape(shown.order, findings[0])])
        worlds.wait(hours=1)
        yield Scene(worlds, shown, hidden, secrets(hidden, drafts))


def test_no_knock_at_any_door_tells(scene: Scene) -> None:
    """Every method of every route, by everybody off the list, on what is open; what a knock does is undone after it."""
    with _rehearsed(scene.worlds):
        count = scene.worlds.ask_everything(scene.shown)
    print(f"\ntwin worlds: {count} knocks on what is open, none told")  # ruff: ignore[print]  the count is asked for


def test_what_is_sealed_answers_like_what_never_was(scene: Scene) -> None:
    """Every method of every route that names something sealed: absent, or an id that is taken, said in no other words."""
    worlds, hidden, count = scene.worlds, scene.hidden, 0
    with _rehearsed(worlds):
        for who in worlds.readers:
            for knock in knocks(hidden):
                if not is_about(knock, hidden) or lawful(who, knock):
                    continue
                count += 1
                never, sealed = worlds.ordinary.ask(who, knock, hidden), worlds.sealed.ask(who, knock, hidden)
                if never != sealed:
                    assert asks(knock) is False, f"{who}: {knock}: {never} != {sealed}"
                    _is_taken(hidden, knock.path, never, sealed)
    print(f"\ntwin worlds: {count} knocks on what is sealed, none told")  # ruff: ignore[print]


def _is_taken(hidden: Ids, path: str, never: tuple[object, ...], sealed: tuple[object, ...]) -> None:
    place = hidden.masked(path).replace("<", "{").replace(">", "_id}")
    assert place in TAKEN, f"{path}: {never} != {sealed}"
    assert never[0] not in {404, 409}
    assert any(f"/problems/{slug}" in str(sealed[2]) for slug in REFUSED), sealed


def test_no_word_or_id_of_it_shows_in_any_answer(scene: Scene) -> None:
    nothing = Ids.of_nothing()
    for who in scene.worlds.readers:
        client = scene.worlds.sealed.stage.anyone(who)
        for knock in knocks(nothing):
            if knock.method == "GET" and not lawful(who, knock):
                answer = knock.on(client)
                text = pages_of(answer.content) + str(dict(answer.headers))
                assert [secret for secret in scene.secrets if secret in text] == [], f"{who}: {knock.path}"


def test_the_sweep_of_the_next_days_tells_nothing(scene: Scene) -> None:
    """The sealed mission's milestone falls due, and the open order's clock runs: nobody off the list hears of the first."""
    scene.worlds.wait(days=3)
    with _rehearsed(scene.worlds):
        scene.worlds.ask_everything(scene.shown, asks)


def _rehearsed(worlds: Pair) -> ExitStack:
    stack = ExitStack()
    for twin in (worlds.ordinary, worlds.sealed):
        for who in worlds.readers:
            twin.stage.anyone(who)
        stack.enter_context(rehearsed(twin.stage.world.database))
    return stack
