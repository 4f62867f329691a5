"""What a person with a phone gets: addresses, codes, steps, and the certificate itself."""

import http.client
import json
import plistlib
import socket
import string
from contextlib import suppress
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509

from app.serving import addresses, invitation, phones, qr, tls, trust
from app.serving.invitation import Invitation
from app.serving.trust import TrustServer


def _free_pair() -> int:
    """A port nobody listens on, the one below it free too."""
    for _ in range(50):
        with socket.socket() as upper, socket.socket() as lower:
            upper.bind(("127.0.0.1", 0))
            found: int = upper.getsockname()[1]
            with suppress(OSError):
                lower.bind(("127.0.0.1", found - 1))
                return found
    raise OSError("no two free ports side by side")


PORT = _free_pair()
TRIE = """Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 127.0.0.1
        /32 host LOCAL
     |-- 192.168.1.0
        /24 link UNICAST
     |-- 192.168.1.23
        /32 host LOCAL
     |-- 172.17.0.1
        /32 host LOCAL
     |-- 192.168.1.255
        /32 link BROADCAST
     |-- 169.254.7.7
        /32 host LOCAL
Local:
     |-- 192.168.1.23
        /32 host LOCAL
"""
ROUTE = "Iface\tDestination\tGateway\tFlags\nwlan0\t00000000\t0101A8C0\t0003\ndocker0\t000011AC\t00000000\t0001\n"
SHEET = Invitation(["192.168.1.23", "172.17.0.1"], 8000, 8001, "AB:CD")


@pytest.fixture
def authority(tmp_path: Path) -> bytes:
    return tls.ensure(tmp_path, datetime.now(UTC)).authority_der


def get(path: str, method: str = "GET", *, port: int = PORT) -> tuple[int, str | None, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path)
    answer = connection.getresponse()
    found = (answer.status, answer.headers["Content-Type"], answer.read())
    connection.close()
    return found


def test_a_phone_fetches_the_certificate_and_nothing_else(authority: bytes) -> None:
    with TrustServer("127.0.0.1", PORT, authority):
        assert get("/ca.crt") == (200, "application/x-x509-ca-cert", authority)
        assert get("/ca.crt", "HEAD") == (200, "application/x-x509-ca-cert", b"")
        assert get("/ca.mobileconfig")[:2] == (200, "application/x-apple-aspen-config")
        for path in ("/", "/ca.key", "/../ca.key", "/ca.crt/", "/ca.crt?x"):
            assert get(path)[0] == 404
        assert get("/ca.crt", "POST")[0] == 501


def test_the_profile_carries_the_authority_and_is_the_same_every_time(authority: bytes) -> None:
    profile = plistlib.loads(trust.profile(authority))
    (root,) = profile["PayloadContent"]
    assert root["PayloadType"] == "com.apple.security.root"
    assert x509.load_der_x509_certificate(root["PayloadContent"]).subject.rfc4514_string().startswith("CN=明察 Mingcha CA")
    assert root["PayloadUUID"] != profile["PayloadUUID"]
    assert trust.profile(authority) == trust.profile(authority)


def test_a_taken_port_is_known_at_start(authority: bytes) -> None:
    with TrustServer("127.0.0.1", PORT, authority), pytest.raises(OSError, match="in use"):
        TrustServer("127.0.0.1", PORT, authority)


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_the_sheet_says_where_and_how(locale: str) -> None:
    sheet = invitation.text(SHEET, locale)
    for fact in (
        "https://192.168.1.23:8000/",
        "https://172.17.0.1:8000/",
        "http://192.168.1.23:8001/ca.crt",
        "http://192.168.1.23:8001/ca.mobileconfig",
        "AB:CD",
        qr.terminal("https://192.168.1.23:8000/", colour=False),
    ):
        assert fact in sheet
    assert all(f"{step}. " in sheet for step in (1, 2, 3))


def test_everything_a_phone_needs_is_there_while_the_program_serves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    port = _free_pair()
    with phones.welcomed(tmp_path, "127.0.0.1", port - 1, datetime.now(UTC)) as identity:
        assert get("/ca.crt", port=port)[2] == identity.authority_der
        assert identity.certificate.is_file()
    sheet = capsys.readouterr().out
    assert f"https://127.0.0.1:{port - 1}/" in sheet
    assert f"http://127.0.0.1:{port}/ca.crt" in sheet
    assert identity.fingerprint in sheet
    assert sheet.count("▄▄▄▄▄▄▄█") >= 3
    assert "通用" in sheet
    assert "Certificate Trust Settings" in sheet


def test_both_languages_say_the_same_things() -> None:
    chinese, english = (json.loads((invitation.WORDS / f"{locale}.json").read_text()) for locale in ("zh-CN", "en"))
    assert {key: _fields(text) for key, text in chinese.items()} == {key: _fields(text) for key, text in english.items()}


def test_a_code_is_square_and_framed() -> None:
    lines = qr.terminal("https://192.168.1.23:8000/", colour=False).splitlines()
    assert {len(line) for line in lines} == {29}
    assert len(lines) == 15
    assert set("".join(lines)) <= set(" █▀▄")
    assert all(line.startswith("██") for line in lines[:-1])


def test_a_coloured_code_fixes_its_colours_line_by_line() -> None:
    lines = qr.terminal("https://192.168.1.23:8000/", colour=True).splitlines()
    assert all(line.startswith("\x1b[97;40m") and line.endswith("\x1b[0m") for line in lines)


def test_the_address_next_to_the_gateway_comes_first(tmp_path: Path) -> None:
    (tmp_path / "fib_trie").write_text(TRIE)
    (tmp_path / "route").write_text(ROUTE)
    assert addresses.local_ipv4(tmp_path) == [IPv4Address("192.168.1.23"), IPv4Address("172.17.0.1")]


def test_a_kernel_that_does_not_tell_has_no_addresses(tmp_path: Path) -> None:
    assert addresses.local_ipv4(tmp_path) == []


@pytest.mark.parametrize(("name", "kept"), [("Office-PC", "office-pc"), ("督查室", None), ("a..b", None), ("-x", None)])
def test_a_machine_name_is_kept_when_a_certificate_can_carry_it(
    monkeypatch: pytest.MonkeyPatch, name: str, kept: str | None
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: name)
    assert addresses.hostname() == kept


def _fields(text: str) -> set[str | None]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}
