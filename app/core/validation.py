"""Validation errors as a problem that names every field in the reader's language."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.core.problem import Blank, InvalidRequest, messages

MOST_NAMED = 20
_PLACES = {"body", "query", "path", "header"}


def described(error: ValidationError) -> InvalidRequest:
    """A pydantic error of a body as a problem."""
    return invalid(error.errors(include_url=False, include_input=False), ())


def invalid(errors: Iterable[ErrorDetails | Mapping[str, Any]], skip: tuple[str, ...] = ("body",)) -> InvalidRequest:
    """Errors as pydantic or FastAPI list them, at most twenty of them named."""
    named = [_named(error, skip) for error in errors][:MOST_NAMED]
    return InvalidRequest(pointer=named[0]["pointer"] if named else None, errors=named)


def _named(error: ErrorDetails | Mapping[str, Any], skip: tuple[str, ...]) -> dict[str, str]:
    context = error.get("ctx") or {}
    kind = str(error["type"])
    location = [str(part) for part in error["loc"]]
    if location and location[0] in skip:
        location = location[1:]
    pointer = "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in location)
    if "pointer" in context:
        pointer = str(context["pointer"])
    return {"pointer": pointer or "/", "type": kind} | {"detail": _words(kind, context, "zh-CN")}


def _words(kind: str, context: Mapping[str, Any], locale: str) -> str:
    words = messages(locale)["validation"]
    template = words.get(kind) or words.get(re.sub(r"_(parsing|type|from_.*)$", "", kind)) or words["other"]
    return str(template).format_map(Blank(context))


def reworded(errors: list[dict[str, str]], locale: str) -> list[dict[str, str]]:
    """The same errors in another language, as far as it can be said without their context."""
    return [error | {"detail": _words(error["type"], {}, locale)} for error in errors] if locale != "zh-CN" else errors
