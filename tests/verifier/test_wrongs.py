"""Every wrong has its name: the same one from both verifiers, written down here by hand."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import pytest

from tests.verifier import wrongs
from tests.verifier.maker import PHOTOS, REPORT
from tests.verifier.runners import RUNNERS, Mutant

ONE, TWO = PHOTOS
OK = ("PASS", "ok")
OPEN = ("UNVERIFIABLE", "no_external_checkpoint")
ERASED = ("UNVERIFIABLE", "payload_erased")
FORGED = ("FAIL", "checkpoint_signature")


def fail(code: str) -> tuple[str, str]:
    return ("FAIL", code)


class Case(NamedTuple):
    """A bundle, and what must be said of it and its three items. No `items` means: there are none to tell of."""

    make: Callable[[], Any]
    bundle: tuple[str, str]
    one: tuple[str, str] | None = OK
    two: tuple[str, str] | None = OK
    report: tuple[str, str] | None = OK


def everywhere(make: Callable[[], Any], verdict: tuple[str, str]) -> Case:
    return Case(make, verdict, verdict, verdict, verdict)


def unread(make: Callable[[], Any], verdict: tuple[str, str]) -> Case:
    return Case(make, verdict, None, None, None)


def first(make: Callable[[], Any], code: str) -> Case:
    return Case(make, fail(code), fail(code))


def both(make: Callable[[], Any], code: str) -> Case:
    return Case(make, fail(code), fail(code), fail(code))


w = wrongs
CASES = (
    first(w.other_picture, "original_hash"),
    first(w.receipt_of_another_size, "original_size"),
    Case(w.pictures_swapped, fail("file_hash"), fail("original_hash"), fail("original_hash")),
    first(w.receipt_forged, "receipt_signature"),
    first(w.receipt_by_unknown_key, "key_unknown"),
    first(w.receipt_by_log_key, "key_unknown"),
    Case(w.receipt_replayed, fail("original_hash"), OK, fail("original_hash")),
    Case(w.receipt_and_picture_replayed, fail("receipt_other"), OK, fail("receipt_other")),
    first(w.receipt_rewritten_for_another_picture, "entry_other"),
    first(w.receipt_at_another_time, "entry_other"),
    first(w.receipt_of_another_entry, "entry_other"),
    first(w.receipt_of_another_chain, "entry_leaf"),
    everywhere(w.receipt_without_index, OK),
    Case(w.receipt_without_index_for_another_picture, fail("entry_other"), OK, OK, fail("entry_other")),
    first(w.receipt_with_a_word_more, "json"),
    first(w.receipt_with_index_but_no_chain, "json"),
    first(w.record_forged, "record_signature"),
    first(w.device_swapped, "record_key"),
    first(w.device_of_somebody_else, "record_key"),
    both(w.device_revoked, "record_key"),
    both(w.device_enrolled_later, "record_key"),
    both(w.two_records_of_one_number, "record_sequence"),
    Case(w.record_after_another, fail("record_sequence"), OK, fail("record_sequence")),
    everywhere(w.record_number_left_out, OK),
    first(w.first_record_with_a_predecessor, "record_sequence"),
    Case(w.device_over, fail("record_key"), OK, fail("record_key")),
    both(partial(w.enrolled_with, until=None), "record_key"),
    both(partial(w.enrolled_with, until="2099-12-31T00:00:00Z"), "record_key"),
    both(partial(w.enrolled_with, user=None), "record_key"),
    both(partial(w.enrolled_with, user="nobody"), "record_key"),
    first(w.enrolled_to_nobody_and_forged, "record_key")._replace(two=fail("record_key")),
    everywhere(w.signed_with_another_phone, OK),
    Case(w.another_phones_enrolment_erased, ERASED, ERASED),
    Case(w.another_phones_enrolment_rewritten, fail("entry_payload"), fail("entry_payload")),
    first(w.anchor_after_receipt, "time_order"),
    first(w.anchor_missing, "record_anchor"),
    first(w.anchor_without_signature, "record_anchor"),
    Case(w.anchor_lost, fail("file_missing"), fail("record_anchor")),
    first(w.anchor_forged, "record_anchor"),
    first(w.anchor_signed_as_something_else, "record_anchor"),
    first(w.anchor_with_a_signature_too_long, "record_anchor"),
    first(w.anchor_by_unknown_key, "record_anchor"),
    first(w.anchor_by_log_key, "record_anchor"),
    first(w.anchor_before_its_key, "record_anchor"),
    first(w.anchor_with_a_word_more, "json"),
    first(w.anchor_of_no_form, "json"),
    both(w.anchors_swapped, "record_anchor"),
    first(w.anchor_of_another_time, "record_anchor"),
    first(w.anchor_uncited, "record_anchor"),
    first(w.anchor_uncited_of_which_only_the_signature_is_there, "record_anchor"),
    everywhere(w.no_anchor_and_none_cited, OK),
    Case(w.anchor_beside_no_record, fail("file_unlisted")),
    first(partial(w.record_saying, app=""), "json"),
    everywhere(partial(w.record_saying, app="𝒳" * 100), OK),
    first(partial(w.record_saying, boot="𝒳" * 101), "json"),
    first(partial(w.record_saying, anchor={"id": "00ff", "t": "2027-01-15T07:00:03.000Z"}), "json"),
    everywhere(partial(w.record_saying, geo={"st": "ok", "lat_e7": -900_000_000, "lon_e7": 1_800_000_000}), OK),
    first(partial(w.record_saying, geo={"st": "ok", "lat_e7": 900_000_001}), "json"),
    first(partial(w.record_saying, geo={"st": "ok", "lon_e7": -1_800_000_001}), "json"),
    first(w.record_left_out, "record_missing"),
    first(w.record_of_another_picture, "record_other"),
    first(w.record_the_receipt_does_not_name, "record_other"),
    first(w.entry_rewritten, "entry_leaf"),
    both(w.entry_of_another_number, "entry_other"),
    first(w.payload_rewritten, "entry_payload"),
    Case(w.payload_without_salt, fail("entry_payload"), OK, OK, fail("entry_payload")),
    Case(w.payload_erased, ERASED, ERASED),
    Case(
        w.enrolment_erased,
        ERASED,
        ERASED,
        ERASED,
    ),
    both(w.proofs_swapped, "proof"),
    Case(w.proof_shortened, fail("proof"), OK, fail("proof")),
    Case(w.proof_by_another_way, fail("proof"), OK, fail("proof")),
    Case(w.entries_of_none, OPEN, OK, OK, OPEN),
    everywhere(w.keys_forged, fail("keys_signature")),
    everywhere(w.root_of_a_stranger, fail("root_untrusted")),
    everywhere(w.root_not_named, ("UNVERIFIABLE", "root_untrusted")),
    Case(w.key_out_of_its_period, fail("key_period"), OK, fail("key_period"), fail("key_period")),
    everywhere(w.key_named_wrongly, fail("json")),
    Case(
        w.keys_of_another_log,
        fail("key_unknown"),
        fail("checkpoint_signature"),
        fail("checkpoint_signature"),
        fail("checkpoint_signature"),
    ),
    everywhere(w.checkpoint_forged, fail("checkpoint_signature")),
    everywhere(w.witness_forged, fail("checkpoint_signature")),
    everywhere(w.checkpoint_of_another_root_in_the_list, fail("checkpoint_signature")),
    everywhere(w.unwitnessed, OPEN),
    everywhere(w.witnessed_by_a_stranger, OPEN),
    everywhere(w.signed_anew, OPEN),
    everywhere(w.signed_anew_with_the_old_cosignature, fail("checkpoint_signature")),
    everywhere(w.signed_anew_against_a_kept_checkpoint, fail("checkpoint_fork")),
    everywhere(w.tail_truncated, OPEN),
    everywhere(w.tail_truncated_against_a_larger_kept_checkpoint, OPEN),
    everywhere(w.tail_regrown, OPEN),
    everywhere(w.tail_regrown_against_a_kept_checkpoint, fail("checkpoint_fork")),
    everywhere(partial(w.continued, 14), OK),
    everywhere(partial(w.continued, 9), OK),
    everywhere(partial(w.continued, 8), OK),
    everywhere(partial(w.continued, 7, proof=False), OK),
    Case(partial(w.continued, 6, proof=False), OPEN, OK, OK, OPEN),
    Case(partial(w.continued, 5), OPEN, OK, OPEN, OPEN),
    everywhere(partial(w.continued, 5, proof=False), OPEN),
    everywhere(partial(w.continued, 9, honest=False), fail("checkpoint_fork")),
    everywhere(partial(w.continued, 6, proof=False, honest=False), fail("checkpoint_fork")),
    everywhere(partial(w.continued, 14, honest=False), fail("checkpoint_fork")),
    everywhere(w.kept_of_another_log, OPEN),
    everywhere(w.witnessed_before_it_was_received, fail("time_order")),
    Case(w.bundle_signed_by_another, fail("bundle_signature")),
    first(w.file_dropped, "file_missing"),
    Case(w.page_for_people_dropped, fail("file_missing")),
    Case(w.file_added, fail("file_unlisted")),
    Case(w.file_of_no_place, fail("file_unlisted")),
    Case(w.page_for_people_changed, fail("file_hash")),
    Case(w.checksum_that_lies, fail("archive")),
    unread(w.files_reordered, fail("archive")),
    unread(w.file_doubled, fail("archive")),
    unread(w.truncated, fail("archive")),
    unread(w.lengthened, fail("archive")),
    unread(w.compressed, fail("archive")),
    unread(w.nothing, fail("archive")),
)


def name(case: Case) -> str:
    make = case.make
    return f"{make.func.__name__}-{make.args}-{make.keywords}" if isinstance(make, partial) else make.__name__


@pytest.fixture(scope="module", params=RUNNERS)
def answers(request):
    """What one verifier says of every case, asked in one go."""
    made = [case.make() for case in CASES]
    mutants = [Mutant(data=bundle, trust=trust) for bundle, trust in made]
    return dict(zip(map(name, CASES), RUNNERS[request.param](b"", mutants, {}), strict=True))


@pytest.mark.parametrize("case", CASES, ids=name)
def test_every_wrong_has_its_name(case, answers):
    told = answers[name(case)]
    expected = {item: verdict for item, verdict in ((ONE, case.one), (TWO, case.two), (REPORT, case.report)) if verdict}
    assert told.items == expected
    assert told.bundle == case.bundle


def test_no_code_of_the_text_is_without_a_case():
    """All but those that another test shows: none."""
    from verifier.mingcha_verify import CODES

    shown = {verdict[1] for case in CASES for verdict in (case.bundle, case.one, case.two, case.report) if verdict}
    assert set(CODES) - shown == set()
