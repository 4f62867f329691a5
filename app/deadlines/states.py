"""What is owed, and what happens about it."""

from enum import StrEnum


class Kind(StrEnum):
    """Everything somebody owes by a day."""

    ORDER = "order"
    TASK = "task"


class Act(StrEnum):
    """提醒, 催办, 每周催办, 报主要负责人, 建议约谈."""

    REMIND = "remind"
    URGE = "urge"
    WEEKLY = "weekly"
    ESCALATE = "escalate"
    INTERVIEW = "interview"
