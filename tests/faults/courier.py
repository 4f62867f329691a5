"""One report on its way, step by step: stops at the first refusal or cut, and goes on later from where the server says."""

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx2

from tests.faults.phones import form
from tests.faults.promises import Promises
from tests.making import a_manifest, tus_headers

TUS = {"Tus-Resumable": "1.0.0"}
Stop = httpx2.Response | httpx2.TransportError
WAYS = ("tus", "whole", "text")


class Courier:
    """Carries one report in one of three ways; what the server says of it is noted and held against it."""

    def __init__(
        self, client: httpx2.Client, task_id: str, promises: Promises, photos: list[bytes], *, whole: bool = False
    ) -> None:
        """`whole`: everything in one request; without photographs it is the text alone."""
        self.report_id, self.manifest = str(uuid4()), a_manifest(task_id, photos)
        self._client, self._promises, self._whole = client, promises, whole
        self._photos = {line["id"]: photo for line, photo in zip(self.manifest["evidence"], photos, strict=True)}
        self._places, self.acknowledged = dict[str, str](), dict[str, int]()
        with promises.lock:
            promises.minted.add(self.report_id)
            promises.declared |= {each: hashlib.sha256(photo).hexdigest() for each, photo in self._photos.items()}

    @property
    def delivered(self) -> bool:
        """Whether there is a receipt."""
        return self.report_id in self._promises.receipts

    @property
    def open(self) -> bool:
        """Whether bytes have a place to go, and not all of them are there."""
        return any(self.acknowledged[each] < len(self._photos[each]) for each in self._places)

    def go(self, steps: int = 1_000) -> Stop | None:
        """Go on; None when done, or when so many steps were taken. A refusal or a cut ends it, and is what comes back."""
        for answer, _ in zip(self._whole_way() if self._whole else self._steps(), range(steps), strict=False):
            if isinstance(answer, httpx2.TransportError) or not answer.is_success:
                return answer
        return None

    def _whole_way(self) -> Iterator[Stop]:
        parts = form(self.report_id, self.manifest, self._photos)
        yield self._noted(self._sent("POST", "/reports", files=parts))

    def _steps(self) -> Iterator[Stop]:
        yield self._put()
        for line in self.manifest["evidence"]:
            if line["id"] not in self._places:
                yield self._open(line)
            while self.acknowledged[line["id"]] < line["size_bytes"]:
                yield self._look(line)
                yield self._push(line)
        if self._photos:
            yield self._put()

    def _put(self) -> Stop:
        return self._noted(self._sent("PUT", f"/reports/{self.report_id}", json=self.manifest))

    def _noted(self, answer: Stop) -> Stop:
        if isinstance(answer, httpx2.Response) and answer.is_success:
            self._promises.answered(answer.json())
        return answer

    def _open(self, line: dict[str, Any]) -> Stop:
        answer = self._sent("POST", "/uploads", headers=tus_headers(line, report_id=self.report_id))
        if isinstance(answer, httpx2.Response) and answer.is_success:
            self._places[line["id"]] = answer.headers["location"].removeprefix("/api/v1")
            self.acknowledged[line["id"]] = 0
        return answer

    def _look(self, line: dict[str, Any]) -> Stop:
        """HEAD: never less than what was acknowledged."""
        answer = self._sent("HEAD", self._places[line["id"]], headers=TUS)
        if isinstance(answer, httpx2.Response) and answer.is_success:
            self._reached(line, int(answer.headers["upload-offset"]))
        return answer

    def _reached(self, line: dict[str, Any], offset: int) -> None:
        if offset < self.acknowledged[line["id"]]:
            self._promises.breach(
                f"{line['id']}: {self.acknowledged[line['id']]} bytes were acknowledged, now it stands at {offset}"
            )
        self.acknowledged[line["id"]] = offset
        if offset == line["size_bytes"]:
            self._promises.whole(line["id"])

    def _push(self, line: dict[str, Any]) -> Stop:
        """Half of the photograph, or what is left of it."""
        at, photo = self.acknowledged[line["id"]], self._photos[line["id"]]
        headers = TUS | {"Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}
        body = photo[at : at + len(photo) // 2 + 1]
        answer = self._sent("PATCH", self._places[line["id"]], headers=headers, content=body)
        if isinstance(answer, httpx2.Response) and answer.is_success:
            self._reached(line, int(answer.headers["upload-offset"]))
        return answer

    def _sent(self, method: str, path: str, **how: Any) -> Stop:
        try:
            return self._client.request(method, path, **how)
        except httpx2.TransportError as error:
            return error

    def offset(self) -> int:
        """Where HEAD says the first photograph stands."""
        (place, *_) = self._places.values()
        return int(self._client.head(place, headers=TUS).headers["upload-offset"])

    def forgive(self) -> None:
        """The server said that what it had could not be kept: it may stand at nothing again."""
        self.acknowledged = dict.fromkeys(self.acknowledged, 0)
