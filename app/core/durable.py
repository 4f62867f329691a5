"""What a receipt rests on: a connection that may acknowledge a commit before it is on disk is refused, not used."""

from typing import Any

FULL = 2  # what `PRAGMA synchronous` calls it
# a commit may be lost, a page may be torn, a failed fsync may be called a good one the second time
SOFT = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "data_sync_retry": "on"}
WRITER = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "cache_size=-32000")
SHOWN = ", ".join(f"current_setting('{name}')" for name in SOFT)
READER = ("query_only=ON", "wal_autocheckpoint=0", "busy_timeout=30000", "cache_size=-16000")


class SoftDatabaseError(RuntimeError):
    """The database may forget what it has acknowledged."""


def prepare_writer(connection: Any, _record: object) -> None:  # ruff: ignore[any-type]  the driver's own connection
    """SQLite's one writing connection. Raises: SoftDatabaseError."""
    connection.isolation_level = None
    for pragma in WRITER:
        connection.execute(f"PRAGMA {pragma}")
    require_sqlite(connection)


def prepare_reader(connection: Any, _record: object) -> None:  # ruff: ignore[any-type]
    """A connection that cannot write, nor checkpoint."""
    connection.isolation_level = None
    for pragma in READER:
        connection.execute(f"PRAGMA {pragma}")


def require_sqlite(connection: Any) -> None:  # ruff: ignore[any-type]
    """What the file's own settings and the program's come to. Raises: SoftDatabaseError."""
    synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
    if synchronous < FULL:
        raise SoftDatabaseError(f"SQLite runs with synchronous={synchronous}, less than FULL; a receipt could not be kept")
    journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if journal != "wal":
        raise SoftDatabaseError(f"SQLite keeps a {journal} journal here and not a WAL: the disk or its file system does not let it")


def require_postgresql(connection: Any) -> None:  # ruff: ignore[any-type]
    """Settings of this self-committing session, wherever they were set. Raises: SoftDatabaseError."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {SHOWN}")
        found = dict(zip(SOFT, cursor.fetchone(), strict=True))
    if soft := [f"{name}={value}" for name, value in found.items() if value == SOFT[name]]:
        raise SoftDatabaseError(f"PostgreSQL runs with {', '.join(soft)}; a receipt could not be kept")
