"""The random draw 双随机, pure: lists, a committed secret and a public number in; who goes where out.

The lists are locked, and SHA-256(nonce ‖ their digest) is published, before the public number exists; the seed is
SHA-256(nonce ‖ digest ‖ public number). Neither the office nor whoever supplies the number can steer what comes out, and
anyone who holds the record computes it again: with this file, in the browser, or with thirty lines of any language.
Names are not in it: sites and units appear under tokens that only the key kept in the office turns back.
"""

import hashlib
import hmac
import json
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

ALGORITHM = "mingcha-draw-1"
SITES, INSPECTORS = "sites", "inspectors"  # two streams of one seed
_WORD = 8  # bytes of a block that make a number
_SPAN = 1 << (8 * _WORD)


class Ground(StrEnum):
    """Why somebody keeps away from a unit 回避 (domain.md §4)."""

    OWN_UNIT = "own_unit"
    FORMER_UNIT = "former_unit"
    KIN = "kin"
    DECLARED = "declared"


class Reason(StrEnum):
    """Why a candidate was not taken, beside the grounds of recusal."""

    RECENTLY_VISITED = "recently_visited"
    AWAY = "away"
    TOWNSHIP_FULL = "township_full"
    PAIR_REPEATED = "pair_repeated"


@dataclass(frozen=True, slots=True)
class Site:
    """A candidate site: `units` are the tokens of its unit and of all above it; `seal` binds its hidden name."""

    id: str
    seal: str
    units: tuple[str, ...]
    township: str
    weight: int
    last_visited: str | None


@dataclass(frozen=True, slots=True)
class Recusal:
    """One unit somebody keeps away from; `until` is the last day of a former post."""

    unit: str
    ground: str
    until: str | None


@dataclass(frozen=True, slots=True)
class Inspector:
    """A candidate inspector."""

    id: str
    away: bool
    recusals: tuple[Recusal, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who went out together, and when last."""

    first: str
    second: str
    on: str


@dataclass(frozen=True, slots=True)
class DrawRules:
    """The rules in force on the day of the draw."""

    recent_months: int
    per_township_max: int
    recusal_years: int


@dataclass(frozen=True, slots=True)
class Lists:
    """Everything that is locked before the number is known; days are `YYYY-MM-DD` in legal time."""

    draw: str
    on: str
    sites: tuple[Site, ...]
    inspectors: tuple[Inspector, ...]
    pairs: tuple[Pair, ...]
    rules: DrawRules
    sites_wanted: int
    inspectors_per_site: int


@dataclass(slots=True)
class Result:
    """What came out, in the order it came: exclusions, hits passed over, groups. `complete` when every place is filled."""

    excluded: list[dict[str, str]] = field(default_factory=list)
    passed: list[dict[str, Any]] = field(default_factory=list)
    groups: list[dict[str, Any]] = field(default_factory=list)
    complete: bool = False


def canonical(value: object) -> bytes:
    """The one spelling of a JSON value: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(lists: Mapping[str, Any]) -> bytes:
    """The SHA-256 of the locked lists."""
    return hashlib.sha256(canonical(lists)).digest()


def commitment(nonce: bytes, lists_digest: bytes) -> str:
    """What is published before the number is known."""
    return hashlib.sha256(nonce + lists_digest).hexdigest()


def seed(nonce: bytes, lists_digest: bytes, public_number: str) -> bytes:
    """What everything is drawn from."""
    return hashlib.sha256(nonce + lists_digest + public_number.encode()).digest()


def token(key: bytes, text: str) -> str:
    """A unit's id as the record writes it: without the key nobody tells which unit it is."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:24]


class Stream:
    """Numbers from a seed: block n is HMAC-SHA-256(seed, label ‖ 0x00 ‖ n as 8 bytes), its first 8 bytes the number."""

    def __init__(self, key: bytes, label: str) -> None:
        """Begins at block 0."""
        self._key, self._label, self._block = key, label.encode() + b"\0", 0

    def below(self, bound: int) -> int:
        """A number in [0, bound), each as likely: what would favour small ones is thrown away."""
        limit = _SPAN - _SPAN % bound
        while True:
            block = hmac.new(self._key, self._label + self._block.to_bytes(8, "big"), hashlib.sha256).digest()
            self._block += 1
            number = int.from_bytes(block[:_WORD], "big")
            if number < limit:
                return number % bound

    def order(self, weights: Sequence[int]) -> Iterable[int]:
        """Positions in the order they are hit, without putting back; the heavier the likelier."""
        left = list(range(len(weights)))
        while left:
            number = self.below(sum(weights[each] for each in left))
            for place, each in enumerate(left):
                number -= weights[each]
                if number < 0:
                    yield left.pop(place)
                    break


def draw(lists: Lists, key: bytes) -> Result:
    """Draw the sites, then who goes to each. A hit that may not be taken is noted with its reason, and the next one follows."""
    result = Result()
    chosen = _sites(lists, Stream(key, SITES), result)
    crew = _available(lists, result)
    queue = [crew[each] for each in Stream(key, INSPECTORS).order([1] * len(crew))]
    recent = {frozenset((pair.first, pair.second)) for pair in lists.pairs if not _long_ago(lists, pair.on)}
    for number, site in enumerate(chosen, 1):
        result.groups.append({"site": site.id, "inspectors": _crew(lists, number, chosen, queue, recent, result)})
    full = all(len(group["inspectors"]) == lists.inspectors_per_site for group in result.groups)
    result.complete = full and len(chosen) == lists.sites_wanted
    return result


def _sites(lists: Lists, stream: Stream, result: Result) -> list[Site]:
    open_: list[Site] = []
    for site in lists.sites:
        if site.last_visited is not None and not _long_ago(lists, site.last_visited):
            result.excluded.append({"who": site.id, "reason": Reason.RECENTLY_VISITED.value})
        else:
            open_.append(site)
    chosen: list[Site] = []
    order = stream.order([site.weight for site in open_])
    while len(chosen) < lists.sites_wanted:
        place = next(iter(order), None)
        if place is None:
            break
        site = open_[place]
        if sum(each.township == site.township for each in chosen) >= lists.rules.per_township_max:
            result.passed.append({"group": len(chosen) + 1, "who": site.id, "reason": Reason.TOWNSHIP_FULL.value})
        else:
            chosen.append(site)
    return chosen


def _available(lists: Lists, result: Result) -> list[Inspector]:
    result.excluded += [{"who": each.id, "reason": Reason.AWAY.value} for each in lists.inspectors if each.away]
    return [each for each in lists.inspectors if not each.away]


def _crew(
    lists: Lists, number: int, chosen: Sequence[Site], queue: list[Inspector], recent: set[frozenset[str]], result: Result
) -> list[str]:
    taken: list[Inspector] = []
    for each in list(queue):
        if len(taken) == lists.inspectors_per_site:
            break
        reason = recusal(lists, chosen[number - 1], each, chosen)
        if reason is None and any(frozenset((each.id, other.id)) in recent for other in taken):
            reason = Reason.PAIR_REPEATED.value
        if reason is None:
            taken.append(each)
            queue.remove(each)
        else:
            result.passed.append({"group": number, "who": each.id, "reason": reason})
    return [each.id for each in taken]


def recusal(lists: Lists, site: Site, inspector: Inspector, chosen: Sequence[Site]) -> str | None:
    """The ground on which an inspector keeps away from a site, if any; nobody of any visited unit goes out at all."""
    for each in inspector.recusals:
        near = chosen if each.ground == Ground.OWN_UNIT else (site,)
        if any(each.unit in other.units for other in near) and not _lapsed(lists, each):
            return each.ground
    return None


def _lapsed(lists: Lists, given: Recusal) -> bool:
    """A former post counts for so many years after it ended."""
    if given.ground != Ground.FORMER_UNIT or given.until is None:
        return False
    return months_before(date.fromisoformat(lists.on), 12 * lists.rules.recusal_years) > date.fromisoformat(given.until)


def _long_ago(lists: Lists, day: str) -> bool:
    return months_before(date.fromisoformat(lists.on), lists.rules.recent_months) > date.fromisoformat(day)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def record(lists: Mapping[str, Any], nonce: bytes, public_number: str) -> dict[str, Any]:
    """The whole record of a draw, computed from what was locked, the secret and the public number."""
    locked = digest(lists)
    key = seed(nonce, locked, public_number)
    return {
        "algorithm": ALGORITHM, "lists": dict(lists), "digest": locked.hex(), "nonce": nonce.hex(),
        "commitment": commitment(nonce, locked), "public_number": public_number, "seed": key.hex(),
        "result": asdict(draw(read(lists), key)),
    }  # fmt: skip


def replay(held: object) -> list[str]:
    """Compute a record again: the names of what differs; empty says 一致. `form` when it is no record at all."""
    try:
        given: Any = held
        again = record(given["lists"], bytes.fromhex(given["nonce"]), given["public_number"])
        names = sorted(set(again) | set(given))
        return [name for name in names if canonical(again.get(name)) != canonical(given.get(name))]
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        return ["form"]


def written(lists: Lists) -> dict[str, Any]:
    """The lists as JSON carries them."""
    plain: dict[str, Any] = json.loads(canonical(asdict(lists)))
    return plain


def read(lists: Mapping[str, Any]) -> Lists:
    """The lists from what JSON carries. Raises: KeyError, TypeError, ValueError for anything else."""
    known: dict[str, Callable[[Any], Any]] = {
        "sites": lambda rows: tuple(Site(**row | {"units": tuple(row["units"])}) for row in rows),
        "inspectors": lambda rows: tuple(
            Inspector(**row | {"recusals": tuple(Recusal(**each) for each in row["recusals"])}) for row in rows
        ),
        "pairs": lambda rows: tuple(Pair(**row) for row in rows),
        "rules": lambda row: DrawRules(**row),
    }
    made = Lists(**{name: known.get(name, _itself)(value) for name, value in lists.items()})
    if any(site.weight < 1 for site in made.sites) or made.inspectors_per_site < 1:
        raise ValueError("a weight or a group of nothing")
    return made


def _itself(value: Any) -> Any:  # ruff: ignore[any-type]  a plain JSON value
    return value
