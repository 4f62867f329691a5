"""A bundle read from the format's text alone: bytes, hashes and signatures recomputed here, with nothing of the program."""

import base64
import hashlib
import io
import json
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha256(*parts: bytes) -> bytes:
    """Of the parts joined."""
    return hashlib.sha256(b"".join(parts)).digest()


@dataclass
class Read:
    """A bundle's files by name, in their order, and its list."""

    names: list[str]
    files: dict[str, bytes]
    said: dict[str, Any]

    def json(self, name: str) -> Any:
        """A file as JSON."""
        return json.loads(self.files[name])

    def item(self, id_: str) -> dict[str, Any]:
        """One item of the list."""
        found: dict[str, Any] = next(each for each in self.said["items"] if each["id"] == id_)
        return found

    def acts(self, id_: str) -> list[str]:
        """What the entries of an item say was done."""
        return [self.json(f"entries/{index}.json")["act"] for index in self.item(id_)["entries"]]


def opened(archive: bytes, root: str) -> Read:
    """Everything that §6 asks of a bundle, checked; `root` is the root key's thumbprint, got elsewhere."""
    with zipfile.ZipFile(io.BytesIO(archive)) as book:
        assert book.testzip() is None
        names = [each.filename for each in book.infolist()]
        read = Read(names, {name: book.read(name) for name in names}, json.loads(book.read("bundle.json")))
    assert archive == canonical_zip(read.files)
    assert canonical_json(read.said) == read.files["bundle.json"]
    listed = [name for name in sorted(read.files) if name not in {"bundle.json", "bundle.sig"}]
    assert read.said["files"] == [
        {"name": name, "size": len(read.files[name]), "sha256": sha256(read.files[name]).hex()} for name in listed
    ]
    keys = manifest(read, root)
    receipt = keys["receipt"]
    assert read.said["key"] == thumbprint(receipt)
    public(receipt).verify(read.files["bundle.sig"], b"fi/bundle/v1\n" + read.files["bundle.json"])
    size, top = checkpoint(read, keys["log"])
    for item in read.said["items"]:
        proven(read, item, receipt)
    told = {index for item in read.said["items"] for index in item["entries"]}
    assert {f"entries/{index}.json" for index in told} == {
        name for name in names if name.startswith("entries/") and name.endswith(".json")
    }
    for index in told:
        in_tree(read, index, size, top)
    return read


def canonical_json(value: Any) -> bytes:
    """Names in order, nothing between."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def canonical_zip(files: dict[str, bytes]) -> bytes:
    """The one archive of these files, written down field by field."""
    body, directory = b"", b""
    for name in sorted(files):
        data = files[name]
        crc, size, title = zlib.crc32(data), len(data), name.encode()
        at = len(body)
        body += struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0x0800, 0, 0, 0x21, crc, size, size, len(title), 0) + title + data
        fields = (0x02014B50, 20, 20, 0x0800, 0, 0, 0x21, crc, size, size, len(title), 0, 0, 0, 0, 0, at)
        directory += struct.pack("<IHHHHHHIIIHHHHHII", *fields) + title
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(files), len(files), len(directory), len(body), 0)
    return body + directory + end


def thumbprint(jwk: dict[str, str]) -> str:
    """RFC 7638."""
    return sha256(f'{{"crv":"{jwk["crv"]}","kty":"{jwk["kty"]}","x":"{jwk["x"]}"}}'.encode()).hex()


def public(jwk: dict[str, str]) -> Ed25519PublicKey:
    """RFC 8037."""
    return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(jwk["x"] + "="))


def manifest(read: Read, root: str) -> dict[str, dict[str, str]]:
    """The server's keys by their use."""
    told = read.json("keys.json")
    keys = {each["use"]: each["jwk"] for each in told["keys"]}
    assert thumbprint(keys["root"]) == root
    public(keys["root"]).verify(read.files["keys.sig"], b"fi/keys/v1\n" + read.files["keys.json"])
    assert told["origin"] == read.said["origin"]
    return keys


def checkpoint(read: Read, log: dict[str, str]) -> tuple[int, bytes]:
    """Size and root that the log signed."""
    body, _, lines = read.files["checkpoint.txt"].decode().partition("\n\n")
    origin, size, root = body.split("\n")
    raw = base64.b64decode(lines.split("\n")[0].removeprefix(f"— {origin} "))
    key = base64.urlsafe_b64decode(log["x"] + "=")
    assert raw[:4] == sha256(origin.encode(), b"\n\x01", key)[:4]
    public(log).verify(raw[4:], f"{body}\n".encode())
    top = base64.b64decode(root)
    assert (origin, read.said["checkpoint"]) == (read.said["origin"], {"size": int(size), "root": top.hex()})
    return int(size), top


def proven(read: Read, item: dict[str, Any], key: dict[str, str]) -> None:
    """The receipt holds, names an entry that speaks of the same, and the original is what it says."""
    name = f"receipts/{item['id']}"
    public(key).verify(read.files[f"{name}.sig"], b"fi/receipt/v1\n" + read.files[f"{name}.json"])
    receipt = read.json(f"{name}.json")
    assert canonical_json(receipt) == read.files[f"{name}.json"]
    assert (receipt["of"], receipt["id"], receipt["key"]) == (item["kind"], item["id"], thumbprint(key))
    assert item["entries"] == sorted(set(item["entries"]))
    assert receipt["idx"] in item["entries"]
    raw = read.files[f"entries/{receipt['idx']}.json"]
    entry = json.loads(raw)
    act = {"evidence": "evidence.received", "report": "report.submitted", "submission": "submission.submitted"}[item["kind"]]
    assert (entry["act"], entry["obj"]) == (act, f"{item['kind']}/{item['id']}")
    assert entry["at"].startswith(receipt["at"].removesuffix("Z"))
    assert sha256(b"\x02", bytes.fromhex(entry["prev"]), sha256(b"\x00", raw)).hex() == receipt["chain"]
    if f"entries/{receipt['idx']}.payload" in read.files:
        payload = read.json(f"entries/{receipt['idx']}.payload")
        assert payload["sha256" if item["kind"] == "evidence" else "content_sha256"] == receipt["sha256"]
    if f"originals/{item['id']}" in read.files:
        original = read.files[f"originals/{item['id']}"]
        assert sha256(original).hex() == receipt["sha256"]
        assert receipt.get("size", len(original)) == len(original)


def in_tree(read: Read, index: int, size: int, top: bytes) -> None:
    """An entry keeps its payload's commitment, and its proof leads to the root (RFC 9162 §2.1.3.2)."""
    raw = read.files[f"entries/{index}.json"]
    if f"entries/{index}.payload" in read.files:
        salt, payload = read.files[f"entries/{index}.salt"], read.files[f"entries/{index}.payload"]
        assert len(salt) == 16
        assert sha256(b"\x03", salt, payload).hex() == json.loads(raw)["commit"]
    head, _, note = read.files[f"proofs/{index}.tlog-proof"].decode().partition("\n\n")
    kind, place, *path = head.split("\n")
    assert (kind, place, note.encode()) == ("c2sp.org/tlog-proof@v1", f"index {index - 1}", read.files["checkpoint.txt"])
    at, last, found = index - 1, size - 1, sha256(b"\x00", raw)
    for each in map(base64.b64decode, path):
        assert last > 0
        if at & 1 or at == last:
            found = sha256(b"\x01", each, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = sha256(b"\x01", found, each)
        at, last = at >> 1, last >> 1
    assert (last, found) == (0, top)
