"""Who acts: a user through a session, an API client, or the system itself."""

from dataclasses import dataclass, field
from uuid import UUID

SYSTEM_ID = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Actor:
    """A reader or writer as the rooms see it. `unit_path` is `/3/17/`, both slashes always."""

    id: UUID
    name: str
    unit_id: UUID | None
    unit_path: str
    roles: frozenset[str]
    permissions: frozenset[str]
    session_id: UUID | None = None
    grant_epoch: int = 0
    lent: tuple[tuple[str, UUID], ...] = ()  # a permission held only through a delegation 代办, and the principal behind it
    bound_to: frozenset[UUID] = frozenset()  # principals acted for, and deputies who act for this one, by delegations in force
    behalf: set[UUID] = field(default_factory=set, compare=False, repr=False)  # principals whose permission has been used

    def used(self, permission: str) -> None:
        """Remember on whose behalf a permission was used, for the log."""
        self.behalf.update(principal for lent, principal in self.lent if lent == permission)


def same_person(actor: Actor, user_id: UUID | None) -> bool:
    """Whether the actor is that user, or bound to them by a delegation in force: what proposer ≠ approver is asked of."""
    return user_id is not None and (user_id == actor.id or user_id in actor.bound_to)


ANONYMOUS = Actor(SYSTEM_ID, "", None, "", frozenset(), frozenset())
