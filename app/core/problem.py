"""Refusals as RFC 9457 problems. Each room lists its own in `errors.py`; the words are in `messages/`."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import orjson

LOCALES = ("zh-CN", "en")


@cache
def messages(locale: str) -> dict[str, Any]:
    """The words of one locale: `problems.<slug>.{title, detail}`, `validation.<type>`, `labels.<set>.<code>` and so on.

    Each room has its own file; together they are one tree. Raises: ValueError where two rooms say the same thing.
    """
    told: dict[str, Any] = {}
    for path in sorted((Path(__file__).parent / "messages" / locale).glob("*.json")):
        _join(told, orjson.loads(path.read_bytes()), path.stem)
    return told


def _join(tree: dict[str, Any], more: dict[str, Any], room: str) -> None:
    for name, value in more.items():
        if name not in tree:
            tree[name] = value
        elif isinstance(value, dict) and isinstance(tree[name], dict):
            _join(tree[name], value, room)
        else:
            raise ValueError(f"messages: {room} says {name} again")


class Problem(Exception):  # ruff: ignore[error-suffix-on-exception-name]  a Problem is the word of RFC 9457
    """A refusal: permanent slug and status; extras fill the words and travel in the answer.

    `constraint` names the database constraint that guards the same rule, so that a lost race gives the same answer.
    `keeps` commits what was written before the refusal (both versions of a conflict are kept).
    """

    slug: ClassVar[str]
    status: ClassVar[int]
    constraint: ClassVar[str | None] = None
    keeps: ClassVar[bool] = False
    headers: ClassVar[dict[str, str]] = {}

    def __init__(self, *, pointer: str | None = None, **extras: Any) -> None:  # ruff: ignore[any-type]  whatever JSON carries
        """`pointer` is the JSON pointer of the field at fault."""
        super().__init__(self.slug)
        self.pointer = pointer
        self.extras = extras

    def words(self, locale: str) -> dict[str, Any]:  # ruff: ignore[unused-method-argument]  subclasses speak it
        """What fills the blanks of `detail`."""
        return self.extras

    def body(self, instance: str, locale: str = "zh-CN") -> dict[str, Any]:
        """The problem+json object in the reader's language."""
        words = messages(locale)["problems"][self.slug]
        shown = {key: value for key, value in self.extras.items() if not key.startswith("_")}
        detail = words["detail"].format_map(Blank(self.words(locale)))
        out = {
            "type": f"/problems/{self.slug}",
            "title": words["title"],
            "status": self.status,
            "detail": detail,
            "instance": instance,
        }
        if self.pointer is not None:
            out["pointer"] = self.pointer
        return out | shown


class Blank(dict[str, Any]):  # ruff: ignore[subclass-builtin]  str.format_map asks a real dict's __missing__
    """Fills a template's unknown places with nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def refusal_of_constraint(text: str) -> Problem | None:
    """The problem whose constraint a database error names, if any room declared it."""
    for kind in every_problem():
        if kind.constraint and any(name in text for name in kind.constraint.split("|")):
            return kind()
    return None


def every_problem(root: type[Problem] = Problem) -> list[type[Problem]]:
    """Every concrete refusal the program knows."""
    found: list[type[Problem]] = []
    for kind in root.__subclasses__():
        if "slug" in kind.__dict__:
            found.append(kind)
        found.extend(every_problem(kind))
    return found


class NotFound(Problem):
    """Absent, or not yours to see: the same answer."""

    slug, status = "not-found", 404


class Unauthorized(Problem):
    """Nobody known is asking."""

    slug, status = "unauthorized", 401
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": "Bearer"}


class Forbidden(Problem):
    """Seen, but not yours to do."""

    slug, status = "forbidden", 403


class ReasonRequired(Problem):
    """Rejecting, lowering, returning and voiding take a reason, which the author is shown."""

    slug, status = "reason-required", 422


class InvalidRequest(Problem):
    """The request itself is wrong; `errors` names every field, `_contexts` fills the words of each."""

    slug, status = "invalid-request", 422

    def words(self, locale: str) -> dict[str, Any]:  # ruff: ignore[unused-method-argument]  subclasses speak it
        """What fills the blanks of `detail`."""
        return self.extras

    def body(self, instance: str, locale: str = "zh-CN") -> dict[str, Any]:
        """Every field's fault in the reader's language too."""
        errors = self.extras.get("errors", [])
        contexts = self.extras.get("_contexts") or [{}] * len(errors)
        told = [error | {"detail": _fault(error["type"], context, locale)} for error, context in zip(errors, contexts, strict=True)]
        return super().body(instance, locale) | {"errors": told}


def _fault(kind: str, context: Mapping[str, Any], locale: str) -> str:
    words = messages(locale)["validation"]
    template = words.get(kind) or words.get(re.sub(r"_(parsing|type|from_.*)$", "", kind)) or words["other"]
    return str(template).format_map(Blank(context))


class MalformedJson(Problem):
    """The body is not JSON."""

    slug, status = "malformed-json", 400


class BodyTooLarge(Problem):
    """More bytes than this address takes."""

    slug, status = "body-too-large", 413


class UnsupportedMediaType(Problem):
    """A body in a form this address does not read."""

    slug, status = "unsupported-media-type", 415


class MethodNotAllowed(Problem):
    """The address exists, the method does not."""

    slug, status = "method-not-allowed", 405


class StaleVersion(Problem):
    """Somebody else changed it first; the present version is in the answer."""

    slug, status = "stale-version", 412


class PreconditionRequired(Problem):
    """Changing this row takes the version you read."""

    slug, status = "precondition-required", 428


class KeyReused(Problem):
    """An Idempotency-Key came back with another request."""

    slug, status = "idempotency-key-reused", 422


class KeyInFlight(Problem):
    """The same Idempotency-Key is being worked on right now."""

    slug, status = "idempotency-key-in-flight", 409
    constraint = "pk__idempotency_key|idempotency_key.actor_id, idempotency_key.key"


class DatabaseBusy(Problem):
    """The database did not answer in time; nothing was written."""

    slug, status = "database-busy", 503
    headers: ClassVar[dict[str, str]] = {"Retry-After": "2"}


class DatabaseReadOnly(Problem):
    """The database takes no writes: it is a standby, or was told so; what is there can be read."""

    slug, status = "database-read-only", 503
    headers: ClassVar[dict[str, str]] = {"Retry-After": "30"}


class OutcomeUnknown(Problem):
    """The connection was lost while the commit was awaited: done or not, sending the same again finds out, and does it once."""

    slug, status = "outcome-unknown", 503
    headers: ClassVar[dict[str, str]] = {"Retry-After": "2"}


class StorageFull(Problem):
    """The disk is almost full; nothing was written."""

    slug, status = "storage-full", 507
    headers: ClassVar[dict[str, str]] = {"Retry-After": "300"}


class StorageFailing(Problem):
    """The disk did not keep what it was given; there is no receipt, and nothing of this may be built on."""

    slug, status = "storage-failing", 503
    headers: ClassVar[dict[str, str]] = {"Retry-After": "30"}


OUTAGES = (DatabaseBusy, DatabaseReadOnly, OutcomeUnknown)  # what any request may be told of the database


class ServerFault(Problem):
    """A bug of ours, logged with its trace."""

    slug, status = "server-fault", 500
