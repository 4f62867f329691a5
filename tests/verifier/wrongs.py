"""Bundles with one thing wrong, each made as carefully as the forger of that case could."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

from tests.verifier.maker import (
    CENTRAL_SIGN,
    ORIGIN,
    OTHER_USER,
    PHOTOS,
    PRINTED,
    REPORT,
    USER,
    WITNESS,
    Device,
    Edwards,
    Statement,
    Story,
    archive,
    b64,
    canonical,
    cosign,
    key_id,
    pack,
    sha,
    when,
)

ONE, TWO = PHOTOS
Made = tuple[bytes, dict[str, Any]]
THIEF, THIEF_DEVICE = Edwards("thief"), Device("thief's phone")


def told(**how: Any) -> Story:
    return Story(**how).tell()


def sealed(story: Story, change: Callable[[dict[str, bytes]], object] = lambda _: None) -> Made:
    """The story with some files changed, listed and sealed anew by whoever holds the receipt key."""
    files = story.sign()
    change(files)
    return story.seal(files), story.trust


def changed(change: Callable[[dict[str, bytes]], object]) -> Made:
    """A right bundle in which somebody without any key changed files, and put the ZIP in order again."""
    story = told()
    files = unpacked(story.seal(story.sign()))
    change(files)
    return archive(files), story.trust


def unpacked(bundle: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(bundle)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def swap(one: str, two: str) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        files[one], files[two] = files[two], files[one]

    return change


def put_at(name: str, data: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.update({name: data})


def drop(*names: str) -> Callable[[dict[str, bytes]], None]:
    return lambda files: [files.pop(name) for name in names] and None


def receipt(id: str = ONE, story: Story | None = None, **fields: object) -> Made:
    """A receipt with other words, signed again: the receipt key is stolen, the log is not."""
    story = story or told()
    story.receipts[id] |= fields
    return sealed(story)


def without(statement: Statement, *names: str) -> None:
    for name in names:
        del statement[name]


# ---- the photograph ----
def other_picture() -> Made:
    return sealed(told(), put_at(f"originals/{ONE}", b"another picture"))


def receipt_of_another_size() -> Made:
    return receipt(size=59)


def pictures_swapped() -> Made:
    return changed(swap(f"originals/{ONE}", f"originals/{TWO}"))


# ---- the receipt ----
def receipt_forged() -> Made:
    return sealed(told(), lambda files: files.update({f"receipts/{ONE}.sig": THIEF.sign("receipt", files[f"receipts/{ONE}.json"])}))


def receipt_by_unknown_key() -> Made:
    return receipt(key=THIEF.id)


def receipt_by_log_key() -> Made:
    return receipt(key=Edwards("log").id)


def receipt_replayed() -> Made:
    def change(files: dict[str, bytes]) -> None:
        for end in ("json", "sig"):
            files[f"receipts/{TWO}.{end}"] = files[f"receipts/{ONE}.{end}"]

    return sealed(told(), change)


def receipt_and_picture_replayed() -> Made:
    def change(files: dict[str, bytes]) -> None:
        for end in ("json", "sig"):
            files[f"receipts/{TWO}.{end}"] = files[f"receipts/{ONE}.{end}"]
        files[f"originals/{TWO}"] = files[f"originals/{ONE}"]

    return sealed(told(), change)


def receipt_rewritten_for_another_picture() -> Made:
    """The thief of the receipt key signs for a picture the log never saw."""
    story = told()
    data = b"staged" * 10
    story.originals[ONE] = data
    story.records[ONE] |= {"sha256": sha(data).hex(), "size": len(data)}
    story.records[TWO]["prev"] = sha(canonical(story.records[ONE])).hex()
    for photo in PHOTOS:
        story.receipts[photo]["rec"] = sha(canonical(story.records[photo])).hex()
    return receipt(story=story, sha256=sha(data).hex(), size=len(data))


def receipt_at_another_time() -> Made:
    return receipt(at=when(24))


def receipt_of_another_entry() -> Made:
    story = told()
    idx = story.receipts[TWO]["idx"]
    story.items[0]["entries"] = [2, idx]
    return receipt(story=story, idx=idx, chain=story.receipts[TWO]["chain"])


def receipt_of_another_chain() -> Made:
    return receipt(chain="0" * 64)


def receipt_without_index() -> Made:
    story = told()
    for one in story.receipts.values():
        without(one, "idx", "chain")
    return sealed(story)


def receipt_without_index_for_another_picture() -> Made:
    story = told()
    without(story.receipts[REPORT], "idx", "chain")
    return receipt(REPORT, story, sha256="0" * 64)


def receipt_with_a_word_more() -> Made:
    return receipt(note="x")


def receipt_with_index_but_no_chain() -> Made:
    story = told()
    without(story.receipts[ONE], "chain")
    return sealed(story)


# ---- the record ----
def record_forged() -> Made:
    story = told()
    return sealed(story, put_at(f"records/{ONE}.sig", THIEF_DEVICE.sign(canonical(story.records[ONE]))))


class Phone(Story):
    """A story whose records are written differently."""

    edit: Callable[[int, Statement], object] = staticmethod(lambda _, said: said)

    def record(self, photo: str, seq: int) -> Statement:
        said = super().record(photo, seq)
        self.edit(seq, said)
        return said


def recorded(edit: Callable[[int, Statement], object], **how: Any) -> Phone:
    phone = Phone(**how)
    phone.edit = edit
    phone.tell()
    return phone


def device_swapped(**how: Any) -> Made:
    """The first photograph is signed by another phone."""
    story = recorded(lambda seq, said: said.update(key=THIEF_DEVICE.id) if seq == 1 else None, **how)
    return sealed(story, put_at(f"records/{ONE}.sig", THIEF_DEVICE.sign(canonical(story.records[ONE]))))


def device_of_somebody_else() -> Made:
    return device_swapped(after_enrolment=lambda story: story.enrolled.append(story.enrol(THIEF_DEVICE, OTHER_USER)))


def device_revoked() -> Made:
    return sealed(told(after_enrolment=lambda story: story.enrolled.append(story.enrol(story.device, act="device_key.revoked"))))


class LateStory(Story):
    """The phone is enrolled only when everything has been received."""

    def enrol(self, device: Device, user: str | None = OTHER_USER, act: str = "device_key.enrolled", **_: object) -> int:
        if not self.receipts:
            return self.log.add("user.signed_in", f"user_account/{user}", when(2))
        return super().enrol(device, act=act)

    def receive(self, kind: str, id: str, second: int) -> None:
        super().receive(kind, id, second)
        if id == REPORT:
            late = self.enrol(self.device)
            for item in self.items[:2]:
                item["entries"] = [item["entries"][-1], late]


def device_enrolled_later() -> Made:
    return sealed(LateStory().tell())


def two_records_of_one_number() -> Made:
    def edit(seq: int, said: Statement) -> None:
        said["seq"] = 1
        said.pop("prev", None)
        said["t_mono_ms"] = seq

    return sealed(recorded(edit))


def record_after_another() -> Made:
    return sealed(recorded(lambda seq, said: said.update(prev="0" * 64) if seq == 2 else None))


def record_number_left_out() -> Made:
    return sealed(recorded(lambda seq, said: said.update(seq=5, prev="0" * 64) if seq == 2 else None))


def first_record_with_a_predecessor() -> Made:
    return sealed(recorded(lambda seq, said: said.update(prev="0" * 64) if seq == 1 else None))


def device_over() -> Made:
    """The first photograph was received a millisecond before the key was over, the second after."""
    return sealed(told_with_enrolment(until=when(25)[:-5] + ".001Z"))


def told_with_enrolment(**more: object) -> Story:
    class Enrolled(Story):
        def enrol(self, device: Device, user: str | None = USER, act: str = "device_key.enrolled", **_: object) -> int:
            return super().enrol(device, **({"user": user, "act": act} | more))

    return Enrolled().tell()


def enrolled_with(**more: object) -> Made:
    return sealed(told_with_enrolment(**more))


def enrolled_to_nobody_and_forged() -> Made:
    """What is no enrolment has no key that could have signed."""
    story = told_with_enrolment(user="nobody")
    return sealed(story, put_at(f"records/{ONE}.sig", THIEF_DEVICE.sign(canonical(story.records[ONE]))))


def another_phone(change: Callable[[dict[str, bytes]], object]) -> Made:
    """The first photograph is signed by a second phone, whose enrolment, entry 3, no item names: and something befell that."""

    def forget(files: dict[str, bytes]) -> None:
        files[f"records/{ONE}.sig"] = THIEF_DEVICE.sign(canonical(story.records[ONE]))
        files.update(story.entry(3))
        change(files)

    story = recorded(
        lambda seq, said: said.update(key=THIEF_DEVICE.id) if seq == 1 else said.update(seq=1) or said.pop("prev"),
        after_enrolment=lambda story: story.enrol(THIEF_DEVICE),
    )
    return sealed(story, forget)


def signed_with_another_phone() -> Made:
    """Entries of no item count like the others."""
    return another_phone(lambda _: None)


def another_phones_enrolment_erased() -> Made:
    return another_phone(drop("entries/3.payload", "entries/3.salt"))


def another_phones_enrolment_rewritten() -> Made:
    return another_phone(lambda files: files.update({"entries/3.payload": b"{}"}))


# ---- the anchor it cites ----
class Anchoring(Phone):
    """A story whose phone was given another anchor, and cites it."""

    other: Statement

    def anchor(self, seq: int) -> Statement:
        said = super().anchor(seq)
        if seq == 1:
            said |= self.other
        return said


def anchored(**other: object) -> Made:
    story = Anchoring()
    story.other = other
    story.tell()
    return sealed(story)


def anchor_after_receipt() -> Made:
    return anchored(t=when(26))


def anchor_missing() -> Made:
    return sealed(told(), drop(f"records/{ONE}.anchor.json", f"records/{ONE}.anchor.sig"))


def anchor_without_signature() -> Made:
    return sealed(told(), drop(f"records/{ONE}.anchor.sig"))


def anchor_lost() -> Made:
    """Listed, and not there."""
    return changed(drop(f"records/{ONE}.anchor.json"))


def anchor_forged() -> Made:
    story = told()
    return sealed(story, put_at(f"records/{ONE}.anchor.sig", THIEF.sign("anchor", canonical(story.anchors[ONE]))))


def anchor_signed_as_something_else() -> Made:
    story = told()
    return sealed(story, put_at(f"records/{ONE}.anchor.sig", story.receipt_key.sign("receipt", canonical(story.anchors[ONE]))))


def anchor_with_a_signature_too_long() -> Made:
    return sealed(told(), lambda files: files.update({f"records/{ONE}.anchor.sig": files[f"records/{ONE}.anchor.sig"] + b"\0"}))


def anchor_by_unknown_key() -> Made:
    return anchored(key=THIEF.id)


def anchor_by_log_key() -> Made:
    return anchored(key=Edwards("log").id)


def anchor_before_its_key() -> Made:
    return anchored(t="2027-01-15T06:59:59.999Z")


def anchor_with_a_word_more() -> Made:
    return anchored(note="x")


def anchor_of_no_form() -> Made:
    return sealed(told(), put_at(f"records/{ONE}.anchor.json", b"hello"))


def anchors_swapped() -> Made:
    def change(files: dict[str, bytes]) -> None:
        for end in ("json", "sig"):
            swap(f"records/{ONE}.anchor.{end}", f"records/{TWO}.anchor.{end}")(files)

    return sealed(told(), change)


def anchor_of_another_time() -> Made:
    """The id it cites, and an hour it does not."""
    story = told()
    story.anchors[ONE]["t"] = when(1)
    return sealed(story)


def uncited(seq: int, said: Statement) -> None:
    if seq == 1:
        del said["anchor"]


def anchor_uncited() -> Made:
    return sealed(recorded(uncited))


def anchor_uncited_of_which_only_the_signature_is_there() -> Made:
    return sealed(recorded(uncited), drop(f"records/{ONE}.anchor.json"))


def no_anchor_and_none_cited() -> Made:
    story = recorded(uncited)
    del story.anchors[ONE]
    return sealed(story)


def anchor_beside_no_record() -> Made:
    """A report has none."""
    story = told()
    story.anchors[REPORT] = story.anchors[ONE]
    return sealed(story)


# ---- the record's form ----
def record_saying(**words: object) -> Made:
    return sealed(recorded(lambda seq, said: said.update(words) if seq == 1 else None))


def record_left_out() -> Made:
    story = told()
    story.items[0]["record"] = False
    return sealed(story, drop(*(f"records/{ONE}.{end}" for end in ("json", "sig", "anchor.json", "anchor.sig"))))


def record_of_another_picture() -> Made:
    def change(files: dict[str, bytes]) -> None:
        for end in ("json", "sig", "anchor.json", "anchor.sig"):
            files[f"records/{ONE}.{end}"] = files[f"records/{TWO}.{end}"]

    return sealed(told(), change)


def record_the_receipt_does_not_name() -> Made:
    story = told()
    without(story.receipts[ONE], "rec")
    return sealed(story)


# ---- the log ----
def entry_rewritten() -> Made:
    story = told()
    return sealed(story, put_at("entries/4.json", story.log.entries[3].replace(b'"evidence.received"', b'"evidence.returned"')))


def entry_of_another_number() -> Made:
    story = told()
    return sealed(story, put_at("entries/2.json", story.log.entries[1].replace(b'"idx":2', b'"idx":3')))


def payload_rewritten() -> Made:
    return sealed(
        told(), lambda files: files.update({"entries/4.payload": files["entries/4.payload"].replace(b"sha256", b"sha257")})
    )


def payload_without_salt() -> Made:
    return sealed(told(), drop("entries/7.salt"))


def payload_erased() -> Made:
    return sealed(told(), drop("entries/4.payload", "entries/4.salt"))


def enrolment_erased() -> Made:
    return sealed(told(), drop("entries/2.payload", "entries/2.salt"))


def proofs_swapped() -> Made:
    return sealed(told(), swap("proofs/4.tlog-proof", "proofs/6.tlog-proof"))


def proof_shortened() -> Made:
    def change(files: dict[str, bytes]) -> None:
        lines = files["proofs/6.tlog-proof"].split(b"\n")
        files["proofs/6.tlog-proof"] = b"\n".join(lines[:2] + lines[3:])

    return sealed(told(), change)


def proof_by_another_way() -> Made:
    """As long as it must be, with one hash another."""

    def change(files: dict[str, bytes]) -> None:
        lines = files["proofs/6.tlog-proof"].split(b"\n")
        files["proofs/6.tlog-proof"] = b"\n".join([*lines[:2], b64(bytes(32)).encode(), *lines[3:]])

    return sealed(told(), change)


def entries_of_none() -> Made:
    story = told()
    story.items[2]["entries"] = []
    return sealed(story)


# ---- keys ----
def keys_forged() -> Made:
    return sealed(told(), lambda files: files.update({"keys.sig": THIEF.sign("keys", files["keys.json"])}))


def root_of_a_stranger() -> Made:
    """All of it signed anew, with a root key of the forger's."""
    story = told(root=THIEF)
    return sealed(story)[0], told().trust


def root_not_named() -> Made:
    bundle, trust = sealed(told())
    return bundle, {**trust, "root": None}


def key_out_of_its_period() -> Made:
    story = told()
    story.manifest["keys"][1]["to"] = when(44)
    return sealed(story)


def key_named_wrongly() -> Made:
    story = told()
    story.manifest["keys"][1]["id"] = "0" * 64
    return sealed(story)


def keys_of_another_log() -> Made:
    story = told()
    story.manifest["origin"] = "elsewhere.test/log"
    return sealed(story)


# ---- checkpoint, witnesses, forks ----
def checkpoint_forged() -> Made:
    story = told()
    files = story.sign()
    body = story.log.body(14)
    line = f"\n— {ORIGIN} {b64(key_id(ORIGIN, 1, story.log_key.public) + THIEF.key.sign(body))}\n"
    note = body + line.encode() + cosign(body, story.witness, PRINTED)
    files["checkpoint.txt"] = note
    return story.seal(files), story.trust


def witness_forged() -> Made:
    story = told(witnessed=False)
    line = cosign(story.log.body(14), story.witness, PRINTED).decode().split()[2]
    forged = f"— {WITNESS} {line[:-8]}AAAAAAA=\n".encode()
    return sealed(story, lambda files: files.update({"checkpoint.txt": files["checkpoint.txt"] + forged}))


def checkpoint_of_another_root_in_the_list() -> Made:
    story = told()
    return story.seal(story.sign(), lambda said: said["checkpoint"].update(root="0" * 64)), story.trust


def unwitnessed() -> Made:
    return sealed(told(witnessed=False))


def witnessed_by_a_stranger() -> Made:
    bundle, _ = sealed(told(witness=THIEF))
    return bundle, told().trust


def rewritten(size: int = 14) -> Story:
    """The log as a forger with every server key writes it anew: another first photograph, everything signed again."""

    class Other(Story):
        def record(self, photo: str, seq: int) -> Statement:
            if seq == 1:
                self.originals[photo] = b"a picture that suits"
            return super().record(photo, seq)

    return Other(witnessed=False, size=size).tell()


def kept(story: Story, size: int | None = None) -> str:
    return story.checkpoint(size).decode()


def signed_anew() -> Made:
    return sealed(rewritten())


def signed_anew_with_the_old_cosignature() -> Made:
    """The witness's old line pasted under the new checkpoint."""
    story, old = rewritten(), told()
    line = cosign(old.log.body(14), old.witness, PRINTED)
    return sealed(story, lambda files: files.update({"checkpoint.txt": files["checkpoint.txt"] + line}))


def signed_anew_against_a_kept_checkpoint() -> Made:
    bundle, trust = signed_anew()
    return bundle, {**trust, "checkpoints": [kept(told())]}


def tail_cut_off(size: int = 9) -> Story:
    """What was recorded after the report's own entry and a little more is gone."""
    return told(witnessed=False, size=size)


def tail_truncated() -> Made:
    return sealed(tail_cut_off())


def tail_truncated_against_a_larger_kept_checkpoint() -> Made:
    bundle, trust = tail_truncated()
    return bundle, {**trust, "checkpoints": [kept(told())]}


def regrown() -> Story:
    """The tail cut off at 9, and others' entries in its place."""
    story = told(witnessed=False, size=9)
    story.size = 14
    while len(story.log.entries) < 14:
        story.log.add("user.renamed", "user_account/x", when(900 + len(story.log.entries)))
    return story


def tail_regrown() -> Made:
    return sealed(regrown())


def tail_regrown_against_a_kept_checkpoint() -> Made:
    bundle, trust = tail_regrown()
    return bundle, {**trust, "checkpoints": [kept(told())]}


def continued(size: int, *, proof: bool = True, honest: bool = True) -> Made:
    """A reader kept the checkpoint of that size; the bundle may prove that its tree continues it."""
    story = told(witnessed=False)
    path = "".join(f"{b64(one)}\n" for one in story.log.consistency(size, 14)).encode()
    files = story.sign() | ({f"consistency/{size}.txt": path} if proof else {})
    other = story if honest else rewritten()
    return story.seal(files), {**story.trust, "checkpoints": [kept(other, size)]}


def kept_of_another_log() -> Made:
    bundle, trust = unwitnessed()
    return bundle, {**trust, "checkpoints": [kept(rewritten()).replace(ORIGIN, "elsewhere.test/log")]}


def witnessed_before_it_was_received() -> Made:
    return sealed(told(seen_at=PRINTED - 7200))


# ---- the list and the archive ----
def bundle_signed_by_another() -> Made:
    return changed(lambda files: files.update({"bundle.sig": THIEF.sign("bundle", files["bundle.json"])}))


def file_dropped() -> Made:
    return changed(drop(f"originals/{ONE}"))


def page_for_people_dropped() -> Made:
    return changed(drop("summary.pdf"))


def file_added() -> Made:
    return changed(put_at("summary.txt", b"x"))


def file_of_no_place() -> Made:
    return sealed(told(), put_at("summary.txt", b"x"))


def page_for_people_changed() -> Made:
    return changed(put_at("summary.pdf", b"%PDF-1.7 for others"))


def _packed(order: Callable[[list[tuple[str, bytes]]], list[tuple[str, bytes]]]) -> Made:
    bundle, trust = sealed(told())
    return pack(order(sorted(unpacked(bundle).items()))), trust


def files_reordered() -> Made:
    return _packed(lambda files: [*files[:-2], files[-1], files[-2]])


def file_doubled() -> Made:
    return _packed(lambda files: [*files, files[-1]])


def checksum_that_lies() -> Made:
    """The CRC-32 of a photograph, in both of its headers."""
    bundle, trust = sealed(told())
    name = f"originals/{ONE}".encode()
    one, two = bundle.rindex(name, 0, bundle.index(CENTRAL_SIGN)) - 16, bundle.rindex(name) - 30
    out = bytearray(bundle)
    for at in (one, two):
        out[at] ^= 1
    return bytes(out), trust


def truncated() -> Made:
    bundle, trust = sealed(told())
    return bundle[:-1], trust


def lengthened() -> Made:
    bundle, trust = sealed(told())
    return bundle + b"\0", trust


def compressed() -> Made:
    bundle, trust = sealed(told())
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in sorted(unpacked(bundle).items()):
            packed.writestr(name, data)
    return out.getvalue(), trust


def nothing() -> Made:
    return b"", told().trust
