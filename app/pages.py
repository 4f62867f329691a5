"""The built PWA: hashed assets for ever, the page itself never cached, every address of the app answered with the page."""

from pathlib import Path

from fastapi import FastAPI
from starlette.responses import FileResponse, Response

from app.core.problem import NotFound

STATIC = Path(__file__).parent / "static"
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


def serve_pages(app: FastAPI) -> None:
    """Serve the pages under every address the API does not use."""

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
