"""What is printed when a server starts for phones: where it is, and the steps to trust it on Android and iOS."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.serving import qr, trust

WORDS = Path(__file__).parent / "messages"


@dataclass(frozen=True, slots=True)
class Invitation:
    """`hosts` are addresses of this machine, the likeliest first; `trust_port` serves the certificate."""

    hosts: Sequence[str]
    port: int
    trust_port: int
    fingerprint: str

    @property
    def pages(self) -> list[str]:
        """The secure addresses of the program."""
        return [f"https://{host}:{self.port}/" for host in self.hosts]

    def certificate(self, path: str) -> str:
        """Where a phone fetches the authority's certificate."""
        return f"http://{self.hosts[0]}:{self.trust_port}{path}"


def text(invitation: Invitation, locale: str = "zh-CN", *, colour: bool = False, codes: bool = True) -> str:
    """The whole sheet in one language; without `codes` where another sheet has shown them."""
    words = _words(locale)
    facts = {
        "page": invitation.pages[0],
        "certificate": invitation.certificate(trust.CERTIFICATE),
        "profile": invitation.certificate(trust.PROFILE),
        "fingerprint": invitation.fingerprint,
        "others": "  ".join(invitation.pages[1:]),
    }
    code = {name: qr.terminal(facts[name], colour=colour) if codes else "" for name in ("page", "certificate", "profile")}
    parts = [words["trust_title"], code["certificate"], words["fingerprint"], words["android"]]
    parts += [words["ios_title"], code["profile"], words["ios"]]
    parts += [words["page_title"], code["page"], words["others"] if facts["others"] else ""]
    return "\n\n".join(part.format_map(facts) for part in parts if part) + "\n\n"


@cache
def _words(locale: str) -> dict[str, str]:
    loaded: dict[str, str] = json.loads((WORDS / f"{locale}.json").read_text(encoding="utf-8"))
    return loaded
