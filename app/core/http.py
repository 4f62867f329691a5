"""The edge: one request, one transaction, opened in the endpoint's own thread and committed before the answer leaves."""

import inspect
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import Enum
from functools import wraps
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin, get_type_hints

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from starlette.responses import JSONResponse

from app.core import disk
from app.core.db import Database, Tx
from app.core.idempotency import Replay, fingerprint, recall, remember
from app.core.outages import lost_race, outage
from app.core.problem import DatabaseBusy, Problem, StaleVersion
from app.core.settings import Settings

Authenticate = Callable[[Tx, Request], None]
PROBLEM_JSON = "application/problem+json"
WRITES, ONE_MOMENT = "writes", "one moment"
LONGEST_VERSION = 9
T = TypeVar("T")
Reading = Annotated[Tx, "reads"]
Snapshot = Annotated[Tx, ONE_MOMENT]  # reads all it reads as of one moment
Writing = Annotated[Tx, WRITES]


@dataclass(frozen=True, slots=True)
class House:
    """What every request finds at `app.state.house`."""

    settings: Settings
    database: Database
    authenticate: Authenticate


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A body with a status or headers of its own."""

    body: T
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def house(request: Request) -> House:
    """The house a request is served in."""
    found: House = request.app.state.house
    return found


class _JsonRequest(Request):
    async def json(self) -> object:
        """Parse strictly: no NaN, no lone surrogates, bounded depth."""
        if not hasattr(self, "_json"):
            self._json = orjson.loads(await self.body())
        return self._json


class Route(APIRoute):
    """A route whose JSON is read strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """As APIRoute."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            return await inner(_JsonRequest(request.scope, request.receive))

        return handle


class Router(APIRouter):
    """A router whose endpoints may ask for a transaction: `tx: Reading` or `tx: Writing`."""

    def __init__(self, **options: Any) -> None:  # ruff: ignore[any-type]  APIRouter's own
        """As APIRouter."""
        super().__init__(route_class=Route, **options)

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # ruff: ignore[any-type]
        """Wrap the endpoint in its transaction; the return annotation is the response model."""
        status = options.get("status_code") or 200
        wrapped, model = in_transaction(endpoint, status)
        if model is not None and options.get("response_model") in (None, _unset()):
            options["response_model"] = model
        super().add_api_route(path, wrapped, **options)


def _unset() -> object:
    return inspect.signature(APIRouter.add_api_route).parameters["response_model"].default


def in_transaction(endpoint: Callable[..., Any], status: int) -> tuple[Callable[..., Any], Any]:
    """The endpoint as FastAPI shall call it, and the model of its answer. Endpoints without a Tx are left alone."""
    hints = get_type_hints(endpoint, include_extras=True)
    mode = _tx_mode(hints.get("tx"))
    if mode is None:
        return endpoint, None
    model = _model(hints.get("return"))
    render = _renderer(model)
    signature = inspect.signature(endpoint)
    own = next((name for name, hint in hints.items() if hint is Request), None)  # FastAPI hands a request to one name only
    parameters = [p.replace(annotation=hints[name]) for name, p in signature.parameters.items() if name not in {"tx", own}]

    def answered(request: Request, arguments: dict[str, Any]) -> Response:
        place = house(request)
        replay = Replay.wanted(request) if mode == WRITES else None
        with _opening(place.database, mode) as tx:
            place.authenticate(tx, request)
            if replay and (stored := recall(tx, replay, fingerprint(arguments))):
                return stored
            given = arguments | ({own: request} if own else {})
            response = render(endpoint(tx=tx, **given), status)
            if replay:
                remember(tx, replay, fingerprint(arguments), response)
        return response

    @wraps(endpoint)
    def run(request__: Request, **arguments: Any) -> Response:  # ruff: ignore[any-type]
        return once_more(lambda: answered(request__, arguments))

    asked = inspect.Parameter("request__", inspect.Parameter.KEYWORD_ONLY, annotation=Request)
    keyword = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in parameters]
    run.__signature__ = signature.replace(parameters=[*keyword, asked], return_annotation=inspect.Signature.empty)  # type: ignore[attr-defined]
    run.__annotations__ = {"request__": Request} | {p.name: p.annotation for p in parameters}
    return run, model


def _opening(database: Database, mode: str) -> AbstractContextManager[Tx]:
    if mode == WRITES:
        return database.transaction()
    return database.snapshot() if mode == ONE_MOMENT else database.reading()


def once_more(work: Callable[[], T]) -> T:
    """Whoever loses a race, on a constraint or in a deadlock, tries again, and then finds what the winner wrote."""
    try:
        return work()
    except (DBAPIError, Problem) as error:
        if not any(isinstance(each, IntegrityError) for each in (error, error.__cause__)) and not lost_race(error):
            raise
    return work()


def outside_fault(error: Exception) -> Exception:
    """A fault of the database's surroundings, or of the disk, as a refusal; any other error as it is."""
    if isinstance(error, OSError):
        return disk.at_the_edge(error)
    if (refusal := outage(error) or disk.of_sqlite(error)) is not None:
        return refusal
    if isinstance(error, OperationalError):
        text = str(error.orig)
        if "locked" in text or not text.startswith(("no such", "near")):
            return DatabaseBusy()
    return error


def _tx_mode(hint: object) -> str | None:
    if get_origin(hint) is Annotated and get_args(hint)[0] is Tx:
        return str(get_args(hint)[1])
    return None


def _model(hint: Any) -> Any:  # ruff: ignore[any-type]  a type expression
    if get_origin(hint) is Answer:
        return _model(get_args(hint)[0])
    if hint in (None, type(None)) or (isinstance(hint, type) and issubclass(hint, Response)):
        return None
    return hint


def _renderer(model: Any) -> Callable[[object, int], Response]:  # ruff: ignore[any-type]
    adapter = TypeAdapter(model) if model is not None else None

    def render(given: object, status: int) -> Response:
        headers: dict[str, str] = {}
        answer: object = given
        if isinstance(given, Answer):
            answer, status, headers = given.body, given.status, given.headers
        if isinstance(answer, Response):
            return answer
        if adapter is None:
            return Response(status_code=status, headers=headers)
        version = getattr(answer, "version", None)
        if version is not None:
            headers = {"ETag": f'"{version}"'} | headers
        headers.setdefault("Cache-Control", "no-store")
        return Response(adapter.dump_json(answer, by_alias=True), status, headers, "application/json")

    return render


def expected_version(if_match: str | None) -> int | None:
    """The version an `If-Match` header names; None when absent or `*`. Raises: StaleVersion if it names none of ours."""
    if if_match is None or if_match.strip() == "*":
        return None
    text = if_match.strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit()) or len(text) > LONGEST_VERSION:
        raise StaleVersion(pointer="/headers/If-Match")
    return int(text)


def locale_of(request: Request) -> str:
    """English when asked for first, else Chinese (design.md D15)."""
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh-CN"


def render_problem(request: Request, problem: Problem) -> JSONResponse:
    """A refusal as the reader sees it."""
    body = problem.body(request.scope["path"], locale_of(request))
    headers = dict(problem.headers) | {"Cache-Control": "no-store"}
    if (version := problem.extras.get("version")) is not None:
        headers["ETag"] = f'"{version}"'
    return JSONResponse(body, problem.status, headers, PROBLEM_JSON)


def problems(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route: every refusal it may give, grouped by status."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        entry = by_status.setdefault(
            kind.status,
            {"description": "", "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}},
        )
        entry["description"] = " · ".join(filter(None, [entry["description"], f"`{kind.slug}`"]))
    return by_status


def made(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """The `responses` entry of a PUT that creates what was not there."""
    return {201: {"model": model, "description": "created"}}


def again(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """The `responses` entry of a POST whose sender minted the id: sent again, it gives the same answer with 200."""
    return {200: {"model": model, "description": "sent before; the same answer"}}


def tags(name: str) -> list[str | Enum]:
    """One tag, in the form FastAPI's types ask for."""
    return [name]
