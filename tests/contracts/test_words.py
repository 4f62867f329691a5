"""Every refusal, label and hint has its words in both languages."""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson
import pytest

import app.main
from app.calendar.lights import Light
from app.core.problem import LOCALES, Problem, every_problem, messages
from app.evidence.schemas import Outcome
from app.findings import states as findings
from app.imaging.answers import Note
from app.rectification import states as rectification
from app.reports import states as reports
from app.tasks import states as tasks

FOLDERS = [path for path in Path(app.main.__file__).parent.glob("*/messages") if path.is_dir()]
TABLES: dict[str, type[StrEnum]] = {
    "severity": findings.Severity, "person_kind": findings.PersonKind, "order_class": rectification.OrderClass,
    "evidence_requirement": rectification.EvidenceRequirement, "reinspection_result": rectification.ReinspectionResult,
    "report_state": reports.State, "finding_state": findings.State, "order_state": rectification.State,
    "task_state": tasks.TaskState,
}  # fmt: skip


def keys(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text with its path; lists by length."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from keys(value, f"{path}/{name}")
    elif isinstance(tree, list):
        yield path, str(len(tree))
    else:
        yield path, str(tree)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_both_languages_say_the_same_things(folder: Path) -> None:
    chinese, english = (dict(keys(orjson.loads((folder / f"{locale}.json").read_bytes()))) for locale in LOCALES)
    assert set(chinese) == set(english)
    blanks = re.compile(r"{(\w+)}")
    assert [key for key in chinese if set(blanks.findall(chinese[key])) != set(blanks.findall(english[key]))] == []
    assert [key for key, text in english.items() if re.search(r"[\u4e00-\u9fff]", text.replace("明察 Mingcha", ""))] == []
    assert [key for key, text in (*chinese.items(), *english.items()) if not text.strip()] == []


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", every_problem(), ids=lambda kind: kind.slug)
def test_every_refusal_has_its_words(kind: type[Problem], locale: str) -> None:
    body = kind(state="submitted", verb="accept").body("/x", locale)
    assert body["title"]
    assert body["detail"]
    assert body["type"] == f"/problems/{kind.slug}"
    assert 400 <= body["status"] <= 599


def test_no_words_are_left_over_and_no_slug_is_used_twice() -> None:
    slugs = [kind.slug for kind in every_problem()]
    assert len(slugs) == len(set(slugs))
    assert set(messages("en")["problems"]) == set(slugs)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_code_has_its_label(locale: str, table: str) -> None:
    assert set(messages(locale)["labels"][table]) == {each.value for each in TABLES[table]}


@pytest.mark.parametrize("locale", LOCALES)
def test_lights_notes_and_outcomes_have_their_words(locale: str) -> None:
    words = messages(locale)
    assert {each.value for each in Light} <= set(words["labels"]["light"])
    assert {each.value for each in Note} <= set(words["imaging"])
    codes = {key.split(".")[0] for key in words["checks"]}
    assert codes == {"hash", "clock", "delay", "position", "site", "exif_time", "exif_place", "source", "decode"}
    assert {key.split(".")[1] for key in words["checks"]} == {each.value for each in Outcome}


@pytest.mark.parametrize("kind", every_problem(), ids=lambda kind: kind.slug)
def test_a_status_says_what_the_house_style_says(kind: type[Problem]) -> None:
    assert kind.status in {400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 423, 428, 429, 460, 500, 503, 507}
