"""The rows of tasks and of their closing, by hand."""

from tests.secrecy.matrix import ALL, BUREAU_PEOPLE, DESK, OFFICE, UNITS, Row, Seen

DIRECTOR, APPROVER = frozenset({"director"}), frozenset({"approver"})
SEEN: dict[str, Seen] = {}
ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/tasks/tally"): Row(None, ALL),
    ("GET", "/tasks/campaigns"): Row(None, ALL),
    ("POST", "/tasks/split"): Row(None, DESK | BUREAU_PEOPLE),
    ("POST", "/tasks/{task_id}/progress"): Row("task", UNITS | DESK),
    ("POST", "/tasks/{task_id}/feedbacks"): Row("task", UNITS | DESK),
    ("PUT", "/tasks/{task_id}/milestones/{milestone_id}"): Row("task", UNITS | DESK),
    ("GET", "/tasks/{task_id}/field"): Row("task", OFFICE),
    ("POST", "/tasks/{task_id}/moves"): Row(
        "task",
        (
            DESK | BUREAU_PEOPLE,  # submit
            APPROVER | DIRECTOR,  # approve
            DESK,  # dispatch
            UNITS | DESK,  # sign
            UNITS | DESK,  # start
            DIRECTOR | APPROVER,  # close
            APPROVER,  # resume
            DESK,  # archive
            ALL,  # answer: no verb of this address, whoever asks
            OFFICE,  # return
            UNITS,  # object
            DIRECTOR,  # overrule
            DIRECTOR,  # reopen
            APPROVER,  # suspend
            APPROVER,  # cancel
            DIRECTOR,  # reassign
        ),
    ),
}
