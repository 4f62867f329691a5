"""For Schemathesis: what is made up by the document alone names nothing that exists and rarely passes a cross-field rule.

So two of three positive cases are brought nearer to sense: known ids in addresses and fields, and a sensible body that
keeps one of the made-up fields. The first one of each operation is all sense, whatever was drawn, so that every run gets
somewhere. Negative cases stay as they are. What was answered is counted, for the test to read.
"""

import atexit
import os
from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID
from zlib import crc32

import orjson
import schemathesis
from schemathesis.generation import GenerationMode

KNOWN: dict[str, str] = orjson.loads(os.environ.get("KNOWN_IDS", "{}"))
SENSIBLE: dict[str, Any] = orjson.loads(os.environ.get("SENSIBLE", "{}"))
SEEN: Counter[str] = Counter()
FRESH = count(1)
BEGUN: set[str] = set()


@schemathesis.serializer("application/offset+octet-stream")
def offset_octets(_: Any, value: Any) -> Any:
    """Bytes as they are."""
    return value.encode() if isinstance(value, str) else value


@schemathesis.hook
def before_call(_: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Bring a positive case nearer to sense."""
    del kwargs
    if "device_id" in (case.path_parameters or {}):  # its own, read from an earlier answer, would sign the whole run out
        case.path_parameters |= {"device_id": _minted()}
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE:
        return
    operation = f"{case.method} {case.path}"
    first, sense = operation not in BEGUN, SENSIBLE.get(operation, {})
    BEGUN.add(operation)
    turn = 1 if first else crc32(f"{case.path_parameters}{case.query}{case.headers}{case.body}".encode()) % 3
    if case.method == "PUT" and turn == 1:  # to an address of its own it makes, to a known one it changes
        case.path_parameters = {name: _minted() if name.endswith("_id") else each for name, each in case.path_parameters.items()}
    elif turn and case.method != "DELETE":
        case.path_parameters = _known(case.path_parameters)
    if turn:
        headers = dict(case.headers or {}) | sense.get("headers", {})
        case.headers = {name: value for name, value in headers.items() if value is not None}
    if turn == 1 and isinstance(case.body, dict) and "body" in sense:
        case.body = _fresh(sense["body"]) | ({} if first else _one_of(case.body))


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: KNOWN.get(name, _known(each)) for name, each in value.items()}
    return value


def _fresh(value: Any) -> Any:
    """The same, with an id of its own wherever one is minted."""
    if isinstance(value, dict):
        return {name: _minted() if name == "id" else _fresh(each) for name, each in value.items()}
    return [_fresh(each) for each in value] if isinstance(value, list) else value


def _minted() -> str:
    return str(UUID(int=next(FRESH), version=4))


def _one_of(body: dict[str, Any]) -> dict[str, Any]:
    """One made-up field, or none: half of the sensible bodies stay whole."""
    names, chance = sorted(body), crc32(repr(body).encode())
    return {name: body[name] for name in names[chance // 2 % len(names) :][:1]} if names and chance % 2 else {}


@schemathesis.hook
def after_call(_: Any, case: Any, response: Any) -> None:
    """Note which operation gave which status: a run that sees only refusals proves nothing."""
    SEEN[f"{case.method} {case.path} {response.status_code}"] += 1


@atexit.register
def write_down() -> None:
    """For the test that started this run."""
    if "SEEN_STATUSES" in os.environ:
        Path(os.environ["SEEN_STATUSES"]).write_bytes(orjson.dumps(SEEN))
