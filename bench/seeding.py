"""A migrated database with one unit, one inspector and one task, before the server starts: `seeding.py` prints where to report."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from app.access.policy import Role
from app.attest.keys import initialise
from app.core.db import Database
from app.core.secrets import installation_key
from app.core.settings import Settings
from app.identity import queries as identity
from app.identity import service as accounts
from app.identity.schemas import UserDraft
from app.identity.tokens import Keys
from app.migrating import migrate
from app.tasks import service as tasks
from app.tasks.schemas import TaskDraft
from app.units.models import Unit


def main() -> None:
    settings = Settings()
    initialise(settings.data_dir, datetime.now(UTC))
    database = Database(settings)
    migrate(database)
    unit_id, task_id, inspector_id = uuid4(), uuid4(), uuid4()
    with database.transaction() as tx:
        tx.session.add(
            Unit(id=unit_id, node=1, path="/1/", name="鹿鸣镇", short_name="鹿鸣镇", kind="township", hats=["organiser", "target"])
        )
        tx.session.flush()
        for user_id, name, role in ((inspector_id, "inspector", Role.INSPECTOR), (uuid4(), "reviewer", Role.REVIEWER)):
            accounts.write_user(tx, user_id, UserDraft(username=name, name=name, unit_id=unit_id), [role])
    with database.transaction() as tx:
        tx.actor = identity.actor_of(tx, "reviewer")
        draft = TaskDraft.model_validate(
            {
                "title": "公路沿线和村组清运",
                "source_type": "document",
                "source_level": "county",
                "content": "落实全域无垃圾行动。",
                "focus_area": "clean_county",
                "lead_unit_id": unit_id,
                "due_on": (tx.now + timedelta(days=40)).date(),
                "inspector_ids": [inspector_id],
            }
        )
        tasks.put(tx, task_id, draft, None)
    with database.transaction() as tx:
        keys = Keys(installation_key(settings.data_dir, "access"), installation_key(settings.data_dir, "refresh"))
        user = identity.by_username(tx, "inspector")
        assert user
        token = accounts.sign_in(tx, keys, user, "bench").access_token
    database.close()
    print(json.dumps({"token": token, "task_id": str(task_id), "unit_id": str(unit_id)}))


if __name__ == "__main__":
    main()
