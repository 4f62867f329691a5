"""Make evidence bundles from docs/evidence.md alone, with keys of its own: right ones, and ones with a single thing wrong.

A `Story` is told (the log and the statements), signed (the files) and sealed (the ZIP). A test changes whatever it likes in
between, and everything after the change is made as a careful forger would make it.
"""

import base64
import hashlib
import json
import struct
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

CENTRAL_SIGN = b"PK\x01\x02"
ORIGIN = "mingcha.test/log"
UNTIL = "2099-12-31T00:00:00.000Z"  # when a device key is over
WITNESS = "witness.test/w1"
CURVE = ec.SECP256R1()
USER = "11111111-1111-4111-8111-111111111111"
OTHER_USER = "22222222-2222-4222-8222-222222222222"
PHOTOS = ("aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002")
REPORT = "bbbbbbbb-0000-4000-8000-000000000001"
PRINTED = 1_800_000_000  # 2027-01-15T08:00:00Z, when the witness signs

Statement = dict[str, Any]


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def when(second: int) -> str:
    """A time on the morning of the story."""
    return f"2027-01-15T07:{second // 60:02}:{second % 60:02}.000Z"


class Edwards:
    """An Ed25519 key born from its name."""

    def __init__(self, name: str) -> None:
        self.key = ed25519.Ed25519PrivateKey.from_private_bytes(sha(name.encode()))
        self.public = self.key.public_key().public_bytes_raw()
        self.jwk = {"crv": "Ed25519", "kty": "OKP", "x": b64url(self.public)}
        self.id = sha(canonical(self.jwk)).hex()

    def sign(self, label: str, body: bytes) -> bytes:
        return self.key.sign(f"fi/{label}/v1\n".encode() + body)


class Device:
    """A P-256 key born from its name, as a phone would hold it."""

    def __init__(self, name: str) -> None:
        self.key = ec.derive_private_key(int.from_bytes(sha(name.encode())), CURVE)
        at = self.key.public_key().public_numbers()
        self.jwk = {"crv": "P-256", "kty": "EC", "x": b64url(at.x.to_bytes(32)), "y": b64url(at.y.to_bytes(32))}
        self.id = sha(canonical(self.jwk)).hex()

    def sign(self, body: bytes) -> bytes:
        der = self.key.sign(b"fi/capture/v1\n" + body, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        r, s = decode_dss_signature(der)
        return r.to_bytes(32) + s.to_bytes(32)


def key_id(name: str, kind: int, public: bytes) -> bytes:
    return sha(name.encode(), b"\n", bytes([kind]), public)[:4]


def vkey(name: str, kind: int, public: bytes) -> str:
    return f"{name}+{key_id(name, kind, public).hex()}+{b64(bytes([kind]) + public)}"


def cosign(body: bytes, witness: Edwards, at: int, name: str = WITNESS) -> bytes:
    """A witness's line under a checkpoint (tlog-cosignature, Ed25519 v1)."""
    signature = witness.key.sign(f"cosignature/v1\ntime {at}\n".encode() + body)
    return f"— {name} {b64(key_id(name, 4, witness.public) + struct.pack('>Q', at) + signature)}\n".encode()


class Log:
    """The chain and the tree over it, computed the slow and plain way."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []
        self.payloads: list[bytes] = []
        self.salts: list[bytes] = []
        self.chain = [sha(b"mingcha/log/v1")]

    def add(self, act: str, obj: str, at: str, **payload: object) -> int:
        idx = len(self.entries) + 1
        secret, salt = canonical(payload), sha(b"salt", str(idx).encode())[:16]
        commit = sha(b"\x03", salt, secret).hex()
        entry = {"act": act, "actor": USER, "at": at, "commit": commit, "idx": idx, "obj": obj, "prev": self.chain[-1].hex()}
        self.append(canonical(entry), secret, salt)
        return idx

    def append(self, entry: bytes, payload: bytes, salt: bytes) -> None:
        self.entries.append(entry)
        self.payloads.append(payload)
        self.salts.append(salt)
        self.chain.append(sha(b"\x02", self.chain[-1], self.leaf(len(self.entries))))

    def leaf(self, idx: int) -> bytes:
        return sha(b"\x00", self.entries[idx - 1])

    def leaves(self, size: int) -> list[bytes]:
        return [self.leaf(idx) for idx in range(1, size + 1)]

    def root(self, size: int) -> bytes:
        return tree(self.leaves(size))

    def path(self, idx: int, size: int) -> list[bytes]:
        return audit_path(idx - 1, self.leaves(size))

    def consistency(self, old: int, size: int) -> list[bytes]:
        return subproof(old, self.leaves(size), whole=True) if 0 < old < size else []

    def body(self, size: int) -> bytes:
        return f"{ORIGIN}\n{size}\n{b64(self.root(size))}\n".encode()


def half(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def tree(leaves: list[bytes]) -> bytes:
    if len(leaves) <= 1:
        return leaves[0] if leaves else sha()
    cut = half(len(leaves))
    return sha(b"\x01", tree(leaves[:cut]), tree(leaves[cut:]))


def audit_path(at: int, leaves: list[bytes]) -> list[bytes]:
    """PATH(m, D[n]) of RFC 6962 §2.1.1."""
    if len(leaves) == 1:
        return []
    cut = half(len(leaves))
    if at < cut:
        return [*audit_path(at, leaves[:cut]), tree(leaves[cut:])]
    return [*audit_path(at - cut, leaves[cut:]), tree(leaves[:cut])]


def subproof(old: int, leaves: list[bytes], *, whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b) of RFC 6962 §2.1.2."""
    if old == len(leaves):
        return [] if whole else [tree(leaves)]
    cut = half(len(leaves))
    if old <= cut:
        return [*subproof(old, leaves[:cut], whole=whole), tree(leaves[cut:])]
    return [*subproof(old - cut, leaves[cut:], whole=False), tree(leaves[:cut])]


def archive(files: dict[str, bytes]) -> bytes:
    """The canonical ZIP of §6."""
    return pack([(name, files[name]) for name in sorted(files, key=str.encode)])


def pack(files: list[tuple[str, bytes]]) -> bytes:
    body, central = bytearray(), bytearray()
    for name, data in files:
        what = struct.pack("<HHHHHIIIHH", 20, 0x0800, 0, 0, 0x0021, zlib.crc32(data), len(data), len(data), len(name), 0)
        central += b"PK\x01\x02" + struct.pack("<H", 20) + what + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name.encode()
        body += b"PK\x03\x04" + what + name.encode() + data
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(central), len(body), 0)
    return bytes(body + central + b"PK\x05\x06" + end)


def picture(number: int, size: int) -> bytes:
    """Bytes that begin and end like a JPEG, and no two alike."""
    return b"\xff\xd8\xff\xe0" + (f"photograph {number} ".encode() * (size // 12))[: size - 6] + b"\xff\xd9"


def photographs(count: int) -> tuple[str, ...]:
    """As many ids."""
    return tuple(f"aaaaaaaa-0000-4000-8000-{number:012}" for number in range(1, count + 1))


@dataclass
class Story:
    """Two photographs of one visit and its report, in a log of fourteen entries."""

    root: Edwards = field(default_factory=lambda: Edwards("root"))
    log_key: Edwards = field(default_factory=lambda: Edwards("log"))
    receipt_key: Edwards = field(default_factory=lambda: Edwards("receipt"))
    device: Device = field(default_factory=lambda: Device("device"))
    witness: Edwards = field(default_factory=lambda: Edwards("witness"))
    photos: tuple[str, ...] = PHOTOS
    photo_size: int = 58
    witnessed: bool = True
    size: int = 14
    log: Log = field(default_factory=Log)
    originals: dict[str, bytes] = field(default_factory=dict)
    records: dict[str, Statement] = field(default_factory=dict)
    anchors: dict[str, Statement] = field(default_factory=dict)  # by the photograph whose record cites it
    receipts: dict[str, Statement] = field(default_factory=dict)
    items: list[Statement] = field(default_factory=list)
    enrolled: list[int] = field(default_factory=list)  # the entries about device keys that a photograph's item names
    manifest: Statement = field(default_factory=dict)
    at: str = when(3000)
    seen_at: int = PRINTED
    after_enrolment: Callable[["Story"], object] = lambda _: None

    @property
    def trust(self) -> dict[str, Any]:
        """What a reader who knows root key and witness brings."""
        return {"root": self.root.id, "witnesses": [vkey(WITNESS, 4, self.witness.public)], "checkpoints": []}

    # ---- telling ----
    def tell(self) -> "Story":
        self.log.add("user.signed_in", f"user_account/{USER}", when(1), ip="10.0.0.1")
        self.enrolled = [self.enrol(self.device)]
        self.after_enrolment(self)
        step = 20 if len(self.photos) < 100 else 1
        for number, photo in enumerate(self.photos, start=1):
            self.originals[photo] = picture(number, self.photo_size)
            self.record(photo, number)
            self.log.add("user.signed_in", f"user_account/{OTHER_USER}", when(step * number), ip="10.0.0.2")
            self.receive("evidence", photo, step * number + 5)
        self.receive("report", REPORT, step * len(self.photos) + 60)
        self.size = max(self.size, len(self.log.entries))
        while len(self.log.entries) < self.size:
            self.log.add("user.signed_in", f"user_account/{USER}", when(200 + len(self.log.entries)))
        self.manifest = self.key_manifest()
        return self

    def enrol(self, device: Device, user: str | None = USER, act: str = "device_key.enrolled", **more: object) -> int:
        said = {"user": user, "jwk": device.jwk, "id": device.id, "until": UNTIL} | more
        return self.log.add(act, f"device_key/{device.id}", when(2), **{name: value for name, value in said.items() if value})

    def record(self, photo: str, seq: int) -> Statement:
        data, anchor = self.originals[photo], self.anchor(seq)
        self.anchors[photo] = anchor
        said: Statement = {
            "anchor": {"id": anchor["id"], "t": anchor["t"]}, "app": "5" * 64, "boot": "c0ffee", "id": photo, "insp": USER,
            "geo": {"acc_cm": 550, "lat_e7": 305123456, "lon_e7": -1, "st": "ok", "t": when(9)}, "key": self.device.id,
            "mime": "image/jpeg", "seq": seq, "sha256": sha(data).hex(), "size": len(data), "src": "camera",
            "t_dev": when(seq), "t_mono_ms": 1000 * seq, "typ": "capture", "tz": "Asia/Shanghai", "v": 1,
        }  # fmt: skip
        if seq > 1:
            said["prev"] = sha(canonical(self.records[self.photos[seq - 2]])).hex()
        self.records[photo] = said
        return said

    def anchor(self, seq: int) -> Statement:
        """What the server said the time was, before that photograph."""
        return {"id": f"{seq:032x}", "key": self.receipt_key.id, "t": when(3), "typ": "anchor", "v": 1}

    def receive(self, kind: str, id: str, second: int) -> None:
        """Put what came on record, and write its receipt."""
        data = self.originals.get(id, b"the report's manifest")
        word = "sha256" if kind == "evidence" else "content_sha256"
        idx = self.log.add(f"{kind}.received", f"{kind}/{id}", when(second), **{word: sha(data).hex()})
        receipt = {"at": when(second), "chain": self.log.chain[idx].hex(), "id": id, "idx": idx, "key": self.receipt_key.id}
        receipt |= {"of": kind, "sha256": sha(data).hex(), "typ": "receipt", "v": 1}
        if kind == "evidence":
            receipt["size"] = len(data)
        if id in self.records:
            receipt["rec"] = sha(canonical(self.records[id])).hex()
        self.receipts[id] = receipt
        entries = [*self.enrolled, idx] if id in self.records else [idx]
        self.items.append({"entries": entries, "id": id, "kind": kind, "record": id in self.records})

    def key_manifest(self) -> Statement:
        keys = [(self.log_key, "log"), (self.receipt_key, "receipt"), (self.root, "root")]
        listed = [{"from": when(0), "id": key.id, "jwk": key.jwk, "use": use} for key, use in keys]
        return {"at": when(0), "keys": listed, "origin": ORIGIN, "typ": "keys", "v": 1}

    # ---- signing ----
    def sign(self) -> dict[str, bytes]:
        """Every file but the bundle's own statement."""
        files = {"keys.json": canonical(self.manifest), "summary.pdf": b"%PDF-1.7 for people"}
        files["keys.sig"] = self.root.sign("keys", files["keys.json"])
        files["checkpoint.txt"] = self.checkpoint()
        files |= {f"originals/{name}": data for name, data in self.originals.items()}
        for name, record in self.records.items():
            files[f"records/{name}.json"] = canonical(record)
            files[f"records/{name}.sig"] = self.device.sign(canonical(record))
        for name, anchor in self.anchors.items():
            files[f"records/{name}.anchor.json"] = canonical(anchor)
            files[f"records/{name}.anchor.sig"] = self.receipt_key.sign("anchor", canonical(anchor))
        for name, receipt in self.receipts.items():
            files[f"receipts/{name}.json"] = canonical(receipt)
            files[f"receipts/{name}.sig"] = self.receipt_key.sign("receipt", canonical(receipt))
        for idx in sorted({idx for item in self.items for idx in item["entries"]}):
            files |= self.entry(idx)
        return files

    def entry(self, idx: int) -> dict[str, bytes]:
        at = idx - 1
        parts = {"json": self.log.entries[at], "payload": self.log.payloads[at], "salt": self.log.salts[at]}
        return {f"entries/{idx}.{end}": data for end, data in parts.items()} | {f"proofs/{idx}.tlog-proof": self.proof(idx)}

    def checkpoint(self, size: int | None = None) -> bytes:
        """The signed note over the first `size` entries, cosigned if the story is witnessed."""
        body = self.log.body(size or self.size)
        line = b64(key_id(ORIGIN, 1, self.log_key.public) + self.log_key.key.sign(body))
        note = body + f"\n— {ORIGIN} {line}\n".encode()
        return note + cosign(body, self.witness, self.seen_at) if self.witnessed else note

    def proof(self, idx: int) -> bytes:
        lines = ["c2sp.org/tlog-proof@v1", f"index {idx - 1}", *(b64(one) for one in self.log.path(idx, self.size)), "", ""]
        return "\n".join(lines).encode() + self.checkpoint()

    # ---- sealing ----
    def statement(self, files: dict[str, bytes]) -> Statement:
        listed = [{"name": name, "sha256": sha(files[name]).hex(), "size": len(files[name])} for name in sorted(files)]
        return {
            "at": self.at, "checkpoint": {"root": self.log.root(self.size).hex(), "size": self.size}, "files": listed,
            "items": self.items, "key": self.receipt_key.id, "origin": ORIGIN, "title": "云东镇暗访", "typ": "bundle", "v": 1,
        }  # fmt: skip

    def seal(self, files: dict[str, bytes], edit: Callable[[Statement], object] = lambda _: None) -> bytes:
        said = self.statement(files)
        edit(said)
        body = canonical(said)
        return archive(files | {"bundle.json": body, "bundle.sig": self.receipt_key.sign("bundle", body)})


def small(*, witnessed: bool = True) -> tuple[bytes, dict[str, Any]]:
    """A right bundle of two photographs and a report, and what its reader trusts."""
    story = Story(witnessed=witnessed).tell()
    return story.seal(story.sign()), story.trust


def main(folder: str) -> None:
    """Write small.zip, plain.zip and trust.json into a folder."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    bundle, trust = small()
    (out / "small.zip").write_bytes(bundle)
    (out / "plain.zip").write_bytes(small(witnessed=False)[0])
    (out / "trust.json").write_text(json.dumps(trust))


if __name__ == "__main__":
    main(sys.argv[1])
