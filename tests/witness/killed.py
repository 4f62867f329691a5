"""A witness whose power goes when it has written down what it cosigned, and before it answers."""

import os
import signal
import sys

from app.witness import command, judging
from app.witness.store import Own, Store

_answer = judging.answer


def _answered(store: Store, own: Own, body: bytes, at: int) -> judging.Answer:
    told = _answer(store, own, body, at)
    if told.status == 200:
        os.kill(os.getpid(), signal.SIGKILL)
    return told


judging.answer = _answered
sys.exit(command.main())
