"""The rows of a finding's review, by hand."""

from tests.secrecy.matrix import ALL, DESK, FIELD, OFFICE, Row, Seen

DECIDES, APPROVER = OFFICE - {"reviewer"}, frozenset({"approver"})
PROPOSES = frozenset({"leader1", "reviewer"})
SEEN: dict[str, Seen] = {}
ROWS: dict[tuple[str, str], Row] = {
    # confirm, reject, close, reopen, claim; ask, waive; merge, settle; propose; transfer
    ("POST", "/findings/{finding_id}/moves"): Row(
        "finding", (DECIDES, DECIDES, DECIDES, DECIDES, ALL, DESK, DESK, DECIDES, DECIDES, PROPOSES, APPROVER)
    ),
    ("PUT", "/findings/{finding_id}/marks"): Row("finding", DESK),
    ("GET", "/findings/{finding_id}/neighbours"): Row("finding", ALL),
    ("POST", "/findings/{finding_id}/supplements"): Row("finding", FIELD | {"other-system"}),
}
