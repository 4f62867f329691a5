"""The rows of roles, delegations, standing and the log, by hand."""

from tests.secrecy.matrix import ALL, RELATIONS, Row, Seen

SYS, SEC, AUD = frozenset({"sysadmin"}), frozenset({"secadmin"}), frozenset({"auditor"})
SIGNED_IN = ALL - {"other-system"}
DELEGATORS = frozenset({"director", "secadmin"})  # for the director's roles

SEEN: dict[str, Seen] = {  # none is made here; their own tests are in identity
    "delegation": dict.fromkeys(RELATIONS, frozenset()),
    "device": dict.fromkeys(RELATIONS, frozenset()),
}
ROWS: dict[tuple[str, str], Row] = {
    ("PUT", "/users/{user_id}/roles"): Row(None, SEC),
    ("GET", "/users/{user_id}/standing"): Row(None, ALL),
    ("PUT", "/users/{user_id}/former-posts"): Row(None, SYS),
    ("PUT", "/me/interests"): Row(None, SIGNED_IN),
    ("GET", "/me/devices"): Row(None, ALL),
    ("POST", "/me/devices/{device_id}/moves"): Row("device", ALL),
    ("GET", "/delegations"): Row(None, SIGNED_IN),
    ("PUT", "/delegations/{delegation_id}"): Row(None, DELEGATORS),
    ("POST", "/delegations/{delegation_id}/moves"): Row("delegation", ALL),
    ("GET", "/audit"): Row(None, AUD),
    ("GET", "/audit/verification"): Row(None, AUD),
}
