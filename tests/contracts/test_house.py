"""Rules of the house that the source itself shows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
FILES = sorted(APP.rglob("*.py"))
ROOMS = [path for path in FILES if path.parent.name not in {"core", "serving", "demo", "scenes", "imaging"}]


def calls(path: Path) -> Iterator[str]:
    """Names of the methods a file calls."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(APP)))
def test_nobody_commits_but_the_database(path: Path) -> None:
    if path != APP / "core" / "db.py" and path != APP / "core" / "sharing.py":
        assert not {"commit", "rollback", "begin_nested"} & set(calls(path))


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: str(path.relative_to(APP)))
def test_rooms_raise_problems_not_http(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    text = text.replace("client.HTTPException", "")  # of what is asked outside
    assert "HTTPException" not in text or path.name == "main.py"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(APP)))
def test_a_file_is_short_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= 300
    assert not re.search(r"\bTODO\b|\bFIXME\b", text)


@pytest.mark.parametrize("path", [path for path in ROOMS if path.name == "service.py"], ids=lambda path: path.parent.name)
def test_a_service_knows_no_framework(path: Path) -> None:
    assert "fastapi" not in path.read_text(encoding="utf-8")


def test_the_clock_is_read_in_one_place() -> None:
    reading = re.compile(r"datetime\.now\(|datetime\.utcnow\(|time\.time\(|date\.today\(")
    guilty = [str(path.relative_to(APP)) for path in ROOMS if reading.search(path.read_text(encoding="utf-8"))]
    assert guilty == []
