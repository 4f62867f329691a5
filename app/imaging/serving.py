"""A child's loop behind its walls: a request in, an answer out, until the pipe ends. Runs inside the children only."""

import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from app.imaging import wire
from app.imaging.answers import Note, Undecodable
from app.imaging.limits import Limits, allow_cpu, enclose
from app.imaging.views import Answer

REQUEST_MAX_BYTES = 1 << 29

Answering = Callable[[dict[str, Any], bytes], Answer]


def serve(limits: Limits, answering: Answering) -> None:
    """Wall ourselves in, for good, and answer. All that will ever be imported or read must be loaded by now."""
    enclose(limits)
    pipe_in, pipe_out = sys.stdin.buffer, sys.stdout.buffer
    wire.write(pipe_out, {"ready": True})
    while _one(pipe_in, pipe_out, limits, answering):
        pass


def _one(pipe_in: BinaryIO, pipe_out: BinaryIO, limits: Limits, answering: Answering) -> bool:
    try:
        request, blobs = wire.read(pipe_in, REQUEST_MAX_BYTES)
    except wire.BrokenFrameError:
        return False
    allow_cpu(limits.cpu_s)
    header, views_made = _answer(request, blobs[0], answering)
    wire.write(pipe_out, header, views_made)
    return True


def _answer(request: dict[str, Any], raw: bytes, answering: Answering) -> Answer:
    try:
        return answering(request, raw)
    except Undecodable as refusal:
        return {"refused": refusal.note}, []
    except MemoryError:
        return {"refused": Note.MEMORY}, []
