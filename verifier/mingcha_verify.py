"""Verify a Mingcha evidence bundle, or an exported log, offline: python mingcha_verify.py BUNDLE | --log FILE.

Written from docs/evidence.md ("the text") and the public texts it names; it shares no code with the server. One file, Python
3.11 or newer with the package `cryptography` (and `rfc3161-client` where a time-stamping authority is given). What it reads may
be made by an adversary: whatever is odd is FAIL with a reason code, never a traceback, and memory stays bounded.
"""

import argparse
import base64
import binascii
import hashlib
import io
import json
import os
import re
import struct
import sys
import threading
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

PASS, UNVERIFIABLE, FAIL = "PASS", "UNVERIFIABLE", "FAIL"
EXIT = {PASS: 0, FAIL: 1, UNVERIFIABLE: 2}
MISUSE = 64

# §7, in its order: of several codes the first is shown. code: (Chinese, English)
CODES = {
    "archive": ("不是规定格式的压缩包，或已被截断", "not the canonical ZIP, or truncated"),
    "bundle_signature": ("清单的签名不成立", "the signature over the list does not hold"),
    "file_missing": ("缺少文件", "a file is missing"),
    "file_unlisted": ("有清单之外的文件", "a file the list does not name"),
    "file_hash": ("文件与清单所列的哈希或大小不符", "a file is not the one the list names"),
    "keys_signature": ("密钥清单的签名不成立", "the signature of the key manifest does not hold"),
    "key_unknown": ("所用密钥不在密钥清单中", "a key that is not in the manifest"),
    "key_period": ("签名时间不在密钥有效期内", "signed outside the key's period"),
    "root_untrusted": ("根密钥未经查验人确认", "the root key is not one the reader trusts"),
    "json": ("内容不合规范格式，或字段缺失、多余、有误", "not canonical, or a field missing, unknown or ill-formed"),
    "original_hash": ("原件与回执的哈希不符", "the bytes are not those of the receipt"),
    "original_size": ("原件与回执的大小不符", "the size is not that of the receipt"),
    "receipt_signature": ("回执的签名不成立", "the receipt is forged"),
    "receipt_other": ("回执属于另一项证据", "the receipt is another item's"),
    "record_signature": ("拍摄记录的签名不成立", "the capture record is forged"),
    "record_other": ("拍摄记录属于另一张照片", "the capture record is another photograph's"),
    "record_key": ("拍摄记录所用密钥当时并未登记给该人员", "the device key was not enrolled to that person then"),
    "record_sequence": ("同一密钥的拍摄记录序号重复或不相衔接", "the device's records do not follow one another"),
    "record_anchor": (
        "拍摄记录所引的时间锚不在包内、是伪造的或不是那一个",
        "the time anchor the record cites is not there, forged, or another",
    ),
    "record_missing": ("回执所指的拍摄记录不在包内", "the receipt names a record that is not there"),
    "entry_leaf": ("日志条目不是回执所指的那一条", "the log entry is not the receipt's"),
    "entry_payload": ("日志条目的内容与其承诺值不符", "the entry's payload is not its commitment"),
    "entry_other": ("日志条目说的是另一件事", "the log entry speaks of something else"),
    "payload_erased": ("日志条目的内容已依法删除或已遗失", "the entry's payload is lawfully erased, or lost"),
    "proof": ("条目不在检查点所示的日志树中", "not in the tree of the checkpoint"),
    "checkpoint_signature": ("检查点的签名不成立", "the checkpoint is forged"),
    "checkpoint_fork": ("与查验人留存的检查点不相容，日志曾被改写", "not consistent with the checkpoint the reader kept"),
    "no_external_checkpoint": (
        "没有外部检查点：服务器可以重新签发全部内容，无从排除",
        "no external checkpoint: a server could have signed all of it anew",
    ),
    "time_order": ("时间先后矛盾", "the times contradict each other"),
}
ORDER = {code: place for place, code in enumerate(CODES)}
MAYBE = frozenset({"payload_erased", "no_external_checkpoint"})  # never FAIL; `root_untrusted` without --root is another
KINDS = ("evidence", "report", "submission")
HASHED_AS = {"evidence": "sha256", "report": "content_sha256", "submission": "content_sha256"}

JSON_MOST = 64 * 1024
LIST_MOST = 16 * 1024 * 1024
PAYLOAD_MOST = 1024 * 1024
NOTE_MOST = 256 * 1024
NAME_MOST = 255
DEPTH_MOST = 16
PAYLOAD_DEPTH_MOST = 64
SIGNATURES_MOST = 64
CLOCKS_APART = 300  # seconds that clocks of two hosts may differ
CHUNK = 1024 * 1024


class WrongError(Exception):
    """Something the text has a code for."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code, where)
        self.fault = Fault(code, where)


class Fault(NamedTuple):
    """What is wrong, and with which file."""

    code: str
    where: str = ""
    maybe: bool = False

    @property
    def verdict(self) -> str:
        """Whether this fails, or only leaves open."""
        return UNVERIFIABLE if self.maybe or self.code in MAYBE else FAIL


@dataclass
class Line:
    """The verdict on one item, or on the bundle."""

    id: str
    kind: str
    faults: list[Fault] = field(default_factory=list)

    def add(self, code: str, where: str = "") -> None:
        """Note what is wrong."""
        self.note(Fault(code, where))

    def note(self, fault: Fault) -> None:
        """Note a fault once."""
        if fault not in self.faults:
            self.faults.append(fault)

    @cached_property
    def worst(self) -> Fault | None:
        """The fault that is shown: FAIL before UNVERIFIABLE, then the order of the text."""
        return min(self.faults, key=lambda fault: (fault.verdict != FAIL, ORDER[fault.code]), default=None)

    def told(self) -> dict[str, Any]:
        """The line as `--json` shows it."""
        worst = self.worst
        verdict, code = (worst.verdict, worst.code) if worst else (PASS, "ok")
        codes = sorted({fault.code for fault in self.faults}, key=ORDER.__getitem__)
        where = worst.where if worst else ""
        return {"id": self.id, "kind": self.kind, "verdict": verdict, "code": code, "codes": codes, "where": where}


class Trust(NamedTuple):
    """What the reader brings."""

    root: str | None = None
    witnesses: tuple[str, ...] = ()
    checkpoints: tuple[bytes, ...] = ()
    authorities: tuple[bytes, ...] = ()


class MisuseError(Exception):
    """The reader's own mistake: no verdict follows from it."""


# ---------------------------------------------------------------- bytes


def sha(*parts: bytes) -> bytes:
    """H(a ‖ b ‖ …)."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def base64_of(text: str, length: int | None = None) -> bytes | None:
    """The bytes of canonical base64, or nothing."""
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return None
    same = base64.b64encode(data).decode() == text
    return data if same and length in {None, len(data)} else None


def base64url_32(text: object) -> bytes | None:
    """The 32 bytes of canonical unpadded base64url, or nothing."""
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9_-]{43}", text):
        return None
    data = base64.urlsafe_b64decode(text + "=")
    return data if base64.urlsafe_b64encode(data).decode() == text + "=" else None


# ---------------------------------------------------------------- §1 canonical JSON

NAME = re.compile(r"[a-z][a-z0-9_]*")
MOST = 2**53 - 1


def canonical(data: bytes, where: str, most: int = JSON_MOST) -> dict[str, Any]:
    """Read one object of §1 and refuse every other spelling of it.

    Raises: WrongError.
    """
    if len(data) > most:
        raise WrongError("json", where)
    try:
        value = json.loads(
            data.decode(), object_pairs_hook=_members, parse_float=_refuse, parse_int=_integer, parse_constant=_refuse
        )
        good = isinstance(value, dict) and _plain(value, DEPTH_MOST) and _written(value) == data
    except (ValueError, RecursionError):
        good = False
    if not good:
        raise WrongError("json", where)
    read: dict[str, Any] = value
    return read


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs) or not all(map(NAME.fullmatch, value)):
        raise ValueError
    return value


def _refuse(_: str) -> None:
    raise ValueError


def _integer(text: str) -> int:
    if len(text) > 17 or abs(number := int(text)) > MOST:
        raise ValueError
    return number


STRICT: dict[str, Any] = {"parse_float": _refuse, "parse_int": _integer, "parse_constant": _refuse}


def _plain(value: object, depth: int) -> bool:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return depth > 0 and all(_plain(one, depth - 1) for one in inner)
    if isinstance(value, str):
        return value.isascii() or unicodedata.is_normalized("NFC", value)
    return value is not None


def _written(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def loose(data: bytes, where: str) -> dict[str, Any]:
    """Read a payload: one JSON object in any spelling.

    Raises: WrongError.
    """
    try:
        value = json.loads(data.decode(), parse_int=float, parse_constant=_refuse) if len(data) <= PAYLOAD_MOST else None
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or not _shallow(value, PAYLOAD_DEPTH_MOST):
        raise WrongError("json", where)
    return value


def _shallow(value: object, depth: int) -> bool:
    if not isinstance(value, dict | list):
        return True
    return depth > 0 and all(_shallow(one, depth - 1) for one in (value.values() if isinstance(value, dict) else value))


# ---------------------------------------------------------------- shapes

HEX64 = re.compile(r"[0-9a-f]{64}")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d{3}Z", re.ASCII)
WRITTEN_AT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,6})?Z", re.ASCII)


def matching(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    """A string that is wholly the pattern's."""
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def text(value: object) -> bool:
    """A string."""
    return isinstance(value, str)


def within(most: int) -> Callable[[object], bool]:
    """An integer (JSON's true is not one) no further from 0."""
    return lambda value: type(value) is int and abs(value) <= most


def count(value: object) -> bool:
    """An integer from 0."""
    return type(value) is int and value >= 0


def ordinal(value: object) -> bool:
    """An integer from 1."""
    return type(value) is int and value >= 1


def boolean(value: object) -> bool:
    """A truth."""
    return isinstance(value, bool)


def one_of(*words: str) -> Callable[[object], bool]:
    """One of these strings."""
    return lambda value: isinstance(value, str) and value in words


def _real(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        found = pattern.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            return False
        try:
            return datetime.strptime(found[1], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC).second <= 59
        except ValueError:
            return False

    return check


WORD, OBJECT = matching(re.compile(r".+", re.DOTALL)), matching(re.compile(r"[^/]+/.+", re.DOTALL))
instant, written_at, hex64, uuid = _real(INSTANT), _real(WRITTEN_AT), matching(HEX64), matching(UUID)


def fits(value: object, shape: object) -> bool:
    """Whether a value has a shape: a check, a constant, `[shape]`, or members of which `name?` may be absent."""
    if isinstance(shape, dict):
        return isinstance(value, dict) and _fits_members(value, shape)
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(one, shape[0]) for one in value)
    if callable(shape):
        return bool(shape(value))
    return type(value) is type(shape) and value == shape


def _fits_members(value: dict[str, Any], shape: dict[str, Any]) -> bool:
    wanted = {name.rstrip("?"): inner for name, inner in shape.items()}
    needed = {name for name in shape if not name.endswith("?")}
    return needed <= value.keys() <= wanted.keys() and all(fits(inner, wanted[name]) for name, inner in value.items())


OKP = {"crv": "Ed25519", "kty": "OKP", "x": lambda x: base64url_32(x) is not None}
EC = {"crv": "P-256", "kty": "EC", "x": lambda x: base64url_32(x) is not None, "y": lambda y: base64url_32(y) is not None}
KEY = {"by?": hex64, "from": instant, "id": hex64, "jwk": OKP, "to?": instant, "use": one_of("log", "receipt", "root")}
KEYS = {"at": instant, "keys": [KEY], "origin": text, "typ": "keys", "v": 1}
ITEM = {"entries": [ordinal], "id": uuid, "kind": one_of(*KINDS), "record": boolean}
FILE = {"name": matching(re.compile(r"[a-z0-9][a-z0-9._/-]*")), "sha256": hex64, "size": count}
BUNDLE = {
    "at": instant, "checkpoint": {"root": hex64, "size": ordinal}, "files": [FILE], "items": [ITEM], "key": hex64,
    "origin": text, "title": text, "typ": "bundle", "v": 1,
}  # fmt: skip
RECEIPT = {
    "at": instant, "chain?": hex64, "id": uuid, "idx?": ordinal, "key": hex64, "of": one_of(*KINDS), "rec?": hex64,
    "sha256": hex64, "size?": count, "typ": "receipt", "v": 1,
}  # fmt: skip
SHORT, ANCHOR_ID = matching(re.compile(r".{1,100}", re.DOTALL)), matching(re.compile(r"[0-9a-f]{32}"))
LAT, LON = within(900_000_000), within(1_800_000_000)
GEO = {"acc_cm?": count, "lat_e7?": LAT, "lon_e7?": LON, "st": one_of("ok", "denied", "timeout", "none"), "t?": instant}
RECORD = {
    "anchor?": {"id": ANCHOR_ID, "t": instant}, "app": SHORT, "boot": SHORT, "geo": GEO, "id": uuid, "insp": uuid, "key": hex64,
    "mime": SHORT, "prev?": hex64, "seq": ordinal, "sha256": hex64, "size": count, "src": one_of("camera", "picker", "file"),
    "t_dev": instant, "t_mono_ms": count, "typ": "capture", "tz": SHORT, "v": 1,
}  # fmt: skip
ANCHOR = {"id": ANCHOR_ID, "key": hex64, "t": instant, "typ": "anchor", "v": 1}
FACTS = {"user": uuid, "until": instant}  # what else of a payload is read
ENTRY = {"act": WORD, "actor": text, "at": written_at, "commit": hex64, "idx": ordinal, "obj": OBJECT, "prev": hex64}


def statement(data: bytes, shape: dict[str, Any], where: str, most: int = JSON_MOST) -> dict[str, Any]:
    """Read canonical JSON of a shape.

    Raises: WrongError.
    """
    value = canonical(data, where, most)
    if not fits(value, shape):
        raise WrongError("json", where)
    return value


def seconds(at: str) -> int:
    """A time's whole seconds since 1970."""
    return int(datetime.strptime(at[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC).timestamp())


def cut(at: str) -> str:
    """A log entry's time, cut to milliseconds."""
    return f"{at[:19]}.{at[20:-1][:3]:0<3}Z"


# ---------------------------------------------------------------- §2 keys and signatures

SHA256 = "2.16.840.1.101.3.4.2.1"
FIELD = 2**255 - 19
EIGHTH = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
SMALL = frozenset({0, 1, FIELD - 1, EIGHTH, FIELD - EIGHTH})  # the ordinates of the eight points of small order


def thumbprint(jwk: dict[str, str]) -> str:
    """A key's name: RFC 7638, in hex."""
    return sha(_written(jwk)).hex()


def proper(public: bytes) -> bool:
    """Whether 32 bytes are a public key nobody can sign everything with: canonical, and no point of small order."""
    y = int.from_bytes(public, "little") & (2**255 - 1)
    return y < FIELD and y not in SMALL


def signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether an Ed25519 signature holds."""
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return proper(public)


def signed_by_device(jwk: dict[str, str], signature: bytes, message: bytes) -> bool:
    """Whether a P-256 signature r‖s holds."""
    x, y = base64url_32(jwk["x"]), base64url_32(jwk["y"])
    if len(signature) != 64 or x is None or y is None:
        return False
    der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    try:
        key = ec.EllipticCurvePublicNumbers(int.from_bytes(x), int.from_bytes(y), ec.SECP256R1()).public_key()
        key.verify(der, message, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


class Key(NamedTuple):
    """One key of the manifest."""

    use: str
    start: str
    end: str | None
    public: bytes

    def covers(self, at: str) -> bool:
        """Whether a statement of that time is in its period."""
        return self.start <= at and (self.end is None or at < self.end)


class Keys:
    """The key manifest."""

    def __init__(self, data: bytes) -> None:
        value = statement(data, KEYS, "keys.json", LIST_MOST)
        self.at: str = value["at"]
        self.origin: str = value["origin"]
        self.known: dict[str, Key] = {}
        for one in value["keys"]:
            public = base64url_32(one["jwk"]["x"]) or b""
            if thumbprint(one["jwk"]) != one["id"] or one["id"] in self.known or not proper(public):
                raise WrongError("json", "keys.json")
            self.known[one["id"]] = Key(one["use"], one["from"], one.get("to"), public)

    def of(self, use: str) -> Iterator[tuple[str, Key]]:
        """The keys of one use, by name."""
        return ((name, key) for name, key in self.known.items() if key.use == use)

    def log_keys(self) -> tuple[bytes, ...]:
        """The public keys of the log."""
        return tuple(key.public for _, key in self.of("log"))

    def signer(self, signature: bytes, data: bytes) -> str | None:
        """The root key that signed the manifest."""
        message = b"fi/keys/v1\n" + data
        good = (name for name, key in self.of("root") if key.covers(self.at) and signed(key.public, signature, message))
        return next(good, None)

    def check(self, name: str, at: str, label: str, signature: bytes, data: bytes) -> str | None:
        """The code of what is wrong with a statement signed by a receipt key, if anything; `label` is its type."""
        key = self.known.get(name)
        if key is None or key.use != "receipt":
            return "key_unknown"
        if not key.covers(at):
            return "key_period"
        return None if signed(key.public, signature, f"fi/{label}/v1\n".encode() + data) else f"{label}_signature"


# ---------------------------------------------------------------- §5 the tree, checkpoints, proofs


def node(left: bytes, right: bytes) -> bytes:
    """A node of the RFC 6962 tree."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def folded(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The root that an inclusion path leads to, and the root of the tree that ended with this leaf (RFC 9162 §2.1.3.2)."""
    at, last, root, earlier = index, size - 1, leaf, leaf
    for one in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            root, earlier = node(one, root), node(one, earlier)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = node(root, one)
        at, last = at >> 1, last >> 1
    return (root, earlier) if last == 0 else None


def consistent(old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether one tree is the beginning of the other (RFC 9162 §2.1.4.2); `0 < old ≤ size`."""
    if old == size:
        return not path and old_root == root
    way = list(path) if old & (old - 1) else [old_root, *path]
    if not path:
        return False
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = way[0]
    for one in way[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node(one, before), node(one, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node(after, one)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old_root and after == root


SIGNATURE_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
SIZE = re.compile(r"0|[1-9][0-9]{0,15}")


class Note:
    """A C2SP checkpoint: signed note with origin, size and root."""

    def __init__(self, data: bytes, where: str = "checkpoint.txt", *, bare: bool = False) -> None:
        self.where = where
        try:
            whole_text = data.decode() if len(data) <= NOTE_MOST else "\x00"
        except UnicodeDecodeError:
            whole_text = "\x00"
        head, gap, tail = whole_text.rpartition("\n\n")
        if bare and not gap:
            head, tail = whole_text.removesuffix("\n"), ""
        self.body = (head + "\n").encode()
        lines = head.split("\n")
        root = base64_of(lines[2], 32) if len(lines) > 2 else None
        if re.search(r"[\x00-\x09\x0b-\x1f]", whole_text) or root is None or not all(lines) or not SIZE.fullmatch(lines[1]):
            raise WrongError("checkpoint_signature", where)
        self.origin, self.size, self.root = lines[0], int(lines[1]), root
        self.signatures = list(self._signatures(tail, bare=bare))

    def _signatures(self, tail: str, *, bare: bool) -> Iterator[tuple[str, bytes, bytes]]:
        lines = tail.split("\n")
        if bare and not tail:
            return
        if lines.pop() or not 0 < len(lines) <= SIGNATURES_MOST:
            raise WrongError("checkpoint_signature", self.where)
        for line in lines:
            found = SIGNATURE_LINE.fullmatch(line)
            data = base64_of(found[2]) if found else None
            if not found or data is None or len(data) < 5:
                raise WrongError("checkpoint_signature", self.where)
            yield found[1], data[:4], data[4:]

    def signed_by_log(self, publics: Iterable[bytes]) -> bool:
        """Whether every line of a known log key holds, and there is one."""
        known = {key_id(self.origin, 1, public): public for public in publics}
        mine = [(known[id4], rest) for name, id4, rest in self.signatures if name == self.origin and id4 in known]
        return bool(mine) and all(signed(public, rest, self.body) for public, rest in mine)

    def witnessed(self, witness: "Witness") -> list[int]:
        """When a witness cosigned this.

        Raises: WrongError, if a line in its name is not its own.
        """
        return [self._cosigned(witness, rest) for name, id4, rest in self.signatures if (name, id4) == (witness.name, witness.id)]

    def _cosigned(self, witness: "Witness", rest: bytes) -> int:
        at = int.from_bytes(rest[:8])
        message = f"cosignature/v1\ntime {at}\n".encode() + self.body
        if len(rest) != 72 or at >= 2**63 or not signed(witness.public, rest[8:], message):
            raise WrongError("checkpoint_signature", self.where)
        return at


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The four bytes that name a key in a note."""
    return sha(f"{name}\n".encode(), bytes([kind]), public)[:4]


class Witness:
    """A witness the reader knows, from its vkey."""

    def __init__(self, vkey: str) -> None:
        name, id8, material = (*vkey.strip().split("+", 2), "", "")[:3]
        data = base64_of(material, 33) or b"\x00"
        self.name, self.public = name, data[1:]
        self.id = key_id(name, 4, self.public)
        if data[0] != 4 or not name or re.search(r"\s", name) or self.id.hex() != id8 or not proper(self.public):
            raise MisuseError(f"--witness: not a cosigner's vkey (C2SP, type 0x04): {shown(vkey)}")


HEADER = b"c2sp.org/tlog-proof@v1\n"
INDEX = re.compile(rb"index (0|[1-9][0-9]{0,15})")


def path_of(data: bytes, idx: int, body: bytes, where: str) -> list[bytes]:
    """The inclusion path of a `tlog-proof` for entry `idx` in the checkpoint with this body.

    Raises: WrongError.
    """
    head, gap, rest = data.partition(b"\n\n")
    lines = head.split(b"\n")
    found = INDEX.fullmatch(lines[1]) if len(lines) > 1 else None
    path = [base64_of(line.decode("latin-1"), 32) for line in lines[2:66]]
    good = len(data) <= NOTE_MOST and data.startswith(HEADER) and gap and found and int(found[1]) == idx - 1 and len(lines) <= 66
    if not good or not rest.startswith(body + b"\n") or None in path:
        raise WrongError("proof", where)
    return [one for one in path if one is not None]


# ---------------------------------------------------------------- §6 the archive

LOCAL = struct.Struct("<4sHHHHHIIIHH")
CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
END = struct.Struct("<4sHHHHIIH")
FILE_NAME = re.compile(rb"[a-z0-9][a-z0-9._/-]*")


class Packed(NamedTuple):
    """Where a file lies in the archive."""

    offset: int
    size: int
    crc: int


class Digest(NamedTuple):
    """What a file's bytes give."""

    sha256: str
    crc: int


class Archive:
    """The canonical ZIP: every byte of it is either a file's, or follows from the files."""

    def __init__(self, open_: Callable[[], BinaryIO]) -> None:
        self._open = open_
        self._own = threading.local()
        self._handles: list[BinaryIO] = []
        self.files: dict[str, Packed] = {}
        self.digests: dict[str, Digest] = {}
        try:
            self._read_directory()
        except WrongError:
            self.close()
            raise

    def _handle(self) -> BinaryIO:
        """A handle of this thread's own."""
        if not hasattr(self._own, "handle"):
            self._own.handle = self._open()
            self._handles.append(self._own.handle)
        handle: BinaryIO = self._own.handle
        return handle

    def close(self) -> None:
        """Give the file back."""
        for handle in self._handles:
            handle.close()

    def _bytes(self, offset: int, length: int) -> bytes:
        handle = self._handle()
        handle.seek(offset)
        data = handle.read(length)
        if len(data) != length:
            raise WrongError("archive")
        return data

    def _read_directory(self) -> None:
        directory, files, end = self._directory()
        at, position, last = 0, 0, b""
        for _ in range(files):
            name, packed = self._entry(directory, at, position)
            if name <= last:
                raise WrongError("archive", name.decode())
            self.files[name.decode()] = packed
            at, last, position = at + CENTRAL.size + len(name), name, packed.offset + packed.size
        if at != len(directory) or position != end:
            raise WrongError("archive")

    def _directory(self) -> tuple[bytes, int, int]:
        """The directory's bytes, how many files it lists, and where it lies."""
        total = self._handle().seek(0, io.SEEK_END)
        if not END.size < total < 2**32:
            raise WrongError("archive")
        sign, disk, first, here, files, size, offset, comment = END.unpack(self._bytes(total - END.size, END.size))
        end = (sign, disk, first, comment, here, offset + size + END.size)
        if end != (b"PK\x05\x06", 0, 0, 0, files, total) or not files or size > files * (CENTRAL.size + NAME_MOST):
            raise WrongError("archive")
        return self._bytes(offset, size), files, offset

    def _entry(self, directory: bytes, at: int, position: int) -> tuple[bytes, Packed]:
        """One line of the directory, held against the header it points to and to the place it must have."""
        if at + CENTRAL.size > len(directory):
            raise WrongError("archive")
        _, _, _, _, _, _, _, crc, size, _, length, *_ = CENTRAL.unpack_from(directory, at)
        name = directory[at + CENTRAL.size : at + CENTRAL.size + length]
        what = (20, 0x0800, 0, 0, 0x0021, crc, size, size, length, 0)
        good = CENTRAL.pack(b"PK\x01\x02", 20, *what, 0, 0, 0, 0, position) == directory[at : at + CENTRAL.size]
        if not good or length > NAME_MOST or not FILE_NAME.fullmatch(name):
            raise WrongError("archive")
        if self._bytes(position, LOCAL.size + length) != LOCAL.pack(b"PK\x03\x04", *what) + name:
            raise WrongError("archive", name.decode())
        return name, Packed(position + LOCAL.size + length, size, crc)

    def read(self, name: str, most: int, code: str) -> bytes:
        """A small file's bytes.

        Raises: WrongError, with `file_missing`, or with the given code if it is longer than `most`.
        """
        packed = self.files.get(name)
        if packed is None:
            raise WrongError("file_missing", name)
        if packed.size > most:
            raise WrongError(code, name)
        return self._bytes(packed.offset, packed.size)

    def hash_all(self) -> None:
        """Hash every file, in as many threads as there are processors."""
        workers = max(1, min(8, os.cpu_count() or 1))
        if sum(packed.size for packed in self.files.values()) < CHUNK:
            workers = 1
        shares = [dict[str, Packed]() for _ in range(workers)]
        loads = [0] * workers
        for name, packed in self.files.items():
            least = loads.index(min(loads))
            shares[least][name] = packed
            loads[least] += packed.size + 20_000
        if workers == 1:
            self._hash(shares[0])
            return
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(self._hash, shares))

    def _hash(self, share: dict[str, Packed]) -> None:
        buffer = memoryview(bytearray(min(CHUNK, max((packed.size for packed in share.values()), default=0)) or 1))
        handle = self._handle()
        for name, packed in share.items():
            handle.seek(packed.offset)
            digest, crc, left = hashlib.sha256(), 0, packed.size
            while left:
                got = handle.readinto(buffer[: min(left, len(buffer))])  # type: ignore[attr-defined]
                if not got:
                    break
                digest.update(buffer[:got])
                crc = zlib.crc32(buffer[:got], crc)
                left -= got
            self.digests[name] = Digest(digest.hexdigest() if not left else "", crc)


# ---------------------------------------------------------------- §7 the bundle


@dataclass
class Entry:
    """A log entry of the bundle, with what was found wrong with it."""

    idx: int
    act: str = ""
    obj: str = ""
    at: str = ""
    prev: bytes = b""
    leaf: bytes = b""
    earlier: bytes = b""  # the root of the tree that ended with this entry, if the proof holds
    erased: bool = False
    said: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


class Record(NamedTuple):
    """What the sequence of a device's records needs of one."""

    item: str
    key: str
    seq: int
    prev: str | None
    sha256: str


ENTRY_FILE = re.compile(r"entries/([1-9][0-9]{0,15})\.(json|payload|salt)")
PROOF_FILE = re.compile(r"proofs/([1-9][0-9]{0,15})\.tlog-proof")
ANCHOR_FILE = re.compile(r"anchors/[1-9][0-9]{0,15}\.tsr")
CONSISTENCY_FILE = re.compile(r"consistency/([1-9][0-9]{0,15})\.txt")
ALONE = frozenset({"keys.json", "keys.sig", "checkpoint.txt", "summary.pdf"})
OWN = frozenset({"bundle.json", "bundle.sig"})
RESTS_ON = frozenset({"keys.json", "keys.sig", "checkpoint.txt"})  # without these nothing signed can be checked


class Bundle:
    """One run over one bundle: `lines()` gives the verdicts."""

    def __init__(self, archive: Archive, trust: Trust) -> None:
        self.archive = archive
        self.trust = trust
        self.witnesses = [Witness(vkey) for vkey in trust.witnesses]
        self.authorities = Authorities(trust.authorities)
        self.line = Line("", "bundle")
        self.spread: list[Fault] = []  # what is wrong with every item, because all rest on it
        self.items: dict[str, dict[str, Any]] = {}
        self.lines: dict[str, Line] = {}
        self.entries: dict[int, Entry] = {}
        self.records: list[Record] = []
        self.notes: list[str] = []
        self.keys: Keys | None = None
        self.note: Note | None = None
        self.outside: list[int] = []  # times at which outside eyes saw the checkpoint
        self.covered = 0  # entries up to this one were seen from outside
        self.said: dict[str, Any] = {}
        self.title = ""

    def verify(self) -> None:
        """Check everything; what is wrong is in the lines afterwards."""
        try:
            self._open()
        except WrongError as wrong:
            self.line.note(wrong.fault)
            return
        self.archive.hash_all()
        self._check_keys()
        self._check_checkpoint()
        self._check_bundle()
        self._check_files()
        self._read_entries()
        self._check_outside()
        for item in self.items.values():
            ItemCheck(self, item).check()
        self._check_sequences()
        self._close()

    def _open(self) -> None:
        """Read the list.

        Raises: WrongError, and then there are no items.
        """
        data = self.archive.read("bundle.json", LIST_MOST, "json")
        self.archive.read("bundle.sig", 1 << 20, "bundle_signature")
        files = len(self.archive.files)
        if data.count(b"{") + data.count(b"[") > 4 * files + 1000 or data.count(b",") > 64 * files + 10_000:
            raise WrongError("json", "bundle.json")
        self.said = statement(data, BUNDLE, "bundle.json", LIST_MOST)
        names, items = [one["name"] for one in self.said["files"]], self.said["items"]
        self.items = {item["id"]: item for item in items}
        good = all(one < two for one, two in pairwise(names)) and not OWN.intersection(names)
        ascending = all(one < two for item in items for one, two in pairwise(item["entries"]))
        if not good or not ascending or not items or len(self.items) != len(items):
            self.items = {}
            raise WrongError("json", "bundle.json")
        self.lines = {name: Line(name, item["kind"]) for name, item in self.items.items()}
        self.title = self.said["title"]

    def _all(self, fault: Fault) -> None:
        """Note what is wrong with the bundle and therefore with every item."""
        self.line.note(fault)
        self.spread.append(fault)

    def _check_keys(self) -> None:
        try:
            signer = self._signer()
        except WrongError as wrong:
            self._all(wrong.fault)
            return
        if self.trust.root is None:
            self._all(Fault("root_untrusted", "keys.json", maybe=True))
        elif signer != self.trust.root:
            self._all(Fault("root_untrusted", "keys.json"))

    def _signer(self) -> str:
        """Read the key manifest; the root key that signed it.

        Raises: WrongError.
        """
        data = self.archive.read("keys.json", LIST_MOST, "json")
        signature = self.archive.read("keys.sig", JSON_MOST, "keys_signature")
        self.keys = Keys(data)
        signer = self.keys.signer(signature, data)
        if signer is None:
            raise WrongError("keys_signature", "keys.sig")
        return signer

    def _check_checkpoint(self) -> None:
        try:
            note = Note(self.archive.read("checkpoint.txt", NOTE_MOST, "checkpoint_signature"))
        except WrongError as wrong:
            self._all(wrong.fault)
            return
        named = self.said["checkpoint"]
        if self.keys and (note.origin != self.keys.origin or not note.signed_by_log(self.keys.log_keys())):
            self._all(Fault("checkpoint_signature", "checkpoint.txt"))
        elif (named["root"], named["size"]) != (note.root.hex(), note.size):
            self._all(Fault("checkpoint_signature", "bundle.json"))
        else:
            self.note = note

    def _check_bundle(self) -> None:
        if self.keys is None:
            return
        said = self.said
        if said["origin"] != self.keys.origin:
            self.line.add("key_unknown", "bundle.json")
        data = self.archive.read("bundle.json", LIST_MOST, "json")
        signature = self.archive.read("bundle.sig", 1 << 20, "bundle_signature")
        if code := self.keys.check(said["key"], said["at"], "bundle", signature, data):
            self.line.add(code, "bundle.sig")

    def _check_files(self) -> None:
        listed = {one["name"]: one for one in self.said["files"]}
        for name in listed.keys() - self.archive.files.keys():
            self.line.add("file_missing", name)
        for name in self.archive.files.keys() - OWN:
            if name not in listed or not self._placed(name):
                self.line.add("file_unlisted", name)
        for name in listed.keys() & self.archive.files.keys():
            one = listed[name]
            if (one["sha256"], one["size"]) != (self.archive.digests[name].sha256, self.archive.files[name].size):
                self.line.add("file_hash", name)

    def _placed(self, name: str) -> bool:
        """Whether §6 has a place for a file of that name in this bundle."""
        folder, _, rest = name.partition("/")
        if folder in {"entries", "proofs"}:
            found = ENTRY_FILE.fullmatch(name) or PROOF_FILE.fullmatch(name)
            return found is not None and f"entries/{found[1]}.json" in self.archive.files
        if folder == "originals":
            return rest in self.items
        if folder in {"records", "receipts"}:
            stem, _, end = rest.rpartition(".")
            stem = stem.removesuffix(".anchor") if folder == "records" else stem
            return end in {"json", "sig"} and stem in self.items and (folder == "receipts" or self.items[stem]["record"])
        return name in ALONE or bool(ANCHOR_FILE.fullmatch(name) or CONSISTENCY_FILE.fullmatch(name))

    # ---- entries ----

    def _read_entries(self) -> None:
        listed = {idx for item in self.items.values() for idx in item["entries"]}
        for name in self.archive.files:
            found = ENTRY_FILE.fullmatch(name)
            if found and found[2] == "json":
                entry = self._entry(int(found[1]))
                self.entries[entry.idx] = entry
                if entry.idx not in listed:
                    for fault in entry.faults:
                        self.line.note(fault)

    def _entry(self, idx: int) -> Entry:
        entry = Entry(idx)
        try:
            data = self.archive.read(f"entries/{idx}.json", JSON_MOST, "json")
            value = statement(data, ENTRY, f"entries/{idx}.json")
        except WrongError as wrong:
            entry.faults.append(wrong.fault)
            return entry
        if value["idx"] != idx:
            entry.faults.append(Fault("entry_other", f"entries/{idx}.json"))
        entry.act, entry.obj, entry.at = value["act"][:100], value["obj"][:100], value["at"]
        entry.prev, entry.leaf = bytes.fromhex(value["prev"]), sha(b"\x00", data)
        for check in (self._read_payload, self._read_proof):
            try:
                check(entry, value)
            except WrongError as wrong:
                entry.faults.append(wrong.fault)
        return entry

    def _read_payload(self, entry: Entry, value: dict[str, Any]) -> None:
        names = [f"entries/{entry.idx}.{end}" for end in ("payload", "salt")]
        entry.erased = not any(name in self.archive.files for name in names)
        if entry.erased:
            return
        if not all(name in self.archive.files for name in names):
            raise WrongError("entry_payload", names[0])
        payload = self.archive.read(names[0], PAYLOAD_MOST, "entry_payload")
        salt = self.archive.read(names[1], 16, "entry_payload")
        if len(salt) != 16 or sha(b"\x03", salt, payload).hex() != value["commit"]:
            raise WrongError("entry_payload", names[0])
        said = loose(payload, names[0])
        entry.said = {name: one for name, one in said.items() if name in {"sha256", "content_sha256", "id"} and hex64(one)}
        entry.said |= {name: one for name, one in said.items() if name in FACTS and FACTS[name](one)}
        if fits(said.get("jwk"), EC):
            entry.said["jwk"] = said["jwk"]

    def _read_proof(self, entry: Entry, _: dict[str, Any]) -> None:
        name = f"proofs/{entry.idx}.tlog-proof"
        data = self.archive.read(name, NOTE_MOST, "proof")
        if self.note is None:
            return
        if not 1 <= entry.idx <= self.note.size:
            raise WrongError("proof", name)
        roots = folded(entry.leaf, entry.idx - 1, self.note.size, path_of(data, entry.idx, self.note.body, name))
        if roots is None or roots[0] != self.note.root:
            raise WrongError("proof", name)
        entry.earlier = roots[1]

    # ---- outside eyes ----

    def _check_outside(self) -> None:
        """Find out what the reader's own witnesses, authorities and checkpoints say of this tree."""
        if self.note is None:
            return
        try:
            for witness in self.witnesses:
                self.outside += self.note.witnessed(witness)
            self.outside += self._stamped(self.note)
            if self.outside:
                self.covered = self.note.size
            for number, kept in enumerate(self.trust.checkpoints, start=1):
                self._compare(self.note, kept_note(kept, number))
        except WrongError as wrong:
            self._all(wrong.fault)
            return
        if not self.covered:
            self._all(Fault("no_external_checkpoint"))

    def _stamped(self, note: Note) -> Iterator[int]:
        """When the reader's time-stamping authorities saw the checkpoint."""
        for name in self.archive.files if self.authorities else ():
            if ANCHOR_FILE.fullmatch(name) and self.archive.files[name].size <= NOTE_MOST:
                at = self.authorities.stamped(self.archive.read(name, NOTE_MOST, "checkpoint_signature"), note.body, name)
                if at is not None:
                    yield at

    def _compare(self, note: Note, kept: Note) -> None:
        """Hold the tree against a checkpoint the reader kept.

        Raises: WrongError.
        """
        if kept.origin != note.origin or not 0 < kept.size <= note.size:
            return
        verdict = self._extends(note, kept)
        if verdict is False:
            raise WrongError("checkpoint_fork", kept.where)
        if verdict:
            self.covered = max(self.covered, kept.size)

    def _extends(self, note: Note, kept: Note) -> bool | None:
        """Whether the tree continues the kept one; nothing if the bundle does not say."""
        if kept.size == note.size:
            return kept.root == note.root
        name = f"consistency/{kept.size}.txt"
        if name in self.archive.files:
            lines = self.archive.read(name, JSON_MOST, "checkpoint_fork").decode("latin-1").split("\n")
            path = [base64_of(line, 32) for line in lines[:-1]]
            if lines[-1] or None in path:
                return False
            return consistent(kept.size, kept.root, note.size, note.root, [one for one in path if one is not None])
        entry = self.entries.get(kept.size)
        return entry.earlier == kept.root if entry and entry.earlier else None

    # ---- what items have in common ----

    def enrolled(self, key: str) -> list[Entry]:
        """The enrolments of a device key."""
        return [entry for entry in self._of_device("device_key.enrolled") if self._names(entry, key)]

    def revoked_before(self, key: str, idx: int) -> bool:
        """Whether a device key was revoked before an entry."""
        return any(entry.said.get("id") == key and entry.idx < idx for entry in self._of_device("device_key.revoked"))

    def _of_device(self, act: str) -> list[Entry]:
        return [entry for entry in self.device_entries if entry.act == act]

    @cached_property
    def device_entries(self) -> list[Entry]:
        """The entries about device keys."""
        return [entry for entry in self.entries.values() if entry.act.startswith("device_key.")]

    @staticmethod
    def _names(entry: Entry, key: str) -> bool:
        jwk = entry.said.get("jwk")
        return entry.said.get("id") == key and jwk is not None and thumbprint(jwk) == key and {"user", "until"} <= entry.said.keys()

    def _check_sequences(self) -> None:
        chains: dict[str, dict[int, list[Record]]] = {}
        for record in self.records:
            chains.setdefault(record.key, {}).setdefault(record.seq, []).append(record)
        for key, chain in chains.items():
            for seq, here in sorted(chain.items()):
                before = chain.get(seq - 1)
                for record in here:
                    if len({one.sha256 for one in here}) > 1 or (before and all(record.prev != one.sha256 for one in before)):
                        self.lines[record.item].add("record_sequence", f"records/{record.item}.json")
            gaps = max(chain) - min(chain) + 1 - len(chain)
            if gaps and len(self.notes) < 100:
                self.notes.append(
                    f"{key[:16]}: seq {min(chain)}–{max(chain)}, {gaps} 条拍摄记录不在包内 / {gaps} records are not in this bundle"
                )

    def _close(self) -> None:
        told = {fault.where for fault in self.line.faults if fault.code == "file_hash"}
        if any(fault.code in {"bundle_signature", "key_unknown", "key_period"} for fault in self.line.faults):
            told |= OWN
        for name, packed in self.archive.files.items():
            if self.archive.digests[name].crc != packed.crc and name not in told:
                self.line.add("archive", name)
        for line in self.lines.values():
            for fault in self.spread:
                line.note(fault)
        for code in {line.worst for line in self.lines.values() if line.worst}:
            self.line.note(code)


class ItemCheck:
    """The check of one item."""

    def __init__(self, bundle: Bundle, item: dict[str, Any]) -> None:
        self.bundle = bundle
        self.archive = bundle.archive
        self.item = item
        self.id: str = item["id"]
        self.kind: str = item["kind"]
        self.line = bundle.lines[self.id]
        self.entries = [bundle.entries[idx] for idx in item["entries"] if idx in bundle.entries]
        self.own: Entry | None = None

    def check(self) -> None:
        """Note everything that is wrong with the item."""
        self._check_present()
        for entry in self.entries:
            for fault in entry.faults:
                self.line.note(fault)
        if self.bundle.keys is None:
            return
        try:
            receipt = self._receipt(self.bundle.keys)
        except WrongError as wrong:
            self.line.note(wrong.fault)
            return
        self._check_original(receipt)
        self._check_own(receipt)
        self._check_record(receipt)
        self._check_outside(receipt)

    def _check_present(self) -> None:
        names = [f"receipts/{self.id}.json", f"receipts/{self.id}.sig"]
        if self.kind == "evidence":
            names.append(f"originals/{self.id}")
        if self.item["record"]:
            names += [f"records/{self.id}.json", f"records/{self.id}.sig"]
        for idx in self.item["entries"]:
            names += [f"entries/{idx}.json", f"proofs/{idx}.tlog-proof"]
        for name in names:
            if name not in self.archive.files:
                self.line.add("file_missing", name)

    def _receipt(self, keys: Keys) -> dict[str, Any]:
        name = f"receipts/{self.id}.json"
        data = self.archive.read(name, JSON_MOST, "json")
        receipt = statement(data, RECEIPT, name)
        if ("idx" in receipt) != ("chain" in receipt) or ("size" not in receipt and receipt["of"] == "evidence"):
            raise WrongError("json", name)
        signature = self.archive.read(f"receipts/{self.id}.sig", JSON_MOST, "receipt_signature")
        if code := keys.check(receipt["key"], receipt["at"], "receipt", signature, data):
            self.line.add(code, name)
        if (receipt["of"], receipt["id"]) != (self.kind, self.id):
            self.line.add("receipt_other", name)
        return receipt

    def _check_original(self, receipt: dict[str, Any]) -> None:
        name = f"originals/{self.id}"
        packed = self.archive.files.get(name)
        if packed is None:
            return
        if self.archive.digests[name].sha256 != receipt["sha256"]:
            self.line.add("original_hash", name)
        if "size" in receipt and packed.size != receipt["size"]:
            self.line.add("original_size", name)

    # ---- the receipt's entry ----

    def _check_own(self, receipt: dict[str, Any]) -> None:
        if not self.item["entries"]:
            self.line.add("no_external_checkpoint")
        elif "idx" in receipt:
            self._check_named(receipt)
        else:
            self._find_own(receipt)

    def _check_named(self, receipt: dict[str, Any]) -> None:
        idx = receipt["idx"]
        name = f"entries/{idx}.json"
        if idx not in self.item["entries"]:
            self.line.add("entry_leaf", name)
            return
        entry = self.bundle.entries.get(idx)
        if entry is None or not entry.leaf:
            return
        self.own = entry
        if sha(b"\x02", entry.prev, entry.leaf).hex() != receipt["chain"]:
            self.line.add("entry_leaf", name)
        if not self._about(entry, receipt):
            self.line.add("entry_other", name)
        elif entry.erased:
            self.line.add("payload_erased", name)
        elif not self._tells(entry, receipt) and not self._unread(entry):
            self.line.add("entry_other", name)

    def _about(self, entry: Entry, receipt: dict[str, Any]) -> bool:
        return entry.obj == f"{self.kind}/{self.id}" and cut(entry.at) == receipt["at"]

    def _tells(self, entry: Entry, receipt: dict[str, Any]) -> bool:
        return bool(entry.said.get(HASHED_AS[self.kind]) == receipt["sha256"])

    @staticmethod
    def _unread(entry: Entry) -> bool:
        """Whether the payload was not read, which has its own code."""
        return any(fault.where.endswith(".payload") for fault in entry.faults)

    def _find_own(self, receipt: dict[str, Any]) -> None:
        about = [entry for entry in self.entries if entry.leaf and self._about(entry, receipt)]
        telling = [entry for entry in about if not entry.erased and self._tells(entry, receipt)]
        if telling:
            self.own = telling[0]
        elif any(entry.erased for entry in about):
            self.own = next(entry for entry in about if entry.erased)
            self.line.add("payload_erased", f"entries/{self.own.idx}.json")
        elif not any(self._unread(entry) for entry in about) and len(self.entries) == len(self.item["entries"]):
            self.line.add("entry_other", f"receipts/{self.id}.json")

    # ---- the capture record ----

    def _check_record(self, receipt: dict[str, Any]) -> None:
        name = f"records/{self.id}.json"
        if not self.item["record"]:
            if "rec" in receipt:
                self.line.add("record_missing", name)
            return
        try:
            data = self.archive.read(name, JSON_MOST, "json")
            record = statement(data, RECORD, name)
            signature = self.archive.read(f"records/{self.id}.sig", JSON_MOST, "record_signature")
        except WrongError as wrong:
            self.line.note(wrong.fault)
            return
        mine = (self.id, receipt["sha256"], receipt.get("size", record["size"]), receipt.get("rec"))
        if (record["id"], record["sha256"], record["size"], sha(data).hex()) != mine:
            self.line.add("record_other", name)
        if (record["seq"] == 1) == ("prev" in record):
            self.line.add("record_sequence", name)
        if "anchor" in record and record["anchor"]["t"] > receipt["at"]:
            self.line.add("time_order", name)
        if self.bundle.keys:
            self._check_anchor(self.bundle.keys, record)
        self.bundle.records.append(Record(self.id, record["key"], record["seq"], record.get("prev"), sha(data).hex()))
        self._check_device(record, receipt["at"], signature, data)

    def _check_anchor(self, keys: Keys, record: dict[str, Any]) -> None:
        """The anchor beside the record is the one it cites, and the server's."""
        names = [f"records/{self.id}.anchor.{end}" for end in ("json", "sig")]
        there = [name in self.archive.files for name in names]
        if any(there) if "anchor" not in record else not all(there):
            self.line.add("record_anchor", names[0])
        if "anchor" not in record or not all(there):
            return
        try:
            data = self.archive.read(names[0], JSON_MOST, "json")
            anchor = statement(data, ANCHOR, names[0])
            signature = self.archive.read(names[1], 64, "record_anchor")
        except WrongError as wrong:
            self.line.note(wrong.fault)
            return
        cited = {"id": anchor["id"], "t": anchor["t"]} == record["anchor"]
        if not cited or keys.check(anchor["key"], anchor["t"], "anchor", signature, data):
            self.line.add("record_anchor", names[0])

    def _check_device(self, record: dict[str, Any], at: str, signature: bytes, data: bytes) -> None:
        name, key = f"records/{self.id}.json", record["key"]
        enrolments = self.bundle.enrolled(key)
        idx = self.own.idx if self.own else MOST
        if not enrolments:
            self._not_enrolled(name)
            return
        if not signed_by_device(enrolments[0].said["jwk"], signature, b"fi/capture/v1\n" + data):
            self.line.add("record_signature", name)
        then = [one for one in enrolments if one.said["user"] == record["insp"] and one.idx < idx and at < one.said["until"]]
        for fault in (then or enrolments)[0].faults:
            self.line.note(fault)
        if not then or self.bundle.revoked_before(key, idx):
            self.line.add("record_key", name)

    def _not_enrolled(self, name: str) -> None:
        """No enrolment names the key: none is there, or one cannot be read."""
        all_ = [one for one in self.bundle.device_entries if one.act == "device_key.enrolled"]
        unread = [one for one in all_ if self._unread(one)]
        for fault in (fault for one in unread for fault in one.faults):
            self.line.note(fault)
        if unread or any(one.faults and not one.act for one in self.entries):
            return
        self.line.add("payload_erased" if any(one.erased for one in all_) else "record_key", name)

    def _check_outside(self, receipt: dict[str, Any]) -> None:
        bundle = self.bundle
        if self.own is None or self.own.idx > bundle.covered:
            self.line.add("no_external_checkpoint")
        if bundle.outside and seconds(receipt["at"]) > min(bundle.outside) + CLOCKS_APART:
            self.line.add("time_order", f"receipts/{self.id}.json")


def kept_note(data: bytes, number: int) -> Note:
    """A checkpoint the reader kept, with or without its signatures.

    Raises: MisuseError.
    """
    try:
        return Note(data, f"--checkpoint {number}", bare=True)
    except WrongError as wrong:
        raise MisuseError(f"--checkpoint {number}: not a checkpoint (C2SP)") from wrong


class Authorities:
    """The reader's time-stamping authorities; the packages they need are asked for only if there are any."""

    def __init__(self, given: Sequence[bytes]) -> None:
        self._roots: list[Any] = []
        if not given:
            return
        try:
            import rfc3161_client  # ruff: ignore[import-outside-top-level]
            from cryptography import x509  # ruff: ignore[import-outside-top-level]
        except ImportError as missing:
            raise MisuseError("--tsa: pip install rfc3161-client") from missing
        self._client = rfc3161_client
        try:
            for one in given:
                pem = one.lstrip().startswith(b"-----")
                self._roots += x509.load_pem_x509_certificates(one) if pem else [x509.load_der_x509_certificate(one)]
        except ValueError as error:
            raise MisuseError("--tsa: no certificate") from error

    def __bool__(self) -> bool:
        return bool(self._roots)

    def stamped(self, data: bytes, body: bytes, where: str) -> int | None:
        """When one of them stamped this checkpoint; a stamp by somebody else counts for nothing.

        Raises: WrongError, if one of them stamped something else.
        """
        client = self._client
        try:
            answer = client.decode_timestamp_response(data)
            info = answer.tst_info
            client.VerifierBuilder(roots=list(self._roots)).build().verify(answer, info.message_imprint.message)
        except (client.VerificationError, ValueError, TypeError):
            return None
        if info.message_imprint.hash_algorithm.dotted_string != SHA256 or info.message_imprint.message != sha(body):
            raise WrongError("checkpoint_signature", where)
        return int(info.gen_time.timestamp())


class Verdict(NamedTuple):
    """What is said of a bundle."""

    bundle: dict[str, Any]
    items: list[dict[str, Any]]
    notes: list[str]
    title: str = ""


def verify(bundle: Path | bytes, trust: Trust) -> Verdict:
    """Verify one bundle, from a file or from memory.

    Raises: MisuseError, OSError.
    """
    try:
        archive = Archive(lambda: io.BytesIO(bundle) if isinstance(bundle, bytes) else bundle.open("rb", buffering=0))
    except WrongError as wrong:
        return Verdict(Line("", "bundle", [wrong.fault]).told(), [], [])
    try:
        run = Bundle(archive, trust)
        run.verify()
    finally:
        archive.close()
    return Verdict(run.line.told(), [line.told() for line in run.lines.values()], run.notes, run.title)


# ---------------------------------------------------------------- §8 an exported log

LOG_HEADER = b"mingcha/log-export/v1"
BLOCK = 4 * CHUNK
LINE_MOST = 2 * CHUNK
STRING, SOME, NAMED = rb'"[ !#-\[\]-~]*"', rb'"[ !#-\[\]-~]+"', rb'"[ !#-.0-\[\]-~]+/[ !#-\[\]-~]+"'
COMMON = re.compile(  # an entry that is canonical at a glance
    rb'\{"act":' + SOME + rb',"actor":' + STRING + rb',"at":"(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z"'
    rb',"commit":"([0-9a-f]{64})","idx":([1-9]\d{0,14}),"obj":' + NAMED + rb',"prev":"([0-9a-f]{64})"\}'
)  # fmt: skip


class Seen(NamedTuple):
    """A checkpoint of the export, and the time at which a witness of the reader signed it."""

    size: int
    root: bytes
    witnessed: bool


class Read(NamedTuple):
    """What one block of the export holds."""

    first: int
    prev: bytes
    chain: bytes
    leaves: bytes
    erased: int
    notes: list[Seen]
    faults: dict[str, str]


class Block(NamedTuple):
    """Where a block lies, and what its reader must know."""

    path: Path
    offset: int
    length: int
    origin: str
    log_keys: tuple[bytes, ...]
    witnesses: tuple[str, ...]


@lru_cache(maxsize=4096)
def _day(day: bytes) -> bool:
    return instant(day.decode() + "T00:00:00.000Z")


class BlockReader:
    """Reads one block of whole lines: entries, what belongs to them, checkpoints."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.witnesses = [Witness(vkey) for vkey in block.witnesses]
        self.first, self.prev = 0, b""
        self.idx, self.chain = 0, b""
        self.commit: bytes | None = None  # of the last entry, until its payload has come
        self.leaves = bytearray()
        self.erased = 0
        self.notes: list[Seen] = []
        self.faults: dict[str, str] = {}

    def read(self) -> Read:
        """Read it all; what is wrong is told once a code."""
        with self.block.path.open("rb") as file:
            file.seek(self.block.offset)
            lines = file.read(self.block.length).split(b"\n")
        for line in lines[:-1]:
            try:
                self._line(line)
            except WrongError as wrong:
                self.faults.setdefault(*wrong.fault[:2])
        self._payload_absent()
        return Read(self.first, self.prev, self.chain, bytes(self.leaves), self.erased, self.notes, self.faults)

    def _line(self, line: bytes) -> None:
        kind = line[:1]
        if kind == b"{":
            self._entry(line)
        elif kind == b"+":
            self._payload(line)
        elif kind == b"=":
            self._note(line)
        else:
            raise WrongError("archive", f"after {self.idx}")

    def _entry(self, line: bytes) -> None:
        self._payload_absent()
        found = COMMON.fullmatch(line)
        if found and len(line) <= JSON_MOST and _day(found[1]):
            commit, idx, prev = bytes.fromhex(found[2].decode()), int(found[3]), bytes.fromhex(found[4].decode())
        else:
            value = statement(line, ENTRY, f"after {self.idx}")
            commit, idx, prev = bytes.fromhex(value["commit"]), value["idx"], bytes.fromhex(value["prev"])
        if not self.first:
            self.first, self.prev = idx, prev
        elif (idx, prev) != (self.idx + 1, self.chain):
            self.faults.setdefault("entry_leaf", str(idx))
        leaf = hashlib.sha256(b"\x00" + line).digest()
        self.leaves += leaf
        self.idx, self.commit = idx, commit
        self.chain = hashlib.sha256(b"\x02" + prev + leaf).digest()

    def _payload_absent(self) -> None:
        self.erased += self.commit is not None
        self.commit = None

    def _payload(self, line: bytes) -> None:
        commit, self.commit = self.commit, None
        parts = line[1:].split(b" ")
        try:
            salt, payload = map(base64.b64decode, parts)
        except ValueError:
            raise WrongError("archive", str(self.idx)) from None
        if [base64.b64encode(salt), base64.b64encode(payload)] != parts:
            raise WrongError("archive", str(self.idx))
        if commit is None or len(salt) != 16 or hashlib.sha256(b"\x03" + salt + payload).digest() != commit:
            raise WrongError("entry_payload", str(self.idx))

    def _note(self, line: bytes) -> None:
        where = f"checkpoint {self.idx}"
        data = base64_of(line[1:].decode("latin-1"))
        if data is None:
            raise WrongError("archive", where)
        note = Note(data, where)
        if note.origin != self.block.origin or not note.signed_by_log(self.block.log_keys):
            raise WrongError("checkpoint_signature", where)
        if note.size != self.idx:
            raise WrongError("proof", where)
        seen = [at for witness in self.witnesses for at in note.witnessed(witness)]
        self.notes.append(Seen(note.size, note.root, bool(seen)))


def read_block(block: Block) -> Read:
    """Read one block (in a process of its own, if the export is long)."""
    return BlockReader(block).read()


class Growing:
    """The tree as it grows, leaf by leaf: the roots of its full subtrees, largest first."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Append a leaf."""
        peaks, size = self.peaks, self.size
        while size & 1:
            leaf = hashlib.sha256(b"\x01" + peaks.pop() + leaf).digest()
            size >>= 1
        peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root so far."""
        root = self.peaks[-1] if self.peaks else sha()
        for peak in self.peaks[-2::-1]:
            root = node(peak, root)
        return root


class Export:
    """One run over an exported log."""

    def __init__(self, path: Path, trust: Trust) -> None:
        self.path = path
        self.trust = trust
        self.line = Line("", "log")
        self.kept: dict[int, list[Note]] = {}
        self.tree = Growing()
        self.chain = sha(b"mingcha/log/v1")
        self.covered = 0
        self.erased = 0
        self.checkpoints = 0
        self.origin = ""
        self.log_keys: tuple[bytes, ...] = ()

    def verify(self) -> Verdict:
        """Read the whole log."""
        for vkey in self.trust.witnesses:
            Witness(vkey)
        try:
            with self.path.open("rb") as file:
                start = self._head(file)
                for number, kept in enumerate(self.trust.checkpoints, start=1):
                    self._keep(kept_note(kept, number))
                self._body(file, start)
        except WrongError as wrong:
            self.line.note(wrong.fault)
        return self._verdict()

    def _keep(self, note: Note) -> None:
        if note.origin == self.origin and note.size:
            self.kept.setdefault(note.size, []).append(note)

    def _head(self, file: BinaryIO) -> int:
        """Read the first two lines: what this is, and the keys.

        Raises: WrongError.
        """
        if file.readline(64) != LOG_HEADER + b"\n":
            raise WrongError("archive", "1")
        parts = file.readline(2 * LIST_MOST).removesuffix(b"\n").split(b" ")
        data, signature = ((base64_of(part.decode("latin-1")) or b"") for part in (*parts, b"", b"")[:2])
        keys = Keys(data)
        signer = keys.signer(signature, data)
        if signer is None or len(parts) != 2:
            raise WrongError("keys_signature", "keys")
        if self.trust.root is None:
            self.line.note(Fault("root_untrusted", "keys", maybe=True))
        elif signer != self.trust.root:
            self.line.add("root_untrusted", "keys")
        self.origin, self.log_keys = keys.origin, keys.log_keys()
        return file.tell()

    def _body(self, file: BinaryIO, start: int) -> None:
        total = file.seek(0, io.SEEK_END)
        end = self._end(file, start, total)
        blocks = (
            Block(self.path, *cut_, self.origin, self.log_keys, self.trust.witnesses)
            for cut_ in self._cuts(file, start, total - len(end))
        )
        for read in self._reads(blocks, total):
            self._take(read)
        if end != f"end {self.tree.size}\n".encode():
            raise WrongError("archive", "end")
        if any(size > self.tree.size for size in self.kept):
            self.line.add("checkpoint_fork", f"end {self.tree.size}")

    @staticmethod
    def _end(file: BinaryIO, start: int, total: int) -> bytes:
        """The last line, without which the export was cut off."""
        file.seek(max(start, total - 32))
        tail = file.read(32)
        last = tail[tail.rfind(b"\n", 0, -1) + 1 :]
        if not re.fullmatch(rb"end (0|[1-9][0-9]{0,15})\n", last):
            raise WrongError("archive", "end")
        return last

    @staticmethod
    def _cuts(file: BinaryIO, start: int, total: int) -> Iterator[tuple[int, int]]:
        """Blocks of whole lines, no payload apart from its entry, no checkpoint apart from the entry it ends with."""
        while start < total:
            file.seek(min(start + BLOCK, total))
            if file.tell() < total:
                _read_line(file)
            stop = file.tell()
            while stop < total and _read_line(file)[:1] in {b"+", b"="}:
                stop = file.tell()
                if stop - start > 4 * BLOCK:
                    raise WrongError("archive", "checkpoints")
            stop = min(stop, total)
            yield start, stop - start
            start = stop

    @staticmethod
    def _reads(blocks: Iterator[Block], total: int) -> Iterator[Read]:
        """The blocks' contents in order, never more of them at once than there are processors twice over."""
        workers = min(8, os.cpu_count() or 1)
        if total < 8 * BLOCK or workers == 1:
            yield from map(read_block, blocks)
            return
        with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
            waiting = [pool.submit(read_block, block) for block in islice(blocks, 2 * workers)]
            while waiting:
                yield waiting.pop(0).result()
                waiting += [pool.submit(read_block, block) for block in islice(blocks, 1)]

    def _take(self, read: Read) -> None:
        for code, where in read.faults.items():
            self.line.add(code, where)
        if read.first and (read.first, read.prev) != (self.tree.size + 1, self.chain):
            self.line.add("entry_leaf", str(read.first))
        notes, self.erased = iter(read.notes), self.erased + read.erased
        due = next(notes, None)
        for at in range(0, len(read.leaves), 32):
            self.tree.add(read.leaves[at : at + 32])
            while due and due.size == self.tree.size:
                self._checkpoint(due)
                due = next(notes, None)
            if self.tree.size in self.kept:
                self._compare()
        if due:
            self.line.add("proof", f"checkpoint {due.size}")
        self.chain = read.chain or self.chain

    def _checkpoint(self, seen: Seen) -> None:
        self.checkpoints += 1
        if seen.root != self.tree.root():
            self.line.add("proof", f"checkpoint {seen.size}")
        elif seen.witnessed:
            self.covered = max(self.covered, seen.size)

    def _compare(self) -> None:
        if all(kept.root == self.tree.root() for kept in self.kept[self.tree.size]):
            self.covered = max(self.covered, self.tree.size)
        else:
            self.line.add("checkpoint_fork", f"entry {self.tree.size}")

    def _verdict(self) -> Verdict:
        size = self.tree.size
        parts = [Line(f"1–{min(self.covered, size)}", "entries"), Line(f"{self.covered + 1}–{size}", "entries")]
        parts[1].add("no_external_checkpoint")
        parts = [part for part, there in zip(parts, (self.covered, self.covered < size or not size), strict=True) if there]
        for part in parts:
            for fault in self.line.faults:
                part.note(fault)
        for part in parts:
            for fault in part.faults:
                self.line.note(fault)
        notes = [f"{size} 条，{self.checkpoints} 个检查点，{self.erased} 条内容已删除 / entries, checkpoints, payloads erased"]
        return Verdict(self.line.told(), [part.told() for part in parts], notes, self.origin)


def _read_line(file: BinaryIO) -> bytes:
    line = file.readline(LINE_MOST)
    if not line.endswith(b"\n"):
        raise WrongError("archive", "line")
    return line


def verify_log(path: Path, trust: Trust) -> Verdict:
    """Verify a whole exported log.

    Raises: MisuseError, OSError.
    """
    return Export(path, trust).verify()


# ---------------------------------------------------------------- the command line

WORDS = {
    "zh": {PASS: "通过", FAIL: "不通过", UNVERIFIABLE: "无法判定", "bundle": "证据包", "log": "日志", "evidence": "照片或文件",
           "report": "报告", "submission": "整改反馈", "entries": "条目", "ok": "自回执以来字节未变，次序未变，日志曾为外部所见"},
    "en": {PASS: "pass", FAIL: "fail", UNVERIFIABLE: "cannot be told", "bundle": "bundle", "log": "log", "evidence": "evidence",
           "report": "report", "submission": "submission", "entries": "entries",
           "ok": "unchanged since the receipt, in this order, in a log that outside eyes saw"},
}  # fmt: skip


def shown(value: str, most: int = 200) -> str:
    """Somebody's text without what could steer a terminal."""
    return "".join(one if one.isprintable() else "�" for one in value[:most])


def words(line: dict[str, Any], language: str) -> str:
    """One line for people."""
    say, code = WORDS[language], line["code"]
    reason = say["ok"] if code == "ok" else CODES[code][language == "en"]
    others = "".join(f" +{other}" for other in line["codes"] if other != code)
    where = f" ({shown(line['where'])})" if line["where"] else ""
    what = f"{say[line['kind']]} {line['id']}".rstrip()
    return f"{line['verdict']:<12} {code:<22} {what} {say[line['verdict']]}: {reason}{where}{others}"


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is the reader's mistake, not a verdict."""

    def error(self, message: str) -> NoReturn:
        """Refuse.

        Raises: MisuseError.
        """
        raise MisuseError(message)


def _parser() -> Parser:
    parser = Parser(prog="mingcha verify", description="核验证据包或导出的日志 / verify a bundle or an exported log")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("bundle", nargs="?", type=Path, help="证据包 / the bundle (ZIP)")
    which.add_argument("--log", type=Path, metavar="FILE", help="导出的整个日志 / an exported log")
    parser.add_argument(
        "--root", metavar="KEY", help="根密钥：指纹，或写有它的文件 / the root key: thumbprint, or a file with it or its JWK"
    )
    for option, kind, name, words_ in (
        ("--witness", str, "VKEY", "见证方公钥，或写有它们的文件 / a witness's vkey, or a file of them"),
        ("--tsa", Path, "CERT", "时间戳机构的证书 / a time-stamping authority's certificates, PEM"),
        ("--checkpoint", Path, "FILE", "自己留存的检查点 / a checkpoint you kept"),
    ):
        parser.add_argument(option, metavar=name, type=kind, action="append", default=[], help=words_)
    parser.add_argument("--json", action="store_true", help="供机器读 / for machines")
    parser.add_argument("--lang", choices=sorted(WORDS), default="zh")
    return parser


def _root(given: str | None) -> str | None:
    if given is None or hex64(given):
        return given
    try:
        told = Path(given).read_bytes()[:JSON_MOST].decode().strip()
        return told if hex64(told) else thumbprint({name: json.loads(told)[name] for name in ("crv", "kty", "x")})
    except (ValueError, KeyError, TypeError, UnicodeDecodeError):
        raise MisuseError(f"--root: neither a thumbprint nor a file with one: {shown(given)}") from None


def _witnesses(given: Iterable[str]) -> Iterator[str]:
    for one in given:
        if "+" in one:
            yield one
        else:
            yield from (line for line in Path(one).read_text(encoding="utf-8").splitlines() if line.strip())


def _trust(asked: argparse.Namespace) -> Trust:
    return Trust(
        _root(asked.root),
        tuple(_witnesses(asked.witness)),
        tuple(path.read_bytes() for path in asked.checkpoint),
        tuple(path.read_bytes() for path in asked.tsa),
    )


def _print(verdict: Verdict, asked: argparse.Namespace) -> None:
    if asked.json:
        json.dump(verdict._asdict(), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return
    if verdict.title:
        sys.stdout.write(shown(verdict.title) + "\n")
    for line in (*verdict.items, verdict.bundle):
        sys.stdout.write(words(line, asked.lang) + "\n")
    for note in verdict.notes:
        sys.stdout.write(f"{'':<12} {note}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify what is asked; 0 PASS, 1 FAIL, 2 UNVERIFIABLE, 64 the reader's own mistake."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        asked = _parser().parse_args(arguments)
        verdict = verify_log(asked.log, _trust(asked)) if asked.log else verify(asked.bundle, _trust(asked))
    except (MisuseError, OSError) as mistake:
        sys.stderr.write(f"{mistake}\n")
        return MISUSE
    except (MemoryError, RecursionError):
        verdict = Verdict(Line("", "bundle", [Fault("archive")]).told(), [], [])
    _print(verdict, asked)
    return EXIT[verdict.bundle["verdict"]]


if __name__ == "__main__":
    sys.exit(main())
