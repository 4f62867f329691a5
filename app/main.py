"""create_app(): settings, problem handlers, every router. Knows all rooms, holds no logic."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache

import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from app import vocabulary
from app.attest import routes as attest
from app.bundles import routes as bundles
from app.calendar import routes as calendar
from app.closing import routes as closing
from app.conclusions import routes as conclusions
from app.coordination import routes as coordination
from app.core import problem as problems
from app.core import space
from app.core.clock import Clock, system_clock
from app.core.db import Database, Tx
from app.core.durable import SoftDatabaseError
from app.core.files import Files
from app.core.http import House, outside_fault, render_problem
from app.core.http import problems as described_problems
from app.core.limits import BodyLimit
from app.core.paging import CursorBox
from app.core.release import VERSION
from app.core.secrets import installation_key
from app.core.settings import Settings
from app.core.streams import Writers
from app.core.validation import invalid
from app.deadlines import routes as deadlines
from app.devices import fleet_routes as fleet
from app.devices import routes as devices
from app.evidence import mask_routes as masks
from app.evidence import routes as evidence
from app.evidence.jobs import decoder
from app.examples import routes as examples
from app.exports import routes as exports
from app.fieldwork import routes as fieldwork
from app.findings import routes as findings
from app.identity import log as identity_log
from app.identity import people
from app.identity import queries as identity_queries
from app.identity import routes as identity
from app.identity.limiting import SignInLimit
from app.identity.tokens import Keys, read_access_token
from app.indicators import routes as indicators
from app.missions import draw_routes as draws
from app.missions import routes as missions
from app.notices import routes as notices
from app.openapi import describe
from app.pages import serve_pages
from app.rectification import look_routes as looks
from app.rectification import part_routes as order_parts
from app.rectification import routes as rectification
from app.reports import routes as reports
from app.results import routes as results
from app.reviews import routes as reviews
from app.rulebook import routes as rulebook
from app.sync import routes as sync
from app.tasks import routes as tasks
from app.telegrams import routes as telegrams
from app.units import routes as units
from app.uploads import routes as uploads
from app.uploads.door import TusDoor
from app.uploads.holding import Holders
from app.worker import Worker

log = structlog.get_logger()
FREE_BYTES = Gauge("mingcha_storage_free_bytes", "free on the disk of the originals")
FREE_INODES = Gauge("mingcha_storage_free_inodes", "free on the disk of the originals; 0 where there is no count of them")
REFUSED = Gauge("mingcha_uploads_refused", "1 while nothing more is taken in for want of room")
ROUTERS = (
    identity.router,
    people.router,
    identity_log.router,
    attest.keys,
    attest.router,
    attest.moment,
    devices.router,
    fleet.router,
    units.router,
    calendar.router,
    rulebook.router,
    vocabulary.router,
    tasks.router,
    closing.router,
    missions.router,
    draws.router,
    fieldwork.router,
    reports.router,
    evidence.router,
    masks.router,
    uploads.router,
    findings.router,
    rectification.on_findings,
    rectification.router,
    conclusions.router,
    reviews.router,
    order_parts.router,
    looks.router,
    coordination.router,
    coordination.difficulties,
    telegrams.router,
    deadlines.router,
    notices.router,
    examples.router,
    results.on_units,
    results.router,
    sync.router,
    exports.router,
    bundles.router,
    indicators.router,
    indicators.on_duties,
)


def create_app(settings: Settings | None = None, clock: Clock = system_clock) -> FastAPI:
    """The program as an ASGI application, on the database and files the settings name."""
    settings = settings or Settings()
    app = FastAPI(
        title="Mingcha 明察", version=VERSION, lifespan=_lifespan, openapi_url=None, docs_url=None, redoc_url=None,
    )  # fmt: skip
    database = Database(settings, clock)
    app.state.house = House(settings, database, _authenticator(settings))
    app.state.files = Files.of(settings)
    app.state.writers = Writers()
    app.state.holders = Holders(database)
    app.state.keys = _keys(settings)
    app.state.cursors = CursorBox(installation_key(settings.data_dir, "cursor"))
    app.state.sign_in_limit = SignInLimit(settings)
    app.state.sandbox = decoder(settings)
    app.state.worker = Worker(database, app.state.files, app.state.sandbox)
    _routes(app)
    _handlers(app)
    app.add_middleware(BodyLimit, settings=settings)
    app.add_middleware(TusDoor)
    describe(app)
    serve_pages(app, settings)
    return app


def _keys(settings: Settings) -> Keys:
    return Keys(installation_key(settings.data_dir, "access"), installation_key(settings.data_dir, "refresh"))


def _authenticator(settings: Settings) -> Callable[[Tx, Request], None]:
    keys = _keys(settings)

    def authenticate(tx: Tx, request: Request) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise problems.Unauthorized
        tx.actor = identity_queries.load_actor(tx, read_access_token(keys, token.strip(), tx.now))

    return authenticate


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    place: House = app.state.house
    place.database.claim()
    if place.settings.worker:
        app.state.worker.start()
    yield
    app.state.worker.stop()
    app.state.writers.close()
    app.state.sandbox.close()
    place.database.close()


@cache
def _api() -> APIRouter:
    """Every room's routes, worked out once however many applications a process makes."""
    api = APIRouter()
    outside = (*problems.OUTAGES, problems.StorageFailing, problems.StorageFull)
    anybody = (problems.InvalidRequest, problems.MalformedJson, problems.BodyTooLarge, *outside)
    api.include_router(identity.auth, prefix="/api/v1", responses=described_problems(*anybody))
    common = described_problems(problems.Unauthorized, *anybody)
    for router in ROUTERS:
        api.include_router(router, prefix="/api/v1", responses=common)
    return api


def _routes(app: FastAPI) -> None:
    app.router.routes.extend(_api().routes)
    app.add_api_route("/healthz", _alive, include_in_schema=False)
    app.add_api_route("/readyz", _ready, include_in_schema=False)
    app.add_api_route("/metrics", _metrics, include_in_schema=False)


def _alive() -> dict[str, str]:
    return {"status": "ok"}


def _ready(request: Request) -> dict[str, str]:
    """Ready too when nothing more is taken in for want of room: what is there is still read, and work on it goes on."""
    with request.app.state.house.database.reading() as tx:
        tx.session.execute(text("SELECT 1 FROM log_head"))
    short = request.app.state.files.short_of()
    return {"status": "ready", "uploads": f"refused: short of {short}" if short else "open"}


def _metrics(request: Request) -> Response:
    files: Files = request.app.state.files
    room = space.measure(files.root)
    FREE_BYTES.set(room.free_bytes)
    FREE_INODES.set(room.free_inodes)
    REFUSED.set(files.short_of() is not None)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


STATUS: dict[int, type[problems.Problem]] = {404: problems.NotFound, 405: problems.MethodNotAllowed, 400: problems.MalformedJson}


def _handlers(app: FastAPI) -> None:
    async def refuse(request: Request, error: Exception) -> Response:
        return render_problem(request, error if isinstance(error, problems.Problem) else problems.ServerFault())

    async def unreadable(request: Request, error: Exception) -> Response:
        found = error.errors() if isinstance(error, RequestValidationError) else []
        if any(each["type"] == "json_invalid" for each in found):
            return render_problem(request, problems.MalformedJson(pointer="/"))
        return render_problem(request, invalid(found))

    async def http(request: Request, error: Exception) -> Response:
        if isinstance(error.__cause__, problems.Problem):  # a body that grew too large while FastAPI was reading it
            return render_problem(request, error.__cause__)
        status = error.status_code if isinstance(error, HTTPException) else 500
        answer = render_problem(request, STATUS.get(status, problems.InvalidRequest)())
        answer.headers.update(getattr(error, "headers", None) or {})
        return answer

    async def outside(request: Request, error: Exception) -> Response:
        """For what opens its transactions itself, sign-in, readiness, pictures; and for files nobody expected trouble with."""
        told = outside_fault(error)
        if not isinstance(told, problems.Problem):
            raise told
        return render_problem(request, told)

    async def fault(request: Request, error: Exception) -> Response:
        log.error("server fault", method=request.method, path=request.scope["path"], exc_info=error)
        return render_problem(request, problems.ServerFault())

    handlers: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
        problems.Problem: refuse, RequestValidationError: unreadable, HTTPException: http, DBAPIError: outside,
        PoolTimeout: outside, SoftDatabaseError: outside, OSError: outside, Exception: fault,
    }  # fmt: skip
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
