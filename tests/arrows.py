"""Which arrows of which machines the tests really walked: imported first, so that it stands between rooms and their tables.

An arrow is performed when a row's state was set from its source to its target, after its verb had been let through from that
source on the same thread (the program's own moves need no verb); one that ends where it began, when that state was set anew. A
verb is refused when it was forbidden, or not from that state.
"""

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Mapper

from app.core import machine
from app.core.actor import Actor
from app.core.machine import Move
from app.core.problem import Problem

SYSTEM = "system"
Performed = tuple[str, str, str, str]  # machine, source, verb, target
PERFORMED: set[Performed] = set()
REFUSED: set[tuple[str, str, str]] = set()  # machine, verb, why
_let_through = threading.local()
_undone: list[bool] = []
_follow, _drive = machine.follow, machine.drive


def follow(table: Iterable[Move], actor: Actor, state: str, verb: str, no: Problem | None = None) -> str:
    """As the machine's own, noting what became of it."""
    moves = tuple(table)
    try:
        target = _follow(moves, actor, state, verb, no)
    except Problem as refusal:
        REFUSED.add((moves[0].machine, str(verb), refusal.slug))
        raise
    _note(moves, state, verb)
    return target


def drive(table: Iterable[Move], state: str, verb: str) -> str:
    """As the machine's own, noting what became of it."""
    moves = tuple(table)
    target = _drive(moves, state, verb)
    _note(moves, state, verb)
    return target


def _note(moves: Iterable[Move], state: str, verb: str) -> None:
    """Wherever the table lets this verb lead from here: a suspended thing goes back to where it stood."""
    here = [move for move in moves if (move.source, move.verb) == (state, verb)]
    _recent().extend((move.machine, str(move.source), str(move.verb), str(move.target)) for move in here)


def _recent() -> deque[Performed]:
    """What was let through on this thread of late: one verb may drive several machines before it sets the first one's state."""
    if not hasattr(_let_through, "arrows"):
        _let_through.arrows = deque(maxlen=48)
    arrows: deque[Performed] = _let_through.arrows
    return arrows


def _set(_row: object, value: Any, old: Any, _initiator: object) -> None:
    if _undone or not isinstance(old, str):
        return
    step = (str(old), str(value))
    walked = [arrow for arrow in _recent() if (arrow[1], arrow[3]) == step and _fits(arrow[0], value)]
    if walked:
        PERFORMED.add(walked[-1])
        _recent().remove(walked[-1])
    elif step[0] != step[1] and (name := getattr(type(value), "machine", "")):
        PERFORMED.add((name, step[0], "", step[1]))


@contextmanager
def uncounted() -> Iterator[None]:
    """What is done meanwhile is undone by whoever says so."""
    _undone.append(True)
    try:
        yield
    finally:
        _undone.pop()


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
