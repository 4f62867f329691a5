"""The county before the story begins: units, accounts and the API client."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from app.access.policy import Permission, Role
from app.core.actor import SYSTEM_ID, Actor
from app.core.db import Tx
from app.demo import county
from app.demo.county import Account, demo_id
from app.demo.plan import LAST_DAY
from app.identity.passwords import hashed
from app.identity.schemas import UserDraft
from app.identity.service import write_user
from app.units import service as units
from app.units.schemas import Hat, UnitDraft, UnitKind

FIRST_DAY = date(2026, 8, 31)
CLIENT_SCOPES = ("tasks", "reports", "ledgers")
FOUNDER = Actor(SYSTEM_ID, "", None, "", frozenset(), frozenset({Permission.UNIT_ADMIN, Permission.USER_ADMIN, Permission.SYSTEM}))


def moment(today: date) -> datetime:
    """When the county was entered: the day before the story's first, counted back from its last."""
    return datetime.combine(today - (LAST_DAY - FIRST_DAY), time(9), county.ZONE).astimezone(UTC) - timedelta(hours=1)


def found(tx: Tx) -> None:
    """Enter every unit and every account."""
    tx.actor = FOUNDER
    for place in county.units().values():
        parent = county.units()[place.parent].id if place.parent else None
        draft = UnitDraft(
            parent_id=parent, name=place.name, short_name=place.short_name, kind=UnitKind(place.kind), code12=place.code12,
            lon=place.lon, lat=place.lat, hats=[Hat(hat) for hat in place.hats], contact_phone=place.phone,
        )  # fmt: skip
        units.put(tx, place.id, draft)
        tx.session.flush()
    secret = hashed(county.source()["accounts"]["password"])  # once: argon2 is slow on purpose
    for account in county.accounts():
        user, _ = write_user(tx, account.id, _draft(account), [Role(account.role)])
        user.password_hash = secret if account.signs_in else user.password_hash
    write_user(tx, client_id(), _client(), [Role.API_CLIENT], CLIENT_SCOPES)


def client_id() -> UUID:
    """Id of the API client."""
    return demo_id("user", county.source()["accounts"]["client"])


def _draft(account: Account) -> UserDraft:
    unit = county.units()[account.unit].id
    return UserDraft(username=account.username, name=account.name, post=account.post, unit_id=unit)


def _client() -> UserDraft:
    said = county.source()["accounts"]
    return UserDraft(
        username=said["client"], name=said["client_name"], unit_id=county.units()[said["client_unit"]].id,
        password=said["client_secret"],
    )  # fmt: skip
