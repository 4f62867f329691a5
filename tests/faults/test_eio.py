"""R4: fsync, write or close answers EIO, once or from then on, at each place the upload and the database call it.

Refused with 503 and never 500; nothing of the failed file is trusted again; no receipt; an alarm; afterwards all goes on.
"""

import httpx2
import pytest

from tests.faults.courier import Courier
from tests.faults.installation import LARGE, TEXT, UPLOAD, WHOLE, Deed, Installation, refused
from tests.faults.strace import Point
from tests.faults.test_syscalls import told
from tests.world import Template

CALLS = ("fsync", "fdatasync", "pwrite64", "write", "close", "ftruncate", "?link", "linkat", "?unlink", "unlinkat", "?rename")
FATAL = {"fsync", "pwrite64", "write", "close"}  # after one of these a file that arrives is not to be trusted
PAGE, FOLDER = ("pwrite64", "wal"), ("fsync", "originals")


class Trial(Installation):
    """One error after another on one server, which is never started again."""

    def run(self, deed: Deed, every: int) -> int:
        """Strike at every point of a deed (of SQLite's pages at every `every`-th), each once and for good; how often."""
        points = [point for point in self.points(deed, CALLS) if (point.name, point.on) != PAGE or point.nth % every == 0]
        for point in points:
            self._fail(deed, point, "once")
            self._fail(deed, point, "always")
        return 2 * len(points)

    def _fail(self, deed: Deed, point: Point, mode: str) -> None:
        before, where = self.alarms(), f"{mode} {point}"
        courier, stop = self.strike(deed, point, f"error=EIO:when={point.nth}{'+' * (mode == 'always')}")
        self.counts["not refused" if stop is None else "refused"] += 1
        if stop is not None and not refused(stop, 503):
            self.promises.breach(f"{where}: {stop if isinstance(stop, httpx2.TransportError) else (stop.status_code, stop.text)}")
        if stop is not None and courier.delivered:
            self.promises.breach(f"{where}: refused, and a receipt")
        if (stop is not None or point.on in {"arriving", "originals"}) and self.alarms() <= before:
            self.promises.breach(f"{where}: nobody was alarmed")
        self._mend(courier, point, where)

    def _mend(self, courier: Courier, point: Point, where: str) -> None:
        """The disk works again: what was refused is sent again, from nothing where nothing can be trusted."""
        doubtful = self._named(courier) if (point.name, point.on) == FOLDER else {}
        if courier.open and point.on == "arriving":
            if point.name in FATAL and (offset := courier.offset()) != 0:
                self.promises.breach(f"{where}: {offset} bytes of a file that failed are still counted on")
            self.counts["thrown away"] += point.name in FATAL
            courier.forgive()
        if (left := self.finish(courier)) is not None:
            self.promises.breach(f"{where}: what was sent again was not taken: {left}")
        again = self._named(courier)
        for sha256 in (sha256 for sha256, inode in doubtful.items() if again[sha256] == inode):
            self.promises.breach(f"{where}: the name of {sha256} may not be on disk, and was not written anew")
        self.counts["named anew"] += len(doubtful)
        self.examine(where)

    def _named(self, courier: Courier) -> dict[str, int]:
        """The inodes of its originals that have their names: a second fsync of the folder alone proves nothing."""
        paths = {line["sha256"]: self.files.original(line["sha256"]) for line in courier.manifest["evidence"]}
        return {sha256: path.stat().st_ino for sha256, path in paths.items() if path.exists()}


@pytest.mark.parametrize(
    ("engine", "deeds", "every", "least"),
    [
        pytest.param("sqlite", (UPLOAD,), 9, 40, id="sqlite"),
        pytest.param("postgresql", (UPLOAD,), 1, 24, id="postgresql"),
        pytest.param("sqlite", (LARGE, WHOLE, TEXT), 1, 300, id="sqlite-nightly", marks=pytest.mark.nightly),
        pytest.param("postgresql", (LARGE, WHOLE), 1, 50, id="postgresql-nightly", marks=pytest.mark.nightly),
    ],
)
def test_a_disk_that_fails_is_told_and_nothing_that_failed_is_trusted(
    template: Template, engine: str, deeds: tuple[Deed, ...], every: int, least: int, capfd: pytest.CaptureFixture[str]
) -> None:
    with Trial(template.settings(engine, access_token_s=86_400)) as trial:
        tried = sum(trial.run(deed, every) for deed in deeds)
    with capfd.disabled():
        told(f"R4 {engine}", tried, trial)
    assert trial.promises.breaches == []
    assert tried >= least
    assert trial.counts["struck"] == tried
    assert trial.counts["refused"] >= tried * 0.8
    assert trial.counts["named anew"] >= 1
    assert trial.server.faults() == 0
    assert trial.server.starts == 1
    assert trial.promises.minted == trial.promises.receipts.keys()
