"""Suggestions on their way: after the picture is seen, by a job, and a person's word outweighs them."""

from collections.abc import Iterator

import pytest

from app.core.settings import Settings
from app.doctor import examine
from tests.imaging.test_spotting import written
from tests.masking.making import let_out, moved, refusal
from tests.world import Template, World


@pytest.fixture(scope="module")
def world(template: Template, engine: str) -> Iterator[World]:
    with template.world(engine, suggest_masks=True) as made:
        yield made


def test_a_number_in_a_photograph_is_suggested_and_waits_for_a_person(world: World) -> None:
    evidence, reviewer = let_out(world, written("联系电话：13812345678"))["evidence"], world.as_("reviewer")
    world.work()
    mask = reviewer.get(f"/evidence/{evidence}/mask").json()
    assert (mask["state"], [shape["hint"] for shape in mask["shapes"]], mask["version"]) == ("suggested", ["number"], 1)
    assert mask["checked_by_name"] is None
    assert refusal(world.as_("township").get(f"/evidence/{evidence}/preview")) == (409, "evidence-mask-pending")
    assert moved(reviewer, evidence, "check", 1).status_code == 200
    assert world.as_("township").get(f"/evidence/{evidence}/preview").status_code == 200


def test_whoever_was_sooner_than_the_machine_is_not_overruled(world: World) -> None:
    evidence, reviewer = let_out(world, written("联系电话：13912345678"))["evidence"], world.as_("reviewer")
    assert moved(reviewer, evidence, "check", 0).status_code == 200
    world.work()
    mask = reviewer.get(f"/evidence/{evidence}/mask").json()
    assert (mask["state"], mask["shapes"]) == ("checked", [])


def test_the_doctor_says_whether_masks_are_suggested(world: World) -> None:
    house = world.app.state.house.settings
    said = {line.what for line in examine(house)}
    assert "faces, number plates and numbers are suggested for masking" in said
    off = Settings(**{**house.model_dump(), "suggest_masks": False})
    assert "masks are drawn by hand: no suggestions (MINGCHA_SUGGEST_MASKS)" in {line.what for line in examine(off)}
