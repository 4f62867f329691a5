"""Who may know of what carries a seal."""

from uuid import UUID

import pytest
from sqlalchemy import select

from app.access.policy import Role
from app.identity.queries import actor_of
from app.seals import queries, service
from tests.world import OFFICE, TOWN, World, user_id

SEAL = UUID(int=77)


def knows(world: World, who: str) -> bool:
    """Whether the person may know of something under the seal."""
    with world.database.reading() as tx:
        tx.actor = actor_of(tx, who)
        one = select(queries.Seal.id).where(queries.Seal.id == SEAL, queries.open_to(tx, queries.Seal.id))
        return tx.session.scalar(one) is not None


@pytest.fixture
def sealed(fresh: World) -> World:
    """A seal with one inspector and one reviewer on its list, over the town."""
    with fresh.database.transaction() as tx:
        service.seal(tx, SEAL)
        service.name_readers(tx, SEAL, "team", [user_id("inspector")])
        service.name_readers(tx, SEAL, "reviewer", [user_id("reviewer")])
        service.keep_out(tx, SEAL, ["/2/"])
    return fresh


@pytest.mark.parametrize(
    ("who", "known"),
    [
        ("inspector", True), ("reviewer", True), ("director", True), ("approver", True), ("inspector2", False), ("leader1", False),
        ("county-leader", False), ("township", False), ("dept", False), ("sysadmin", False), ("auditor", False),
    ],
)  # fmt: skip
def test_only_the_list_and_the_two_by_office_know(sealed: World, who: str, *, known: bool) -> None:
    assert knows(sealed, who) is known


def test_a_broken_seal_hides_nothing_more(sealed: World) -> None:
    with sealed.database.transaction() as tx:
        service.break_seal(tx, SEAL)
    assert knows(sealed, "inspector2")


@pytest.mark.parametrize("unit", [TOWN, UUID(int=104)])
def test_who_acts_for_a_visited_unit_or_below_is_kept_out_whatever_other_hats_he_wears(sealed: World, unit: UUID) -> None:
    sealed.appoint("director", Role.DIRECTOR, Role.UNIT_CONTACT, unit_id=unit)
    assert not knows(sealed, "director")
    sealed.appoint("director", Role.DIRECTOR, Role.UNIT_CONTACT, unit_id=OFFICE)
    assert knows(sealed, "director")
