"""A bundle is streamed: three hundred photographs need no more memory than a few."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

from app.core.actor import Actor
from app.core.files import Files, Staged
from app.core.settings import Settings
from app.evidence import service as evidence
from app.evidence.schemas import EvidenceDraft, OwnerKind
from tests.bundles.making import asked
from tests.making import a_report, an_evidence
from tests.world import Template, World, running, user_id

PHOTOS, SIZE = 300, 2_500_000
MOST = 200 * 1024  # KiB of memory; the archive has 730 MiB
ROOT = Path(__file__).parents[2]
MAKE = """
import sys, time
from app.core.db import Database
from app.core.files import Files
from app.core.settings import Settings
from app.attest.jobs import Checkpointer
from app.bundles import jobs

settings = Settings()
database, files = Database(settings), Files(settings.storage)
began = time.monotonic()
jobs.make(database, files, Checkpointer(database), {"bundle_id": sys.argv[1]})
took = time.monotonic() - began
database.close()
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(peak, (files.root / "bundles" / f"{sys.argv[1]}.zip").stat().st_size, f"{took:.2f}")
"""


def with_photographs(world: World, report: str, photo: bytes) -> None:
    """So many photographs of one report, all of the same bytes: each is an original of its own in the bundle."""
    files: Files = world.app.state.files
    staged = Staged(files.arriving())
    staged.append([photo])
    files.keep(staged)
    staged.close()
    drafts = [EvidenceDraft.model_validate(an_evidence(photo)) for _ in range(PHOTOS)]
    with world.database.transaction() as tx:
        tx.actor = Actor(user_id("inspector"), "王示例", None, "/1/", frozenset(), frozenset())
        for row in evidence.declare(tx, evidence.Case(OwnerKind.REPORT, UUID(report)), drafts):
            evidence.receive(tx, row)


def test_three_hundred_photographs_in_bounded_memory(template: Template, engine: str) -> None:
    settings: Settings = template.settings(engine)
    with running(settings) as world:
        report, bundle = a_report(world, 0)["id"], str(uuid4())
        with_photographs(world, report, os.urandom(SIZE))
        assert asked(world, report, id=bundle).status_code == 201
    environment = os.environ | {
        "MINGCHA_DATA_DIR": str(settings.data_dir), "MINGCHA_DATABASE_URL": settings.database_url, "PYTHONPATH": str(ROOT),
        "MINGCHA_DISK_RESERVE_BYTES": "0", "MINGCHA_DISK_RESERVE_PERCENT": "0",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", MAKE, bundle], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    peak, size, took = done.stdout.split()
    print(f"{int(size) / float(took) / 1e6:.0f} MB/s, {peak} KiB")  # ruff: ignore[print]  the figure is asked for
    assert int(size) > PHOTOS * SIZE
    assert int(peak) < MOST
    template._discard(settings)
