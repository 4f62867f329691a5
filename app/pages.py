"""The built PWA: hashed assets for ever, the page itself never cached, every address of the app answered with the page."""

import re
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response

from app.core.problem import NotFound
from app.core.settings import Settings

STATIC = Path(__file__).parent / "static"
VERIFIER = Path(__file__).parents[1] / "verifier" / "verify.html"
CSP = (
    "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; script-src 'self'; "
    "connect-src 'self' blob:; media-src 'self' blob:; worker-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
PAGE = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ASSET = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


def verifier() -> Response:
    """The verifier's page, under the policy it carries itself: its script by its hash, and nothing from anywhere."""
    if not VERIFIER.is_file():
        raise NotFound
    written = VERIFIER.read_text(encoding="utf-8")
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', written)
    policy = found[1] if found else "default-src 'none'"
    headers = PAGE | {"Permissions-Policy": "camera=(), geolocation=(), microphone=()"}
    headers["Content-Security-Policy"] = f"{policy}; frame-ancestors 'none'"
    return HTMLResponse(written, headers=headers)


def serve_pages(app: FastAPI, settings: Settings) -> None:
    """Serve the pages under every address the API does not use."""
    app.add_api_route("/verify.html", verifier, include_in_schema=False)

    def versions() -> Response:
        return JSONResponse({"min_version": settings.app_min_version}, headers={"Cache-Control": "no-store"})

    def worker() -> Response:
        file = STATIC / ("sw-off.js" if settings.worker_off else "sw.js")
        if not file.is_file():
            raise NotFound
        return FileResponse(file, headers=PAGE)

    app.add_api_route("/app.json", versions, include_in_schema=False)
    app.add_api_route("/sw.js", worker, include_in_schema=False)

    def page(path: str) -> Response:
        if path.startswith(("api/", "problems/")):
            raise NotFound
        file = (STATIC / path).resolve()
        if path and file.is_relative_to(STATIC) and file.is_file():
            return FileResponse(file, headers=ASSET if path.startswith("assets/") else PAGE)
        index = STATIC / "index.html"
        if not index.is_file() or "." in path.rsplit("/", 1)[-1]:
            raise NotFound
        return FileResponse(index, headers=PAGE)

    app.add_api_route("/{path:path}", page, include_in_schema=False)
