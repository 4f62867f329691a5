"""A receipt can be held to the server by whoever has its key: signed, the same each time, and silent where the log is."""

import base64
import hashlib
from uuid import uuid4

import httpx2
import orjson
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.audit.models import LogEntry
from tests.making import a_manifest, a_photo, a_report, a_submission, a_task, an_order, upload
from tests.world import Template, World


def receipt_key(client: httpx2.Client) -> tuple[str, Ed25519PublicKey]:
    """As the manifest names it."""
    told = orjson.loads(client.get("/keys").json()["manifest"])
    held = next(each for each in told["keys"] if each["use"] == "receipt")
    return held["id"], Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(held["jwk"]["x"] + "="))


def opened(client: httpx2.Client, receipt: dict[str, str]) -> dict[str, object]:
    """What was signed. Raises: InvalidSignature."""
    name, key = receipt_key(client)
    key.verify(base64.b64decode(receipt["signature"]), b"fi/receipt/v1\n" + receipt["statement"].encode())
    said: dict[str, object] = orjson.loads(receipt["statement"])
    assert orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode() == receipt["statement"]
    assert (said.pop("key"), said.pop("v"), said.pop("typ")) == (name, 1, "receipt")
    return said


def milliseconds(moment: str) -> str:
    """A time as a statement carries it."""
    whole, _, fraction = moment.removesuffix("Z").partition(".")
    return f"{whole}.{fraction[:3].ljust(3, '0')}Z"


def test_a_report_and_its_photographs(world: World) -> None:
    sent = a_report(world)
    author = world.as_("inspector")
    told = author.get(f"/reports/{sent['id']}").json()["receipt"]
    assert opened(author, told) == {
        "of": "report", "id": sent["id"], "sha256": told["content_sha256"], "at": milliseconds(told["received_at"]),
        "idx": told["log_index"], "chain": told["log_chain"],
    }  # fmt: skip
    line = told["evidence"][0]
    with world.database.reading() as tx:
        entry = tx.session.get_one(LogEntry, line["log_index"])
    assert opened(author, line) == {
        "of": "evidence", "id": line["id"], "sha256": line["sha256"], "size": line["size_bytes"],
        "at": milliseconds(line["received_at"]), "idx": line["log_index"], "chain": entry.chain.hex(),
    }  # fmt: skip
    assert author.get(f"/evidence/{line['id']}/receipt").json() == line
    assert author.get(f"/reports/{sent['id']}").json()["receipt"] == told


def test_a_unit_is_told_nothing_of_the_log(world: World) -> None:
    order, photo, unit = an_order(world), a_photo(4), world.as_("township")
    answer = a_submission([photo])
    assert unit.post(f"/orders/{order['id']}/submissions", json=answer).status_code == 201
    assert upload(unit, answer["evidence"][0], photo, submission_id=answer["id"]).status_code == 204
    told = unit.get(f"/evidence/{answer['evidence'][0]['id']}/receipt").json()
    assert opened(unit, told) == {
        "of": "evidence", "id": answer["evidence"][0]["id"], "sha256": hashlib.sha256(photo).hexdigest(), "size": len(photo),
        "at": milliseconds(told["received_at"]),
    }  # fmt: skip


@pytest.mark.parametrize("change", ["statement", "signature"])
def test_what_is_changed_does_not_hold(world: World, change: str) -> None:
    author, sent = world.as_("inspector"), a_report(world)
    receipt = author.get(f"/reports/{sent['id']}").json()["receipt"]
    if change == "statement":
        receipt["statement"] = receipt["statement"].replace(receipt["content_sha256"], hashlib.sha256(b"another").hexdigest())
    else:
        receipt["signature"] = base64.b64encode(bytes(64)).decode()
    with pytest.raises(InvalidSignature):
        opened(author, receipt)


def test_a_revision_that_was_voided_incomplete_has_no_receipt_of_an_earlier_one(world: World) -> None:
    sent, author, director = a_report(world, 1), world.as_("inspector"), world.as_("director")
    assert director.post(f"/reports/{sent['id']}/moves", json={"verb": "return", "reason": "补拍近景"}).status_code == 200
    revised = a_manifest(sent["task_id"], [a_photo(7), a_photo(8)])
    assert author.put(f"/reports/{sent['id']}", json=revised).json()["state"] == "incomplete"
    assert director.post(f"/reports/{sent['id']}/moves", json={"verb": "void", "reason": "送不来"}).status_code == 200
    assert director.get(f"/reports/{sent['id']}").json()["receipt"] is None


def test_a_clock_that_steps_back_between_manifest_and_photograph_costs_no_receipt(template: Template, engine: str) -> None:
    with template.world(engine) as world:
        author, photo, report = world.as_("inspector"), a_photo(9), str(uuid4())
        manifest = a_manifest(a_task(world)["id"], [photo])
        assert author.put(f"/reports/{report}", json=manifest).status_code == 201
        world.clock.advance(minutes=-3)
        world.close()
        world._clients.clear()
        author = world.as_("inspector")  # a token from three minutes ahead is no longer good: a phone asks for another
        assert upload(author, manifest["evidence"][0], photo, report_id=report).status_code == 204
        told = author.get(f"/reports/{report}").json()
        assert told["state"] == "submitted"
        assert opened(author, told["receipt"])["id"] == report
