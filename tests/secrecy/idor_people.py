"""The rows of roles, delegations, standing and the log, by hand."""

from tests.secrecy.matrix import ALL, RELATIONS, Row, Seen

SYS, SEC, AUD = frozenset({"sysadmin"}), frozenset({"secadmin"}), frozenset({"auditor"})
SIGNED_IN = ALL - {"other-system"}
DELEGATORS = frozenset({"director", "secadmin"})  # for the director's roles

SEEN: dict[str, Seen] = {"delegation": dict.fromkeys(RELATIONS, frozenset())}  # none is made here; their own test is in identity
ROWS: dict[tuple[str, str], Row] = {
    ("PUT", "/users/{user_id}/roles"): Row(None, SEC),
    ("GET", "/users/{user_id}/standing"): Row(None, ALL),
    ("PUT", "/users/{user_id}/former-posts"): Row(None, SYS),
    ("PUT", "/me/interests"): Row(None, SIGNED_IN),
    ("GET", "/delegations"): Row(None, SIGNED_IN),
    ("PUT", "/delegations/{delegation_id}"): Row(None, DELEGATORS),
    ("POST", "/delegations/{delegation_id}/moves"): Row("delegation", ALL),
    ("GET", "/audit"): Row(None, AUD),
    ("GET", "/audit/verification"): Row(None, AUD),
}
