"""The task's machine, as far as this release walks it."""

from enum import StrEnum


class TaskState(StrEnum):
    """交办 and 办结."""

    DISPATCHED = "dispatched"
    CLOSED = "closed"


class SourceType(StrEnum):
    """Where a matter comes from (domain.md §3.1)."""

    MEETING = "meeting"
    DOCUMENT = "document"
    NOTICE = "notice"
    LEADER_INSTRUCTION = "leader_instruction"
    ANNUAL_TARGET = "annual_target"
    CLUE = "clue"
    COMPLAINT = "complaint"
    MEDIA = "media"
    OTHER = "other"


class SourceLevel(StrEnum):
    """Whose matter it is."""

    CENTRAL = "central"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class Priority(StrEnum):
    """大事要事、重点难点、一般."""

    MAJOR = "major"
    KEY = "key"
    ORDINARY = "ordinary"


class AuthoritySide(StrEnum):
    """Which of the two masters (domain.md §0.7)."""

    PARTY = "party"
    GOVERNMENT = "government"
    JOINT = "joint"


class Mode(StrEnum):
    """集中督查, 连续督办."""

    CONCENTRATED = "concentrated"
    CONTINUOUS = "continuous"
