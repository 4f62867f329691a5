"""A time anchor is the server's own word, and known again without being kept."""

import base64
import re
from datetime import timedelta

import orjson

from app.attest import moments
from app.attest.receipts import Signed
from tests.attest.test_receipts import receipt_key
from tests.world import World


def test_whoever_is_signed_in_is_told_the_time(world: World) -> None:
    for who in ("inspector", "township", "auditor", "other-system"):
        told = world.as_(who).get("/anchor").json()
        said = orjson.loads(told["statement"])
        name, key = receipt_key(world.as_(who))
        key.verify(base64.b64decode(told["signature"]), b"fi/anchor/v1\n" + told["statement"].encode())
        assert orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode() == told["statement"]
        assert (set(said), said["typ"], said["v"], said["key"]) == ({"id", "key", "t", "typ", "v"}, "anchor", 1, name)
        assert re.fullmatch(r"[0-9a-f]{32}", said["id"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", said["t"])
    with world.client() as nobody:
        assert nobody.get("/anchor").status_code == 401


def test_two_are_never_the_same(world: World) -> None:
    first, second = (orjson.loads(world.as_("inspector").get("/anchor").json()["statement"]) for _ in range(2))
    assert first["id"] != second["id"]


def test_its_own_is_recognised_and_no_other(world: World) -> None:
    folder = world.app.state.house.settings.data_dir
    told = world.as_("inspector").get("/anchor").json()
    own = Signed(told["statement"], told["signature"])
    found = moments.recognised(folder, own)
    assert found is not None
    assert abs(found.at - world.clock()) < timedelta(minutes=5)
    said = orjson.loads(own.statement)
    other = orjson.dumps(said | {"t": "2020-01-01T00:00:00.000Z"}, option=orjson.OPT_SORT_KEYS).decode()
    receipt = orjson.dumps(said | {"typ": "receipt"}, option=orjson.OPT_SORT_KEYS).decode()
    for statement in (other, receipt, own.statement + " ", "{}", "[]", "nothing"):
        assert moments.recognised(folder, Signed(statement, own.signature)) is None
    for signature in (base64.b64encode(bytes(64)).decode(), "AAAA", "§"):
        assert moments.recognised(folder, Signed(own.statement, signature)) is None
