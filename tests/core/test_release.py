"""Server and pages are one release."""

import json
import tomllib
from pathlib import Path

import pytest

from app.core.release import VERSION, order

ROOT = Path(__file__).parents[2]


def test_one_number_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    pages = json.loads((ROOT / "pwa" / "package.json").read_text("utf-8"))["version"]
    assert (project, pages) == (VERSION, VERSION)


def test_later_is_greater() -> None:
    assert order("0.1.0") < order("0.1.1") < order("0.2.0") < order("0.10.0") < order("1.0.0") < order("999.999.999")


@pytest.mark.parametrize("text", ["1", "1.2", "a.b.c", ""])
def test_nothing_else(text: str) -> None:
    with pytest.raises(ValueError, match=r"unpack|int"):
        order(text)
