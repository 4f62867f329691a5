"""A world with sealed plans, a sealed mission under way and what hangs under it in every room, beside its twin without any."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.secrecy.doors import knocks
from tests.secrecy.hidden import TAKEN, Scene, a_scene, at
from tests.secrecy.knocking import Ids, is_due
from tests.secrecy.matrix import rehearsed
from tests.secrecy.telling import is_about, pages_of
from tests.secrecy.twins import Pair, asks, lawful, reads
from tests.world import Template

REFUSED = (
    "not-found",
    "report-id-reused",
    "mission-id-reused",
    "action-id-reused",
    "example-not-a-draft",
    "coordination-id-reused",
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def scene(template: Template, request: pytest.FixtureRequest) -> Iterator[Scene]:
    """Two worlds for all."""
    with a_scene(template, request.param) as made:
        yield made


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
            for turn, knock in enumerate(knocks(hidden)):
                if not is_due(scene.database, turn) or not is_about(knock, hidden) or lawful(who, knock):
                    continue
                count += 1
                never, sealed = worlds.ordinary.ask(who, knock, hidden), worlds.sealed.ask(who, knock, hidden)
                if never != sealed:
                    assert asks(knock) is False, f"{who}: {knock}: {never} != {sealed}"
                    _is_taken(hidden, knock.path, never, sealed)
    print(f"\ntwin worlds: {count} knocks on what is sealed, none told")  # ruff: ignore[print]


def _is_taken(hidden: Ids, path: str, never: tuple[object, ...], sealed: tuple[object, ...]) -> None:
    assert at(hidden, path) in TAKEN, f"{path}: {never} != {sealed}"
    assert never[0] not in {404, 409}
    assert any(f"/problems/{slug}" in str(sealed[2]) for slug in REFUSED), sealed


def test_no_word_or_id_of_it_shows_in_any_answer(scene: Scene) -> None:
    nothing = Ids.of_nothing()
    for who in scene.worlds.readers:
        client = scene.worlds.sealed.stage.anyone(who)
        for turn, knock in enumerate(knocks(nothing)):
            if is_due(scene.database, turn) and reads(knock) and not lawful(who, knock):
                answer = knock.on(client)
                text = pages_of(answer.content) + str(dict(answer.headers))
                assert [secret for secret in scene.secrets if secret in text] == [], f"{who}: {knock.path}"


def test_the_sweep_of_the_next_days_tells_nothing(scene: Scene) -> None:
    """The sealed mission's milestone falls due, and the open order's clock runs: nobody off the list hears of the first."""
    scene.worlds.wait(days=3)
    with _rehearsed(scene.worlds):
        scene.worlds.ask_everything(scene.shown, reads, of=4)


def _rehearsed(worlds: Pair) -> ExitStack:
    stack = ExitStack()
    for twin in (worlds.ordinary, worlds.sealed):
        stack.enter_context(rehearsed(twin.stage.world.database))
    return stack
