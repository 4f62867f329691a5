"""Validation errors as a problem that names every field in the reader's language."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.core.problem import InvalidRequest

MOST_NAMED = 20


def described(error: ValidationError) -> InvalidRequest:
    """A pydantic error of a body as a problem."""
    return invalid(error.errors(include_url=False, include_input=False), ())


def invalid(errors: Iterable[ErrorDetails | Mapping[str, Any]], skip: tuple[str, ...] = ("body",)) -> InvalidRequest:
    """Errors as pydantic or FastAPI list them, at most twenty of them named."""
    found = list(errors)[:MOST_NAMED]
    named = [_named(error, skip) for error in found]
    return InvalidRequest(
        pointer=named[0]["pointer"] if named else None, errors=named, _contexts=[error.get("ctx") or {} for error in found]
    )


def _named(error: ErrorDetails | Mapping[str, Any], skip: tuple[str, ...]) -> dict[str, str]:
    context = error.get("ctx") or {}
    location = [str(part) for part in error["loc"]]
    if location and location[0] in skip:
        location = location[1:]
    pointer = "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in location)
    if "pointer" in context:
        pointer = str(context["pointer"])
    return {"pointer": pointer or "/", "type": str(error["type"])}
