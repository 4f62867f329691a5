"""R5: no room, or no quota, at each write of a report's way in: 507, a truthful offset, reads go on, and so does all afterwards."""

import httpx2
import pytest

from tests.faults.installation import LARGE, TEXT, UPLOAD, WHOLE, Deed, Installation, refused
from tests.faults.strace import Point
from tests.faults.test_syscalls import told
from tests.world import Template

CALLS = ("pwrite64", "write", "?link", "linkat", "?rename")
CI = ((UPLOAD, 1), (TEXT, 1), (WHOLE, 2))  # of the last, every second call
NIGHTLY = ((LARGE, 1), (WHOLE, 1), (TEXT, 1), (UPLOAD, 1))


class Trial(Installation):
    """One full disk after another under one server, which is never started again."""

    def run(self, deed: Deed, every: int, *faults: str) -> int:
        """Let the disk be full at every `every`-th write of a deed; how often it was."""
        points = self.points(deed, CALLS)[::every]
        for fault in faults:
            for point in points:
                self._fill(deed, point, fault)
        return len(points) * len(faults)

    def _fill(self, deed: Deed, point: Point, fault: str) -> None:
        where = f"{fault} {point}"
        courier, stop = self.strike(deed, point, f"error={fault.format(point.nth)}", self._read)
        # The writer's thread also writes for the worker: then its job is put back, and this request never knew.
        self.counts["another's" if stop is None else "refused" if refused(stop, 507) else "otherwise"] += 1
        if stop is not None and not refused(stop, 507):
            said = (stop.status_code, stop.text) if isinstance(stop, httpx2.Response) else stop
            self.promises.breach(f"{where}: {said}")
        if courier.open and (offset := courier.offset()) != sum(courier.acknowledged.values()):
            self.promises.breach(f"{where}: {courier.acknowledged} bytes were acknowledged, HEAD says {offset}")
        if (left := self.finish(courier)) is not None:
            self.promises.breach(f"{where}: what was sent again was not taken: {left}")
        self.examine(where)

    def _read(self) -> None:
        """Whoever only reads does not notice."""
        known = next(iter(self.promises.photos))
        answers = [self.reader.get(path) for path in ("/reports?limit=5", f"/evidence/{known}/original", "/ledgers/findings")]
        if any(answer.status_code != 200 for answer in answers):
            self.promises.breach(f"reading was refused: {[answer.status_code for answer in answers]}")
        self.counts["read"] += len(answers)


ONCE, FOR_GOOD, QUOTA = "ENOSPC:when={}", "ENOSPC:when={}+", "EDQUOT:when={}"


@pytest.mark.parametrize(
    ("engine", "deeds", "faults", "least"),
    [
        pytest.param("sqlite", CI, (ONCE,), 100, id="sqlite"),
        pytest.param("postgresql", ((UPLOAD, 1), (WHOLE, 1)), (FOR_GOOD,), 10, id="postgresql"),
        pytest.param("sqlite", NIGHTLY, (ONCE, FOR_GOOD, QUOTA), 500, id="sqlite-nightly", marks=pytest.mark.nightly),
        pytest.param("postgresql", NIGHTLY, (ONCE, FOR_GOOD, QUOTA), 40, id="postgresql-nightly", marks=pytest.mark.nightly),
    ],
)
def test_a_write_that_finds_no_room_is_refused_and_nothing_else_is(
    template: Template,
    engine: str,
    deeds: tuple[tuple[Deed, int], ...],
    faults: tuple[str, ...],
    least: int,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with Trial(template.settings(engine, access_token_s=86_400)) as trial:
        tried = sum(trial.run(deed, every, *faults) for deed, every in deeds)
    with capfd.disabled():
        told(f"R5 {engine}", tried, trial)
    assert trial.promises.breaches == []
    assert tried >= least
    assert (trial.counts["struck"], trial.counts["refused"] + trial.counts["another's"]) == (tried, tried)
    assert trial.counts["another's"] * 20 <= tried
    assert trial.server.faults() == 0
    assert trial.server.starts == 1
    assert trial.promises.minted == trial.promises.receipts.keys()
