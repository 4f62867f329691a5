"""Hands the authority's certificate to phones over plain HTTP, because they cannot trust our HTTPS before they have it."""

import plistlib
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar, Self
from uuid import NAMESPACE_OID, uuid5

CERTIFICATE, PROFILE = "/ca.crt", "/ca.mobileconfig"
STALLED_S = 10


class TrustServer:
    """Two files in a thread of its own; everything else is 404."""

    def __init__(self, host: str, port: int, authority_der: bytes) -> None:
        """Bind at once, so that a taken port is known at start. Raises: OSError."""
        files = {
            CERTIFICATE: ("application/x-x509-ca-cert", authority_der),
            PROFILE: ("application/x-apple-aspen-config", profile(authority_der)),
        }
        handler = type("Handler", (_Handler,), {"files": files})
        self._server = ThreadingHTTPServer((host, port), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="trust", daemon=True)

    def __enter__(self) -> Self:
        """Start."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def profile(authority_der: bytes) -> bytes:
    """The configuration profile in which iOS takes a root certificate; the same bytes for the same certificate."""
    identity = str(uuid5(NAMESPACE_OID, authority_der.hex())).upper()
    root = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": "mingcha.ca.root",
        "PayloadUUID": str(uuid5(NAMESPACE_OID, identity)).upper(),
        "PayloadDisplayName": "明察 Mingcha CA",
        "PayloadCertificateFileName": "ca.crt",
        "PayloadContent": authority_der,
    }
    whole = {
        "PayloadType": "Configuration",
        "PayloadVersion": 1,
        "PayloadIdentifier": "mingcha.ca",
        "PayloadUUID": identity,
        "PayloadDisplayName": "明察 Mingcha",
        "PayloadContent": [root],
    }
    return plistlib.dumps(whole)


class _Handler(BaseHTTPRequestHandler):
    files: ClassVar[dict[str, tuple[str, bytes]]] = {}
    timeout = STALLED_S
    server_version, sys_version = "Mingcha", ""

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """Keep quiet: who fetched a public certificate is nobody's business."""

    def _answer(self) -> None:
        if self.path not in self.files:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        kind, content = self.files[self.path]
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)
