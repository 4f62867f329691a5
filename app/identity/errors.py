"""Every way this room says no."""

from typing import ClassVar

from app.core.problem import Problem


class SignInRefused(Problem):
    """Unknown name or wrong password: the same answer, in the same time."""

    slug, status = "sign-in-refused", 401


class GrantRefused(Problem):
    """A refresh token that is spent, foreign, expired or damaged."""

    slug, status = "grant-refused", 401


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
