"""P-256 signatures as browsers make them (r‖s, 64 bytes), pure (docs/evidence.md §2)."""

import base64
import binascii
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

HALF = 32  # bytes of r, s, x and y
ALGORITHM = ec.ECDSA(hashes.SHA256())


def public_key(jwk: Mapping[str, str]) -> ec.EllipticCurvePublicKey:
    """The key a JWK names. Raises: ValueError if it is none, or spelled otherwise than it must be."""
    return ec.EllipticCurvePublicNumbers(_number(jwk["x"]), _number(jwk["y"]), ec.SECP256R1()).public_key()


def _number(text: str) -> int:
    raw = base64.urlsafe_b64decode(text + "=")
    if len(raw) != HALF or base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != text:
        raise ValueError("not 32 bytes in base64url")
    return int.from_bytes(raw)


def decoded(signature: str) -> bytes | None:
    """The 64 bytes of a signature in base64; None for any other spelling."""
    try:
        raw = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == 2 * HALF and base64.b64encode(raw).decode() == signature else None


def holds(key: ec.EllipticCurvePublicKey, signature: str, signed: bytes) -> bool:
    """Whether a signature in base64 is this key's over these bytes."""
    raw = decoded(signature)
    if raw is None:
        return False
    try:
        key.verify(encode_dss_signature(int.from_bytes(raw[:HALF]), int.from_bytes(raw[HALF:])), signed, ALGORITHM)
    except InvalidSignature:
        return False
    return True
