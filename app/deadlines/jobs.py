"""The sweep: what is due is read once, then done batch by batch, each batch one transaction."""

from app.core.db import Database
from app.deadlines import queries, service

SWEEP = "deadlines.sweep"
SLOT = "standing"
BATCH = 100  # acts in one transaction: short enough that nobody waits for the writer


def sweep(database: Database) -> int:
    """Do everything due by now, in due order; says how many acts this call did. Several at once do each act once."""
    with database.reading() as tx:
        due = queries.due_now(tx)
    done = 0
    for start in range(0, len(due), BATCH):
        with database.transaction() as tx:
            done += service.perform(tx, due[start : start + BATCH])
    return done
