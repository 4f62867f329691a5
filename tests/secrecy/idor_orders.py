"""The rows of what hangs on an order, and of planned second looks."""

from datetime import date, timedelta
from uuid import UUID

from app.rectification.models import LookPlan, PlannedLook
from app.seals import service as seals
from tests.secrecy.idor import LEDGER, READS
from tests.secrecy.idor import SEEN as MAIN
from tests.secrecy.matrix import DESK, FIELD, OFFICE, UNITS, Row, Seen, Stage, seen
from tests.world import user_id

DIRECTOR = frozenset({"director"})
BOTH = MAIN["order"]["same_unit"]
SEEN: dict[str, Seen] = {
    "objection": seen(same_unit=BOTH),
    "extension": seen(same_unit=BOTH),
    "submission": seen(own=MAIN["order"]["own"]),
    "plan": seen(own=OFFICE),  # the reviewer by name, the others by office
}
ROWS: dict[tuple[str, str], Row] = {
    ("POST", "/orders/{order_id}/objections"): Row("order", UNITS),
    ("POST", "/orders/{order_id}/objections/{objection_id}/moves"): Row("objection", (DIRECTOR, DIRECTOR, UNITS)),
    ("POST", "/orders/{order_id}/extensions"): Row("order", UNITS),
    ("POST", "/orders/{order_id}/extensions/{extension_id}/moves"): Row("extension", (OFFICE, OFFICE, UNITS)),
    ("PUT", "/orders/{order_id}/milestones"): Row("order", UNITS),
    ("POST", "/orders/{order_id}/progress"): Row("order", UNITS),
    ("POST", "/orders/{order_id}/submissions/{submission_id}/moves"): Row("submission", UNITS),
    ("GET", "/reinspections/due"): Row(None, FIELD),
    ("GET", "/findings/{finding_id}/reinspectors"): Row("finding", DESK),
    ("PUT", "/findings/{finding_id}/reinspectors"): Row("finding", DESK),
    ("GET", "/reinspection-plans"): Row(None, DESK),
    ("GET", "/reinspection-plans/{plan_id}"): Row("plan", READS),
    ("PUT", "/reinspection-plans/{plan_id}"): Row(None, DESK),
    ("POST", "/reinspection-plans/{plan_id}/moves"): Row("plan", DIRECTOR),
    ("POST", "/reinspection-plans/{plan_id}/findings/{finding_id}/moves"): Row("plan", (DESK, DESK, DIRECTOR)),
    ("GET", "/ledgers/extensions"): Row(None, LEDGER),
    ("GET", "/ledgers/extensions.{form}"): Row(None, LEDGER),
    ("GET", "/ledgers/looks"): Row(None, LEDGER),
    ("GET", "/ledgers/looks.{form}"): Row(None, LEDGER),
}


def things(stage: Stage) -> None:
    """The village's order has an objection and a request waiting; a plan holds the township's finding."""
    ids, unit = stage.cases["same_unit"], stage.world.as_("township")
    objection = {"id": ids.others["objection"], "reason": "不属本单位"}
    assert unit.post(f"/orders/{ids.order}/objections", json=objection).status_code == 201
    due = date.fromisoformat(unit.get(f"/orders/{ids.order}").json()["due_on"])
    words = {"reason": "连续降雨", "progress": "已清运六成", "signed_by": "褚样本"}
    asked = {"id": ids.others["extension"], "new_due_on": (due + timedelta(days=4)).isoformat()} | words
    assert unit.post(f"/orders/{ids.order}/extensions", json=asked).status_code == 201
    with stage.world.database.transaction() as tx:
        own = stage.cases["own"]
        plan = LookPlan(
            id=UUID(own.others["plan"]), proposer_id=user_id("reviewer"), proposed_at=tx.now, closed_from=due, closed_to=due,
            share=0.2, seed="0" * 64, seed_sha256="0" * 64, candidates=[own.finding], candidates_sha256="0" * 64, note=None,
            inspector_ids=[], reviewer_ids=[], version=1,
        )  # fmt: skip
        tx.session.add(plan)
        tx.session.flush()
        tx.session.add(PlannedLook(plan_id=plan.id, finding_id=UUID(own.finding), state="proposed", chosen="drawn"))
        seals.seal(tx, plan.id)
        seals.name_readers(tx, plan.id, "planner", [user_id("reviewer")])
        seals.keep_out(tx, plan.id, ["/2/"])
