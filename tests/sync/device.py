"""A phone's copies, kept by the documented protocol: pages, the digest, the comparison of lists."""

import hashlib
from typing import Any

import httpx2

KINDS = ("task", "report", "finding", "order", "mission")
AT_ONCE = 500


class Device:
    """What one device of one user holds: by kind and id, the version it was told and the thing."""

    def __init__(self, client: httpx2.Client) -> None:
        """It holds nothing yet."""
        self.client, self.cursor = client, ""
        self.held: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {kind: {} for kind in KINDS}
        self.told: list[tuple[str, str]] = []  # every change of the last pull
        self.begun_anew = self.healed = self.resynced = 0
        self.agreed = False

    def digest(self) -> str:
        """Computed as the device does."""
        lines = [f"{kind} {id_} {version}\n" for kind in KINDS for id_, (version, _) in self.held[kind].items()]
        return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()

    def ids(self) -> set[tuple[str, str]]:
        """All it holds."""
        return {(kind, id_) for kind in KINDS for id_ in self.held[kind]}

    def pull(self) -> None:
        """Up to the newest; whoever holds something else than the server says compares, once."""
        self.told = []
        wanted = self._pages()
        if wanted != self.digest():
            self.healed += 1
            self.compare()
            wanted = self._pages()
        self.agreed = wanted == self.digest()

    def _pages(self) -> str:
        while True:
            answer = self.client.get("/sync", params={"cursor": self.cursor} if self.cursor else {})
            if answer.status_code == 410:
                self.resynced += 1
                self.cursor = self.compare()
                continue
            assert answer.status_code == 200, answer.text
            page = answer.json()
            self.begun_anew += page["anew"]
            self._put(page["changes"])
            self.cursor = page["next_cursor"]
            if not page["more"]:
                return str(page["scope_sha256"])
            assert page["scope_sha256"] is None

    def _put(self, changes: list[dict[str, Any]]) -> None:
        for change in changes:
            self.held[change["kind"]][change["id"]] = (change["version"], change["object"])
            self.told.append((change["kind"], change["id"]))

    def compare(self) -> str:
        """Every list against the server's; the cursor of the first answer."""
        cursors = [self._compare(kind) for kind in KINDS]
        return cursors[0]

    def _compare(self, kind: str) -> str:
        after, first = None, ""
        while True:
            own = self.held[kind]
            ahead = sorted(id_ for id_ in own if after is None or id_ > after)
            items = [{"id": id_, "version": own[id_][0]} for id_ in ahead[:AT_ONCE]]
            asked = {"kind": kind, "after": after, "items": items, "last": len(ahead) <= AT_ONCE}
            answer = self.client.post("/sync/compare", json=asked)
            assert answer.status_code == 200, answer.text
            found = answer.json()
            first = first or found["next_cursor"]
            for id_ in found["gone"]:
                del own[id_]
            self._put(found["changes"])
            after = found["through"]
            if after is None:
                return first
