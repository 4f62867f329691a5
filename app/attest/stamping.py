"""A time-stamping authority as an anchor (RFC 3161): its token says that the checkpoint existed at a time it vouches for."""

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from app.attest import outgoing
from app.attest.anchors import AnchorError, Growth, Kind, Point, Seen

_ASKED, _TOLD = "application/timestamp-query", "application/timestamp-reply"
_OK = 200


@dataclass(frozen=True, slots=True)
class Authority:
    """One, by its address and the certificates its own chain ends in."""

    url: str
    certificates: tuple[x509.Certificate, ...]

    name, kind = "tsa", Kind.TSA

    @classmethod
    def read(cls, url: str, path: Path) -> "Authority":
        """`path` is a PEM file: the authority's root, and what lies between if its answers do not carry it. Raises: ValueError."""
        try:
            held = x509.load_pem_x509_certificates(path.read_bytes())
        except OSError as error:
            raise ValueError(f"the certificate cannot be read: {error}") from error
        if not outgoing.usable(url) or not any(each.issuer == each.subject for each in held):
            raise ValueError("not the address of a time-stamping authority and its root certificate")
        return cls(url, tuple(held))

    def publish(self, point: Point, growth: Growth) -> bytes:
        """The response over the checkpoint's text, as it came."""
        del growth
        said = point.text.encode()
        asked = TimestampRequestBuilder(said, hash_algorithm=HashAlgorithm.SHA256, nonce=True, cert_req=True).build()
        told = outgoing.post(self.url, asked.as_bytes(), _ASKED)
        if told.status != _OK or told.kind != _TOLD:
            raise AnchorError(f"it answered {told.status} {told.kind}")
        trusted = VerifierBuilder.from_request(asked)
        for each in self.certificates:
            add = trusted.add_root_certificate if each.issuer == each.subject else trusted.add_intermediate_certificate
            trusted = add(each)
        try:
            trusted.build().verify_message(decode_timestamp_response(told.body), said)
        except (ValueError, VerificationError) as error:
            raise AnchorError(f"its answer is no time-stamp of this checkpoint: {error}") from error
        return told.body

    def seen(self, origin: str, ask: str) -> Seen | None:
        """It keeps nothing that could be asked for."""
        del origin, ask
        return None
