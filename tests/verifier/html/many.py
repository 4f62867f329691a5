"""Bundles of many photographs, for looks and for speed: `python -m tests.verifier.html.many FILE COUNT BYTES`."""

import hashlib
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.verifier import maker
from tests.verifier.maker import ORIGIN, USER, Story, b64

MORNING = datetime(2027, 1, 15, 7, tzinfo=UTC)


def when(second: int) -> str:
    """The maker's clock, which may run past one hour; slowly, so that the witness still comes last."""
    return (MORNING + timedelta(seconds=second / 25)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class ManyStory(Story):
    """A story of `count` photographs by one device."""

    def tell_many(self, count: int, length: int) -> "ManyStory":
        self.photos = maker.photographs(count)
        with patch.object(maker, "when", when):
            self.log.add("user.signed_in", f"user_account/{USER}", when(1), ip="10.0.0.1")
            self.enrolled = [self.enrol(self.device)]
            for number, photo in enumerate(self.photos, start=1):
                seed = hashlib.sha256(photo.encode()).digest()
                self.originals[photo] = b"\xff\xd8\xff\xe0" + (seed * (length // 32 + 1))[: length - 6] + b"\xff\xd9"
                self.record(photo, number)
                self.receive("evidence", photo, 10 * number + 5)
            self.size, self.manifest, self.at = len(self.log.entries), self.key_manifest(), when(10 * count + 100)
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.note = super().checkpoint()
        return self

    def checkpoint(self, size: int | None = None) -> bytes:
        return super().checkpoint(size) if size else getattr(self, "note", None) or super().checkpoint()

    def node(self, low: int, high: int) -> bytes:
        """Root of the leaves between, remembered."""
        if (low, high) not in self.nodes:
            cut = low + maker.half(high - low) if high - low > 1 else low
            self.nodes[low, high] = (
                self.log.leaf(low + 1) if high - low == 1 else maker.sha(b"\x01", self.node(low, cut), self.node(cut, high))
            )
        return self.nodes[low, high]

    def proof(self, idx: int) -> bytes:
        path, low, high = [], 0, self.size
        while high - low > 1:
            cut = low + maker.half(high - low)
            left = idx - 1 < cut
            path.append(self.node(cut, high) if left else self.node(low, cut))
            low, high = (low, cut) if left else (cut, high)
        return (
            "\n".join(["c2sp.org/tlog-proof@v1", f"index {idx - 1}", *(b64(one) for one in reversed(path)), "", ""]).encode()
            + self.checkpoint()
        )


def many(count: int, length: int, title: str = "云东镇暗访") -> tuple[bytes, dict[str, Any]]:
    """A right bundle, and what its reader trusts."""
    story = ManyStory().tell_many(count, length)
    assert story.manifest["origin"] == ORIGIN
    return story.seal(story.sign(), lambda said: said.update(title=title)), story.trust


if __name__ == "__main__":
    bundle, trust = many(int(sys.argv[2]), int(sys.argv[3]))
    Path(sys.argv[1]).write_bytes(bundle)
    Path(sys.argv[1]).with_suffix(".trust.json").write_text(json.dumps(trust))
