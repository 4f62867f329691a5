"""A certificate authority of our own and the server certificate it signs, kept under the data directory."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.serving import addresses

Address = IPv4Address | IPv6Address
AUTHORITY_SPAN, LEAF_SPAN = timedelta(days=3652), timedelta(days=397)
RENEW_BEFORE = timedelta(days=30)
SLOW_CLOCKS = timedelta(days=1)
LOOPBACK: tuple[Address, ...] = (ip_address("127.0.0.1"), ip_address("::1"))
EVERY_ADDRESS = (ip_network("0.0.0.0/0"), ip_network("::/0"))


@dataclass(frozen=True, slots=True)
class Names:
    """What the server certificate must cover."""

    hosts: tuple[str, ...]
    addresses: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """The files uvicorn takes, and the authority phones must trust. `fingerprint` is SHA-256, as phones show it."""

    certificate: Path
    key: Path
    authority_der: bytes
    fingerprint: str


@dataclass(frozen=True, slots=True)
class _Signer:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def ensure(folder: Path, now: datetime, names: Names | None = None) -> Identity:
    """Give a valid identity, making or renewing what is missing, expiring, or for other addresses than these."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority = _authority(folder, now)
    wanted = _signable(authority.certificate, names or here())
    if not _fits(folder / "server.crt", authority, wanted, now):
        _issue(folder, authority, wanted, now)
    der = authority.certificate.public_bytes(Encoding.DER)
    return Identity(folder / "server.crt", folder / "server.key", der, fingerprint(authority.certificate))


def here() -> Names:
    """Everything this machine is called by those who share its network."""
    name = addresses.hostname()
    return Names(("localhost", *([name] if name else [])), (*LOOPBACK, *addresses.local_ipv4()))


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 in pairs of capitals."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _signable(authority: x509.Certificate, names: Names) -> Names:
    """Leave out a name the authority may not sign, a machine renamed since: one such name voids the whole certificate."""
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    allowed = {limit.value for limit in limits.permitted_subtrees or () if isinstance(limit, x509.DNSName)}
    return Names(tuple(host for host in names.hosts if host in allowed), names.addresses)


def _authority(folder: Path, now: datetime) -> _Signer:
    try:
        held = _load(folder / "ca.crt", folder / "ca.key")
    except FileNotFoundError:
        return _new_authority(folder, now)
    if held.certificate.not_valid_after_utc - now < RENEW_BEFORE:
        return _new_authority(folder, now)
    return held


def _load(certificate: Path, key: Path) -> _Signer:
    loaded = load_pem_private_key(key.read_bytes(), None)
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    if not isinstance(loaded, ec.EllipticCurvePrivateKey) or loaded.public_key() != found.public_key():
        raise ValueError(f"{certificate} and {key} do not belong together: remove both, and let the phones trust the new authority")
    return _Signer(found, loaded)


def _new_authority(folder: Path, now: datetime) -> _Signer:
    key = ec.generate_private_key(ec.SECP256R1())
    # The serial in the name tells two of our authorities apart in a phone's list.
    name = _name(f"明察 Mingcha CA {x509.random_serial_number() % 0x10000:04X}")
    host = addresses.hostname()
    allowed = [x509.DNSName(text) for text in ("localhost", "local", *([host] if host else []))]
    limits = x509.NameConstraints([*allowed, *(x509.IPAddress(network) for network in EVERY_ADDRESS)], None)
    draft = (
        _draft(name, name, key, now, now + AUTHORITY_SPAN)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(limits, critical=True)
    )
    certificate = draft.sign(key, hashes.SHA256())
    _write(folder / "ca.key", _pem(key))
    _write(folder / "ca.crt", certificate.public_bytes(Encoding.PEM))
    return _Signer(certificate, key)


def _issue(folder: Path, authority: _Signer, names: Names, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    end = min(now + LEAF_SPAN - SLOW_CLOCKS, authority.certificate.not_valid_after_utc)
    alternatives = [*(x509.DNSName(host) for host in names.hosts), *(x509.IPAddress(address) for address in names.addresses)]
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    draft = (
        _draft(_name("明察 Mingcha"), authority.certificate.subject, key, now, end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(issuer, critical=False)
    )
    certificate = draft.sign(authority.key, hashes.SHA256())
    # Key first: a crash between the two leaves a pair that does not match, and the next start makes another.
    _write(folder / "server.key", _pem(key))
    chain = (certificate, authority.certificate)
    _write(folder / "server.crt", b"".join(link.public_bytes(Encoding.PEM) for link in chain))


def _fits(path: Path, authority: _Signer, names: Names, now: datetime) -> bool:
    try:
        held = _load(path, path.with_suffix(".key"))
        held.certificate.verify_directly_issued_by(authority.certificate)
    except Exception:  # ruff: ignore[blind-except]  missing, torn or foreign in any way: a new one costs nothing
        return False
    lasting = held.certificate.not_valid_after_utc - now >= RENEW_BEFORE and held.certificate.not_valid_before_utc <= now
    return lasting and _covered(held.certificate) == (set(names.hosts), set(names.addresses))


def _covered(certificate: x509.Certificate) -> tuple[set[str], set[object]]:
    held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(held.get_values_for_type(x509.DNSName)), set(held.get_values_for_type(x509.IPAddress))


def _draft(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SLOW_CLOCKS)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes) -> None:
    """Replace a file whole, never readable by others, not even for a moment."""
    fresh = path.with_suffix(f"{path.suffix}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
