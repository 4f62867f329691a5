"""The anchors this installation was given, from its settings."""

from collections.abc import Callable
from functools import lru_cache, partial

from app.attest.anchors import Anchor
from app.attest.register import Mail, MailServer, Register
from app.attest.stamping import Authority
from app.attest.witnesses import Witness
from app.core.settings import Settings

LEAST = 2
_SECURITY = {"starttls", "tls", "none"}


class AnchorSettingError(RuntimeError):
    """What was set cannot be an anchor."""


@lru_cache(maxsize=8)
def anchors(settings: Settings) -> tuple[Anchor, ...]:
    """All of them. Raises: AnchorSettingError, which names the setting."""
    lines = [line for line in settings.witnesses.split(";") if line.strip()]
    found: list[Anchor] = [_read("WITNESSES", partial(Witness.parse, line, settings.witness_clock_s)) for line in lines]
    if settings.register_dir:
        found.append(_read("REGISTER_DIR", lambda: _register(settings)))
    if settings.register_mail:
        found.append(_read("REGISTER_MAIL", lambda: _mail(settings)))
    if settings.tsa_url:
        found.append(_read("TSA_URL", lambda: _authority(settings)))
    if len({each.name for each in found}) != len(found):
        raise AnchorSettingError("MINGCHA_WITNESSES: one witness stands there twice")
    return tuple(found)


def _read(name: str, made: Callable[[], Anchor]) -> Anchor:
    try:
        return made()
    except ValueError as error:
        raise AnchorSettingError(f"MINGCHA_{name}: {error}") from error


def _register(settings: Settings) -> Register:
    if settings.register_dir is None or not settings.register_dir.is_dir():
        raise ValueError("no such folder: whoever keeps the register makes it")
    return Register(settings.register_dir)


def _mail(settings: Settings) -> Mail:
    host, _, port = settings.mail_server.partition(":")
    if not host or not port.isdecimal() or settings.mail_security not in _SECURITY or not settings.mail_from:
        raise ValueError("MAIL_SERVER=host:port, MAIL_FROM and MAIL_SECURITY=starttls|tls|none are needed too")
    server = MailServer(host, int(port), settings.mail_security, settings.mail_user, settings.mail_password)
    return Mail(settings.register_mail, settings.mail_from, server)


def _authority(settings: Settings) -> Authority:
    if settings.tsa_certificate is None:
        raise ValueError("MINGCHA_TSA_CERTIFICATE is needed too")
    return Authority.read(settings.tsa_url, settings.tsa_certificate)
