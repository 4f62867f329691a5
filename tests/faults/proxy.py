"""A TCP proxy on loopback that does to connections what networks do: cuts, silence, slowness, strangers' answers.

A `Door` is one listening port; what befalls the next connection through it is told beforehand. Runs in a thread of its own.
"""

import asyncio
import random
import re
import socket
import struct
import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

BLOCK, IDLE_S = 65_536, 0.2
HEAD_END = b"\r\n\r\n"
RESET = struct.pack("ii", 1, 0)  # SO_LINGER with no time: close() sends RST
UP, DOWN = "up", "down"  # the client's stream, the server's


class How(StrEnum):
    """How a connection ends."""

    FIN = "fin"
    RST = "rst"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Cut:
    """After exactly so many bytes of one stream have passed, nothing passes any more, either way.

    Silence may be `found_s` later: somebody on the way forgets the connection, and says so.
    """

    after: int
    how: How = How.FIN
    of: str = UP
    found_s: float | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A slow link: bytes each second, seconds each way, and how often it stands still for how long."""

    rate: float = 1e9
    latency_s: float = 0
    stall_chance: float = 0
    stall_s: float = 0
    block: int = 512


TWO_G = Shape(rate=50_000 / 8, latency_s=0.4, stall_chance=0.05, stall_s=2)  # 50 kbit/s, 800 ms there and back, 5 % stalls


@dataclass(frozen=True, slots=True)
class Stall:
    """After so many bytes of the client's stream it stands still once, then goes on as if nothing had been."""

    after: int
    for_s: float


@dataclass(frozen=True, slots=True)
class Stranger:
    """Something on the way that answers in the server's place, every request or those of some methods."""

    status: str
    headers: str
    body: str
    methods: tuple[str, ...] = ()

    def answers(self, method: str) -> bool:
        """Whether this request goes no further."""
        return not self.methods or method in self.methods

    def answer(self) -> bytes:
        """What the client is told."""
        head = f"HTTP/1.1 {self.status}\r\nContent-Type: text/html\r\nContent-Length: {len(self.body)}\r\nConnection: close\r\n"
        return f"{head}{self.headers}\r\n{self.body}".encode()


PAGE = "<html><body><h1>Welcome to the guest house</h1></body></html>"
PORTAL_200 = Stranger("200 OK", "", PAGE)
PORTAL_302 = Stranger("302 Found", "Location: http://127.0.0.1:9/login\r\n", PAGE)
PORTAL_511 = Stranger("511 Network Authentication Required", "", PAGE)
NO_PATCH = Stranger("405 Method Not Allowed", "Allow: GET, HEAD, POST\r\n", PAGE, ("PATCH", "DELETE", "PUT"))
Fault = Cut | Shape | Stall | Stranger | None


@dataclass(slots=True)
class Link:
    """One connection through a door; `over` is set when it was cut, or ended by itself."""

    fault: Fault
    over: threading.Event = field(default_factory=threading.Event)
    passed: Counter[str] = field(default_factory=Counter)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    seen: dict[str, float] = field(default_factory=dict)  # when each stream last moved, on the loop's clock
    silent: bool = False

    def end(self, how: How) -> None:
        """End both sides, or neither."""
        if how is How.SILENCE:
            self.silent = True
        for writer in self.writers if how is not How.SILENCE else ():
            if writer.is_closing():
                continue
            if how is How.RST:
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                writer.transport.abort()
            else:
                writer.close()
        self.over.set()


class Door:
    """One listening port before one server."""

    def __init__(self, target: int) -> None:
        """`usual` befalls whatever connection nothing else was told of; `choose`, if given, decides for each by its number."""
        self.target, self.port = target, 0
        self.usual: Fault = None
        self.choose: Callable[[int], Fault] | None = None
        self.links: list[Link] = []
        self._told: deque[Fault] = deque()

    def next(self, *faults: Fault) -> None:
        """What befalls the next connections, one each."""
        self._told.extend(faults)

    @property
    def url(self) -> str:
        """Where clients find it."""
        return f"http://127.0.0.1:{self.port}"

    def fault(self) -> Fault:
        """That of the connection just made."""
        if self._told:
            return self._told.popleft()
        return self.choose(len(self.links)) if self.choose else self.usual


class Proxy:
    """The thread, and the doors."""

    def __init__(self, seed: int = 0) -> None:
        """`seed` decides where a slow link stalls."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._chance, self._tasks = random.Random(seed), set[asyncio.Task[None]]()
        self._servers: list[asyncio.Server] = []
        self._doors: list[Door] = []

    def door(self, target: int) -> Door:
        """A new port before the server at `target`."""
        door = Door(target)
        self._doors.append(door)
        door.port = self._now(self._listen(door))
        return door

    def release(self, link: Link) -> None:
        """A silent connection is found dead at last."""
        self._loop.call_soon_threadsafe(link.end, How.FIN)

    def _now(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _listen(self, door: Door) -> int:
        async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            link = Link(door.fault(), writers=[writer])
            door.links.append(link)
            task = asyncio.current_task()
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            try:
                await self._carry(door, link, reader, writer)
            except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                pass
            finally:
                if not link.silent:
                    link.end(How.FIN)

        server = await asyncio.start_server(met, "127.0.0.1", 0, limit=2 * BLOCK, backlog=512)
        self._servers.append(server)
        return server.sockets[0].getsockname()[1]

    async def _carry(self, door: Door, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = b""
        if isinstance(link.fault, Stranger):
            first = await reader.readuntil(HEAD_END)
            if link.fault.answers(first.split(b" ", 1)[0].decode()):
                writer.write(link.fault.answer())
                await writer.drain()
                await self._swallowed(reader)
                return
            first = _one_request_only(first)
        upstream, onward = await asyncio.open_connection("127.0.0.1", door.target, limit=2 * BLOCK)
        link.writers.append(onward)
        onward.write(first)
        ways = [self._pump(link, UP, reader, onward), self._pump(link, DOWN, upstream, writer)]
        await asyncio.gather(*ways)

    async def _swallowed(self, reader: asyncio.StreamReader) -> None:
        """Read what the client still sends for a moment, so that our answer is not lost in a reset."""
        try:
            async with asyncio.timeout(0.5):
                while await reader.read(BLOCK):
                    pass
        except TimeoutError:
            pass

    async def _pump(self, link: Link, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fault = link.fault
        left = fault.after if isinstance(fault, Cut) and fault.of == way else None
        while left != 0 and not link.silent:
            block = await reader.read(fault.block if isinstance(fault, Shape) else BLOCK)
            if link.silent:
                return
            if not block:
                break
            await self._delayed(link, way, len(block))
            block = block if left is None else block[:left]
            writer.write(block)
            await writer.drain()
            link.passed[way] += len(block)
            left = left if left is None else left - len(block)
        if left == 0 and not link.over.is_set():
            link.end(fault.how)
            if fault.found_s is not None:
                self._loop.call_later(fault.found_s, link.end, How.RST)
        elif not link.silent and writer.can_write_eof():
            writer.write_eof()

    async def _delayed(self, link: Link, way: str, size: int) -> None:
        fault = link.fault
        if isinstance(fault, Stall) and way == UP and link.passed[UP] <= fault.after < link.passed[UP] + size:
            await asyncio.sleep(fault.for_s)
        if isinstance(fault, Shape):
            idle = self._loop.time() - link.seen.get(way, -1) > IDLE_S
            stalled = fault.stall_s if self._chance.random() < fault.stall_chance else 0
            await asyncio.sleep(size / fault.rate + stalled + (fault.latency_s if idle else 0))
            link.seen[way] = self._loop.time()

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End every connection and the thread."""
        self._now(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for link in [link for door in self._doors for link in door.links]:
            link.end(How.FIN)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _one_request_only(head: bytes) -> bytes:
    """So that each request is a connection of its own, and none slips by unseen."""
    kept = re.sub(rb"\r\nconnection:[^\r]*", b"", head, flags=re.IGNORECASE)
    return kept.removesuffix(HEAD_END) + b"\r\nConnection: close" + HEAD_END
