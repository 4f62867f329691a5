"""HTTP for the rulebook."""

from typing import Any

from fastapi import Request

from app.access.policy import Permission, require
from app.core.db import Tx
from app.core.http import Reading, Router, Writing, locale_of, problems, tags
from app.core.problem import Forbidden, NotFound, messages
from app.identity import queries as identity
from app.rulebook import queries, service
from app.rulebook.book import GROUPS, Rules
from app.rulebook.errors import RuleInThePast, RuleOutOfBounds
from app.rulebook.models import RuleChange
from app.rulebook.schemas import RuleChangeOut, RuleComing, RuleDraft, RuleHistory, RuleList, RuleOut

router = Router(prefix="/rules", tags=tags("rules"))


@router.get("", responses=problems(Forbidden))
def list_rules(tx: Reading, request: Request) -> RuleList:
    """Every rule with its value in force, group by group."""
    require(tx.actor, Permission.RULE_READ)
    return RuleList(items=_shown(tx, locale_of(request), tuple(Rules.model_fields)))


@router.put("/{name}", responses=problems(Forbidden, NotFound, RuleOutOfBounds, RuleInThePast))
def change_rule(name: str, draft: RuleDraft, tx: Writing, request: Request) -> RuleOut:
    """Set a rule from a day on; the reason stays in its history."""
    service.change(tx, name, draft)
    return _shown(tx, locale_of(request), (name,))[0]


@router.get("/{name}/history", responses=problems(Forbidden, NotFound))
def read_history(name: str, tx: Reading) -> RuleHistory:
    """Who changed a rule, when, to what, and why."""
    require(tx.actor, Permission.RULE_READ)
    if name not in Rules.model_fields:
        raise NotFound
    changes = queries.history(tx, name)
    names = identity.names(tx, [change.changed_by for change in changes])
    own = RuleChangeOut.model_fields.keys() - {"changed_by"}
    items = [
        RuleChangeOut(**{key: getattr(change, key) for key in own}, changed_by=names.get(change.changed_by, ""))
        for change in changes
    ]
    return RuleHistory(items=items)


def _shown(tx: Tx, locale: str, wanted: tuple[str, ...]) -> list[RuleOut]:
    present, default = queries.load(tx).model_dump(mode="json"), Rules().model_dump(mode="json")
    latest, coming = queries.latest(tx), queries.coming(tx)
    names = identity.names(tx, [change.changed_by for change in latest.values()])
    bounds, words = Rules.model_json_schema()["properties"], messages(locale)["rules"]
    groups = messages(locale)["labels"]["rule_group"]
    return [
        RuleOut(
            name=name, group=GROUPS[name], group_label=groups[GROUPS[name]], **words[name], value=present[name],
            default=default[name], least=bounds[name].get("minimum"), most=bounds[name].get("maximum"),
            **_change(latest.get(name), names), coming=_coming(coming.get(name)),
        )
        for name in wanted
    ]  # fmt: skip


def _change(change: RuleChange | None, names: dict[Any, str]) -> dict[str, Any]:
    if change is None:
        return dict.fromkeys(("document", "effective_on", "changed_at", "changed_by"))
    return {
        "document": change.document, "effective_on": change.effective_on, "changed_at": change.changed_at,
        "changed_by": names.get(change.changed_by),
    }  # fmt: skip


def _coming(change: RuleChange | None) -> RuleComing | None:
    return RuleComing(value=change.value, effective_on=change.effective_on) if change else None
