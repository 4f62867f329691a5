"""The rows of deadlines and notices: a notice is its reader's alone, and one taken back is nobody's."""

from uuid import UUID, uuid4

from sqlalchemy import select

from app.core.db import Tx
from app.notices import service
from app.notices.models import Notice
from app.notices.service import Message
from tests.secrecy.matrix import ALL, RELATIONS, Row, Seen, Stage, seen
from tests.world import user_id

PERSONS = ALL - {"other-system"}
READER = {
    "own": "township", "same_unit": "township-head", "other_unit": "other-township", "hidden": "director",
    "released": "county-leader", "deleted": "township", "other_tree": "dept",
}  # fmt: skip
SEEN: dict[str, Seen] = {
    "notice": seen(**{relation: frozenset({who}) for relation, who in READER.items() if relation != "deleted"})
}
ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/orders/{order_id}/ladder"): Row("order", ALL),
    ("GET", "/tasks/{task_id}/ladder"): Row("task", ALL),
    ("GET", "/notices"): Row(None, PERSONS),
    ("POST", "/notices/moves"): Row(None, PERSONS),
    ("POST", "/notices/{notice_id}/moves"): Row("notice", PERSONS),
}


def things(stage: Stage) -> None:
    """A notice for every relation, the deleted one taken back again."""
    with stage.world.database.transaction() as tx:
        for relation in RELATIONS:
            if relation in READER:
                subject = uuid4()
                service.tell(tx, [(user_id(READER[relation]), Message("new_work", "order", subject))])
                stage.cases[relation].others["notice"] = str(_newest(tx, subject))
                if relation == "deleted":
                    service.withdraw(tx, subject)


def _newest(tx: Tx, subject: UUID) -> UUID:
    found: UUID = tx.session.scalars(select(Notice.id).where(Notice.subject_id == subject)).one()
    return found
