"""How the pages are renewed and, if need be, taken away: nothing of it is ever answered from a cache."""

import json

import httpx2
import pytest

from app.pages import STATIC
from tests.world import Template, World


def test_the_worker_is_asked_for_anew_each_time_and_its_files_never(world: World) -> None:
    for path in ("/sw.js", "/index.html", "/phone/today"):
        answer = httpx2.get(f"{world.base_url}{path}")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache"), path
    asset = next((STATIC / "assets").glob("*.js")).name
    assert httpx2.get(f"{world.base_url}/assets/{asset}").headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "waitUntil" in httpx2.get(f"{world.base_url}/sw.js").text


def test_it_is_told_which_versions_may_send(world: World) -> None:
    answer = httpx2.get(f"{world.base_url}/app.json")
    assert (answer.json(), answer.headers["cache-control"]) == ({"min_version": "0"}, "no-store")


@pytest.fixture
def emptied(template: Template):
    """A server told to take its service worker away and to refuse old pages."""
    with template.world("sqlite", worker_off=True, app_min_version="2.1") as made:
        yield made


def test_a_server_can_take_its_worker_away_and_name_the_least_version(emptied: World) -> None:
    script = httpx2.get(f"{emptied.base_url}/sw.js")
    assert script.headers["cache-control"] == "no-cache"
    assert "unregister" in script.text
    assert "indexedDB" not in script.text
    assert json.loads(httpx2.get(f"{emptied.base_url}/app.json").text) == {"min_version": "2.1"}
