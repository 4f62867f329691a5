"""From the phone that signs to the reader who trusts nobody: what the server makes, both verifiers judge, and say the same."""

import base64
import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import uuid4

import orjson
import pytest

from app.attest import keys, rotation
from app.attest.jobs import Checkpointer
from app.attest.keys import Use
from app.bundles.records import Outside
from tests.attest.outsiders import Stamper, answering
from tests.bundles.making import made, the_root
from tests.bundles.reader import canonical_zip, opened
from tests.conftest import A_DAY
from tests.making import a_finding, a_manifest, a_photo, a_submission, a_task, an_evidence, upload
from tests.phone import Phone, spelled
from tests.verifier.runners import Mutant, Verdicts, page, python
from tests.witness.watching import NAME, free_port, ran, watching
from tests.world import TOWN, Template, World

Line = dict[str, Any]
Trust = dict[str, Any]
OK, ALONE = ("PASS", "ok"), ("UNVERIFIABLE", "no_external_checkpoint")
END = {"verb": "revoke", "reason": "手机遗失"}


class Seen(NamedTuple):
    """A server whose log is looked at from outside."""

    world: World
    vkey: str
    authority: Stamper

    def trust(self, *, witness: bool = True, tsa: bool = False) -> Trust:
        """What a reader brings: the root key's thumbprint, and the witness's key or the authority's root certificate."""
        told = {"root": the_root(self.world), "witnesses": [self.vkey] if witness else [], "checkpoints": []}
        return told | {"tsa": [self.authority.root.read_text()] if tsa else []}

    def looked_at(self) -> None:
        """The log is signed as it is, and everybody outside has seen it."""
        Checkpointer(self.world.database).sign()
        self.world.work()


@pytest.fixture(scope="module")
def seen(template: Template, engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """A world watched by a witness, a process of its own, and stamped by OpenSSL."""
    folder, port = tmp_path_factory.mktemp("outside") / "witness", free_port()
    vkey, authority = ran(folder, "init", NAME), Stamper(folder.parent / "tsa")
    keys.initialise(template.folder / "keys", datetime.now(UTC))
    ran(folder, "watch", keys.load(template.folder / "keys").log_vkey)
    outside: dict[str, Any] = {"witnesses": f"http://127.0.0.1:{port} {vkey}", "tsa_certificate": authority.root}
    outside["witness_clock_s"] = 366 * A_DAY  # the witness's clock is the machine's, the world's is moved
    with (
        watching(folder, port=port),
        answering(authority.stamp) as stamping,
        template.world(engine, access_token_s=A_DAY, tsa_url=stamping, **outside) as world,
    ):
        yield Seen(world, vkey, authority)


def judged(bundle: bytes, trust: Trust, *mutants: Mutant) -> list[Verdicts]:
    """What both verifiers say, of the bundle or of what became of it: one answer, or none."""
    ours, theirs = (each(bundle, mutants or [Mutant()], trust) for each in (python, page))
    assert ours == theirs
    return ours


def all_of(bundle: bytes, trust: Trust) -> set[tuple[str, str]]:
    """Every verdict there is."""
    (told,) = judged(bundle, trust)
    assert told.items
    return {told.bundle, *told.items.values()}


def sent(world: World, lines: Sequence[Line], photos: Sequence[bytes]) -> tuple[str, str]:
    """A report with these photographs, all arrived; its id and its finding's."""
    report, author = str(uuid4()), world.as_("inspector")
    finding = a_finding([line["id"] for line in lines])
    manifest = a_manifest(a_task(world)["id"], [], evidence=list(lines), findings=[finding], no_problem_statement=None)
    answer = author.put(f"/reports/{report}", json=manifest)
    assert answer.status_code == 201, answer.text
    for line, photo in zip(lines, photos, strict=True):
        assert upload(author, line, photo, report_id=report).status_code == 204
    return report, finding["id"]


def taken(world: World, phone: Phone, photos: Sequence[bytes]) -> list[Line]:
    """Photographed by a phone that asked for the time first."""
    phone.look_up(world.as_(phone.owner))
    return [phone.take(an_evidence(photo)) for photo in photos]


def answered(world: World, report: str, finding: str, line: Line, photo: bytes) -> str:
    """The finding's order, answered by its unit with that photograph; the answer's id."""
    director, unit = world.as_("director"), world.as_("township")
    assert director.post(f"/reports/{report}/moves", json={"verb": "accept"}).status_code == 200
    decided = {"verb": "confirm", "severity": "general", "reason": "经会商"}
    assert director.post(f"/findings/{finding}/moves", json=decided).status_code == 200
    order = {"id": str(uuid4()), "finding_ids": [finding], "unit_id": str(TOWN), "class": "limited", "requirements": "限期清运。"}
    assert director.post("/orders", json=order).status_code == 201
    answer = a_submission([], evidence=[line])
    told = unit.post(f"/orders/{order['id']}/submissions", json=answer)
    assert told.status_code == 201, told.text
    assert upload(unit, line, photo, submission_id=answer["id"]).status_code == 204
    return str(answer["id"])


class Told(NamedTuple):
    """A finding's whole story, and what was sent of it."""

    report: str
    finding: str
    answer: str
    lines: list[Line]
    photos: list[bytes]
    phones: list[Phone]


@pytest.fixture(scope="module")
def story(seen: Seen) -> Told:
    """Two photographs signed by a phone, one by none, the unit's answer with one its own phone signed; all of it seen outside."""
    world, phone, theirs = seen.world, Phone().enrol(seen.world), Phone("township").enrol(seen.world)
    photos = [a_photo(n, (64, 48)) for n in range(4)]
    lines = [*taken(world, phone, photos[:2]), an_evidence(photos[2])]
    report, finding = sent(world, lines, photos[:3])
    (reply,) = taken(world, theirs, photos[3:])
    answer = answered(world, report, finding, reply, photos[3])
    seen.looked_at()
    return Told(report, finding, answer, [*lines, reply], photos, [phone, theirs])


def bundle_of(seen: Seen, story: Told) -> bytes:
    """As it is fetched."""
    return made(seen.world, story.report, finding_id=story.finding)[1]


def test_everything_that_came_is_in_the_bundle(seen: Seen, story: Told) -> None:
    read = opened(bundle_of(seen, story), the_root(seen.world))
    kinds = [(item["kind"], item["id"], item["record"]) for item in read.said["items"]]
    evidence = [("evidence", line["id"], "capture" in line) for line in story.lines]
    assert kinds == [("report", story.report, False), ("submission", story.answer, False), *evidence]
    for line in (line for line in story.lines if "capture" in line):
        capture, beside = line["capture"], f"records/{line['id']}"
        anchor = capture["anchor"]
        assert [read.files[f"{beside}.{end}"] for end in ("json", "sig", "anchor.json", "anchor.sig")] == [
            capture["record"].encode(), base64.b64decode(capture["signature"]),
            anchor["statement"].encode(), base64.b64decode(anchor["signature"]),
        ]  # fmt: skip
        assert read.acts(line["id"]) == ["device_key.enrolled", "evidence.received"]
        assert read.json(f"receipts/{line['id']}.json")["rec"] == hashlib.sha256(capture["record"].encode()).hexdigest()
    assert [name for name in read.names if name.startswith("anchors/")] == ["anchors/1.tsr"]
    words = orjson.loads(read.files[f"originals/{story.answer}"])  # in the bytes that were hashed, the record among them
    assert words["evidence"][0]["capture"] == story.lines[3]["capture"]


def test_who_knows_the_root_and_somebody_outside_is_told_that_all_of_it_holds(seen: Seen, story: Told) -> None:
    bundle = bundle_of(seen, story)
    for witness, tsa in ((True, False), (False, True), (True, True)):
        assert all_of(bundle, seen.trust(witness=witness, tsa=tsa)) == {OK}
    assert all_of(bundle, seen.trust(witness=False)) == {ALONE}


def test_a_photograph_of_which_one_byte_is_another(seen: Seen, story: Told) -> None:
    bundle = bundle_of(seen, story)
    for line, photo in zip(story.lines, story.photos, strict=True):
        at = bundle.index(photo) + len(photo) // 2
        (told,) = judged(bundle, seen.trust(), Mutant(((at, 1),)))
        assert told.bundle == ("FAIL", "file_hash")
        assert {id_: verdict for id_, verdict in told.items.items() if verdict != OK} == {line["id"]: ("FAIL", "original_hash")}


def test_an_anchor_taken_out_or_changed_by_a_hair(seen: Seen, story: Told) -> None:
    read = opened(bundle_of(seen, story), the_root(seen.world))
    first, second = (f"records/{line['id']}.anchor" for line in story.lines[:2])
    without = {name: data for name, data in read.files.items() if not name.startswith(first)}
    forged = read.files | {f"{second}.sig": bytes(64)}
    told = judged(b"", seen.trust(), *(Mutant(data=canonical_zip(files)) for files in (without, forged)))
    wrong = ("FAIL", "record_anchor")
    assert [each.bundle for each in told] == [("FAIL", "file_missing"), ("FAIL", "file_hash")]
    assert [each.items[line["id"]] for each in told for line in story.lines[:2]] == [wrong, OK, OK, wrong]


def forged(phone: Phone, line: Line) -> Line:
    """With a signature that is nobody's."""
    return _with(phone.take(line), signature=base64.b64encode(bytes(64)).decode())


def _with(line: Line, **changes: Any) -> Line:
    return line | {"capture": line["capture"] | changes}


def unquoted(phone: Phone, line: Line) -> Line:
    """The anchor its record cites does not come with it."""
    taken = phone.take(line)
    return _with(taken, anchor=None)


def misquoted(phone: Phone, line: Line) -> Line:
    """An anchor of another hour, which the server never gave out."""
    taken = phone.take(line)
    anchor = taken["capture"]["anchor"]
    statement = spelled(orjson.loads(anchor["statement"]) | {"id": "0" * 32}).decode()
    return _with(taken, anchor=anchor | {"statement": statement})


BROKEN: dict[str, tuple[Callable[[Phone, Line], Line], str, str]] = {
    "forged": (forged, "signature", "record_signature"),
    "no json": (lambda phone, line: _with(phone.take(line), record="nothing"), "json", "json"),
    "empty": (lambda phone, line: _with(phone.take(line), record="", anchor=None), "json", "json"),
    "a word too long": (lambda phone, line: phone.take(line, app="x" * 101), "json", "json"),
    "too far north": (lambda phone, line: phone.take(line, geo={"st": "ok", "lat_e7": 900_000_001}), "json", "json"),
    "another photograph's": (lambda phone, line: phone.take(line, sha256="0" * 64), "other", "record_other"),
    "somebody else's": (lambda phone, line: Phone("inspector2", phone.secret).take(line), "key_other", "record_key"),
    "nobody's": (lambda _, line: Phone().take(line), "key_unknown", "record_key"),
    "no anchor beside": (unquoted, "anchor_missing", "record_anchor"),
    "an anchor nobody gave out": (misquoted, "anchor_forged", "record_anchor"),
}


def test_what_the_server_calls_broken_goes_along_and_the_verifiers_say_why(seen: Seen) -> None:
    world, photos = seen.world, [a_photo(n, (64, 48)) for n in range(len(BROKEN) + 1)]
    lines = []
    for (change, _, _), photo in zip(BROKEN.values(), photos, strict=False):
        phone = Phone().enrol(world)
        phone.look_up(world.as_("inspector"))
        lines.append(change(phone, an_evidence(photo)))
    good = Phone().enrol(world).take(an_evidence(photos[-1]))
    report, _ = sent(world, [*lines, good], photos)
    read = world.as_("inspector").get
    found = [read(f"/evidence/{line['id']}").json() for line in lines]
    assert [(each["grade"], each["grade_reason"]) for each in found] == [("broken", flaw) for _, flaw, _ in BROKEN.values()]
    seen.looked_at()
    (told,) = judged(made(world, report)[1], seen.trust())
    expected = {name: ("FAIL", code) for name, (_, _, code) in BROKEN.items()}
    assert {name: told.items[line["id"]] for name, line in zip(BROKEN, lines, strict=True)} == expected
    assert (told.items[report], told.items[good["id"]]) == (OK, OK)


def test_a_key_ended_before_the_photograph_came_and_one_ended_after(seen: Seen) -> None:
    world, photos = seen.world, [a_photo(n, (64, 48)) for n in range(2)]
    phone, report, author = Phone().enrol(world), str(uuid4()), world.as_("inspector")
    lines = taken(world, phone, photos)
    manifest = a_manifest(
        a_task(world)["id"], [], evidence=lines, findings=[a_finding([line["id"] for line in lines])], no_problem_statement=None
    )
    assert author.put(f"/reports/{report}", json=manifest).status_code == 201
    assert upload(author, lines[0], photos[0], report_id=report).status_code == 204
    assert world.as_("director").post(f"/device-keys/{phone.id}/moves", json=END).status_code == 200
    assert upload(author, lines[1], photos[1], report_id=report).status_code == 204
    seen.looked_at()
    bundle = made(world, report)[1]
    (told,) = judged(bundle, seen.trust())
    assert [told.items[line["id"]] for line in lines] == [OK, ("FAIL", "record_key")]
    acts = [opened(bundle, the_root(world)).acts(line["id"]) for line in lines]
    assert acts[0] == ["device_key.enrolled", "evidence.received", "device_key.revoked"]
    assert acts[1] == ["device_key.enrolled", "device_key.revoked", "evidence.received"]


def test_a_key_revoked_since_changes_nothing_of_what_it_signed(seen: Seen, story: Told) -> None:
    assert seen.world.as_("director").post(f"/device-keys/{story.phones[0].id}/moves", json=END).status_code == 200
    early = bundle_of(seen, story)  # nobody outside has seen that entry yet
    assert all_of(early, seen.trust()) == {ALONE}
    seen.looked_at()
    bundle = bundle_of(seen, story)
    assert opened(bundle, the_root(seen.world)).acts(story.lines[0]["id"])[-1] == "device_key.revoked"
    assert all_of(bundle, seen.trust()) == {OK}


def test_keys_that_were_changed_since(seen: Seen, story: Told) -> None:
    """The last of the file: time has passed in its world."""
    world, photo = seen.world, a_photo(9, (64, 48))
    data = world.app.state.house.settings.data_dir
    for use in (Use.RECEIPT, Use.LOG):
        rotation.rotate(data, use, world.clock())
    with world.database.transaction() as tx:
        rotation.book(tx, data)
    world.clock.advance(minutes=2)
    phone = Phone().enrol(world)
    (line,) = taken(world, phone, [photo])
    report, _ = sent(world, [line], [photo])
    seen.looked_at()
    with pytest.raises(AssertionError):
        opened(bundle_of(seen, story), the_root(world))  # that reader knows of one key for each use
    for bundle in (bundle_of(seen, story), made(world, report)[1]):
        assert all_of(bundle, seen.trust()) == {OK}
        assert all_of(bundle, seen.trust(witness=False, tsa=True)) == {OK}
        assert all_of(bundle, seen.trust(witness=False)) == {ALONE}


def test_two_keys_of_the_log_are_one_voice() -> None:
    log, other = "— mingcha/0123 AAAAAAAA\n", "— witness.example/w1 AAAAAAAA\n"
    text = "mingcha/0123\n5\nAAAA\n\n"
    assert [Outside(text + lines, ()).voices for lines in (log, log * 2, log * 2 + other)] == [0, 0, 1]
    assert Outside(text + log * 2 + other, (b"token",)).voices == 2
    again = "".join(f"— witness.example/w1 AAAAAAA{last}\n" for last in "BCDEFGHI")
    assert Outside(text + log + other + again, ()).voices == 1  # however often it spoke
