"""The verifier's page is served as it lies in the repository, under its own policy and no wider one."""

import re
from pathlib import Path

import httpx2

from tests.world import World

FILE = Path(__file__).parents[2] / "verifier" / "verify.html"


def test_the_page_comes_whole_and_under_its_own_policy(world: World) -> None:
    answer = httpx2.get(f"{world.base_url}/verify.html")
    assert answer.status_code == 200
    assert answer.text == FILE.read_text(encoding="utf-8")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert re.search(r"'(self|unsafe-inline|unsafe-eval)'", policy) is None
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
