"""RFC 3161 answers from an authority that openssl plays, over the checkpoint of a bundle nobody witnessed."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.verifier.maker import PHOTOS, REPORT, Story
from verifier.mingcha_verify import Trust, verify

ITEMS = [*PHOTOS, REPORT]
CONFIG = """
[tsa]
default_tsa = it
[it]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/tsa.pem
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
ess_cert_id_alg = sha256
"""


def certificate(name: str, key: ec.EllipticCurvePrivateKey, issuer: tuple[str, ec.EllipticCurvePrivateKey]) -> x509.Certificate:
    """A root, if it issues itself, or else a certificate for stamping."""

    def named(of: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, of)])

    now = datetime.now(UTC)
    root = issuer[0] == name
    draft = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer[0]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=root, path_length=None), critical=True)
    )
    if not root:
        draft = draft.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return draft.sign(issuer[1], hashes.SHA256())


OPENSSL = shutil.which("openssl") or "openssl is needed"


class Authority:
    """A time-stamping authority with a root of its own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        pem = serialization.Encoding.PEM
        self.root = certificate("root", root_key, ("root", root_key)).public_bytes(pem)
        self.own = certificate("stamps", key, ("root", root_key)).public_bytes(pem)
        (folder / "tsa.pem").write_bytes(self.own)
        plain = serialization.NoEncryption()
        (folder / "tsa.key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
        (folder / "serial").write_text("01")
        (folder / "conf").write_text(CONFIG.format(folder=folder))

    def stamp(self, data: bytes) -> bytes:
        (self.folder / "data").write_bytes(data)
        for command in ("-query -data data -sha256 -cert -out query", "-reply -queryfile query -config conf -out reply"):
            subprocess.run([OPENSSL, "ts", *command.split()], cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "reply").read_bytes()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("tsa") / "one")


def stamped(story: Story, token: bytes) -> bytes:
    return story.seal(story.sign() | {"anchors/1.tsr": token})


def said(bundle: bytes, *authorities: bytes) -> list[tuple[str, str]]:
    verdict = verify(bundle, Trust(Story().root.id, authorities=authorities))
    return sorted({(line["verdict"], line["code"]) for line in (*verdict.items, verdict.bundle)})


def test_a_stamp_from_before_the_receipts_contradicts_them(authority, monkeypatch):
    monkeypatch.setattr("tests.verifier.maker.when", lambda second: f"2090-01-15T07:{second // 60:02}:{second % 60:02}.000Z")
    story = Story(witnessed=False, at="2090-01-15T08:00:00.000Z").tell()
    assert said(stamped(story, authority.stamp(story.log.body(story.size))), authority.root) == [("FAIL", "time_order")]


@pytest.fixture
def past(monkeypatch):
    """The story as it would have been told in 2020, so that today's stamp comes after it."""
    monkeypatch.setattr("tests.verifier.maker.when", lambda second: f"2020-01-15T07:{second // 60:02}:{second % 60:02}.000Z")
    return Story(witnessed=False, at="2020-01-15T08:00:00.000Z").tell()


def test_the_reader_who_knows_the_authority_can_tell(authority, past):
    bundle = stamped(past, authority.stamp(past.log.body(past.size)))
    assert said(bundle, authority.root) == [("PASS", "ok")]


def test_without_his_authority_he_cannot(authority, past, tmp_path):
    bundle = stamped(past, authority.stamp(past.log.body(past.size)))
    assert said(bundle) == [("UNVERIFIABLE", "no_external_checkpoint")]
    assert said(bundle, Authority(tmp_path / "another").root) == [("UNVERIFIABLE", "no_external_checkpoint")]


def test_a_stamp_over_something_else_is_named(authority, past):
    assert said(stamped(past, authority.stamp(b"something else")), authority.root) == [("FAIL", "checkpoint_signature")]


def test_no_flipped_stamp_counts(authority, past):
    token = authority.stamp(past.log.body(past.size))
    for at in range(0, len(token), 11):
        flipped = token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
        verdicts = said(stamped(past, flipped), authority.root)
        assert verdicts != [("PASS", "ok")] or flipped_where_nothing_is_signed(token, at)


def flipped_where_nothing_is_signed(token: bytes, at: int) -> bool:
    """The certificates a token carries may be in any state: who signed is known from the reader's own."""
    start = token.index(b"stamps")
    return at > start - 300


def test_junk_is_no_stamp(authority, past):
    for junk in (b"", b"0", b"\x30\x80", b"\xff" * 1000, b"\x30\x84\xff\xff\xff\xff"):
        assert said(stamped(past, junk), authority.root) == [("UNVERIFIABLE", "no_external_checkpoint")]
