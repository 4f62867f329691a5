"""Masks 遮挡: the reviewer looks at every photograph let out, and vouches that nobody can be known from it."""

from collections.abc import Iterator, Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import select

from app.core.db import Database, Tx
from app.core.files import Files
from app.demo.script import Deed, Diary, Step, Work, at
from app.demo.shapes import Story
from app.evidence import jobs, masking, renditions
from app.evidence.mask_schemas import Looked
from app.evidence.models import Evidence, EvidenceRelease
from app.identity.queries import actor_of

REVIEWER, AT_ONCE = "reviewer", 50
YESTERDAY, EVENING = 1, (17, 40)


def scenes(_story: Story, diary: Diary) -> Iterator[Step]:
    """Everything let out until the evening before; what is let out today waits on the reviewer's desk."""
    yield Step(at(diary.ago(YESTERDAY), *EVENING), Deed.ACT, Work("masks", _look_at_all))


def looked_at(key: str, ids: Sequence[UUID]) -> Work:
    """The reviewer looks at some before anybody else may need them."""
    return Work(f"masks-{key}", partial(_look_at, ids))


def _look_at_all(database: Database, files: Files) -> None:
    with database.reading() as tx:
        tx.actor = actor_of(tx, REVIEWER)
        let_out = tx.session.scalars(select(EvidenceRelease.evidence_id).distinct()).all()
        ids = sorted(renditions.waiting(tx, let_out))
    for start in range(0, len(ids), AT_ONCE):
        _look_at(ids[start : start + AT_ONCE], database, files)


def _look_at(ids: Sequence[UUID], database: Database, files: Files) -> None:
    with jobs.decoder(database.settings) as sandbox:
        for each in ids:
            jobs.derive(database, files, sandbox, each)
    with database.transaction() as tx:
        tx.actor = actor_of(tx, REVIEWER)
        masking.check_all(tx, [Looked(evidence_id=each, version=0) for each in ids if _waits(tx, each)])


def _waits(tx: Tx, evidence_id: UUID) -> bool:
    """What a seeding that was interrupted has done already is done; what cannot be shown nobody vouches for."""
    return bool(renditions.waiting(tx, [evidence_id])) and tx.session.get_one(Evidence, evidence_id).width is not None
