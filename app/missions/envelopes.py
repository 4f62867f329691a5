"""Envelopes 密封件: what lets a phone of the team open a site where there is no network, and shows afterwards that it did.

A key per site and member; what waits for the site before it lies, key and all, inside that site's envelope.
"""

import hmac
import os
from base64 import b64encode
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.access.policy import Permission, may
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.problem import Problem
from app.core.secrets import installation_key
from app.missions import queries
from app.missions.errors import NotInField, OutsidePeriod, SiteSealed
from app.missions.models import Mission, MissionSite
from app.missions.schemas import EnvelopeOut
from app.missions.sealing import unseal
from app.missions.states import IN_FIELD, OpensAfter
from app.rulebook import queries as rulebook
from app.units import queries as units
from app.units.models import Unit

_NONCE, _PAD = 12, 512


def shut(tx: Tx, row: Mission, site: MissionSite) -> Problem | None:
    """Why the site may not be opened now, whatever the one before it; None if it may."""
    if row.state not in IN_FIELD:
        return NotInField(state=row.state)
    if not row.period_from <= legal_date(tx.now) <= row.period_to:
        return OutsidePeriod(first=row.period_from.isoformat(), last=row.period_to.isoformat())
    if site.opens_at is not None and tx.now < site.opens_at:
        return SiteSealed(opens_at=site.opens_at.isoformat())
    return None


def waits_for(site: MissionSite, ordered: Sequence[MissionSite]) -> MissionSite | None:
    """The site that comes before this one, where the plan sets an order."""
    before = [each for each in ordered if each.seq < site.seq]
    return before[-1] if before and site.opens_after == OpensAfter.PREVIOUS else None


def handed(tx: Tx) -> list[EnvelopeOut]:
    """What the reader's phone may open by itself: sites the server would open for him now, and those behind them in line."""
    if not may(tx.actor, Permission.MISSION_FIELD) or not rulebook.load(tx).offline_opening:
        return []
    rows = [row for row in tx.session.scalars(queries.carried(tx)) if _signed(tx, row)]
    sites = queries.sites(tx, [row.id for row in rows])
    homes = units.by_ids(tx, [site.unit_id for each in sites.values() for site in each if site.unit_id])
    return [envelope for row in rows for envelope in _of(tx, row, sites.get(row.id, []), homes)]


def _signed(tx: Tx, row: Mission) -> bool:
    own = next(each for each in queries.members(tx, [row.id])[row.id] if each.user_id == tx.actor.id)
    return own.committed_at is not None and not own.recused


def _of(tx: Tx, row: Mission, ordered: Sequence[MissionSite], homes: dict[UUID, Unit]) -> list[EnvelopeOut]:
    made: list[EnvelopeOut] = []
    for site in ordered:
        if site.opened_at is not None or shut(tx, row, site) is not None:
            continue
        first = waits_for(site, ordered)
        free = first is None or first.opened_at is not None
        behind = [each for each in ordered if waits_for(each, ordered) is site]
        sealed = _sealed(tx, site, _content(tx, site, behind, homes.get(site.unit_id) if site.unit_id else None))
        key = b64encode(_key(tx, site)).decode() if free else None
        made.append(EnvelopeOut(mission_id=row.id, site_id=site.id, sealed=sealed, key=key))
    return made


def _content(tx: Tx, site: MissionSite, behind: Sequence[MissionSite], home: Unit | None) -> dict[str, Any]:
    keys = {str(each.id): b64encode(_key(tx, each)).decode() for each in behind if each.opened_at is None}
    unit = {"unit_id": str(home.id) if home else None, "unit_name": home.name if home else None}
    words: dict[str, Any] = unseal(tx, site.id, site.secret)
    return words | unit | {"token": token(tx, site), "keys": keys}


def _sealed(tx: Tx, site: MissionSite, content: dict[str, Any]) -> str:
    """Base64 of nonce and AES-GCM, bound to the site; padded, so that its length tells little."""
    plain = orjson.dumps(content)
    nonce = os.urandom(_NONCE)
    return b64encode(nonce + AESGCM(_key(tx, site)).encrypt(nonce, plain + b" " * (-len(plain) % _PAD), site.id.bytes)).decode()


def _key(tx: Tx, site: MissionSite) -> bytes:
    return _derived(tx, b"key", site)


def token(tx: Tx, site: MissionSite) -> str:
    """What lies in this member's envelope of the site: who says it has had it open."""
    return _derived(tx, b"token", site).hex()


def _derived(tx: Tx, purpose: bytes, site: MissionSite) -> bytes:
    master = installation_key(tx.settings.data_dir, "envelope")
    return hmac.digest(master, purpose + site.id.bytes + tx.actor.id.bytes, "sha256")
