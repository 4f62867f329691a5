"""Bodies are bounded before anything reads them; what streams to disk has bounds of its own."""

import re
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.http import render_problem
from app.core.problem import BodyTooLarge
from app.core.settings import Settings

_STREAMS = re.compile(r"^/api/v1/uploads(/|$)")
_REPORTS = re.compile(r"^/api/v1/reports(/[^/]+)?/?$")


class BodyLimit:
    """Refuses a body that is announced too large, and cuts off one that grows too large unannounced."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Limits come from the settings."""
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        limit = self._limit(scope) if scope["type"] == "http" else None
        if limit is None:
            await self._app(scope, receive, send)
            return
        announced = _announced(scope)
        if announced is not None and announced > limit:
            await self._refuse(scope, receive, send, limit)
            return
        await self._app(scope, _counted(receive, limit), send)

    def _limit(self, scope: Scope) -> int | None:
        if _STREAMS.match(scope["path"]):
            return None
        if _REPORTS.match(scope["path"]):
            return None if scope["method"] == "POST" else self._settings.manifest_max_bytes
        return self._settings.body_max_bytes

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        await render_problem(Request(scope), BodyTooLarge(limit=limit))(scope, receive, send)


def _announced(scope: Scope) -> int | None:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return None


def _counted(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message: dict[str, Any] = dict(await receive())
        seen += len(message.get("body", b""))
        if seen > limit:
            raise BodyTooLarge(limit=limit)
        return message

    return counted
