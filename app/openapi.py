"""openapi.json: every route with its problems."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi

from app.reports.schemas import ReportSubmission

PROBLEM = {
    "type": "object",
    "description": "RFC 9457, in Chinese unless Accept-Language asks for English.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": "/problems/<slug>, permanent"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "pointer": {"type": "string", "description": "JSON pointer of the field at fault"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "type", "detail"],
                "properties": {"pointer": {"type": "string"}, "type": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
DESCRIPTION = """Field inspection for county supervision offices. snake_case JSON; RFC 3339 times with offset, answered in UTC;
degrees, metres, bytes. Lists answer `{items, next_cursor}`. Errors are `application/problem+json`. PUTs are idempotent under
the client's id; POSTed actions take `Idempotency-Key`; edited rows take `If-Match`."""


def describe(app: FastAPI) -> None:
    """Have the application describe itself, once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
    app.add_api_route("/api/v1/openapi.json", _served, include_in_schema=False)


def _served(request: Request) -> dict[str, Any]:
    """Of the application that is asked: a route that closed over its own would never be forgotten (FastAPI remembers callables)."""
    document: dict[str, Any] = request.app.openapi()
    return document


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes)
    parts = document.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    _add_submission(schemas)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    flows = {
        "password": {"tokenUrl": "/api/v1/auth/token", "scopes": {}},
        "clientCredentials": {"tokenUrl": "/api/v1/auth/token", "scopes": {}},
    }
    parts["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}, "oauth2": {"type": "oauth2", "flows": flows}}
    for path, methods in document["paths"].items():
        for operation in methods.values():
            if not path.startswith("/api/v1/auth/"):
                operation["security"] = [{"bearer": []}]
    return document


def _add_submission(schemas: dict[str, Any]) -> None:
    """The one-request form is read as a stream, so FastAPI does not see its model."""
    schema = ReportSubmission.model_json_schema(ref_template="#/components/schemas/{model}")
    for name, part in schema.pop("$defs", {}).items():
        schemas.setdefault(name, part)
    schemas["ReportSubmission"] = schema
