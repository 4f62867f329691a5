"""No byte of a bundle can change unnoticed, and both verifiers say the same of every change."""

import random
from collections import Counter
from functools import cache

import pytest

from tests.verifier.maker import Story, photographs, small
from tests.verifier.runners import RUNNERS, Mutant, Runner, Verdicts, page, python
from verifier.mingcha_verify import CODES

SEED = 20261130


def every_byte() -> list[Mutant]:
    """One flip a byte, the bit going round."""
    base, _ = small()
    return [Mutant(((at, 1 << at % 8),)) for at in range(len(base))]


@cache
def large() -> bytes:
    """Forty photographs of 20 kB."""
    story = Story(photos=photographs(40), photo_size=20_000).tell()
    return story.seal(story.sign())


def sampled(count: int) -> list[Mutant]:
    chance = random.Random(SEED)
    return [Mutant(((chance.randrange(len(large())), 1 << chance.randrange(8)),)) for _ in range(count)]


def named(verdicts: list[Verdicts]) -> Counter[str]:
    """What was said how often; each must be FAIL with a code of the text."""
    passed = [number for number, verdict in enumerate(verdicts) if verdict.bundle[0] != "FAIL"]
    assert not passed
    codes = Counter(verdict.bundle[1] for verdict in verdicts)
    assert codes.keys() <= CODES.keys()
    return codes


def agreed(base: bytes, mutants: list[Mutant]) -> list[Verdicts]:
    """Both verifiers' answer, which must be one."""
    _, trust = small()
    ours, theirs = python(base, mutants, trust), page(base, mutants, trust)
    apart = [(mutant, one, two) for mutant, one, two in zip(mutants, ours, theirs, strict=True) if one != two]
    assert not apart, f"{len(apart)} of {len(mutants)}, the first {apart[0]}"
    return ours


@pytest.mark.parametrize("runner", RUNNERS)
def test_the_bundles_before_any_change_are_good(runner):
    _, trust = small()
    for base, count in ((small()[0], 3), (large(), 41)):
        (told,) = RUNNERS[runner](base, [Mutant()], trust)
        assert told.bundle == ("PASS", "ok")
        assert list(told.items.values()) == [("PASS", "ok")] * count


def test_no_byte_of_a_small_bundle_changes_unnoticed():
    codes = named(agreed(small()[0], every_byte()))
    assert {"archive", "json", "bundle_signature", "file_hash", "key_unknown", "key_period"} <= codes.keys()


def test_sampled_bytes_of_a_large_bundle_do_not_change_unnoticed():
    codes = named(agreed(large(), sampled(300)))
    assert codes["file_hash"] > 200


@pytest.mark.nightly
@pytest.mark.parametrize("bit", range(8))
def test_no_bit_of_a_small_bundle_changes_unnoticed(bit):
    base, _ = small()
    named(agreed(base, [Mutant(((at, 1 << bit),)) for at in range(len(base))]))


@pytest.mark.nightly
def test_ten_thousand_changes_of_a_large_bundle_are_noticed():
    named(agreed(large(), sampled(10_000)))


def test_a_photograph_that_changed_is_named_and_its_neighbours_are_not():
    base, trust = small()
    at = base.index(b"photograph 2")
    told = python(base, [Mutant(((at, 1),))], trust)[0]
    assert told.bundle == ("FAIL", "file_hash")
    assert list(told.items.values()) == [("PASS", "ok"), ("FAIL", "original_hash"), ("PASS", "ok")]


@pytest.mark.parametrize("runner", RUNNERS.values(), ids=RUNNERS)
def test_every_truncation_is_noticed(runner: Runner):
    base, trust = small()
    cuts = [Mutant(data=base[:size]) for size in range(0, len(base), 101)]
    assert named(runner(base, cuts, trust)).keys() == {"archive"}


def test_without_an_outside_checkpoint_nothing_passes():
    """The same flips where nobody outside saw the log: FAIL, and the untouched bundle UNVERIFIABLE."""
    base, trust = small(witnessed=False)
    untouched, *verdicts = python(base, [Mutant(), *(Mutant(((at, 1),)) for at in range(0, len(base), 31))], trust)
    assert untouched.bundle == ("UNVERIFIABLE", "no_external_checkpoint")
    named(verdicts)
