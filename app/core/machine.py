"""State machines as data (design.md D9): an arrow, and the one question every verb asks of its table."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from app.core.actor import Actor
from app.core.problem import Forbidden, Problem, messages


class Move(NamedTuple):
    """One arrow of a diagram, and what it takes to follow it."""

    source: str
    verb: str
    target: str
    needs: str

    @property
    def machine(self) -> str:
        """Whose arrow this is: report, finding or order, after the enumeration its states come from."""
        return str(getattr(type(self.source), "machine", ""))


class IllegalMove(Problem):
    """The thing is not in a state this verb starts from."""

    slug, status = "illegal-move", 409

    def words(self, locale: str) -> dict[str, Any]:
        """State and verb as the screens call them; the answer carries the codes beside."""
        labels = messages(locale)["labels"]
        states = labels.get(f"{self.extras.get('machine')}_state", {})
        state, verb = str(self.extras["state"]), str(self.extras["verb"])
        return {"state": states.get(state, state), "verb": labels["verb"].get(verb, verb)}


def follow(table: Iterable[Move], actor: Actor, state: str, verb: str) -> str:
    """The state a verb leads to. Raises: Forbidden if the actor may never do this, IllegalMove if not from here."""
    arrows = [move for move in table if move.verb == verb]
    if not any(move.needs in actor.permissions for move in arrows):
        raise Forbidden(needs=arrows[0].needs if arrows else verb)
    for move in arrows:
        if move.source == state:
            return move.target
    raise IllegalMove(pointer="/verb", machine=arrows[0].machine, state=state, verb=verb)


def open_moves(table: Iterable[Move], actor: Actor, state: str) -> list[str]:
    """The verbs this actor could use now: what the screens show as buttons."""
    return [move.verb for move in table if move.source == state and move.needs in actor.permissions]
