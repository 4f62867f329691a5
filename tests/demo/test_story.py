"""The story: forty matters, more than ninety visits, and findings that name a place, a cause, a remedy and a person."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from app.demo import county
from app.demo.plan import LAST_DAY
from app.demo.scenes.registry import SCENES
from app.demo.shapes import Ending, Fate, Story
from app.demo.story import last_outing, tell
from app.dictionary.categories import areas

AREAS = {
    "poverty_alleviation", "project_construction", "city_management", "industry_support",
    "environment", "party_building", "work_style", "clean_county",
}  # fmt: skip


@pytest.fixture(scope="module")
def story() -> Story:
    return tell(LAST_DAY, LAST_DAY)


def findings(story: Story):
    return [finding for visit in story.visits for finding in visit.findings]


def test_there_are_five_matters_in_each_of_the_eight_areas(story):
    assert Counter(task.area for task in story.tasks) == dict.fromkeys(AREAS, 5)


def test_there_are_enough_visits_and_findings(story):
    assert len(story.visits) >= 90
    assert len(findings(story)) >= 160
    assert sum(len(visit.photos) for visit in story.visits) >= 250
    assert len({finding.facts for finding in findings(story)}) == len(findings(story))


def test_the_findings_of_the_sketch_are_told_in_its_own_words(story):
    told = {finding.key: finding for finding in findings(story) if finding.key.startswith("told-")}
    assert len(told) == 20
    assert told["told-1"].facts == "鹿鸣镇下梨坞村2组排洪渠内积存生活垃圾约3立方米，9月8日10时20分现场无人清理"
    assert told["told-1"].cause == "保洁员9月起空缺，村级巡查无记录"
    assert told["told-5"].facts == "云岫产业园标准厂房9月末形象进度48%，计划70%；10月13日现场作业人员6人"
    assert told["told-18"].facts == "枫渡镇下石磴村党群服务中心周三10时锁门，值班表为去年"
    assert told["told-20"].facts == "白鹭镇报称第3项已整改，10月21日回头看仍未清运，照片为旧照"


def test_every_finding_says_what_why_what_to_do_and_who(story):
    for finding in findings(story):
        for text in (finding.facts, finding.cause, finding.suggestion):
            assert len(text) >= 4
            assert "{" not in text
        assert finding.persons
        assert finding.severity in {"minor", "general", "serious"}


def test_everything_the_story_names_exists(story):
    tasks, people = {task.key for task in story.tasks}, {account.username for account in county.accounts()}
    for task in story.tasks:
        assert {task.lead, *task.assists} <= set(county.units())
        assert set(task.inspectors) <= people
    for visit in story.visits:
        assert visit.task in tasks
        assert visit.site_unit in county.units()
        own = {photo.key for photo in visit.photos}
        for finding in visit.findings:
            assert finding.unit in county.units()
            assert finding.category in {each.code for each in areas()[finding.area].categories}
            assert finding.scene in SCENES
            assert set(finding.photos) <= own
        assert {unit for unit, _ in visit.difficulties} <= set(county.units())


def test_keys_are_unique(story):
    for keys in (
        [visit.key for visit in story.visits],
        [finding.key for finding in findings(story)],
        [photo.key for visit in story.visits for photo in visit.photos],
    ):
        assert len(keys) == len(set(keys))


def test_every_fate_and_every_ending_occurs(story):
    assert {visit.fate for visit in story.visits} == set(Fate)
    assert {finding.ending for finding in findings(story)} == set(Ending)


def test_a_visit_without_a_finding_says_so_and_has_photographs(story):
    calm = [visit for visit in story.visits if not visit.findings]
    assert len(calm) >= 8
    assert all(visit.no_problem and visit.photos for visit in calm)


def test_one_inspector_finds_nothing_suspiciously_often(story):
    calm = Counter(visit.author for visit in story.visits if not visit.findings)
    assert calm["inspector2"] > sum(calm.values()) / 2


def test_there_are_good_examples_and_difficulties(story):
    assert sum(len(visit.positives) for visit in story.visits) == 12
    assert sum(len(visit.difficulties) for visit in story.visits) == 10


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2027, 3, 1), date(2028, 2, 29)])
def test_the_last_day_of_the_story_is_today(today):
    told = tell(today, today)
    assert max(visit.started_at.date() for visit in told.visits) == today
    assert min(visit.started_at.date() for visit in told.visits) >= today - timedelta(days=90)


def test_in_the_morning_nobody_has_been_out_today_yet():
    morning = datetime(2026, 11, 23, 8, 0, tzinfo=county.ZONE)
    assert last_outing(morning) == date(2026, 11, 22)
    told = tell(LAST_DAY, last_outing(morning))
    assert max(visit.finished_at.date() for visit in told.visits) == date(2026, 11, 22)
    assert last_outing(morning.replace(hour=21)) == LAST_DAY
