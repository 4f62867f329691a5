"""What a check has seen: a code and an outcome; the words are in the message files."""

import math
from typing import NamedTuple

from app.evidence.schemas import Outcome

EARTH_M = 6_371_008.8


class Seen(NamedTuple):
    """One observation; `reason` chooses among the words of an outcome, `value` and `more` are put into them."""

    code: str
    outcome: Outcome
    value: str | None = None
    reason: str | None = None
    more: tuple[tuple[str, str], ...] = ()


def metres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance between two WGS-84 points."""
    a, b = math.radians(lat1), math.radians(lat2)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(h)))
