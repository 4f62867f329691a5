"""A capture record is judged by its very bytes; a photograph whose record does not hold is kept, graded lower and says why."""

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.audit.models import LogEntry
from app.devices.models import DeviceKey
from app.evidence import captures
from app.evidence.models import Evidence
from tests.attest.test_receipts import milliseconds, opened
from tests.bad_input.traces import refusal
from tests.making import a_finding, a_manifest, a_photo, a_submission, a_task, an_evidence, an_order, upload
from tests.phone import Phone, spelled
from tests.world import World, user_id

Line = dict[str, Any]


def sent(world: World, lines: list[Line], photos: list[bytes], author: str = "inspector") -> str:
    """A report with these lines, its photographs arrived; its id."""
    report, client = str(uuid4()), world.as_(author)
    findings = [a_finding([line["id"] for line in lines])]
    manifest = a_manifest(
        a_task(world, due_on="2098-01-01")["id"], [], evidence=lines, findings=findings, no_problem_statement=None
    )
    answer = client.put(f"/reports/{report}", json=manifest)
    assert answer.status_code == 201, answer.text
    for line, photo in zip(lines, photos, strict=True):
        assert upload(client, line, photo, report_id=report).status_code == 204
    assert client.put(f"/reports/{report}", json=manifest).json()["state"] == "submitted"  # never refused, and nothing is missing
    return report


def one(world: World, change: Callable[[Phone, Line], Line], phone: Phone | None = None, author: str = "inspector") -> Line:
    """One photograph sent with what `change` makes of its line; the photograph as its author reads it."""
    photo = a_photo(3, (64, 48))
    line = change(phone or Phone().enrol(world), an_evidence(photo))
    sent(world, [line], [photo], author)
    read: Line = world.as_(author).get(f"/evidence/{line['id']}").json()
    return read


def grade(read: Line) -> tuple[str, str | None]:
    """What is thought of it."""
    return read["grade"], read["grade_reason"]


def check(read: Line, code: str) -> tuple[str, str | None]:
    """One observation: its outcome and its value."""
    found = next(each for each in read["checks"] if each["code"] == code)
    return found["outcome"], found["value"]


def kept(world: World, evidence: str) -> Evidence:
    """The row."""
    with world.database.reading() as tx:
        return tx.session.scalars(select(Evidence).where(Evidence.id == UUID(evidence))).one()


def test_what_holds_is_signed_and_kept_byte_for_byte(world: World) -> None:
    phone, photo = Phone().enrol(world), a_photo(3, (64, 48))
    phone.look_up(world.as_("inspector"))
    line = phone.take(an_evidence(photo))
    report = sent(world, [line], [photo])
    read = world.as_("inspector").get(f"/evidence/{line['id']}").json()
    assert grade(read) == ("signed", None)
    assert (check(read, "device"), check(read, "sequence")) == (("pass", None), ("pass", None))
    row = kept(world, line["id"])
    assert (row.capture_record, row.capture_signature) == (line["capture"]["record"], line["capture"]["signature"])
    assert (row.capture_anchor, row.capture_anchor_signature) == (phone.anchor["statement"], phone.anchor["signature"])
    assert (str(row.device_key_id), row.capture_seq) == (phone.id, 1)
    listed = world.as_("inspector").get("/device-keys").json()["items"]
    assert next(each["records"] for each in listed if each["id"] == phone.id) == {"count": 1, "last_seq": 1}
    inside = world.as_("reviewer").get(f"/reports/{report}").json()["evidence"][0]
    assert grade(inside) == ("signed", None)


def test_the_receipt_names_the_record_and_so_does_the_log(world: World) -> None:
    phone, photo, plain = Phone().enrol(world), a_photo(3, (64, 48)), a_photo(4, (64, 48))
    lines = [phone.take(an_evidence(photo)), an_evidence(plain)]
    report = sent(world, lines, [photo, plain])
    rec = hashlib.sha256(lines[0]["capture"]["record"].encode()).hexdigest()
    author = world.as_("inspector")
    receipts = author.get(f"/reports/{report}").json()["receipt"]["evidence"]
    assert [opened(author, each).get("rec") for each in receipts] == [rec, None]
    with world.database.reading() as tx:
        query = select(LogEntry).where(LogEntry.object_id == kept(world, lines[0]["id"]).id, LogEntry.action == "evidence.received")
        said = orjson.loads(tx.session.scalars(query).one().payload or b"")
    assert (said["rec"], said["grade"]) == (rec, "signed")


def test_without_a_record_it_is_unsigned(world: World) -> None:
    for author in ("inspector", "other-system"):
        read = one(world, lambda _, line: line, author=author)
        assert grade(read) == ("unsigned", None)
        assert [check(read, code)[0] for code in ("device", "sequence", "bracket")] == ["unknown"] * 3


def with_capture(line: Line, **changes: Any) -> Line:
    return line | {"capture": line["capture"] | changes}


def rewritten(line: Line, text: str) -> Line:
    return with_capture(line, record=text)


def edited(phone: Phone, line: Line) -> Line:
    """Another place, signed by nobody."""
    taken = phone.take(line)
    said = orjson.loads(taken["capture"]["record"])
    return rewritten(taken, spelled(said | {"geo": {"st": "none"}}).decode())


def spaced(phone: Phone, line: Line) -> Line:
    """The same value written otherwise: not the bytes that were signed."""
    taken = phone.take(line)
    return rewritten(taken, taken["capture"]["record"].replace(":", ": ", 1))


def indented(phone: Phone, line: Line) -> Line:
    """Signed so, and still not the format's one spelling."""
    text = orjson.dumps(phone.record(line), option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)
    return line | {"capture": {"record": text.decode(), "signature": phone.sign(b"fi/capture/v1\n" + text)}}


def unordered(phone: Phone, line: Line) -> Line:
    text = orjson.dumps(dict(sorted(phone.record(line).items(), reverse=True)))
    return line | {"capture": {"record": text.decode(), "signature": phone.sign(b"fi/capture/v1\n" + text)}}


def doubled(phone: Phone, line: Line) -> Line:
    text = spelled(phone.record(line)).replace(b'"v":1', b'"v":1,"v":1')
    return line | {"capture": {"record": text.decode(), "signature": phone.sign(b"fi/capture/v1\n" + text)}}


def labelled(label: bytes) -> Callable[[Phone, Line], Line]:
    """Signed as something else."""

    def change(phone: Phone, line: Line) -> Line:
        taken = phone.take(line)
        return with_capture(taken, signature=phone.sign(label + taken["capture"]["record"].encode()))

    return change


def said(**changes: Any) -> Callable[[Phone, Line], Line]:
    """Well signed, but saying this."""
    return lambda phone, line: phone.take(line, **changes)


def without(name: str) -> Callable[[Phone, Line], Line]:
    def change(phone: Phone, line: Line) -> Line:
        record = phone.record(line)
        del record[name]
        return line | {"capture": phone.capture(record)}

    return change


ZEROS = base64.b64encode(bytes(64)).decode()
OTHERS: dict[str, tuple[Callable[[Phone, Line], Line], str]] = {
    "edited": (edited, "signature"),
    "forged": (lambda phone, line: with_capture(phone.take(line), signature=ZEROS), "signature"),
    "no label": (labelled(b""), "signature"),
    "an enrolment's label": (labelled(b"fi/enrol/v1\n"), "signature"),
    "spaced": (spaced, "json"),
    "indented": (indented, "json"),
    "unordered": (unordered, "json"),
    "doubled": (doubled, "json"),
    "no json": (lambda phone, line: rewritten(phone.take(line), "nothing\n"), "json"),
    "a list": (lambda phone, line: rewritten(phone.take(line), "[]"), "json"),
    "empty": (lambda phone, line: rewritten(phone.take(line), ""), "json"),
    "an unknown member": (said(extra=1), "json"),
    "another type": (said(typ="receipt"), "json"),
    "a version to come": (said(v=2), "json"),
    "a truth for a number": (said(v=True), "json"),
    "a text for a number": (said(seq="1"), "json"),
    "a first with one before": (said(prev="0" * 64), "json"),
    "a second with none before": (said(seq=2), "json"),
    "no clock": (without("t_dev"), "json"),
    "a clock of seconds": (said(t_dev="2026-11-20T02:20:00Z"), "json"),
    "an anchor that is none": (said(anchor={"id": "x", "t": "2026-11-20T02:20:00.000Z"}), "json"),
    "another photograph's id": (said(id=str(uuid4())), "other"),
    "another photograph's hash": (said(sha256="0" * 64), "other"),
    "another photograph's size": (said(size=1), "other"),
    "another person": (said(insp=str(user_id("inspector2"))), "key_other"),
    "a key nobody enrolled": (said(key="0" * 64), "key_unknown"),
    "no anchor beside": (said(anchor={"id": "0" * 32, "t": "2026-11-20T02:20:00.000Z"}), "anchor_missing"),
}


@pytest.mark.parametrize("case", OTHERS)
def test_what_does_not_hold_is_kept_and_says_why(world: World, case: str) -> None:
    change, reason = OTHERS[case]
    lines: list[Line] = []

    def remember(phone: Phone, line: Line) -> Line:
        lines.append(change(phone, line))
        return lines[0]

    read = one(world, remember)
    assert grade(read) == ("broken", reason)
    assert check(read, "device")[0] == "warn"
    assert read["sha256_verified"]
    assert kept(world, read["id"]).capture_record == lines[0]["capture"]["record"]


def test_every_reason_has_its_words_in_both_languages(world: World) -> None:
    read = one(world, OTHERS["another photograph's hash"][0])
    assert check(read, "device") == ("warn", "记录说的是另一张照片")
    note = next(each["note"] for each in read["checks"] if each["code"] == "device")
    assert note == "设备签名不成立：记录说的是另一张照片"


def test_two_photographs_may_not_change_their_records(world: World) -> None:
    phone, photos = Phone().enrol(world), [a_photo(5, (64, 48)), a_photo(6, (64, 48))]
    first, second = (phone.take(an_evidence(photo)) for photo in photos)
    lines = [first | {"capture": second["capture"]}, second | {"capture": first["capture"]}]
    sent(world, lines, photos)
    for line in lines:
        assert grade(world.as_("inspector").get(f"/evidence/{line['id']}").json()) == ("broken", "other")


def test_a_record_shown_again_for_another_photograph(world: World) -> None:
    phone, photo = Phone().enrol(world), a_photo(5, (64, 48))
    first = phone.take(an_evidence(photo))
    sent(world, [first], [photo])
    again = an_evidence(photo) | {"capture": first["capture"]}
    sent(world, [again], [photo])
    assert grade(world.as_("inspector").get(f"/evidence/{again['id']}").json()) == ("broken", "other")
    assert grade(world.as_("inspector").get(f"/evidence/{first['id']}").json()) == ("signed", None)


def test_another_persons_key(world: World) -> None:
    theirs = Phone("inspector2").enrol(world)
    own_words = one(world, lambda phone, line: phone.take(line, insp=str(user_id("inspector"))), theirs)
    assert grade(own_words) == ("broken", "key_other")
    assert grade(one(world, lambda phone, line: phone.take(line), theirs)) == ("broken", "key_other")


def test_a_phone_that_was_never_enrolled(world: World) -> None:
    assert grade(one(world, lambda phone, line: phone.take(line), Phone())) == ("broken", "key_unknown")


def test_a_revoked_key_signs_nothing_any_more_and_what_it_signed_stands(world: World) -> None:
    phone, photo = Phone().enrol(world), a_photo(7, (64, 48))
    before = one(world, lambda phone, line: phone.take(line), phone)
    waiting = phone.take(an_evidence(photo))
    report = str(uuid4())
    findings = [a_finding([waiting["id"]])]
    manifest = a_manifest(a_task(world)["id"], [], evidence=[waiting], findings=findings, no_problem_statement=None)
    assert world.as_("inspector").put(f"/reports/{report}", json=manifest).status_code == 201
    end = {"verb": "revoke", "reason": "手机遗失"}
    assert world.as_("director").post(f"/device-keys/{phone.id}/moves", json=end).status_code == 200
    assert upload(world.as_("inspector"), waiting, photo, report_id=report).status_code == 204
    read = world.as_("inspector").get
    assert grade(read(f"/evidence/{before['id']}").json()) == ("signed", None)
    assert grade(read(f"/evidence/{waiting['id']}").json()) == ("broken", "key_over")  # it came after
    assert grade(one(world, lambda phone, line: phone.take(line), phone)) == ("broken", "key_over")


def test_a_revocation_counts_by_the_log_whatever_the_clock_says(fresh: World) -> None:
    phone, photo = Phone().enrol(fresh), a_photo(7, (64, 48))
    report, waiting = str(uuid4()), phone.take(an_evidence(photo))
    findings = [a_finding([waiting["id"]])]
    manifest = a_manifest(a_task(fresh)["id"], [], evidence=[waiting], findings=findings, no_problem_statement=None)
    assert fresh.as_("inspector").put(f"/reports/{report}", json=manifest).status_code == 201
    assert kept(fresh, waiting["id"]).grade == "signed"
    fresh.clock.advance(minutes=5)  # another process is ahead
    end = {"verb": "revoke", "reason": "手机遗失"}
    assert fresh.as_("director").post(f"/device-keys/{phone.id}/moves", json=end).status_code == 200
    fresh.clock.advance(minutes=-5)
    assert upload(fresh.as_("inspector"), waiting, photo, report_id=report).status_code == 204
    assert (kept(fresh, waiting["id"]).grade, kept(fresh, waiting["id"]).grade_reason) == ("broken", "key_over")


def test_a_key_cannot_end_while_a_receipt_rests_on_it(world: World) -> None:
    phone = Phone().enrol(world)
    read = one(world, lambda phone, line: phone.take(line), phone)
    with world.database.transaction() as tx:
        if tx.session.get_bind().dialect.name == "sqlite":
            return  # has one writer anyway
        captures.at_receipt(tx, tx.session.get_one(Evidence, UUID(read["id"])), tx.now)
        lock = select(DeviceKey.id).where(DeviceKey.id == UUID(phone.id)).with_for_update(nowait=True)
        with world.database.writer.connect() as other, pytest.raises(OperationalError, match="could not obtain lock"):
            other.execute(lock)


def test_a_key_of_180_days(fresh: World) -> None:
    phone = Phone().enrol(fresh)
    fresh.clock.advance(days=179, hours=23)
    fresh.close()
    fresh._clients.clear()
    assert grade(one(fresh, lambda phone, line: phone.take(line), phone)) == ("signed", None)
    fresh.clock.advance(hours=1)
    fresh.close()
    fresh._clients.clear()
    assert grade(one(fresh, lambda phone, line: phone.take(line), phone)) == ("broken", "key_over")


def test_a_signed_time_has_two_ends(world: World) -> None:
    phone = Phone().enrol(world)
    phone.look_up(world.as_("inspector"))
    now = world.clock()
    read = one(world, lambda phone, line: phone.take(line | {"captured_at": now.isoformat()}), phone)
    outcome, between = check(read, "bracket")
    first, last = str(between).split(" — ")
    assert outcome == "pass"
    said_at = orjson.loads(phone.anchor["statement"])["t"]
    legal = [
        f"{world.clock().fromisoformat(each) + timedelta(hours=8):%Y-%m-%d %H:%M:%S}" for each in (said_at, read["received_at"])
    ]
    assert [first, last] == legal
    long_ago = one(world, lambda phone, line: phone.take(line | {"captured_at": (now - timedelta(days=2)).isoformat()}), phone)
    assert (grade(long_ago), check(long_ago, "bracket")[0]) == (("signed", None), "warn")


def resigned(phone: Phone, statement: str) -> Callable[[Phone, Line], Line]:
    """A record that quotes an anchor nobody gave out."""

    def change(phone_: Phone, line: Line) -> Line:
        phone_.anchor = {"statement": statement, "signature": phone.anchor["signature"]}
        return phone_.take(line)

    return change


def test_an_anchor_is_the_servers_or_none(world: World) -> None:
    phone = Phone().enrol(world)
    phone.look_up(world.as_("inspector"))
    own = dict(phone.anchor)
    earlier = spelled(orjson.loads(own["statement"]) | {"t": "2026-01-01T00:00:00.000Z"}).decode()
    assert grade(one(world, resigned(phone, earlier), phone)) == ("broken", "anchor_forged")
    phone.anchor = own
    other = world.as_("inspector").get("/anchor").json()
    read = one(world, lambda phone, line: with_capture(phone.take(line), anchor=other), phone)
    assert grade(read) == ("broken", "anchor_other")
    phone.anchor = None
    read = one(world, lambda phone, line: with_capture(phone.take(line), anchor=own), phone)
    assert grade(read) == ("broken", "anchor_other")


def test_an_anchor_later_than_the_receipt(fresh: World) -> None:
    phone = Phone().enrol(fresh)
    fresh.clock.advance(minutes=9)
    phone.look_up(fresh.as_("inspector"))
    fresh.clock.advance(minutes=-9)
    assert grade(one(fresh, lambda phone, line: phone.take(line), phone)) == ("broken", "anchor_late")


def test_a_gap_is_told_until_it_is_filled(world: World) -> None:
    phone, photos = Phone().enrol(world), [a_photo(8, (64, 48)), a_photo(9, (64, 48)), a_photo(10, (64, 48))]
    lines = [phone.take(an_evidence(photo)) for photo in photos]
    read = world.as_("inspector").get
    sent(world, [lines[2]], [photos[2]])
    last = read(f"/evidence/{lines[2]['id']}").json()
    assert (grade(last), check(last, "sequence")) == (("signed", None), ("warn", "前一号的记录没有收到"))
    sent(world, lines[:2], photos[:2])  # late, from another report
    for line in lines:
        assert check(read(f"/evidence/{line['id']}").json(), "sequence") == ("pass", None)


def test_who_may_not_know_everything_is_told_of_no_gap(world: World) -> None:
    """What lies between may be sealed: whether it is there or not, the reviewer is told the same."""
    phone, photos = Phone().enrol(world), [a_photo(8, (64, 48)), a_photo(9, (64, 48)), a_photo(10, (64, 48))]
    lines = [phone.take(an_evidence(photo)) for photo in photos]
    sent(world, lines[1:], photos[1:])

    def told(who: str) -> list[str]:
        return [check(world.as_(who).get(f"/evidence/{each['id']}").json(), "sequence")[0] for each in lines[1:]]

    assert told("reviewer") == ["unknown", "pass"]
    assert told("director") == told("inspector") == ["warn", "pass"]
    sent(world, lines[:1], photos[:1])
    with world.database.transaction() as tx:  # of a visit the reviewer is not to know of
        tx.session.get_one(Evidence, UUID(lines[0]["id"])).seal_id = uuid4()
    assert told("reviewer") == ["unknown", "pass"]
    assert told("director") == told("inspector") == ["pass", "pass"]


@pytest.mark.parametrize("fork", ["the same number", "another before"])
def test_a_fork_is_told_and_never_refused(world: World, fork: str) -> None:
    phone, photos = Phone().enrol(world), [a_photo(11, (64, 48)), a_photo(12, (64, 48)), a_photo(13, (64, 48))]
    first, second = phone.take(an_evidence(photos[0])), phone.take(an_evidence(photos[1]))
    if fork == "the same number":
        phone.seq, phone.prev = 1, hashlib.sha256(first["capture"]["record"].encode()).hexdigest()
        third = phone.take(an_evidence(photos[2]))
    else:
        third = phone.take(an_evidence(photos[2]), prev="0" * 64)
    sent(world, [first, second, third], photos)
    read = world.as_("inspector").get(f"/evidence/{third['id']}").json()
    assert grade(read) == ("signed", None)
    assert check(read, "sequence") == ("warn", "同号有两条记录，或与前一条接不上")
    twin = check(world.as_("inspector").get(f"/evidence/{second['id']}").json(), "sequence")[0]
    assert twin == ("warn" if fork == "the same number" else "pass")


MALFORMED: dict[str, tuple[Any, str]] = {
    "no record": ({"signature": ZEROS}, "/evidence/0/capture/record"),
    "an object": ({"record": {}, "signature": ZEROS}, "/evidence/0/capture/record"),
    "too long": ({"record": "x" * 65_537, "signature": ZEROS}, "/evidence/0/capture/record"),
    "what no database keeps": ({"record": "\0", "signature": ZEROS}, "/evidence/0/capture/record"),
    "no signature": ({"record": "{}"}, "/evidence/0/capture/signature"),
    "a short signature": ({"record": "{}", "signature": "AAAA"}, "/evidence/0/capture/signature"),
    "half an anchor": ({"record": "{}", "signature": ZEROS, "anchor": {"statement": "{}"}}, "/evidence/0/capture/anchor/signature"),
    "more": ({"record": "{}", "signature": ZEROS, "x": 1}, "/evidence/0/capture/x"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_what_is_no_capture_at_all_is_named(world: World, case: str) -> None:
    capture, pointer = MALFORMED[case]
    line = an_evidence(a_photo(1, (64, 48))) | {"capture": capture}
    manifest = a_manifest(a_task(world)["id"], [], evidence=[line], findings=[a_finding([line["id"]])], no_problem_statement=None)
    answer = world.as_("inspector").put(f"/reports/{uuid4()}", json=manifest)
    assert refusal(answer) == (422, "invalid-request", pointer)


def test_the_record_is_part_of_the_content(world: World) -> None:
    phone, line, report = Phone().enrol(world), an_evidence(a_photo(1, (64, 48))), str(uuid4())
    manifest = a_manifest(a_task(world)["id"], [], evidence=[line], findings=[a_finding([line["id"]])], no_problem_statement=None)
    client = world.as_("inspector")
    plain = client.put(f"/reports/{report}", json=manifest).json()["content_sha256"]
    null = manifest | {"evidence": [line | {"capture": None}]}
    assert client.put(f"/reports/{report}", json=null).json()["content_sha256"] == plain
    signed = manifest | {"evidence": [phone.take(line)]}
    assert refusal(client.put(f"/reports/{report}", json=signed))[:2] == (409, "report-id-reused")


def test_a_unit_signs_too_and_is_told_of_nothing_but_its_own(world: World) -> None:
    order, phone, photo = an_order(world), Phone("township").enrol(world), a_photo(4)
    answer = a_submission([photo])
    answer["evidence"] = [phone.take(answer["evidence"][0])]
    unit = world.as_("township")
    made = unit.post(f"/orders/{order['id']}/submissions", json=answer)
    assert (made.status_code, made.json()["receipt"]) == (201, None)
    assert upload(unit, answer["evidence"][0], photo, submission_id=answer["id"]).status_code == 204
    told = unit.get(f"/orders/{order['id']}").json()["submissions"][0]
    assert grade(told["evidence"][0]) == ("signed", None)
    released = order["findings"][0]["evidence_ids"][0]
    assert grade(unit.get(f"/evidence/{released}").json()) == (None, None)
    receipt = told["receipt"]
    for who in ("township", "director"):
        read = world.as_(who).get(f"/orders/{order['id']}").json()["submissions"][0]["receipt"]
        assert read == receipt
    assert opened(unit, receipt) == {
        "of": "submission", "id": answer["id"], "sha256": receipt["content_sha256"], "at": milliseconds(told["submitted_at"]),
    }  # fmt: skip
    rec = hashlib.sha256(answer["evidence"][0]["capture"]["record"].encode()).hexdigest()
    assert opened(unit, unit.get(f"/evidence/{answer['evidence'][0]['id']}/receipt").json())["rec"] == rec


def test_a_second_look_has_its_receipt(world: World) -> None:
    order, photo = an_order(world), a_photo(5)
    answer = a_submission()
    assert world.as_("township").post(f"/orders/{order['id']}/submissions", json=answer).status_code == 201
    line = Phone("inspector2").enrol(world).take(an_evidence(photo))
    look = {"id": str(uuid4()), "result": "rectified", "note": "已核", "inspected_at": "2026-11-21T02:00:00Z", "evidence": [line]}
    path, eyes = f"/findings/{order['findings'][0]['id']}/reinspections", world.as_("inspector2")
    assert eyes.post(path, json=look).json()["receipt"] is None
    assert upload(eyes, line, photo, reinspection_id=look["id"]).status_code == 204
    told = world.as_("director").get(path).json()["items"][0]
    assert grade(told["evidence"][0]) == ("signed", None)
    assert opened(eyes, told["receipt"]) == {
        "of": "reinspection", "id": look["id"], "sha256": told["receipt"]["content_sha256"],
        "at": milliseconds(told["evidence"][0]["received_at"]),
    }  # fmt: skip
