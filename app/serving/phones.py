"""Everything `serve --tls` needs around uvicorn: certificates, the printed sheet, and the certificate's own small server."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from app.serving import addresses, invitation, tls
from app.serving.trust import TrustServer

LOOPBACK = "127.0.0.1"


@contextmanager
def welcomed(folder: Path, host: str, port: int, now: datetime) -> Iterator[tls.Identity]:
    """Print the invitation, and serve the authority's certificate on `port + 1` for as long as the context lasts."""
    identity = tls.ensure(folder, now)
    own = [str(address) for address in addresses.local_ipv4()] or [LOOPBACK]
    sheet = invitation.Invitation([LOOPBACK] if host == LOOPBACK else own, port, port + 1, identity.fingerprint)
    with TrustServer(host, port + 1, identity.authority_der):
        sys.stdout.write(invitation.text(sheet, "zh-CN", colour=sys.stdout.isatty()))
        sys.stdout.write(invitation.text(sheet, "en", codes=False))
        sys.stdout.flush()
        yield identity
