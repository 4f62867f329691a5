"""A tus client that does exactly what it is told, right or wrong, and photographs declared for it."""

import hashlib
import socket
import struct
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2

from tests.making import a_manifest, tus_headers
from tests.world import API

VERSION = {"Tus-Resumable": "1.0.0"}
OFFSET_TYPE = {"Content-Type": "application/offset+octet-stream"}
PATIENCE = 30  # a request cut off a moment ago may still be writing down what it has
PHOTO = bytes(range(256)) * 40


@dataclass(frozen=True, slots=True)
class Declared:
    """A photograph a manifest has named, and what it belongs to."""

    photo: bytes
    line: dict[str, Any]
    report_id: str

    @property
    def headers(self) -> dict[str, str]:
        """What a creation says of it."""
        return tus_headers(self.line, report_id=self.report_id)


def declare(client: httpx2.Client, task_id: str, photo: bytes = PHOTO, *others: bytes) -> Declared:
    """Put a report that names the photograph (and `others` after it)."""
    manifest, report_id = a_manifest(task_id, [photo, *others]), str(uuid4())
    answer = client.put(f"/reports/{report_id}", json=manifest)
    assert answer.status_code == 201, answer.text
    return Declared(photo, manifest["evidence"][0], report_id)


class Tus:
    """One person's client."""

    def __init__(self, client: httpx2.Client) -> None:
        """`client` is signed in."""
        self.client = client

    def create(self, declared: Declared, body: bytes | None = None, **changes: str | None) -> httpx2.Response:
        """POST, with headers changed or, where None, left out (`upload_length=None`)."""
        given = declared.headers | (OFFSET_TYPE if body is not None else {})
        return self.client.post("/uploads", headers=changed(given, changes), content=body)

    def open(self, declared: Declared) -> str:
        """A fresh upload's address."""
        answer = self.create(declared)
        assert answer.status_code == 201, answer.text
        return str(answer.headers["location"].removeprefix(API))

    def patch(self, place: str, offset: int, body: Any, **changes: str | None) -> httpx2.Response:
        """PATCH."""
        given = VERSION | OFFSET_TYPE | {"Upload-Offset": str(offset)}
        return self.client.patch(place, headers=changed(given, changes), content=body)

    def head(self, place: str) -> httpx2.Response:
        """HEAD."""
        return self.client.head(place, headers=VERSION)

    def offset(self, place: str) -> int:
        """Where the upload stands."""
        return int(self.head(place).headers["upload-offset"])

    def delete(self, place: str) -> httpx2.Response:
        """DELETE."""
        return self.client.delete(place, headers=VERSION)

    def finish(self, place: str, declared: Declared) -> None:
        """Send what is missing, from where HEAD says, patiently; then the original is byte for byte what was to be sent."""
        for _ in range(PATIENCE):
            if (offset := self.offset(place)) == len(declared.photo):
                break
            done = self.patch(place, offset, declared.photo[offset:])
            assert done.status_code in {204, 409, 423}, done.text
            if done.status_code == 204:
                assert done.headers["mingcha-report-state"] == "submitted"
                break
            time.sleep(0.1)
        assert self.original(declared) == declared.photo

    def original(self, declared: Declared) -> bytes:
        """What the author reads back."""
        answer = self.client.get(f"/evidence/{declared.line['id']}/original")
        assert answer.status_code == 200, answer.text
        return answer.content


def changed(given: dict[str, str], changes: dict[str, str | None]) -> dict[str, str]:
    """Headers with some replaced, some added, some left out: `upload_offset="7"` is `Upload-Offset: 7`."""
    renamed = {name.replace("_", "-").title(): value for name, value in changes.items()}
    return {name: value for name, value in (given | renamed).items() if value is not None}


def slug(answer: httpx2.Response) -> str:
    """Which refusal it was."""
    return str(answer.json()["type"].removeprefix("/problems/"))


def sha256(content: bytes) -> str:
    """Hex."""
    return hashlib.sha256(content).hexdigest()


class Wire:
    """One PATCH on a bare socket: as much of it as the test likes, then an end of its choosing."""

    def __init__(self, client: httpx2.Client, place: str, announced: int, offset: int = 0) -> None:
        """Send the request's head."""
        at = urlsplit(str(client.base_url))
        self._socket = socket.create_connection((str(at.hostname), at.port or 80), timeout=10)
        lines = [
            f"PATCH {API}{place} HTTP/1.1", f"Host: {at.netloc}", f"Authorization: {client.headers['authorization']}",
            "Tus-Resumable: 1.0.0", "Content-Type: application/offset+octet-stream", f"Upload-Offset: {offset}",
            f"Content-Length: {announced}", "", "",
        ]  # fmt: skip
        self._socket.sendall("\r\n".join(lines).encode())

    def send(self, content: bytes) -> None:
        """Some of the body."""
        self._socket.sendall(content)

    def fin(self) -> None:
        """Close as a program that ends."""
        self._socket.close()

    def rst(self) -> None:
        """Close as a network that breaks."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()

    def status(self) -> int:
        """The status of the answer."""
        return int(self._socket.recv(4096).split(b" ")[1])
