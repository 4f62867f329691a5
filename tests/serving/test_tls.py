"""The certificates: browsers accept them, they last, they are renewed, and nobody else can read the keys."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from app.serving import tls
from app.serving.tls import Identity, Names

NOW = datetime.now(UTC)
HERE = Names(("localhost",), (*tls.LOOPBACK, ip_address("192.168.1.23")))
PORTS = range(5200, 5250)


async def hello(_scope: dict[str, Any], _receive: Any, send: Any) -> None:
    """Answer every request with one word."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"6")]})
    await send({"type": "http.response.body", "body": "明察".encode()})


def listening() -> socket.socket:
    for port in PORTS:
        taken = socket.socket()
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", port))
        except OSError:
            taken.close()
        else:
            taken.listen()
            return taken
    raise RuntimeError("no free port for the test")


@contextmanager
def serving(identity: Identity) -> Iterator[int]:
    """A real uvicorn on loopback, with the identity's files."""
    listener = listening()
    config = uvicorn.Config(
        hello,
        ssl_certfile=identity.certificate,
        ssl_keyfile=identity.key,
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def phone(authority_der: bytes) -> ssl.SSLContext:
    """A client that trusts our authority and nothing else, as strictly as Python can."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=authority_der)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def ask(context: ssl.SSLContext, port: int, name: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 5) as plain, context.wrap_socket(plain, server_hostname=name) as secure:
        secure.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return b"".join(iter(lambda: secure.recv(4096), b""))


def leaf(identity: Identity) -> x509.Certificate:
    return x509.load_pem_x509_certificate(identity.certificate.read_bytes())


def test_a_phone_that_trusts_the_authority_reaches_the_server_by_every_name(tmp_path: Path) -> None:
    identity = tls.ensure(tmp_path, NOW, HERE)
    with serving(identity) as port:
        for name in ("localhost", "127.0.0.1", "::1", "192.168.1.23"):
            assert ask(phone(identity.authority_der), port, name).endswith("明察".encode())


def test_a_phone_refuses_an_address_that_is_not_covered(tmp_path: Path) -> None:
    identity = tls.ensure(tmp_path, NOW, HERE)
    with serving(identity) as port, pytest.raises(ssl.SSLCertVerificationError, match=r"192\.168\.1\.24"):
        ask(phone(identity.authority_der), port, "192.168.1.24")


def test_a_phone_that_does_not_trust_the_authority_refuses(tmp_path: Path) -> None:
    other = tls.ensure(tmp_path / "other", NOW, HERE)
    with serving(tls.ensure(tmp_path / "own", NOW, HERE)) as port, pytest.raises(ssl.SSLCertVerificationError):
        ask(phone(other.authority_der), port, "localhost")


def test_a_stolen_authority_cannot_pass_for_a_site_of_the_internet(tmp_path: Path) -> None:
    identity = tls.ensure(tmp_path, NOW, HERE)
    _forge(tmp_path, "www.gov.cn")
    with serving(identity) as port, pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        ask(phone(identity.authority_der), port, "www.gov.cn")


def test_the_certificates_are_what_phones_accept(tmp_path: Path) -> None:
    identity = tls.ensure(tmp_path, NOW, HERE)
    certificate, authority = leaf(identity), x509.load_der_x509_certificate(identity.authority_der)
    for each in (certificate, authority):
        key = each.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        assert key.curve.name == "secp256r1"
        assert isinstance(each.signature_hash_algorithm, hashes.SHA256)
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc == timedelta(days=397)
    assert authority.not_valid_after_utc - authority.not_valid_before_utc > timedelta(days=3650)
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [purpose.dotted_string for purpose in usage] == ["1.3.6.1.5.5.7.3.1"]


def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    tls.ensure(folder, NOW, HERE)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == dict.fromkeys(
        ("ca.crt", "ca.key", "server.crt", "server.key"), 0o600
    )


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    tls.ensure(tmp_path, NOW, HERE)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    tls.ensure(tmp_path, NOW + timedelta(days=1), HERE)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(("days", "renewed"), [(365, False), (366, True), (500, True)])
def test_the_server_certificate_is_renewed_in_its_last_month(tmp_path: Path, days: int, *, renewed: bool) -> None:
    first = tls.ensure(tmp_path, NOW, HERE)
    before = leaf(first).serial_number
    second = tls.ensure(tmp_path, NOW + timedelta(days=days), HERE)
    assert (leaf(second).serial_number != before) is renewed
    assert second.fingerprint == first.fingerprint


def test_a_new_address_gets_a_new_certificate_from_the_same_authority(tmp_path: Path) -> None:
    first = tls.ensure(tmp_path, NOW, HERE)
    moved = Names(HERE.hosts, (*tls.LOOPBACK, ip_address("10.1.2.3")))
    second = tls.ensure(tmp_path, NOW, moved)
    assert second.fingerprint == first.fingerprint
    with serving(second) as port:
        assert ask(phone(first.authority_der), port, "10.1.2.3").endswith("明察".encode())


def test_a_renamed_machine_is_still_trusted_by_its_addresses(tmp_path: Path) -> None:
    tls.ensure(tmp_path, NOW, HERE)
    renamed = tls.ensure(tmp_path, NOW, Names(("localhost", "renamed-machine"), HERE.addresses))
    with serving(renamed) as port:
        assert ask(phone(renamed.authority_der), port, "127.0.0.1").endswith("明察".encode())


def test_an_authority_about_to_end_is_replaced_and_no_certificate_outlives_it(tmp_path: Path) -> None:
    first = tls.ensure(tmp_path, NOW, HERE)
    late = tls.ensure(tmp_path, NOW + timedelta(days=3600), HERE)
    assert late.fingerprint == first.fingerprint
    assert leaf(late).not_valid_after_utc == x509.load_der_x509_certificate(first.authority_der).not_valid_after_utc
    assert tls.ensure(tmp_path, NOW + timedelta(days=3640), HERE).fingerprint != first.fingerprint


@pytest.mark.parametrize("name", ["server.crt", "server.key"])
def test_a_torn_server_file_is_made_again(tmp_path: Path, name: str) -> None:
    identity = tls.ensure(tmp_path, NOW, HERE)
    (tmp_path / name).write_bytes(b"-----BEGIN")
    again = tls.ensure(tmp_path, NOW, HERE)
    assert again.fingerprint == identity.fingerprint
    with serving(again) as port:
        assert ask(phone(again.authority_der), port, "localhost")


def test_a_damaged_authority_is_reported_and_not_quietly_replaced(tmp_path: Path) -> None:
    tls.ensure(tmp_path, NOW, HERE)
    tls.ensure(tmp_path / "other", NOW, HERE)
    (tmp_path / "other" / "ca.key").replace(tmp_path / "ca.key")
    with pytest.raises(ValueError, match="do not belong together"):
        tls.ensure(tmp_path, NOW, HERE)


def test_this_machine_is_covered(tmp_path: Path) -> None:
    covered = leaf(tls.ensure(tmp_path, NOW)).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "localhost" in covered.get_values_for_type(x509.DNSName)
    assert set(tls.here().addresses) == set(covered.get_values_for_type(x509.IPAddress))


def _forge(folder: Path, name: str) -> None:
    """What a thief of the authority's key would write."""
    key = load_pem_private_key((folder / "ca.key").read_bytes(), None)
    authority = x509.load_pem_x509_certificate((folder / "ca.crt").read_bytes())
    own = load_pem_private_key((folder / "server.key").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert isinstance(own, ec.EllipticCurvePrivateKey)
    forged = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(authority.subject)
        .public_key(own.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "server.crt").write_bytes(forged.public_bytes(Encoding.PEM))
