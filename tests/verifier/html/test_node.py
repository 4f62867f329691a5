"""The page's parts under Node, and that the committed page is what its sources give."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.verifier import maker

ROOT = Path(__file__).parents[3]
HERE = ROOT / "verifier" / "html"


@pytest.fixture(scope="module")
def node() -> str:
    """Node, with the page's libraries beside it."""
    found = shutil.which("node")
    if found is None or not (HERE / "node_modules" / "@noble").is_dir():
        raise RuntimeError("needs node and verifier/html/node_modules: (cd verifier/html && npm ci --ignore-scripts)")
    return found


def run(*command: str, **more: str) -> str:
    """What a command printed; its own words when it fails."""
    done = subprocess.run(command, cwd=HERE, env=os.environ | more, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
    return done.stdout


def test_the_committed_page_is_what_its_sources_give(node: str) -> None:
    run(node, "build.mjs", "--check")


@pytest.mark.parametrize("suite", ["canonical", "published", "stamp", "verify"])
def test_the_parts_of_the_page(node: str, tmp_path: Path, suite: str) -> None:
    maker.main(str(tmp_path))
    told = run(node, "--test", str(Path(__file__).parent / f"{suite}.test.mjs"), MADE=str(tmp_path))
    assert "# fail 0" in told


def test_the_page_needs_nothing_from_anywhere() -> None:
    page = (ROOT / "verifier" / "verify.html").read_text()
    assert "default-src 'none'" in page
    assert not [line for line in page.splitlines() if " src=" in line and "http" in line]
    assert "innerHTML" not in page
    assert "eval(" not in page
