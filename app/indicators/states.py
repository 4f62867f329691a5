"""The closed sets of this room, and the small machine of a waiver."""

from enum import StrEnum, nonmember

from app.access.policy import Permission
from app.core.machine import Move


class Name(StrEnum):
    """Every figure (domain.md §5)."""

    # answers of the units, by deadline
    ON_TIME = "on_time"
    ON_TIME_ORIGINAL = "on_time_original"
    OPEN = "open"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    RETURN_RATE = "return_rate"
    SIGN_TIME = "sign_time"
    AUTO_SIGNED = "auto_signed"
    # findings and what became of them
    RELEASED = "released"
    RECTIFIED = "rectified"
    CLOSED = "closed"
    REOPEN_RATE = "reopen_rate"
    FALSE_RECTIFICATION = "false_rectification"
    DOWNGRADE = "downgrade"
    PRECISION = "precision"
    # visits and what they saw
    ZERO_PROBLEM = "zero_problem"
    CONTRADICTION = "contradiction"
    FINDINGS_PER_VISIT = "findings_per_visit"
    VILLAGE_SHARE = "village_share"
    COVERAGE_TOWNSHIPS = "coverage_townships"
    COVERAGE_VILLAGES = "coverage_villages"
    COVERAGE_TASKS = "coverage_tasks"
    BURDEN = "burden"
    # who supervises
    DEPARTMENT_LED = "department_led"
    LEADER_LED = "leader_led"
    SITES_PER_MISSION = "sites_per_mission"
    DUTY_DEPARTMENTS = "duty_departments"
    DUTY_LEADERS = "duty_leaders"
    # what waits for a leader
    TO_DECIDE = "to_decide"
    INSTRUCTIONS = "instructions"


class Measure(StrEnum):
    """What a value is: a share, a number of things, working days, or things per thing."""

    SHARE = "share"
    COUNT = "count"
    DAYS = "days"
    MEAN = "mean"


class Side(StrEnum):
    """Which list of a figure; `rest` is what the denominator holds and the numerator does not."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    REST = "rest"


class Kind(StrEnum):
    """What a line of a list is."""

    ORDER = "order"
    SUBMISSION = "submission"
    FINDING = "finding"
    REINSPECTION = "reinspection"
    REPORT = "report"
    MISSION = "mission"
    TASK = "task"
    COORDINATION = "coordination"
    UNIT = "unit"
    PERSON = "person"


class NotCounted(StrEnum):
    """Why a mission does not count for a duty."""

    NO_BASIS = "no_basis"
    DESK_ONLY = "desk_only"
    NO_VISIT = "no_visit"
    NO_MEMBER = "no_member"
    REPEATED = "repeated"
    SAME_DAY = "same_day"
    NOT_PRESENT = "not_present"


class WaiverGround(StrEnum):
    """Why a duty is waived; `part_quarter` lowers a leader's quota by the months out of post."""

    VACANT = "vacant"
    QUOTA_ZERO = "quota_zero"
    BURDEN = "burden"
    PART_QUARTER = "part_quarter"


class SubjectKind(StrEnum):
    """Whose duty."""

    UNIT = "unit"
    PERSON = "person"


class State(StrEnum):
    """A waiver stands until it is withdrawn."""

    machine = nonmember("waiver")
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What moves it."""

    WITHDRAW = "withdraw"


MOVES = (Move(State.GRANTED, Verb.WITHDRAW, State.WITHDRAWN, Permission.DUTY_WAIVE),)
