"""What may be said of a finding without asking anybody, pure."""

import math

from app.findings.states import PROVEN, Severity, State

DEGREE_M = 111_195  # of latitude, on the sphere `evidence.checks.metres` measures on


def needs_site_check(severity: str, *, public_interest: bool) -> bool:
    """Serious faults and those that touch people's own interest are verified on site, never on paper (domain.md §3.3)."""
    return public_interest or severity == Severity.SERIOUS


def may_be_example(state: str) -> bool:
    """A negative example is a proven fault (domain.md §1 row 66)."""
    return State(state) in PROVEN


def box(lat: float, lon: float, radius_m: float) -> tuple[float, float, float, float]:
    """Degrees that hold every point within so many metres: south, north, west, east."""
    up = radius_m / DEGREE_M
    across = up / max(math.cos(math.radians(lat)), 0.01)
    return lat - up, lat + up, lon - across, lon + across
