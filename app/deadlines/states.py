"""What is owed, and what happens about it."""

from enum import StrEnum


class Kind(StrEnum):
    """Everything somebody owes by a day."""

    ORDER = "order"
    TASK = "task"
    ORDER_MILESTONE = "order_milestone"
    TASK_MILESTONE = "task_milestone"
    PLEDGE = "pledge"
    EXTENSION = "extension"  # what awaits the office's decision
    REVIEW = "review"
    MISSION_MILESTONE = "mission_milestone"  # sealed with its mission


class Act(StrEnum):
    """临期预警, 提醒, 催办, 每周催办, 报主要负责人, 建议约谈."""

    WARN = "warn"
    REMIND = "remind"
    URGE = "urge"
    WEEKLY = "weekly"
    ESCALATE = "escalate"
    INTERVIEW = "interview"


_STEPS = frozenset({Act.REMIND, Act.URGE, Act.WEEKLY})
ACTS: dict[Kind, frozenset[Act]] = {
    Kind.ORDER: frozenset(Act) - {Act.WARN},
    Kind.TASK: frozenset(Act) - {Act.WARN},
    Kind.ORDER_MILESTONE: _STEPS,
    Kind.TASK_MILESTONE: _STEPS,
    Kind.PLEDGE: _STEPS | {Act.ESCALATE},
    Kind.EXTENSION: frozenset({Act.WARN}),
    Kind.REVIEW: frozenset({Act.WARN}) | _STEPS,
    Kind.MISSION_MILESTONE: frozenset({Act.REMIND, Act.URGE}),
}
