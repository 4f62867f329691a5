"""Signed notes against the example of the package that invented them, and every way a checkpoint can be wrong."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.audit.note import LOG, WITNESS, Checkpoint, Key, Note, NoteError, signature_lines

# the example of golang.org/x/mod/sumdb/note
SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNED = f"{TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
OWNER, OTHER = Ed25519PrivateKey.from_private_bytes(SEED), Ed25519PrivateKey.from_private_bytes(bytes(32))
POINT = Checkpoint("mingcha.example/yunxiu", 20852163, bytes(range(32)))
EYES = Key("witness.example/w1", WITNESS, OTHER.public_key().public_bytes_raw())


def test_the_published_example() -> None:
    assert str(Note(TEXT).signed(OWNER, "PeterNeumann")) == SIGNED
    key = Key.parse(VKEY)
    assert (str(key), key.kind, key.id.hex()) == (VKEY, LOG, "c74f20a3")
    assert Note.parse(SIGNED).held([key]) == {key: None}
    assert str(Note.parse(SIGNED)) == SIGNED


def test_a_witness_signs_when_it_saw_it() -> None:
    note = Note(POINT.text).signed(OWNER, POINT.origin).cosigned(OTHER, "witness.example/w1", 1679315147)
    own = Key(POINT.origin, LOG, OWNER.public_key().public_bytes_raw())
    assert Note.parse(str(note)).held([own, EYES]) == {own: None, EYES: 1679315147}
    moved = str(note).replace("20852163", "20852164")
    for keys in ([own], [EYES]):
        with pytest.raises(NoteError, match="does not hold"):
            Note.parse(moved).held(keys)
    assert Note.parse(str(note)).held([Key("somebody.else", LOG, own.public)]) == {}


def test_the_same_key_in_another_part_is_another() -> None:
    as_log = Key(EYES.name, LOG, EYES.public)
    assert as_log.id != EYES.id
    assert Note(POINT.text).cosigned(OTHER, EYES.name, 5).held([as_log]) == {}


def test_signatures_are_added_once() -> None:
    note = Note(POINT.text).signed(OWNER, POINT.origin)
    assert note.under(note.signatures) == note
    answered = signature_lines(str(Note("x\n").cosigned(OTHER, EYES.name, 5)).rpartition("\n\n")[2])
    assert len(note.under(answered).signatures) == 2
    again = signature_lines(str(Note("x\n").cosigned(OTHER, EYES.name, 6)).rpartition("\n\n")[2])
    assert note.under(answered).under(again) == note.under(answered)  # the key has spoken


@pytest.mark.parametrize(("count", "good"), [(64, True), (65, False)])
def test_a_note_has_at_most_64_signatures(count: int, *, good: bool) -> None:
    """What the server keeps, whoever verifies a bundle must be able to read (docs/evidence.md §6)."""
    lines = "".join(f"— w{n} AAAABBBB\n" for n in range(count))
    try:
        read = len(Note.parse(f"text\n\n{lines}").signatures)
    except NoteError:
        read = 0
    assert read == (count if good else 0)


def test_a_checkpoint_is_three_lines() -> None:
    assert POINT.text == "mingcha.example/yunxiu\n20852163\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
    assert Checkpoint.parse(POINT.text) == POINT
    root = POINT.text.split("\n")[2]
    for wrong in (
        "", "a\n1\n", f"a\n01\n{root}\n", f"a\n-1\n{root}\n", f"\n1\n{root}\n", f"a\n1\n{root}", f"a\n1\n{root}\nmore\n",
        "a\n1\nAAAA\n", f"a\n1\n{root[:-2]}9=\n", f"a\n99999999999999999999\n{root}\n",
    ):  # fmt: skip
        with pytest.raises(NoteError):
            Checkpoint.parse(wrong)


@pytest.mark.parametrize("wrong", [
    "", "text\n", "text\n\n", "text\n\n— a AAAA", SIGNED.replace("—", "-"), SIGNED.replace(" x08", "  x08"), SIGNED[:-2] + "\n",
    SIGNED + "\n", SIGNED.replace("problem is.", "problem\x00is."), SIGNED.replace("AM=", "AN="), "text\n\n— a AAAA\n",
    SIGNED + "— x AAAABBBB\n" * 100,
])  # fmt: skip
def test_what_is_no_note(wrong: str) -> None:
    with pytest.raises(NoteError):
        Note.parse(wrong)


@pytest.mark.parametrize("wrong", [
    "", "PeterNeumann", VKEY[:-4], VKEY.replace("c74f20a3", "c74f20a4"), VKEY.replace("PeterNeumann", "Peter Neumann"),
    VKEY.replace("+AR", "+BR"),
])  # fmt: skip
def test_what_is_no_key(wrong: str) -> None:
    with pytest.raises(NoteError):
        Key.parse(wrong)
