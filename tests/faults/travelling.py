"""A client on the road: patient or not, believing no stranger, resuming from wherever the server says it stands."""

import time
from collections import Counter
from http.client import HTTPConnection, HTTPException, HTTPMessage
from random import Random

from tests.faults.cutting import OFFSET_TYPE, Photo
from tests.faults.promises import Promises
from tests.faults.proxy import Door
from tests.world import API

GIVES_UP_S, PAUSE_S = 150, 0.1


class Traveller:
    """One photograph's way to the server."""

    def __init__(self, door: Door, bearer: str, photo: Photo, promises: Promises, patience_s: float = 10) -> None:
        """`patience_s` is how long it waits for anything to move before it thinks the connection dead."""
        self.counts: Counter[str] = Counter()
        self.wanders = False  # comes from another address after every failure, as a phone that changes its network
        self._door, self._photo, self._promises, self._patience_s = door, photo, promises, patience_s
        self._bearer, self._home, self._overriding = bearer, 2, False
        self._acknowledged = self._sent = 0

    def send(self) -> "Traveller":
        """Send until the server has all of it."""
        deadline, place, offset = time.monotonic() + GIVES_UP_S, None, -1
        while offset < len(self._photo.content):
            if time.monotonic() > deadline:
                self._promises.breach(f"{self._photo.line['id']}: did not arrive, {dict(self.counts)}")
                return self
            place, offset = self._step(place, offset)
        self._promises.whole(self._photo.line["id"])
        return self

    def _step(self, place: str | None, offset: int) -> tuple[str | None, int]:
        """One request; where the upload is, and how far it has come, -1 if that is not known."""
        if place is None:
            answer = self._ask("POST", "/uploads", b"", self._photo.headers)
            return (answer["location"].removeprefix(API), int(answer["upload-offset"])) if answer else (None, -1)
        if offset < 0:
            answer = self._ask("HEAD", place, b"", {})
            return place, self._told(answer)
        body = self._photo.content[offset:]
        self._sent = len(self._photo.content)
        return place, self._told(self._ask("PATCH", place, body, {"Upload-Offset": str(offset), "Content-Type": OFFSET_TYPE}))

    def _told(self, answer: HTTPMessage | None) -> int:
        if answer is None:
            time.sleep(PAUSE_S)
            return -1
        offset = int(answer["upload-offset"])
        if not self._acknowledged <= offset <= self._sent:
            self._promises.breach(f"{self._photo.line['id']}: {self._acknowledged} acknowledged, {self._sent} sent, told {offset}")
        self._acknowledged = max(self._acknowledged, offset)
        return offset

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> HTTPMessage | None:
        """The headers of a good answer by the server itself; a stranger's, and none in time, are failures."""
        given = {"Tus-Resumable": "1.0.0", "Authorization": self._bearer} | headers
        if self._overriding and method == "PATCH":
            method, given = "POST", given | {"X-HTTP-Method-Override": "PATCH"}
        wire = HTTPConnection("127.0.0.1", self._door.port, self._patience_s, (f"127.0.0.{self._home}", 0))
        try:
            wire.request(method, API + path, body, given)
            answer = wire.getresponse()
            answer.read()
        except (OSError, HTTPException):
            self.counts["failed"] += 1
            self._home += self.wanders
            return None
        finally:
            wire.close()
        if answer.headers["tus-resumable"] is None:
            self.counts[f"stranger {answer.status}"] += 1
            self._overriding = self._overriding or answer.status == 405
            return None
        self.counts[str(answer.status)] += 1
        return answer.headers if answer.status in {200, 201, 204} else None


def within(chance: Random, photo: Photo) -> int:
    """Some byte of a PATCH of all of it."""
    return chance.randrange(len(photo.content) + 350)
