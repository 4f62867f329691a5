"""What is sent: every operation is made ready before the clock starts, so that the client's own work does not count."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

from photos import Photo, Roll
from wire import Connection, Part

API = "/api/v1"
TUS = "Tus-Resumable: 1.0.0\r\n"
OFFSET_TYPE = "Content-Type: application/offset+octet-stream\r\n"
MOST_PHOTOS = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where reports go: the task they belong to and the unit they visit."""

    port: int
    token: str
    task_id: str
    unit_id: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation on a connection; `size` is the payload in bytes, `photos` how many photographs it carries."""

    send: Callable[[Connection], None]
    size: int
    photos: int


def _line(photo: Photo) -> dict[str, object]:
    return {
        "id": str(uuid4()), "sha256": photo.sha256, "size_bytes": photo.size, "media_type": "image/jpeg",
        "captured_at": "2026-11-20T02:20:00Z", "source": "camera", "label": "wide",
        "location": {"lat": 40.1102, "lon": 102.1102, "accuracy_m": 6, "fixed_at": "2026-11-20T02:20:00Z", "source": "gps"},
    }  # fmt: skip


def _finding(place: Place, evidence_ids: Sequence[object]) -> dict[str, object]:
    return {
        "id": str(uuid4()), "focus_area": "clean_county", "category": "piled_rubbish", "severity": "general",
        "facts": "鹿鸣镇下梨坞村2组排洪渠内积存生活垃圾约3立方米，现场无人清理", "cause": "保洁员9月起空缺，村级巡查无记录",
        "suggestion": "3日内清运，补齐保洁员并明确包片干部", "responsible_unit_id": place.unit_id,
        "responsible_persons": [{"post": "包村干部", "kind": "direct"}], "evidence_ids": evidence_ids,
    }  # fmt: skip


def _manifest(place: Place, photos: Sequence[Photo]) -> dict[str, object]:
    evidence = [_line(photo) for photo in photos]
    findings = [_finding(place, [line["id"] for line in evidence[:20]])] if evidence else []
    return {
        "task_id": place.task_id,
        "site": {"name": "下梨坞村2组排洪渠", "unit_id": place.unit_id, "location": {"lat": 40.1101, "lon": 102.1101}},
        "started_at": "2026-11-20T02:10:00Z", "finished_at": "2026-11-20T02:40:00Z", "summary": "排洪渠内垃圾积存。" * 30,
        "no_problem_statement": None if findings else "现场整洁，未发现问题", "evidence": evidence, "findings": findings,
        "device": {"name": "07号机", "app_version": "0.1.0", "clock_skew_ms": 400},
    }  # fmt: skip


def _put(manifest: dict[str, object]) -> tuple[str, Callable[[Connection], bytes]]:
    report_id, body = str(uuid4()), json.dumps(manifest, ensure_ascii=False).encode()

    def send(connection: Connection) -> bytes:
        path, headers = f"{API}/reports/{report_id}", "Content-Type: application/json\r\n"
        return connection.request("PUT", path, headers, [body]).expect(201).body

    return report_id, send


def texts(place: Place, _: Roll, count: int) -> list[Operation]:
    """Text-only reports: one PUT each, and the receipt must be in the answer."""

    def one() -> Operation:
        _, put = _put(_manifest(place, []))

        def send(connection: Connection) -> None:
            assert b'"log_chain"' in put(connection), "a text-only report comes back with its receipt"

        return Operation(send, 0, 0)

    return [one() for _ in range(count)]


def reports(place: Place, roll: Roll, count: int) -> list[Operation]:
    """One-request multipart reports with three photographs."""
    return [_report(place, [roll.take() for _ in range(3)]) for _ in range(count)]


def _report(place: Place, photos: Sequence[Photo]) -> Operation:
    boundary, manifest = uuid4().hex, _manifest(place, photos) | {"id": str(uuid4())}
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="%s"%s\r\nContent-Type: %s\r\n\r\n'
    parts: list[Part] = [(head % ("report", "", "application/json")).encode() + json.dumps(manifest).encode() + b"\r\n"]
    for photo, line in zip(photos, manifest["evidence"], strict=True):  # type: ignore[call-overload]
        parts += [(head % ("photo", f'; filename="{line["id"]}"', "image/jpeg")).encode(), *photo.parts, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    headers = f"Content-Type: multipart/form-data; boundary={boundary}\r\n"

    def send(connection: Connection) -> None:
        body = connection.request("POST", f"{API}/reports", headers, parts).expect(201).body
        assert b'"log_chain"' in body, "a whole report comes back with its receipt"

    return Operation(send, sum(photo.size for photo in photos), len(photos))


def uploads(place: Place, roll: Roll, count: int) -> list[Operation]:
    """Declared photographs by tus, creation and PATCH; their manifests are sent now, before the clock starts."""
    return [_tus(f"{API}/uploads", photo, metadata, in_one=False) for photo, metadata in _declared(place, roll, count)]


def uploads_in_one(place: Place, roll: Roll, count: int) -> list[Operation]:
    """The same with the bytes in the creation."""
    return [_tus(f"{API}/uploads", photo, metadata, in_one=True) for photo, metadata in _declared(place, roll, count)]


def _declared(place: Place, roll: Roll, count: int) -> list[tuple[Photo, str]]:
    """Three photographs to a report, as a visit has them, so that completing reports is part of the measured work."""
    connection, made = Connection(place.port, place.token), []
    while len(made) < count:
        photos = [roll.take() for _ in range(3)]
        manifest = _manifest(place, photos)
        report_id, put = _put(manifest)
        put(connection)
        for photo, line in zip(photos, manifest["evidence"], strict=True):  # type: ignore[call-overload]
            made.append((photo, _metadata(evidence_id=line["id"], report_id=report_id, sha256=photo.sha256)))
    connection.close()
    return made


def _metadata(**values: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


def peer_uploads(_: Place, roll: Roll, count: int) -> list[Operation]:
    """The tus peers: creation and PATCH, no one to declare to."""
    metadata = _metadata(filename="photo.jpg", filetype="image/jpeg")
    return [_tus("/files", roll.take(), metadata, in_one=False) for _ in range(count)]


def peer_uploads_in_one(_: Place, roll: Roll, count: int) -> list[Operation]:
    """The tus peers: the bytes in the creation."""
    metadata = _metadata(filename="photo.jpg", filetype="image/jpeg")
    return [_tus("/files", roll.take(), metadata, in_one=True) for _ in range(count)]


def _tus(path: str, photo: Photo, metadata: str, *, in_one: bool) -> Operation:
    create = f"{TUS}Upload-Length: {photo.size}\r\nUpload-Metadata: {metadata}\r\n"

    def both(connection: Connection) -> None:
        place = urlsplit(connection.request("POST", path, create, []).expect(201).headers["location"]).path
        patched = connection.request("PATCH", place, f"{TUS}Upload-Offset: 0\r\n{OFFSET_TYPE}", photo.parts).expect(204)
        assert patched.headers["upload-offset"] == str(photo.size)

    def whole(connection: Connection) -> None:
        connection.request("POST", path, create + OFFSET_TYPE, photo.parts).expect(201)

    return Operation(whole if in_one else both, photo.size, 1)


def raw(_: Place, roll: Roll, count: int) -> list[Operation]:
    """The ceiling: one photograph as a bare body."""

    def one(photo: Photo) -> Operation:
        def send(connection: Connection) -> None:
            assert connection.request("POST", "/", "", photo.parts).expect(201).body.decode() == photo.sha256

        return Operation(send, photo.size, 1)

    return [one(roll.take()) for _ in range(count)]


MODES: dict[str, Callable[[Place, Roll, int], list[Operation]]] = {
    "texts": texts, "reports": reports, "uploads": uploads, "uploads_in_one": uploads_in_one,
    "peer_uploads": peer_uploads, "peer_uploads_in_one": peer_uploads_in_one, "raw": raw,
}  # fmt: skip
