"""The sealed mission of the demo county is absent for everyone who is not on its list."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from app.demo import casting, county
from app.demo.county import demo_id
from app.demo.sentences import read
from tests.county import NOW, copied
from tests.secrecy.doors import knocks
from tests.secrecy.knocking import Ids
from tests.world import MovableClock, Template, World, running

SEALED, VISIT = "x-sealed", "sealed-night"
OUTSIDERS = (
    "township", "township-head", "dept", "county-leader", "inspector2", "review-officer", "discipline", "media", "sysadmin",
    "secadmin",
)  # fmt: skip
WORDS = ("月牙湾", "旧粮库", "青杨坎", "二号板房", "一氧化碳", "取暖炉", "夜间暗访")
MOST = 200


@pytest.fixture(scope="module")
def house(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The county being served."""
    clock = MovableClock()
    clock.set(NOW)
    with running(copied(template, tmp_path_factory.mktemp("sealed") / "county"), clock) as made:
        yield made


def reader(house: World, username: str) -> httpx2.Client:
    """Somebody of the county, signed in."""
    said = county.source()["accounts"]
    form = {"grant_type": "password", "username": username, "password": said["password"]}
    with house.client() as nobody:
        token = nobody.post("/auth/token", data=form).json()["access_token"]
    return house.client({"Authorization": f"Bearer {token}"})


def hidden() -> Ids:
    """The mission, its sites, and the report that hangs under it."""
    finding = str(demo_id("finding", VISIT))
    ids = Ids(
        str(demo_id("report", VISIT)), finding, str(demo_id("evidence", f"{VISIT}-wide")), finding,
        str(demo_id("task", "poverty_alleviation-4")), finding, finding,
    )  # fmt: skip
    ids.others.update(mission=str(demo_id("mission", SEALED)), site=str(demo_id("site", VISIT)))
    return ids


def words_of_the_story() -> list[str]:
    """Everything only the sealed mission says."""
    more = read("missions")["more"][SEALED]
    told = next(row for row in read("cycle")["finding"] if row["key"] == VISIT)
    return [*(name for name, _, _ in more["sites"]), more["scope_words"], more["plan_words"], told["site_name"]]


def test_the_words_watched_for_are_those_of_the_story():
    assert all(any(word in text for word in WORDS) for text in words_of_the_story())
    assert casting.BY_NAME[VISIT] == SEALED


@pytest.mark.parametrize("username", ["leader1", "inspector", "director", "approver", "reviewer"])
def test_who_is_on_the_list_reads_of_it(house: World, username: str):
    with reader(house, username) as client:
        answer = client.get(f"/missions/{demo_id('mission', SEALED)}")
    assert answer.status_code == 200
    assert "夜间暗访" in answer.text


@pytest.mark.parametrize("username", OUTSIDERS)
def test_nobody_else_reads_a_word_of_it(house: World, username: str):
    ids, seen = hidden(), []
    with reader(house, username) as client:
        for knock in knocks(ids):
            if knock.method != "GET":
                continue
            params = {**knock.options.get("params", {})}
            if "limit" in params:
                params["limit"] = MOST
            answer = client.get(knock.path, params=params)
            said = answer.text if "json" in answer.headers.get("content-type", "") else ""
            about = any(each in knock.path for each in (ids.others["mission"], ids.report, ids.finding, ids.evidence))
            if any(word in said for word in WORDS) or (about and answer.status_code < 400):
                seen.append((knock.path, answer.status_code))
    assert seen == []


def test_an_inspector_of_the_team_sees_the_first_site_and_the_others_sealed(house: World):
    with reader(house, "inspector") as client:
        sites = client.get(f"/missions/{demo_id('mission', SEALED)}").json()["sites"]
    assert [site["name"] for site in sites] == ["月牙湾旧粮库临时安置点", None, None]


def test_the_director_reads_who_may_have_told_of_the_leaked_one(house: World):
    with reader(house, "director") as client:
        found = client.get(f"/missions/{demo_id('mission', 'x-leaked')}/readers").json()["items"]
    read_it = {each["person"]["name"] for each in found if each["reads"]}
    assert {"王示例", "李样本", "张测试", "钱示例", "孙样本"} <= read_it


def test_the_folder_served_is_a_copy(house: World, template: Template):
    assert Path(house.app.state.house.settings.data_dir) != template.folder / "county-sqlite"
