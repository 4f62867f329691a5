"""Runs jobs: in a thread of the serving process (embedded), or as `mingcha worker` (scaled). Also what follows the log."""

import threading
from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy import select

from app.attest import jobs as attest
from app.attest import publishing
from app.bundles import jobs as bundles
from app.collecting import Collector
from app.coordination import jobs as coordination
from app.core.db import Database, Tx
from app.core.files import Files
from app.core.outages import passing
from app.deadlines import jobs as deadlines
from app.evidence import jobs as evidence
from app.evidence import mask_jobs as masks
from app.evidence.likeness import LikenessIndex
from app.evidence.masking import MAKE, SUGGEST
from app.evidence.service import DERIVE
from app.imaging.sandbox import Sandbox
from app.jobs import service as jobs
from app.jobs.models import Job
from app.rectification import jobs as rectification
from app.results import jobs as results
from app.reviews import jobs as reviews
from app.tasks import jobs as tasks

log = structlog.get_logger()
IDLE_S = 1.0
DEADLINES_EVERY = timedelta(minutes=5)
Handler = Callable[[Tx, dict[str, str]], None]


def _each(*handlers: Handler) -> Handler:
    """One job, several rooms it concerns."""

    def handle(tx: Tx, payload: dict[str, str]) -> None:
        for each in handlers:
            each(tx, payload)

    return handle


IN_TRANSACTION: dict[str, Handler] = {
    rectification.AUTO_SIGN: rectification.auto_sign,
    tasks.AUTO_SIGN: tasks.auto_sign,
    tasks.ARCHIVE: tasks.archive,
    rectification.RECOMPUTE: _each(rectification.recompute, reviews.recompute),
    reviews.FINALIZE: reviews.finalize,
    rectification.ESCALATE: rectification.escalate,
    rectification.PROPOSE: rectification.propose,
    coordination.TAKE: coordination.take,
    results.OFFER: results.offer,
}
DATED = frozenset(
    {
        rectification.AUTO_SIGN,
        rectification.ESCALATE,
        rectification.PROPOSE,
        tasks.AUTO_SIGN,
        tasks.ARCHIVE,
        reviews.FINALIZE,
        bundles.EXPIRE,
    }
)  # asked for ahead of their time; every other kind is for now
GIVEN_UP: dict[str, Handler] = {bundles.MAKE: bundles.give_up}  # what somebody waits for is told that it will not come


class Worker:
    """Claims due jobs and does them, one at a time; several workers may run side by side."""

    def __init__(self, database: Database, files: Files, sandbox: Sandbox) -> None:
        """Nothing runs yet."""
        self._database, self._files, self._sandbox = database, files, sandbox
        self._checkpointer = attest.Checkpointer(database)
        self._spotter = masks.spotter(database.settings)
        self._likeness = LikenessIndex()
        self._own = self._with_transactions_of_their_own()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._collector = Collector(database, files)
        self._looked = database.clock() - DEADLINES_EVERY

    def start(self) -> None:
        """Work in a thread of this process."""
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the job in hand and end."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=30)
        if self._spotter:
            self._spotter.close()

    def run(self) -> None:
        """Work until stopped, beginning with what an older release derived."""
        renewed = False
        while not self._stopping.is_set():
            try:
                renewed = renewed or self._renew()
                done = self.once()
                self._collector.look_in_time()
            except Exception as error:
                if not passing(error):
                    log.exception("worker")
                done = 0
            if not done:
                self._stopping.wait(IDLE_S)

    def _renew(self) -> bool:
        with self._database.transaction() as tx:
            jobs.ensure(tx, evidence.RENEW, evidence.RENEW_SLOT)
        return True

    def once(self) -> int:
        """Do what is due now; says how many jobs were claimed."""
        self._look_at_deadlines()
        with self._database.reading() as tx:
            waiting = tx.session.scalar(select(Job.id).where(Job.run_at <= tx.now, Job.dead_at.is_(None)).limit(1))
            unsigned = attest.is_due(tx)
        if waiting is None and not unsigned:
            return 0
        with self._database.transaction() as tx:
            if unsigned:
                jobs.ensure(tx, attest.CHECKPOINT, attest.SLOT)
            claimed = jobs.claim(tx)
        for job in claimed:
            if self._stopping.is_set():
                break
            self._do(job)
        return len(claimed)

    def _do(self, job: Job) -> None:
        try:
            self._deed(job)
        except Exception as error:
            if passing(error):
                self._put_back(job)
                return
            log.exception("job failed", kind=job.kind, attempt=job.attempts)
            with self._database.transaction() as tx:
                if jobs.fail(tx, job, f"{type(error).__name__}: {error}") and job.kind in GIVEN_UP:
                    GIVEN_UP[job.kind](tx, job.payload)

    def _put_back(self, job: Job) -> None:
        """The database failed, not the job."""
        with self._database.transaction() as tx:
            jobs.put_back(tx, job)

    def _deed(self, job: Job) -> None:
        own = self._own.get(job.kind)
        if own:
            own(job.payload)
        with self._database.transaction() as tx:
            if own is None:
                IN_TRANSACTION[job.kind](tx, job.payload)
            if job.kind == DERIVE and self._spotter:
                jobs.enqueue(tx, SUGGEST, evidence_id=job.payload["evidence_id"])
            jobs.finish(tx, job)

    def _with_transactions_of_their_own(self) -> dict[str, Callable[[dict[str, str]], object]]:
        database, files, sandbox = self._database, self._files, self._sandbox
        return {
            DERIVE: lambda payload: evidence.derive(database, files, sandbox, evidence.evidence_of(payload)),
            evidence.LIKENESS: lambda payload: evidence.compare(database, self._likeness, payload["sha256"]),
            evidence.RENEW: lambda payload: evidence.renew(database, files, sandbox, payload.get("after", "")),
            evidence.DIGEST: lambda _: evidence.digest(database, files),
            MAKE: lambda payload: masks.make(database, files, sandbox, evidence.evidence_of(payload)),
            SUGGEST: self._suggest,
            deadlines.SWEEP: lambda _: deadlines.sweep(database),
            attest.CHECKPOINT: lambda _: self._checkpointer.sign(),
            attest.PUBLISH: lambda _: publishing.publish(database),
            results.PACKAGE: lambda payload: results.make(database, files, sandbox, payload),
            bundles.MAKE: lambda payload: bundles.make(database, files, self._checkpointer, payload),
            bundles.EXPIRE: lambda payload: bundles.expire(database, files, payload),
        }

    def _suggest(self, payload: dict[str, str]) -> None:
        """Asked for before suggestions were turned off, it comes to nothing."""
        if self._spotter:
            masks.suggest(self._database, self._files, self._spotter, evidence.evidence_of(payload))

    def _look_at_deadlines(self) -> None:
        """Every few minutes, whichever worker comes first: one sweep at a time."""
        now = self._database.clock()
        if abs(now - self._looked) < DEADLINES_EVERY:
            return
        self._looked = now
        with self._database.transaction() as tx:
            jobs.hasten(tx, DATED)
            jobs.ensure(tx, deadlines.SWEEP, deadlines.SLOT)
            jobs.ensure(tx, attest.CHECKPOINT, attest.SLOT)
            jobs.ensure(tx, attest.PUBLISH, attest.SLOT)
            jobs.ensure(tx, evidence.DIGEST, evidence.SLOT)
