"""record() and what it keeps."""

import os
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import orjson
from sqlalchemy import bindparam, insert, select, update

from app.audit.chain import Entry, commitment, link
from app.audit.models import LogEntry, LogHead
from app.core.db import Tx
from app.core.ready import table

_HEAD = table(LogHead)
_THE_ONE = _HEAD.c.id == 1
_READ_HEAD = select(_HEAD.c.idx, _HEAD.c.chain).where(_THE_ONE).with_for_update()
_MOVE_HEAD = update(_HEAD).where(_THE_ONE).values(idx=bindparam("new_idx"), chain=bindparam("new_chain"))
_APPEND = insert(table(LogEntry))


class Subject(Protocol):
    """Anything with a table and a UUID."""

    __tablename__: Any

    @property
    def id(self) -> Any:  # ruff: ignore[any-type]  a mapped column, or a plain value
        """The object's id."""


@dataclass(slots=True)
class Fact:
    """A line of the log; `index` and `chain` are known once it is appended."""

    action: str
    object_type: str
    object_id: UUID
    payload: bytes
    index: int = 0
    chain: bytes = b""


def record(tx: Tx, action: str, subject: Subject, **details: Any) -> Fact:  # ruff: ignore[any-type]  whatever JSON carries
    """Note a fact, and on whose behalf it was done; it is appended as the last act before the commit."""
    if tx.actor.behalf:
        details["on_behalf_of"] = sorted(str(each) for each in tx.actor.behalf)
    payload = orjson.dumps(details, option=orjson.OPT_SORT_KEYS, default=str)
    fact = Fact(action, subject.__tablename__, subject.id, payload)
    if not tx.facts:
        tx.before_commit.append(extend)
    tx.facts.append(fact)
    return fact


def extend(tx: Tx) -> None:
    """Append the noted facts now and hold the counter row until the commit: call it only as a verb's last act."""
    waiting = [fact for fact in tx.facts if not fact.index]
    if not waiting:
        return
    tx.session.flush()
    connection = tx.session.connection()
    index, chain = connection.execute(_READ_HEAD).one()
    rows: list[dict[str, Any]] = []
    for fact in waiting:
        index += 1
        chain = _append(tx, fact, index, chain, rows)
    connection.execute(_APPEND, rows)
    connection.execute(_MOVE_HEAD, {"new_idx": index, "new_chain": chain})


def _append(tx: Tx, fact: Fact, index: int, previous: bytes, rows: list[dict[str, Any]]) -> bytes:
    salt = os.urandom(16)
    commit = commitment(salt, fact.payload)
    entry = Entry(index, tx.now, tx.actor.id, fact.action, f"{fact.object_type}/{fact.object_id}", commit, previous)
    fact.index, fact.chain = index, link(entry)
    rows.append(
        {
            "idx": index,
            "at": tx.now,
            "actor_id": tx.actor.id,
            "action": fact.action,
            "object_type": fact.object_type,
            "object_id": fact.object_id,
            "salt": salt,
            "payload": fact.payload,
            "commit": commit,
            "chain": fact.chain,
        }
    )
    return fact.chain
