"""What tus asks of every request and every answer, whichever route takes it, and of refusals no route gives."""

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.uploads.protocol import VERSION

_UPLOADS = re.compile(r"^/api/v1/uploads(/|$)")
_OVERRIDE, _SPOKEN = b"x-http-method-override", b"tus-resumable"


class TusDoor:
    """Takes a method named in a header for the request's own, and says in every answer which protocol is spoken."""

    def __init__(self, app: ASGIApp) -> None:
        """Other addresses pass untouched."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or not _UPLOADS.match(scope["path"]):
            await self._app(scope, receive, send)
            return

        async def spoken(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [(name, value) for name, value in message["headers"] if name != _SPOKEN]
                message = {**message, "headers": [*others, (_SPOKEN, VERSION.encode())]}
            await send(message)

        await self._app({**scope, "method": _method(scope)}, receive, spoken)


def _method(scope: Scope) -> str:
    """For clients behind a proxy that lets only GET and POST through."""
    wanted = next((value.decode("latin-1") for name, value in scope["headers"] if name == _OVERRIDE), None)
    return wanted or str(scope["method"])
