"""Which arrows of which machines the tests really walked: imported first, so that it stands between rooms and their tables.

An arrow is performed when a row's state was set from its source to its target, after its verb had been let through on the same
thread (the program's own moves need no verb). A verb is refused when it was forbidden, or not from that state.
"""

import threading
from collections import deque
from collections.abc import Iterable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Mapper

from app.core import machine
from app.core.actor import Actor
from app.core.machine import IllegalMove, Move
from app.core.problem import Forbidden

SYSTEM = "system"
Performed = tuple[str, str, str, str]  # machine, source, verb, target
PERFORMED: set[Performed] = set()
REFUSED: set[tuple[str, str, str]] = set()  # machine, verb, why
_let_through = threading.local()
_follow, _drive = machine.follow, machine.drive


def follow(table: Iterable[Move], actor: Actor, state: str, verb: str) -> str:
    """As the machine's own, noting what became of it."""
    moves = tuple(table)
    name = moves[0].machine
    try:
        target = _follow(moves, actor, state, verb)
    except Forbidden:
        REFUSED.add((name, str(verb), "forbidden"))
        raise
    except IllegalMove:
        REFUSED.add((name, str(verb), "illegal"))
        raise
    _note(name, str(state), str(verb), str(target))
    return target


def drive(table: Iterable[Move], state: str, verb: str) -> str:
    """As the machine's own, noting what became of it."""
    moves = tuple(table)
    target = _drive(moves, state, verb)
    _note(moves[0].machine, str(state), str(verb), str(target))
    return target


def _note(name: str, source: str, verb: str, target: str) -> None:
    if source == target:
        PERFORMED.add((name, source, verb, target))
    _recent().append((name, source, verb, target))


def _recent() -> deque[Performed]:
    """What was let through on this thread of late: one verb may drive several machines before it sets the first one's state."""
    if not hasattr(_let_through, "arrows"):
        _let_through.arrows = deque(maxlen=24)
    arrows: deque[Performed] = _let_through.arrows
    return arrows


def _set(_row: object, value: Any, old: Any, _initiator: object) -> None:
    if not isinstance(old, str) or str(old) == str(value):
        return
    step = (str(old), str(value))
    walked = [arrow for arrow in _recent() if (arrow[1], arrow[3]) == step and _fits(arrow[0], value)]
    if walked:
        PERFORMED.add(walked[-1])
    elif name := getattr(type(value), "machine", ""):
        PERFORMED.add((name, step[0], "", step[1]))


def _fits(name: str, value: Any) -> bool:
    return getattr(type(value), "machine", name) == name


@event.listens_for(Mapper, "mapper_configured")
def _watch(mapper: Mapper[Any], class_: type) -> None:
    if "state" in mapper.columns:
        event.listen(class_.state, "set", _set)  # type: ignore[attr-defined]


machine.follow, machine.drive = follow, drive


def left_out(machines: dict[str, tuple[Move, ...]]) -> tuple[int, list[str]]:
    """How many arrows there are, and those nobody walked; a verb of people must have been refused once too."""
    missing, count = [], 0
    for name, moves in machines.items():
        for move in moves:
            count += 1
            walked = (name, str(move.source), str(move.verb), str(move.target)) in PERFORMED
            own = move.needs == SYSTEM and (name, str(move.source), "", str(move.target)) in PERFORMED
            if not (walked or own):
                missing.append(f"{name}: {move.source} --{move.verb}--> {move.target} was never performed")
        verbs = dict.fromkeys(str(move.verb) for move in moves if move.needs != SYSTEM)
        refused = {each[:2] for each in REFUSED}
        missing += [f"{name}: {verb} was never refused" for verb in verbs if (name, verb) not in refused]
    return count, missing
