"""R2: a server killed at each system call of a photograph's completion and its report's submission loses and doubles nothing."""

import sys
from collections import Counter, deque

import httpx2
import pytest

from app.core.settings import Settings
from tests.faults.courier import Courier
from tests.faults.installation import FINALISE, TEXT, UPLOAD, WHOLE, Deed, Installation
from tests.faults.strace import FILES, LASTING, Point
from tests.world import Template

CALLS = (*LASTING, "ftruncate", "?link", "linkat", "close", "sendto")
KINDS = FILES | {"socket"}  # killed at its answer, it has done everything and said nothing of it


LATER = 3


class Trial(Installation):
    """One kill after another, each at a call of its own."""

    def __init__(self, settings: Settings) -> None:
        """Nobody was cut off yet."""
        super().__init__(settings)
        self._waiting = deque[tuple[Point, Courier]]()

    def run(self, deed: Deed) -> int:
        """Kill at every point of a deed; how many there were."""
        points = self.points(deed, CALLS, KINDS)
        for point in points:
            self._kill(deed, point)
        return len(points)

    def _kill(self, deed: Deed, point: Point) -> None:
        courier, stop = self.strike(deed, point, f"signal=KILL:when={point.nth}")
        self.counts["cut off" if isinstance(stop, httpx2.TransportError) else f"answered at {point}"] += 1
        self.counts[point.on] += 1
        self.server.kill()
        self.roles = {}
        self.server.start()
        self.examine(str(point))
        self._waiting.append((point, courier))
        self._resume(LATER)

    def _resume(self, leave: int) -> None:
        """Whoever was cut off goes on a little later, when the dead server's lease need not be waited for."""
        while len(self._waiting) > leave:
            point, courier = self._waiting.popleft()
            if (left := self.finish(courier)) is not None:
                self.promises.breach(f"{point}: what was sent again was not taken: {left}")

    def settle(self) -> None:
        """At the end everything that was minted has its receipt, and the oracle is asked once more."""
        self._resume(0)
        self.examine("at the end")
        unfinished = self.promises.minted - self.promises.receipts.keys()
        if unfinished:
            self.promises.breach(f"{len(unfinished)} reports have no receipt")
        if self.server.faults():
            self.promises.breach(f"the server logged {self.server.faults()} faults of its own")


@pytest.mark.parametrize(
    ("engine", "deeds", "least"),
    [
        pytest.param("sqlite", (FINALISE,), 40, id="sqlite"),
        pytest.param("sqlite", (UPLOAD, WHOLE, TEXT), 200, id="sqlite-nightly", marks=pytest.mark.nightly),
        pytest.param("postgresql", (FINALISE, WHOLE, TEXT), 60, id="postgresql-nightly", marks=pytest.mark.nightly),
    ],
)
def test_a_server_killed_at_any_of_its_calls_loses_and_doubles_nothing(
    template: Template, engine: str, deeds: tuple[Deed, ...], least: int, capfd: pytest.CaptureFixture[str]
) -> None:
    with Trial(template.settings(engine, access_token_s=86_400)) as trial:
        tried = sum(trial.run(deed) for deed in deeds)
        trial.settle()
    with capfd.disabled():
        told(f"R2 {engine}", tried, trial)
    assert trial.promises.breaches == []
    assert tried >= least
    assert trial.counts["cut off"] == tried  # a kill that did not come proves nothing
    assert trial.server.starts == tried + 1


def told(what: str, tried: int, trial: Installation) -> None:
    """Past pytest's capture: these figures are the point of the run."""
    kinds = Counter(words.split(": ")[1] for words in trial.promises.breaches if ": " in words)
    held = f"{len(trial.promises.receipts)} receipts, {len(trial.promises.photos)} photographs acknowledged"
    counted = f"lost {kinds['lost']}, doubled {kinds['doubled']}, half {kinds['half']}, breaches {len(trial.promises.breaches)}"
    sys.__stderr__.write(f"\n{what}: {tried} points, {held}, {counted}, {dict(trial.counts)}\n")  # type: ignore[union-attr]
