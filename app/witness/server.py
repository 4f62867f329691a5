"""HTTP of the witness: one door, add-checkpoint."""

from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.clock import system_clock
from app.witness import judging
from app.witness.store import Store

LONGEST = 64 * 1024  # bytes of a submission: 63 hashes and a hundred signatures need less


def application(folder: Path) -> Starlette:
    """The witness that lives in a folder. Raises: WitnessError."""
    store = Store(folder)
    own = store.own()

    async def add_checkpoint(request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > LONGEST:
                return Response("too long\n", 413, media_type=judging.TEXT_KIND)
        told = await run_in_threadpool(judging.answer, store, own, body, int(system_clock().timestamp()))
        return Response(told.body, told.status, {"content-type": told.kind})

    return Starlette(routes=[Route("/add-checkpoint", add_checkpoint, methods=["POST"])])


def serve(folder: Path, host: str, port: int) -> None:
    """Until stopped."""
    uvicorn.run(application(folder), host=host, port=port, access_log=False, server_header=False, log_level="warning")
