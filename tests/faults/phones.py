"""Clients that send and never give up: they resume from HEAD, and send the same ids again when an answer was lost."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import httpx2
import orjson

from tests.faults.promises import Promises
from tests.making import a_manifest, a_photo, tus_headers

HEAD = a_photo(size=(16, 16))  # a picture quickly decoded; what follows it makes each its own
SIZES = (900, 40_000, 300_000, 1_500_000)
TUS = {"Tus-Resumable": "1.0.0"}
PATIENCE_S, PAUSE_S = 90, 0.05


class Phone(threading.Thread):
    """One client, one report after another, in one of three ways. Dead servers are waited for, refusals are breaches."""

    def __init__(self, client: httpx2.Client, task_id: str, promises: Promises, seed: int) -> None:
        """`seed` fixes ids, sizes, contents and the order of ways."""
        super().__init__(name=f"phone-{seed}", daemon=True)
        self.done = threading.Event()
        self._client, self._task, self._promises = client, task_id, promises
        self._chance, self._way = random.Random(seed), ""

    def run(self) -> None:
        """Send until told that it is enough; the report in hand is finished."""
        while not self.done.is_set():
            way = self._chance.choice(self._ways())
            self._way = way.__name__.strip("_")
            try:
                way()
            except Exception as error:  # ruff: ignore[blind-except]  a thread's failure must reach the test
                self._promises.breach(f"{self.name}: {type(error).__name__} {error}")
                return
            self._promises.count(self._way)
            time.sleep(PAUSE_S)

    def _ways(self) -> tuple[Callable[[], None], ...]:
        return (self._tus, self._tus, self._tus, self._whole, self._text)

    def _id(self) -> str:
        return str(UUID(int=self._chance.getrandbits(128), version=4))

    def _report(self, photographs: int) -> tuple[str, dict[str, Any], dict[str, bytes]]:
        """A report's id, its manifest and its photographs by id; noted before the first byte leaves."""
        photos = [HEAD + self._chance.randbytes(self._chance.choice(SIZES)) for _ in range(photographs)]
        manifest, report_id = a_manifest(self._task, photos), self._id()
        for line in manifest["evidence"]:
            line["id"] = self._id()
        for finding in manifest["findings"]:
            finding |= {"id": self._id(), "evidence_ids": [line["id"] for line in manifest["evidence"]]}
        with self._promises.lock:
            self._promises.minted.add(report_id)
            self._promises.declared |= {line["id"]: line["sha256"] for line in manifest["evidence"]}
        return report_id, manifest, dict(zip((line["id"] for line in manifest["evidence"]), photos, strict=True))

    def _until(self, send: Callable[[], httpx2.Response], *good: int) -> httpx2.Response:
        """Send again until an answer comes that settles it. Raises: RuntimeError for a refusal, or when nobody answers."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                answer = send()
            except httpx2.TransportError as error:
                self._cut(error)
                time.sleep(0.1)
                continue
            if answer.status_code in good:
                return answer
            if answer.status_code not in {423, 503}:
                raise RuntimeError(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}")
            self._promises.count(f"answer {answer.status_code}")
            time.sleep(0.05)
        raise RuntimeError("no answer for too long")

    def _cut(self, error: httpx2.TransportError) -> None:
        """A request that was on its way when the server died counts; one that found nobody there does not."""
        if not isinstance(error, httpx2.ConnectError):
            self._promises.count("cut")
            self._promises.count(f"cut {self._way}")

    def _text(self) -> None:
        report_id, manifest, _ = self._report(0)
        self._put(report_id, manifest)

    def _put(self, report_id: str, manifest: dict[str, Any]) -> None:
        answer = self._until(lambda: self._client.put(f"/reports/{report_id}", json=manifest), 200, 201)
        self._promises.answered(answer.json())

    def _whole(self) -> None:
        report_id, manifest, photos = self._report(2)
        parts = form(report_id, manifest, photos)
        answer = self._until(lambda: self._client.post("/reports", files=parts), 200, 201)
        self._promises.answered(answer.json())

    def _tus(self) -> None:
        report_id, manifest, photos = self._report(2)
        self._put(report_id, manifest)
        for line in manifest["evidence"]:
            self._upload(line, photos[line["id"]], report_id)
        self._put(report_id, manifest)

    def _upload(self, line: dict[str, Any], photo: bytes, report_id: str) -> None:
        headers = tus_headers(line, report_id=report_id)
        made = self._until(lambda: self._client.post("/uploads", headers=headers), 201)
        place, acknowledged = made.headers["location"].removeprefix("/api/v1"), int(made.headers["upload-offset"])
        step = max(1, len(photo) // self._chance.choice((1, 2, 4)) + 1)
        while acknowledged < len(photo):
            acknowledged = self._go_on(place, photo, acknowledged, step)
        self._promises.whole(line["id"])

    def _go_on(self, place: str, photo: bytes, acknowledged: int, step: int) -> int:
        """One PATCH from where HEAD says the upload stands; that is never before what was acknowledged."""
        offset = int(self._until(lambda: self._client.head(place, headers=TUS), 200).headers["upload-offset"])
        if not acknowledged <= offset <= len(photo):
            self._promises.breach(f"{place}: {acknowledged} bytes were acknowledged, HEAD says {offset}")
        if offset == len(photo):
            return offset
        headers = TUS | {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        try:
            answer = self._client.patch(place, headers=headers, content=_trickle(photo[offset : offset + step]))
        except httpx2.TransportError as error:
            self._cut(error)
            return offset
        if answer.status_code == 204:
            return int(answer.headers["upload-offset"])
        if answer.status_code not in {409, 423, 503}:
            raise RuntimeError(f"PATCH {place}: {answer.status_code} {answer.text}")
        self._promises.count(f"answer {answer.status_code}")
        time.sleep(0.05)
        return offset


def _trickle(body: bytes) -> Iterator[bytes]:
    """A body that takes its time, as over a village's radio, so that a kill finds it half sent."""
    for start in range(0, len(body), 128_000):
        yield body[start : start + 128_000]
        time.sleep(0.004)


def form(report_id: str, manifest: dict[str, Any], photos: dict[str, bytes]) -> list[Any]:
    """A report in one request, as httpx2 wants its parts."""
    parts: list[Any] = [("report", ("report.json", orjson.dumps(manifest | {"id": report_id}), "application/json"))]
    return parts + [("photo", (evidence_id, photo, "image/jpeg")) for evidence_id, photo in photos.items()]
