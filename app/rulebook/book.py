"""Every rule an office may set for itself: its group, its default, its bounds. Spans in working days unless they say otherwise."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field


def _days(default: int, group: str, most: int = 366) -> Any:  # ruff: ignore[any-type]  what Field gives
    return Field(default=default, ge=0, le=most, json_schema_extra={"group": group})


def _count(default: int, group: str, least: int = 0, most: int = 100) -> Any:  # ruff: ignore[any-type]
    return Field(default=default, ge=least, le=most, json_schema_extra={"group": group})


def _share(default: float, group: str) -> Any:  # ruff: ignore[any-type]
    return Field(default=default, ge=0, le=1, json_schema_extra={"group": group})


def _switch(group: str, *, default: bool) -> Any:  # ruff: ignore[any-type]
    return Field(default=default, json_schema_extra={"group": group})


class Rules(BaseModel):
    """The rules in force. Labels and explanations are in the message files under `rules.<name>`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # matters 督查事项
    task_approval: bool = _switch("tasks", default=False)  # 立项 by a leader before 交办
    task_objection_days: int = _days(2, "tasks")
    milestone_red_days: int = _count(5, "tasks")  # a milestone later than this turns the matter red
    archive_days: int = _days(90, "tasks", 3650)  # calendar days after closing
    # missions 督查活动
    mission_approval: bool = _switch("missions", default=False)  # by a leader; else the director's own decision
    min_inspectors: int = _count(2, "missions", least=1, most=10)  # 行政处罚 practice, not Decree 733
    second_inspector_confirms: bool = _switch("missions", default=False)
    offline_opening: bool = _switch("missions", default=True)  # sites may be opened where there is no network
    oral_approval_days: int = _days(5, "missions")
    overlap_days: int = _days(30, "missions")  # calendar days
    burden_open_per_month: int = _count(2, "missions")
    leak_review_days: int = _days(7, "missions")  # calendar days
    recusal_years: int = _count(3, "missions", most=20)
    draw_witnesses: int = _count(2, "missions", most=5)
    draw_recent_months: int = _count(3, "missions", most=24)
    draw_per_township_max: int = _count(2, "missions", least=1)
    # findings 问题
    duplicate_days: int = _days(30, "findings")  # calendar days; close by is `relapse_radius_m`
    # deadlines of orders 整改期限
    immediate_days: int = _count(3, "deadlines", least=1)  # 立行立改
    limited_days: int = _count(15, "deadlines", least=1)  # 限期整改
    long_max_months: int = _count(6, "deadlines", least=1, most=36)  # 长期整改
    auto_sign_days: int = _count(2, "deadlines", least=1)
    order_objection_days: int = _days(2, "deadlines")
    yellow_min_days: int = _count(3, "deadlines")
    yellow_share: float = _share(0.2, "deadlines")
    remind_before_days: Annotated[tuple[int, ...], Field(max_length=6)] = Field(
        default=(3, 1, 0), json_schema_extra={"group": "deadlines"}
    )
    remind_hour: int = _count(9, "deadlines", most=23)  # legal time; reminders and escalations alike
    remind_after_days: int = _count(1, "deadlines", least=1)
    remind_weekly: bool = _switch("deadlines", default=True)
    escalate_principal_days: int = _count(5, "deadlines", least=1)
    propose_interview_days: int = _count(10, "deadlines", least=1)
    # extensions 延期
    extension_reviewer_days: int = _days(5, "extensions")
    extension_director_days: int = _days(15, "extensions")
    extension_max: int = _count(2, "extensions")
    extension_escalate_days: int = _count(3, "extensions", least=1)
    # re-inspection 回头看
    reinspection_share: float = _share(0.2, "reinspections")
    reinspection_from_days: int = _days(30, "reinspections")  # calendar days after closing
    reinspection_to_days: int = _days(90, "reinspections")
    reopen_window_days: int = _days(180, "reinspections")
    relapse_radius_m: int = _count(200, "reinspections", most=5000)
    # review 复核
    appeals: bool = _switch("appeals", default=True)
    appeal_file_days: int = _days(30, "appeals")  # calendar days from receipt (条例 Art. 17)
    appeal_decide_days: int = _days(30, "appeals")
    appeal_warn_day: int = _days(20, "appeals")
    appeal_accept_days: int = _days(5, "appeals")
    # results 结果运用
    accountability: bool = _switch("results", default=True)
    exposure: bool = _switch("results", default=True)
    laggard_min_orders: int = _count(5, "results", least=1)  # “走在后” (domain.md §5): shown with reasons, people choose
    laggard_on_time_share: float = _share(0.8, "results")
    laggard_overdue_days: int = _count(10, "results", least=1)
    laggard_overdue_orders: int = _count(2, "results", least=1)
    laggard_reopened: int = _count(2, "results", least=1)
    laggard_auto_signed: int = _count(2, "results", least=1)
    # duties and indicators 履职与指标
    department_quota_month: int = _count(1, "duties")
    leader_quota_quarter: int = _count(2, "duties")
    duty_repeat_days: int = _days(30, "duties")  # calendar days
    report_up_days: int = _days(2, "duties")
    zero_problem_min_visits: int = _count(8, "duties", least=1)
    zero_problem_alpha: float = _share(0.05, "duties")
    contradiction_days: int = _days(30, "duties")
    contradiction_m: int = _count(500, "duties", most=10_000)
    unit_ranking: bool = _switch("duties", default=False)  # domain.md §0.2: off unless the office orders one


GROUPS: dict[str, str] = {name: str(field.json_schema_extra["group"]) for name, field in Rules.model_fields.items()}  # type: ignore[index]
