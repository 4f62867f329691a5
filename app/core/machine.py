"""State machines as data (design.md D9): an arrow, and the one question every verb asks of its table."""

from collections.abc import Iterable
from typing import NamedTuple

from app.core.actor import Actor
from app.core.problem import Forbidden, Problem


class Move(NamedTuple):
    """One arrow of a diagram, and what it takes to follow it."""

    source: str
    verb: str
    target: str
    needs: str


class IllegalMove(Problem):
    """The thing is not in a state this verb starts from."""

    slug, status = "illegal-move", 409


def follow(table: Iterable[Move], actor: Actor, state: str, verb: str) -> str:
    """The state a verb leads to. Raises: Forbidden if the actor may never do this, IllegalMove if not from here."""
    arrows = [move for move in table if move.verb == verb]
    if not any(move.needs in actor.permissions for move in arrows):
        raise Forbidden(needs=arrows[0].needs if arrows else verb)
    for move in arrows:
        if move.source == state:
            return move.target
    raise IllegalMove(pointer="/verb", state=state, verb=verb)


def open_moves(table: Iterable[Move], actor: Actor, state: str) -> list[str]:
    """The verbs this actor could use now: what the screens show as buttons."""
    return [move.verb for move in table if move.source == state and move.needs in actor.permissions]
