"""The main path's rows of the IDOR matrix, by hand."""

from tests.secrecy.matrix import (
    ALL,
    BUREAU_PEOPLE,
    DESK,
    FIELD,
    LEADERS,
    OFFICE,
    PEOPLE_OF,
    UNITS,
    WHOSE,
    Row,
    Seen,
    seen,
)

CLIENT, SENT = frozenset({"other-system"}), frozenset({"inspector", "inspector2"})
DIRECTOR, APPROVER, SYS = frozenset({"director"}), frozenset({"approver"}), frozenset({"sysadmin"})
RELEASED = [relation for relation in WHOSE if relation not in {"hidden", "deleted"}]


def _author(relation: str) -> frozenset[str]:
    return frozenset({WHOSE[relation][0]})


SEEN: dict[str, Seen] = {
    "report": seen(**{relation: OFFICE | _author(relation) for relation in WHOSE}),
    "upload": seen(**{relation: _author(relation) for relation in WHOSE}),
    "task": seen(**{relation: OFFICE | LEADERS | CLIENT | SENT | PEOPLE_OF[relation] for relation in WHOSE}),
    "finding": seen(
        hidden=OFFICE | _author("hidden"),
        deleted=OFFICE | _author("deleted"),
        **{relation: OFFICE | LEADERS | _author(relation) | PEOPLE_OF[relation] for relation in RELEASED},
    ),
    "order": seen(
        deleted=OFFICE,
        **{relation: OFFICE | LEADERS | _author(relation) | PEOPLE_OF[relation] for relation in RELEASED},
    ),
}  # fmt: skip
SEEN["evidence"] = SEEN["finding"]
# a second look is taken by other eyes: whoever goes into the field may be sent to any finding that is out
SEEN["finding looked at again"] = {who: found | FIELD if who in RELEASED else found for who, found in SEEN["finding"].items()}
READS = ALL
LEDGER = OFFICE | LEADERS | UNITS | CLIENT
SEND = FIELD | CLIENT | UNITS | {"reviewer"}  # who sends the pictures of a unit's paper

ROWS: dict[tuple[str, str], Row] = {
    ("POST", "/auth/token"): Row(None, ALL, open=True),
    ("POST", "/auth/revoke"): Row(None, ALL, open=True),
    ("GET", "/calendar/{year}"): Row(None, ALL),
    ("PUT", "/calendar/{year}"): Row(None, DIRECTOR | SYS),
    ("GET", "/dictionary"): Row(None, ALL),
    ("GET", "/evidence/{evidence_id}"): Row("evidence", READS),
    ("GET", "/evidence/{evidence_id}/checks"): Row("evidence", OFFICE | FIELD),
    ("GET", "/evidence/{evidence_id}/original"): Row("evidence", OFFICE | FIELD),
    ("GET", "/evidence/{evidence_id}/preview"): Row("evidence", READS),
    ("GET", "/evidence/{evidence_id}/receipt"): Row("evidence", READS),
    ("GET", "/evidence/{evidence_id}/thumbnail"): Row("evidence", READS),
    ("GET", "/evidence/{evidence_id}/watermarked"): Row("evidence", READS),
    ("GET", "/findings"): Row(None, ALL),
    ("GET", "/findings/{finding_id}"): Row("finding", READS),
    ("POST", "/findings/{finding_id}/moves"): Row(
        "finding", (DIRECTOR | APPROVER, DIRECTOR | APPROVER, DIRECTOR | APPROVER, DIRECTOR | APPROVER, ALL)
    ),
    ("GET", "/findings/{finding_id}/reinspections"): Row("finding", READS),
    ("POST", "/findings/{finding_id}/reinspections"): Row("finding looked at again", FIELD),
    ("GET", "/ledgers/findings"): Row(None, LEDGER),
    ("GET", "/ledgers/findings.{form}"): Row(None, LEDGER),
    ("GET", "/ledgers/orders"): Row(None, LEDGER),
    ("GET", "/ledgers/orders.{form}"): Row(None, LEDGER),
    ("GET", "/ledgers/tasks"): Row(None, LEDGER),
    ("GET", "/ledgers/tasks.{form}"): Row(None, LEDGER),
    ("GET", "/me"): Row(None, ALL),
    ("GET", "/orders"): Row(None, ALL),
    ("POST", "/orders"): Row(None, DIRECTOR),
    ("POST", "/orders/preview-due"): Row(None, DESK),
    ("GET", "/orders/{order_id}"): Row("order", READS),
    ("POST", "/orders/{order_id}/moves"): Row(
        "order", (UNITS, DESK, DESK, DIRECTOR, ALL, DIRECTOR | APPROVER, DIRECTOR | APPROVER, APPROVER)
    ),
    ("POST", "/orders/{order_id}/submissions"): Row("order", UNITS),
    ("GET", "/reports"): Row(None, ALL),
    ("POST", "/reports"): Row(None, FIELD | CLIENT),
    ("GET", "/reports/unconfirmed"): Row(None, ALL),
    ("GET", "/reports/{report_id}"): Row("report", READS),
    ("PUT", "/reports/{report_id}"): Row(None, FIELD | CLIENT),
    ("POST", "/reports/{report_id}/moves"): Row("report", (DESK, DESK, DESK, FIELD | BUREAU_PEOPLE)),
    ("GET", "/sync"): Row(None, ALL),
    ("GET", "/sync/envelopes"): Row(None, ALL),
    ("POST", "/sync/compare"): Row(None, ALL),
    ("POST", "/sync/held"): Row(None, ALL),
    ("GET", "/tasks"): Row(None, ALL),
    ("GET", "/tasks/{task_id}"): Row("task", READS),
    ("PUT", "/tasks/{task_id}"): Row(None, DESK | BUREAU_PEOPLE),
    ("GET", "/units"): Row(None, ALL),
    ("PUT", "/units/{unit_id}"): Row(None, SYS),
    ("OPTIONS", "/uploads"): Row(None, ALL, open=True),
    ("POST", "/uploads"): Row(None, SEND),
    ("OPTIONS", "/uploads/{upload_id}"): Row(None, ALL, open=True),
    ("HEAD", "/uploads/{upload_id}"): Row("upload", READS),
    ("PATCH", "/uploads/{upload_id}"): Row("upload", READS),
    ("DELETE", "/uploads/{upload_id}"): Row("upload", READS),
    ("GET", "/users"): Row(None, ALL - CLIENT),
    ("PUT", "/users/{user_id}"): Row(None, SYS),
}
