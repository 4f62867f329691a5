"""State machines as data (design.md D9): an arrow, and the one question every verb asks of its table."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from app.core.actor import Actor
from app.core.problem import Forbidden, Problem, messages


class Move(NamedTuple):
    """One arrow of a diagram, and what it takes to follow it; two permissions are two arrows."""

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
        machine, state, verb = (str(self.extras.get(name)) for name in ("machine", "state", "verb"))
        states = messages(locale)["labels"].get(f"{machine}_state", {})
        return {"state": states.get(state, state), "verb": verb_label(machine, verb, locale)}


def verb_label(machine: str, verb: str, locale: str) -> str:
    """What a verb is called on its machine: the machine's own word, else the one all share."""
    labels = messages(locale)["labels"]
    return str(labels.get(f"{machine}_verb", {}).get(verb) or labels["verb"].get(verb, verb))


def follow(table: Iterable[Move], actor: Actor, state: str, verb: str, no: Problem | None = None) -> str:
    """The state a verb leads this actor to.

    Raises: Forbidden if the actor may never do this, or not from this state; if nobody may from here, `no` where the room has
    words of its own for it, else IllegalMove.
    """
    arrows = [move for move in table if move.verb == verb]
    if not any(move.needs in actor.permissions for move in arrows):
        raise Forbidden(needs=arrows[0].needs if arrows else verb)
    here = [move for move in arrows if move.source == state]
    if not here:
        raise no or IllegalMove(pointer="/verb", machine=arrows[0].machine, state=state, verb=verb)
    for move in here:
        if move.needs in actor.permissions:
            actor.used(move.needs)
            return move.target
    raise Forbidden(needs=here[0].needs)


def drive(table: Iterable[Move], state: str, verb: str) -> str:
    """The state a move of the program's own leads to, whoever acts. Raises: IllegalMove."""
    arrows = [move for move in table if move.verb == verb]
    for move in arrows:
        if move.source == state:
            return move.target
    raise IllegalMove(pointer="/verb", machine=arrows[0].machine if arrows else "", state=state, verb=verb)


def open_moves(table: Iterable[Move], actor: Actor, state: str) -> list[str]:
    """The verbs this actor could use now: what the screens show as buttons."""
    return list(dict.fromkeys(move.verb for move in table if move.source == state and move.needs in actor.permissions))
