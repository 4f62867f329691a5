"""Idempotency-Key: one deed and one answer for a key, kept for evidence and not for a day (phones lie in drawers)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from fastapi import Request, Response
from pydantic import BaseModel
from sqlalchemy import LargeBinary, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Tx
from app.core.problem import InvalidRequest, KeyReused

LONGEST_KEY = 200


class KeyRow(Base):
    """An answered key: who used it, for what, and the answer given."""

    __tablename__ = "idempotency_key"
    actor_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST_KEY + 600), primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Replay:
    """A key in the scope of its route: the same key on another address is another key."""

    key: str

    @staticmethod
    def wanted(request: Request) -> "Replay | None":
        """The key a POST carries, if any. Raises: InvalidRequest for an empty or overlong one."""
        given = request.headers.get("idempotency-key")
        if given is None or request.method != "POST":
            return None
        if not 0 < len(given) <= LONGEST_KEY:
            raise InvalidRequest(pointer="/headers/Idempotency-Key", errors=[])
        return Replay(f"{request.scope['path'][:500]} {given}")


def fingerprint(arguments: dict[str, Any]) -> bytes:
    """SHA-256 of what the request said, whatever order or spacing it said it in."""
    plain = {name: value.model_dump(mode="json") if isinstance(value, BaseModel) else value for name, value in arguments.items()}
    return hashlib.sha256(orjson.dumps(plain, default=str, option=orjson.OPT_SORT_KEYS)).digest()


def recall(tx: Tx, replay: Replay, print_: bytes) -> Response | None:
    """The answer already given for this key. Raises: KeyReused if it was another request."""
    _queue_up(tx, replay)
    row = tx.session.get(KeyRow, (tx.actor.id, replay.key))
    if row is None:
        return None
    if row.fingerprint != print_:
        raise KeyReused(pointer="/headers/Idempotency-Key")
    return Response(row.body, row.status, {"Cache-Control": "no-store", "Idempotent-Replayed": "true"}, "application/json")


def _queue_up(tx: Tx, replay: Replay) -> None:
    """Twins of one key take turns: the second finds the first one's answer. SQLite has one writer anyway."""
    if tx.session.get_bind().dialect.name == "postgresql":
        digest = hashlib.sha256(tx.actor.id.bytes + replay.key.encode()).digest()
        tx.session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(digest[:8], "big", signed=True))))


def remember(tx: Tx, replay: Replay, print_: bytes, response: Response) -> None:
    """Keep the answer in the transaction of the deed; a rival with the same key loses on the primary key."""
    tx.session.add(
        KeyRow(
            actor_id=tx.actor.id,
            key=replay.key,
            fingerprint=print_,
            status=response.status_code,
            body=bytes(response.body),
            at=tx.now,
        )
    )
