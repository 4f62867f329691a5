"""Who is at which upload, and how the owner's newer request gets there: in this process, and in another."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import TypeVar
from uuid import UUID

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.core import spans
from app.core.db import Database, Tx
from app.core.files import Files
from app.core.staging import Known
from app.core.streams import Writers
from app.uploads import service
from app.uploads.errors import UploadLocked
from app.uploads.service import AT_ONCE, OPENING, Standing

LOOK_S = 1.0  # how often a process looks whether what it holds is asked for elsewhere
ASK_S = 0.2  # how often the asker looks whether it was let go
PATIENCE_S = 3.0  # from asking to taking away: no upload is held for 5 s against its owner
REMEMBERED = 2048
T = TypeVar("T")


@dataclass(slots=True)
class Turn:
    """One request's time with one upload; `lease` is known once it was taken, `since` counts on `monotonic`."""

    since: float = field(default_factory=monotonic)
    stopping: bool = False
    lease: UUID | None = None
    pump: asyncio.Task[None] | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def interrupt(self) -> None:
        """Have the request write down what it has and let go."""
        self.stopping = True
        if self.pump is not None:
            self.pump.cancel()

    async def stop(self) -> None:
        """Interrupt, and wait for the end."""
        self.interrupt()
        await self.over.wait()


class Holders:
    """Who is at which upload in this process, so that the owner's newer request can stop a stuck older one."""

    def __init__(self, database: Database) -> None:
        """`database` says what other processes ask for; SQLite has no other."""
        self._database = database
        self._known: OrderedDict[UUID, Known] = OrderedDict()
        self._watch: asyncio.Task[None] | None = None
        self.at_work: dict[UUID, Turn] = {}

    @asynccontextmanager
    async def turn(self, upload_id: UUID) -> AsyncIterator[Turn]:
        """Alone in this process with an upload; whoever came before is stopped."""
        while (older := self.at_work.get(upload_id)) is not None:
            await older.stop()
        turn = self.at_work[upload_id] = Turn()
        if self._watch is None and not self._database.sqlite:
            self._watch = asyncio.create_task(self._watching())
        try:
            yield turn
        finally:
            del self.at_work[upload_id]
            turn.over.set()

    async def _watching(self) -> None:
        """One look for all that is held, for as long as anything is."""
        try:
            while self.at_work:
                await asyncio.sleep(LOOK_S)
                await self._look()
        finally:
            self._watch = None

    async def _look(self) -> None:
        held = {upload_id: turn.lease for upload_id, turn in self.at_work.items() if turn.lease is not None}
        for upload_id in await run_in_threadpool(self._disturbed, held) if held else ():
            turn = self.at_work.get(upload_id)
            if turn is not None and turn.lease == held[upload_id]:
                turn.interrupt()

    def _disturbed(self, held: dict[UUID, UUID]) -> set[UUID]:
        try:
            with self._database.reading() as tx:
                return service.disturbed(tx, held)
        except (PoolTimeout, DBAPIError):  # it is asked again in a second, and nothing is written down without it
            return set()

    def known(self, upload_id: UUID) -> Known | None:
        """What this process read of an upload's bytes when they last came to it; it is forgotten by being asked for."""
        return self._known.pop(upload_id, None)

    def remember(self, upload_id: UUID, known: Known) -> None:
        """So that its next piece need not read the earlier ones again; of too many, the one left longest is forgotten."""
        self._known[upload_id] = known
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


class Asking:
    """One request's wish for an upload that another process may hold."""

    def __init__(self, request: Request, upload_id: UUID) -> None:
        """Nothing is asked yet."""
        self._request, self._upload_id, self._asked = request, upload_id, False
        self._files: Files = request.app.state.files
        self._writers: Writers = request.app.state.writers
        self._holders: Holders = request.app.state.holders

    async def alone(self, turn: Turn, deed: Callable[[Tx, timedelta | None], T]) -> T:
        """Do what needs the upload's lease; its holder is asked for it, and after a while not asked any more.

        `deed` is told how long a lease is respected from its taking. Raises: UploadLocked, and what `deed` raises.
        """
        respected: timedelta | None = None
        started = monotonic()
        while True:
            with suppress(UploadLocked):
                return await self._writing(deed, respected)
            if turn.stopping or respected == AT_ONCE:
                raise UploadLocked
            before, respected = respected, await self._respected(monotonic() - started)
            if respected == before:
                await asyncio.sleep(ASK_S)

    async def _respected(self, waited_s: float) -> timedelta | None:
        if waited_s > PATIENCE_S:
            return AT_ONCE
        if await self._abandoned():
            return OPENING
        await self._ask()
        return None

    async def _writing(self, deed: Callable[[Tx, timedelta | None], T], respected: timedelta | None) -> T:
        return await spans.writing(self._request, lambda tx: deed(tx, respected))

    async def standing(self) -> Standing:
        """Where the upload stands once nobody is at it, in this process or another. Raises: NotFound, UploadGone."""
        started = monotonic()
        while (found := await self._looked()).lease_until is not None:
            if (turn := self._holders.at_work.get(self._upload_id)) is not None:
                await turn.stop()
            elif await self._abandoned():
                break
            elif monotonic() - started > PATIENCE_S:
                return await spans.writing(self._request, lambda tx: service.take_away(tx, self._upload_id))
            else:
                await self._ask()
                await asyncio.sleep(ASK_S)
        return found

    async def _looked(self) -> Standing:
        return await spans.reading(self._request, lambda tx: service.look(tx, self._upload_id))

    async def _abandoned(self) -> bool:
        """Whether the lease is that of a process that was killed."""
        return await self._writers.run(self._files.abandoned, self._upload_id)

    async def _ask(self) -> None:
        if not self._asked:
            self._asked = True
            await spans.writing(self._request, lambda tx: service.ask(tx, self._upload_id))
