"""Who acts: a user through a session, an API client, or the system itself."""

from dataclasses import dataclass
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


ANONYMOUS = Actor(SYSTEM_ID, "", None, "", frozenset(), frozenset())
