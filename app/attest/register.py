"""Registers as anchors: a folder of plain text that somebody else keeps, and the supervising body's mailbox."""

import fcntl
import hashlib
import os
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from app.attest.anchors import AnchorError, ContradictionError, Growth, Kind, PassedError, Point, Seen
from app.audit.note import Checkpoint, NoteError
from app.core.clock import LEGAL_ZONE
from app.core.staging import sync_folder

TAIL = 64 * 1024  # bytes looked back over
_BLOCK = re.compile(r"^截至 (?:.*)\n((?:[^\n]+\n){3})\n(?:\N{EM DASH} [^\n]+\n)+", re.MULTILINE)
_SECONDS = 10


def _said(point: Point) -> str:
    at = point.signed_at.astimezone(LEGAL_ZONE)
    return f"截至 {at:%Y-%m-%d %H:%M:%S} 日志共 {point.size} 条 (entries: {point.size})\n{point.note}"


@dataclass(frozen=True, slots=True)
class Register:
    """A file a month, each checkpoint a paragraph for people with the signed note beneath; only ever written behind."""

    folder: Path

    name, kind = "register", Kind.REGISTER

    def publish(self, point: Point, growth: Growth) -> bytes:
        """The file it stands in, on the disk on return; what stands there already is not written again."""
        last = self.seen(point.text.partition("\n")[0], "")
        if last and last.size > point.size:
            raise PassedError(last.size)
        if last and growth.root(last.size) != last.root:
            raise ContradictionError(f"its first {last.size} entries are not those of this log")
        path = self.folder / f"{point.signed_at.astimezone(LEGAL_ZONE):%Y-%m}.txt"
        words = f"\n{_said(point)}"
        try:
            with self._open(path) as handle:
                if words not in _tail(handle):
                    os.write(handle, words.encode())
                os.fsync(handle)
        except OSError as error:
            raise AnchorError(f"{path} cannot be written: {error.strerror}") from error
        return path.name.encode()

    @contextmanager
    def _open(self, path: Path) -> Iterator[int]:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle
            sync_folder(self.folder)
        finally:
            os.close(handle)

    def seen(self, origin: str, ask: str) -> Seen | None:
        """The last one of that log that is whole."""
        del ask
        try:
            for path in sorted(self.folder.glob("????-??.txt"), reverse=True):
                if found := _last(path, origin):
                    return found
        except OSError as error:
            raise AnchorError(f"{self.folder} cannot be read: {error.strerror}") from error
        return None


def _last(path: Path, origin: str) -> Seen | None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        texts = [match[1] for match in _BLOCK.finditer(_tail(handle))]
    finally:
        os.close(handle)
    for text in reversed(texts):
        try:
            point = Checkpoint.parse(text)
        except NoteError:
            continue  # torn, or somebody else's words
        if point.origin == origin:
            return Seen(point.size, point.root)
    return None


def _tail(handle: int) -> str:
    size = os.fstat(handle).st_size
    return os.pread(handle, TAIL, max(0, size - TAIL)).decode(errors="replace")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed in; `security` is starttls, tls or none."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """The first checkpoint of each day, to the body that supervises this office."""

    to: str
    sender: str
    server: MailServer

    name, kind = "mail", Kind.MAIL

    def publish(self, point: Point, growth: Growth) -> bytes:
        """The letter's id: the same checkpoint has the same, should it go twice."""
        del growth
        letter = self._letter(point)
        try:
            with self._session() as session:
                session.send_message(letter)
        except (OSError, smtplib.SMTPException) as error:
            raise AnchorError(f"the letter was not taken: {error or type(error).__name__}") from error
        return str(letter["Message-ID"]).encode()

    def seen(self, origin: str, ask: str) -> Seen | None:
        """A mailbox is not asked."""
        del origin, ask
        return None

    def _letter(self, point: Point) -> EmailMessage:
        letter = EmailMessage()
        letter["From"], letter["To"] = self.sender, self.to
        letter["Date"] = format_datetime(point.signed_at)
        letter["Subject"] = f"明察存证登记 {point.text.partition(chr(10))[0]} {point.size}"
        letter["Message-ID"] = f"<{hashlib.sha256(point.text.encode()).hexdigest()}@mingcha.invalid>"
        letter.set_content(f"请留存本邮件，日后核对日志是否被改动。Please keep this letter.\n\n{_said(point)}", cte="8bit")
        return letter

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        server, trust = self.server, ssl.create_default_context()
        with self._connected(trust) as session:
            if server.security == "starttls":
                session.starttls(context=trust)
            if server.user:
                session.login(server.user, server.password)
            yield session

    def _connected(self, trust: ssl.SSLContext) -> smtplib.SMTP:
        host, port = self.server.host, self.server.port
        if self.server.security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=trust)
        return smtplib.SMTP(host, port, timeout=_SECONDS)
