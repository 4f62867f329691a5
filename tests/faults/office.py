"""Somebody at a desk who carries ledgers and evidence bundles away while the server dies under him."""

import hashlib
import io
from collections.abc import Callable
from zipfile import ZipFile

from tests.faults.phones import Phone

LEDGERS = ("/ledgers/findings.xlsx", "/ledgers/findings.csv", "/ledgers/tasks.xlsx", "/ledgers/orders.csv")
WAITING = 6  # no more bundles at a time than a worker can make


class Office(Phone):
    """As patient as a phone; asks for what phones have brought."""

    def _ways(self) -> tuple[Callable[[], None], ...]:
        return (self._ledger, self._ledger, self._bundle, self._fetch)

    def _ledger(self) -> None:
        path = self._chance.choice(LEDGERS)
        content = self._until(lambda: self._client.get(path), 200).content
        if path.endswith("xlsx"):
            ZipFile(io.BytesIO(content)).close()
        self._promises.exported()

    def _bundle(self) -> None:
        """Ask for one; it is made when a worker comes to it."""
        with self._promises.lock:
            known, open_ = list(self._promises.receipts), list(self._promises.bundles.values()).count("")
        if not known or open_ >= WAITING:
            return self._ledger()
        draft = {"id": self._id(), "report_id": self._chance.choice(known), "reason": "移送"}
        self._until(lambda: self._client.post("/bundles", json=draft), 200, 201)
        self._promises.bundle(draft["id"])
        return None

    def _fetch(self) -> None:
        with self._promises.lock:
            asked = list(self._promises.bundles)
        for bundle_id in asked[-WAITING:]:
            told = self._until(lambda each=bundle_id: self._client.get(f"/bundles/{each}"), 200).json()  # type: ignore[misc]
            if told["fetchable"]:
                self._read(bundle_id)
                return

    def _read(self, bundle_id: str) -> None:
        """Whole, every file of it, or it was cut off and is asked for again."""
        content = self._until(lambda: self._client.get(f"/bundles/{bundle_id}/file"), 200).content
        with ZipFile(io.BytesIO(content)) as archive:
            if (harmed := archive.testzip()) is not None:
                raise RuntimeError(f"bundle {bundle_id}: {harmed} is harmed")
            self._promises.bundle(bundle_id, hashlib.sha256(archive.read("bundle.json")).hexdigest())
