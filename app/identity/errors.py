"""Every way this room says no."""

from typing import ClassVar

from app.core.problem import Problem


class SignInRefused(Problem):
    """Unknown name or wrong password: the same answer, in the same time."""

    slug, status = "sign-in-refused", 401


class GrantRefused(Problem):
    """A refresh token that is spent, foreign, expired or damaged."""

    slug, status = "grant-refused", 401


class SessionEnded(Problem):
    """A good refresh token of a session that somebody ended, or of a closed account: the device drops what was acknowledged."""

    slug, status = "session-ended", 401


class StolenGrant(Problem):
    """An old refresh token came back: somebody holds a copy, the session is ended (and that is kept)."""

    slug, status, keeps = "grant-reused", 401, True


class UnsupportedGrant(Problem):
    """A grant type this server does not know."""

    slug, status = "unsupported-grant", 400


class TooManySignIns(Problem):
    """Too many attempts; nobody is locked out for good."""

    slug, status = "too-many-sign-ins", 429
    headers: ClassVar[dict[str, str]] = {"Retry-After": "60"}


class UsernameTaken(Problem):
    """Another account has that name."""

    slug, status = "username-taken", 409
    constraint = "uq__user_account__username|user_account.username"


class RolesIncompatible(Problem):
    """The three administrators are different people and hold no business role (三员分立)."""

    slug, status = "roles-incompatible", 422


class OwnAccount(Problem):
    """Nobody grants roles to themselves."""

    slug, status = "own-account", 403


class UnknownAccount(Problem):
    """A request names an account that does not exist."""

    slug, status = "unknown-account", 422


class DelegationIdReused(Problem):
    """The id holds another delegation."""

    slug, status = "delegation-id-reused", 409
    constraint = "pk__delegation|delegation.id"


class RolesNotHeld(Problem):
    """A principal delegates roles of their own, and no borrowed ones."""

    slug, status = "roles-not-held", 422


class DeputyUnfit(Problem):
    """A deputy is somebody else, and for a unit's roles somebody of that unit."""

    slug, status = "deputy-unfit", 422


class DelegationDays(Problem):
    """A delegation ends on or after its first day, and not before today."""

    slug, status = "delegation-days", 422


class DelegationOver(Problem):
    """The delegation has ended already."""

    slug, status = "delegation-over", 409
