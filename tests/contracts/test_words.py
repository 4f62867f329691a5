"""Every refusal, label and hint has its words in both languages."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

import app.main
from app.calendar.lights import Light
from app.core.problem import LOCALES, Problem, every_problem, messages
from app.evidence.checks import Sequel
from app.evidence.schemas import Flaw, Outcome
from app.imaging.answers import Note
from app.rectification.chronicle import OUTSIDE
from app.rulebook.book import GROUPS
from app.vocabulary import MACHINES, TERMS

ROOT = Path(app.main.__file__).parent
FILES = sorted(
    (folder.parent / "zh-CN" / path.name, folder.parent / "en" / path.name)
    for folder in ROOT.glob("*/messages/zh-CN")
    for path in folder.glob("*.json")
) + [(folder / "zh-CN.json", folder / "en.json") for folder in ROOT.glob("*/messages") if (folder / "zh-CN.json").is_file()]


def keys(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text with its path; lists by length."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from keys(value, f"{path}/{name}")
    elif isinstance(tree, list):
        yield path, str(len(tree))
    else:
        yield path, str(tree)


def test_every_file_of_words_is_there_in_both_languages() -> None:
    assert len(FILES) > 10
    assert [str(path) for pair in FILES for path in pair if not path.is_file()] == []
    assert len(FILES) * 2 == len(list(ROOT.glob("*/messages/**/*.json")))


@pytest.mark.parametrize("pair", FILES, ids=lambda pair: pair[0].stem)
def test_both_languages_say_the_same_things(pair: tuple[Path, Path]) -> None:
    chinese, english = (dict(keys(orjson.loads(path.read_bytes()))) for path in pair)
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


@pytest.mark.parametrize("table", TERMS)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_code_has_its_label(locale: str, table: str) -> None:
    assert set(messages(locale)["labels"][table]) == {each.value for each in TERMS[table]}


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_state_and_verb_of_a_machine_has_its_word(locale: str, machine: str) -> None:
    labels = messages(locale)["labels"]
    own = labels.get(f"{machine}_verb", {})
    for move in MACHINES[machine]:
        assert {str(move.source), str(move.target)} <= set(labels[f"{machine}_state"]), move
        assert str(move.verb) in own or str(move.verb) in labels["verb"], move


@pytest.mark.parametrize("locale", LOCALES)
def test_every_rule_has_its_words(locale: str) -> None:
    words = messages(locale)
    assert set(words["rules"]) == set(GROUPS)
    assert all(set(each) == {"label", "hint", "unit"} for each in words["rules"].values())
    assert set(words["labels"]["rule_group"]) == set(GROUPS.values())


@pytest.mark.parametrize("locale", LOCALES)
def test_lights_notes_and_outcomes_have_their_words(locale: str) -> None:
    words = messages(locale)
    assert {each.value for each in Light} <= set(words["labels"]["light"])
    assert {each.value for each in Note} <= set(words["imaging"])
    codes = {key.split(".")[0] for key in words["checks"]}
    assert codes == {
        "hash", "clock", "delay", "position", "fix_age", "site", "boundary", "exif_time", "exif_place", "source",
        "likeness", "screen", "software", "speed", "frozen", "decode", "device", "sequence", "bracket",
    }  # fmt: skip
    assert {each.value for each in (*Flaw, Sequel.GAP, Sequel.FORK)} == set(words["capture"])
    assert {key.split(".")[1] for key in words["checks"]} == {each.value for each in Outcome}


@pytest.mark.parametrize("kind", every_problem(), ids=lambda kind: kind.slug)
def test_a_status_says_what_the_house_style_says(kind: type[Problem]) -> None:
    assert kind.status in {400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 423, 428, 429, 460, 500, 503, 507}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_step_of_its_order_that_a_unit_reads_has_its_words_on_the_phone(locale: str) -> None:
    words = orjson.loads((ROOT.parent / "pwa" / "src" / "locales" / locale / "rectify.json").read_bytes())
    assert {action.replace(".", "_") for action in OUTSIDE} == set(words["phone"]["event"]) - {"other"}
