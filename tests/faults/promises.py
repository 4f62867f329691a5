"""What the server told its clients it holds: only ever added to, and compared with the world after every fault."""

import base64
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


@dataclass(slots=True)
class Promises:
    """Promises by client id, and everything clients ever asked for. Safe to share between threads."""

    minted: set[str] = field(default_factory=set)  # report ids
    declared: dict[str, str] = field(default_factory=dict)  # evidence id: SHA-256 of what the client sends under it
    manifests: dict[str, str] = field(default_factory=dict)  # report id: content hash of a manifest taken with a 2xx
    photos: dict[str, str] = field(default_factory=dict)  # evidence id: SHA-256 of a photograph said to be whole
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)  # report id: receipt
    bundles: dict[str, str] = field(
        default_factory=dict
    )  # id: its list's SHA-256 as it was read, empty while it was only asked for
    exports: int = 0  # ledgers that were carried away: each is an entry of the log
    breaches: list[str] = field(default_factory=list)
    signer: Ed25519PublicKey | None = None  # the server's receipt key, as its clients were given it
    counts: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answered(self, answer: dict[str, Any]) -> None:
        """A 2xx to a manifest. The same report must never be answered otherwise than before."""
        report_id, receipt = answer["id"], answer["receipt"]
        with self.lock:
            if self.manifests.setdefault(report_id, answer["content_sha256"]) != answer["content_sha256"]:
                self.breaches.append(f"report {report_id}: content hash changed")
            if receipt is None:
                if report_id in self.receipts:
                    self.breaches.append(f"report {report_id}: a receipt was taken back")
                return
            if self.receipts.setdefault(report_id, receipt) != receipt:
                self.breaches.append(f"report {report_id}: two receipts that differ")
            self.photos |= {line["id"]: line["sha256"] for line in receipt["evidence"]}
            self._held_to(receipt, {"of": "report", "id": report_id, "sha256": answer["content_sha256"]})
            for line in receipt["evidence"]:
                self._held_to(line, {"of": "evidence", "id": line["id"], "sha256": self.declared.get(line["id"])})

    def _held_to(self, receipt: dict[str, Any], wanted: dict[str, Any]) -> None:
        """What was signed is this, by the key that was given; without a key nothing is said."""
        if self.signer is None:
            return
        try:
            self.signer.verify(base64.b64decode(receipt["signature"]), b"fi/receipt/v1\n" + receipt["statement"].encode())
        except InvalidSignature:
            self.breaches.append(f"{wanted['of']} {wanted['id']}: a receipt nobody signed")
            return
        said = orjson.loads(receipt["statement"])
        if {name: said.get(name) for name in wanted} != wanted or said["idx"] != receipt["log_index"]:
            self.breaches.append(f"{wanted['of']} {wanted['id']}: a receipt of something else")

    def whole(self, evidence_id: str) -> None:
        """An answer that put the upload's offset at its length."""
        with self.lock:
            self.photos[evidence_id] = self.declared[evidence_id]

    def bundle(self, bundle_id: str, sha256: str = "") -> None:
        """A bundle that was asked for with a 2xx, or read whole: always the same one."""
        with self.lock:
            if sha256 and self.bundles.get(bundle_id) not in {None, "", sha256}:
                self.breaches.append(f"bundle {bundle_id}: read twice, and not the same")
            self.bundles[bundle_id] = sha256 or self.bundles.get(bundle_id, "")

    def exported(self) -> None:
        """A ledger came whole."""
        with self.lock:
            self.exports += 1

    def breach(self, words: str) -> None:
        """Something a client saw and must not see."""
        with self.lock:
            self.breaches.append(words)

    def count(self, what: str) -> None:
        """One more of these."""
        with self.lock:
            self.counts[what] += 1

    def snapshot(self) -> "Promises":
        """What had been promised by now, for an oracle that takes its time.

        What was asked for stays shared and goes on growing: the rows the oracle reads later may be asked for later, too.
        """
        with self.lock:
            return Promises(
                self.minted, self.declared, dict(self.manifests), dict(self.photos), dict(self.receipts), dict(self.bundles),
                self.exports, list(self.breaches), self.signer,
            )  # fmt: skip
