"""The witness's folder: its key, the logs it watches, and the newest checkpoint of each."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.audit.note import LOG, WITNESS, Key, NoteError
from app.audit.tree import EMPTY
from app.core.secrets import SIZE, write_once

_TABLE = "CREATE TABLE IF NOT EXISTS seen (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL)"
_REMEMBER = "INSERT INTO seen VALUES (?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE SET size = ?2, root = ?3, note = ?4"


class WitnessError(RuntimeError):
    """The folder is not a witness's, or what was asked cannot be."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest tree cosigned of a log."""

    size: int = 0
    root: bytes = EMPTY


@dataclass(frozen=True, slots=True)
class Own:
    """The witness's name and key."""

    name: str
    key: Ed25519PrivateKey

    @property
    def vkey(self) -> str:
        """As logs and verifiers are given it."""
        return str(Key(self.name, WITNESS, self.key.public_key().public_bytes_raw()))


class Store:
    """One witness's folder."""

    def __init__(self, folder: Path) -> None:
        """Nothing is read yet."""
        self.folder = folder

    def initialise(self, name: str) -> Own:
        """Make key and memory, once. Raises: WitnessError for a name no key can have, or another than it has."""
        if not name or any(each.isspace() or each == "+" for each in name):
            raise WitnessError("a witness's name has no spaces and no plus sign")
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (self.folder / "witness.ed25519").exists():
            with self._connection() as memory:
                memory.execute(_TABLE)
            write_once(self.folder / "name", name.encode())
            write_once(self.folder / "witness.ed25519", secrets.token_bytes(SIZE))  # last: with it, all is there
        own = self.own()
        if own.name != name:
            raise WitnessError(f"this witness is called {own.name}")
        return own

    def own(self) -> Own:
        """Raises: WitnessError if the folder was never initialised or is damaged, its memory included."""
        try:
            raw, name = (self.folder / "witness.ed25519").read_bytes(), (self.folder / "name").read_text(encoding="utf-8")
        except OSError as error:
            raise WitnessError(f"no witness lives in {self.folder} ({error}); run: mingcha witness init") from error
        if len(raw) != SIZE or not (self.folder / "seen.db").exists():
            raise WitnessError("the key or the memory is damaged: a witness that forgot must not go on under its old key")
        return Own(name, Ed25519PrivateKey.from_private_bytes(raw))

    def watch(self, vkey: str) -> Key:
        """Watch one log more, or one more key of a log that changes keys. Raises: WitnessError."""
        try:
            key = Key.parse(vkey)
        except NoteError as error:
            raise WitnessError(str(error)) from error
        if key.kind != LOG:
            raise WitnessError("that is a witness's key, not a log's")
        if key not in self.watched(key.name):
            with (self.folder / "logs").open("a", encoding="utf-8") as file:
                file.write(f"{key}\n")
                file.flush()
                os.fsync(file.fileno())
        return key

    def watched(self, origin: str | None = None) -> list[Key]:
        """The keys of one log, or of all."""
        lines: list[str] = []
        with suppress(FileNotFoundError):
            lines = (self.folder / "logs").read_text(encoding="utf-8").splitlines()
        keys = [Key.parse(line) for line in lines if line]
        return [key for key in keys if origin in {None, key.name}]

    @contextmanager
    def deciding(self) -> Iterator["Memory"]:
        """What was seen, held against everybody else until it is left; on the disk once it is left without an error."""
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield Memory(connection)
            connection.execute("COMMIT")

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.folder / "seen.db", timeout=30, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = EXTRA")
            yield connection


@dataclass(frozen=True, slots=True)
class Memory:
    """The newest checkpoint of each log, while a decision is made."""

    connection: sqlite3.Connection

    def seen(self, origin: str) -> Seen:
        """Of one log; the empty tree if none was."""
        row = self.connection.execute("SELECT size, root FROM seen WHERE origin = ?", (origin,)).fetchone()
        return Seen(*row) if row else Seen()

    def remember(self, origin: str, seen: Seen, note: str) -> None:
        """The newest from now on."""
        self.connection.execute(_REMEMBER, (origin, seen.size, seen.root, note))

    def notes(self) -> list[str]:
        """The newest cosigned note of every log."""
        return [row[0] for row in self.connection.execute("SELECT note FROM seen ORDER BY origin")]
