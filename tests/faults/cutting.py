"""A client cut off at bytes named beforehand, coming anew each time, until its photograph is whole."""

import hashlib
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

import httpx2

from tests.faults.promises import Promises
from tests.faults.proxy import Cut, Door, How, Link, Proxy
from tests.making import tus_headers
from tests.world import API

LOCK_S = 5  # no lock is held longer than that against its owner's newer request
TRIES = 50
OFFSET_TYPE = "application/offset+octet-stream"


@dataclass(slots=True)
class Photo:
    """A declared photograph."""

    line: dict[str, Any]
    content: bytes
    report_id: str

    @property
    def headers(self) -> dict[str, str]:
        """Of a creation."""
        return tus_headers(self.line, report_id=self.report_id)


@dataclass(slots=True)
class Tally:
    """What was tried, and how long it took at most until a cut upload moved on."""

    cuts: dict[str, int] = field(default_factory=dict)
    longest_s: float = 0
    photographs: int = 0

    def cut(self, how: How) -> None:
        """One more."""
        self.cuts[how] = self.cuts.get(how, 0) + 1

    def add(self, other: "Tally") -> None:
        """Another client's."""
        for how, times in other.cuts.items():
            self.cuts[how] = self.cuts.get(how, 0) + times
        self.longest_s, self.photographs = max(self.longest_s, other.longest_s), self.photographs + other.photographs


class Cutter:
    """One client: what is cut goes through its door, what comes after goes straight to the server."""

    def __init__(self, proxy: Proxy, door: Door, client: httpx2.Client, promises: Promises) -> None:
        """`client` is signed in; its connection is not used."""
        self.tally = Tally()
        self._proxy, self._door, self._promises = proxy, door, promises
        self._bearer = {"Authorization": client.headers["authorization"], "Tus-Resumable": "1.0.0"}
        at = urlsplit(str(client.base_url))
        self._host, self._straight = at.netloc, HTTPConnection(str(at.hostname), at.port, timeout=60)
        self._started = 0.0

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> HTTPResponse:
        """One request straight to the server, its answer read."""
        given = self._bearer | {name.replace("_", "-"): value for name, value in headers.items()}
        with suppress(OSError, HTTPException):  # the server closes a connection when a request on it was stopped
            return self._answered(method, path, body, given)
        self._straight.close()
        return self._answered(method, path, body, given)

    def _answered(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> HTTPResponse:
        self._straight.request(method, API + path, body, headers)
        answer = self._straight.getresponse()
        answer.content = answer.read()  # type: ignore[attr-defined]
        return answer

    def create(self, photo: Photo, body: bytes | None = None) -> str:
        """Straight; where the upload is."""
        more = {"Content_Type": OFFSET_TYPE} if body is not None else {}
        answer = self.ask("POST", "/uploads", body or b"", **photo.headers | more)
        assert answer.status == 201, answer.status
        return str(answer.headers["location"]).removeprefix(API)

    def raw(self, method: str, path: str, body: bytes, **headers: str) -> bytes:
        """A request as it goes over the wire."""
        given = {"Host": self._host} | self._bearer | {"Content-Length": str(len(body))} | headers
        lines = [f"{method} {API}{path} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in given.items())]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def creation(self, photo: Photo, body: bytes = b"") -> bytes:
        """A POST as bytes."""
        return self.raw("POST", "/uploads", body, **photo.headers | ({"Content-Type": OFFSET_TYPE} if body else {}))

    def patch(self, place: str, offset: int, content: bytes) -> bytes:
        """A PATCH as bytes: all that is left from there."""
        return self.raw("PATCH", place, content[offset:], Upload_Offset=str(offset), Content_Type=OFFSET_TYPE)

    def cut(self, request: bytes, after: int, how: How) -> Link:
        """Send it, and have exactly so many of its bytes reach the server."""
        number = len(self._door.links)
        self._door.next(Cut(after, how))
        wire = socket.create_connection(("127.0.0.1", self._door.port), timeout=30)
        with suppress(OSError):  # cut while it was still sending
            wire.sendall(request)
        deadline = time.monotonic() + 30
        while len(self._door.links) <= number:
            assert time.monotonic() < deadline, "the proxy took no connection"
            time.sleep(0.0002)
        link = self._door.links[number]
        assert link.over.wait(30), "the proxy did not get what it was to pass"
        assert link.passed["up"] == after
        wire.close()
        self.tally.cut(how)
        self._started = time.monotonic()
        return link

    def moved_on(self) -> None:
        """The upload has let itself be used again."""
        self.tally.longest_s = max(self.tally.longest_s, time.monotonic() - self._started)

    def offset(self, place: str, least: int, most: int) -> int:
        """What HEAD says: no less than was acknowledged, no more than was sent."""
        answer = self.ask("HEAD", place)
        self.moved_on()
        offset = int(answer.headers["upload-offset"])
        if not least <= offset <= most:
            self._promises.breach(f"{place}: {least} acknowledged, {most} sent, HEAD says {offset}")
        return offset

    def cut_patches(self, photo: Photo, cuts: list[tuple[int, How]], heads: list[tuple[int, How]]) -> None:
        """PATCH after PATCH, each for all that is left and cut when the photograph has come to the next of `cuts`.

        `heads` are cuts within a PATCH's head, which come first.
        """
        place, reached, links = self.create(photo), 0, list[Link]()
        for after, how in heads:
            links.append(self.cut(self.patch(place, 0, photo.content), after, how))
            reached = self.offset(place, 0, 0)
        for until, how in cuts:
            request = self.patch(place, reached, photo.content)
            head = len(request) - len(photo.content) + reached
            links.append(self.cut(request, head + until - reached, how))
            reached = self.offset(place, reached, until)
        self.finish(photo, place, reached)
        for link in links:  # not before: until then only the newer request can have ended the silent ones
            self._proxy.release(link)

    def finish(self, photo: Photo, place: str, acknowledged: int) -> None:
        """Send what is left, asking again where the upload stands when a late request got in between."""
        for _ in range(TRIES):
            acknowledged = self.offset(place, acknowledged, len(photo.content))
            if acknowledged == len(photo.content):
                break
            body = photo.content[acknowledged:]
            answer = self.ask("PATCH", place, body, Upload_Offset=str(acknowledged), Content_Type=OFFSET_TYPE)
            if answer.status not in {204, 409, 423}:
                self._promises.breach(f"{place}: PATCH answers {answer.status}")
        else:
            self._promises.breach(f"{place}: never whole")
        self.whole(photo)

    def whole(self, photo: Photo) -> None:
        """The original over HTTP is what was sent."""
        self._promises.whole(photo.line["id"])
        answer = self.ask("GET", f"/evidence/{photo.line['id']}/original")
        if hashlib.sha256(answer.content).hexdigest() != photo.line["sha256"]:  # type: ignore[attr-defined]
            self._promises.breach(f"photograph {photo.line['id']}: its original is another")
        self.tally.photographs += 1

    def cut_creations(self, photo: Photo, cuts: list[tuple[int, How]], body: bytes) -> None:
        """Creation after creation, with or without the photograph along, each cut; then one that is not."""
        silent = []
        for after, how in cuts:
            link = self.cut(self.creation(photo, body), after, how)
            self.moved_on()
            silent.append(link)
        self.finish(photo, self.create(photo, body or None), 0)
        for link in silent:
            self._proxy.release(link)

    def close(self) -> None:
        """Close the straight connection."""
        self._straight.close()
