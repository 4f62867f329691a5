"""A whole log in one file: what it must be, and every way it can be wrong."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.verifier.maker import ORIGIN, USER, Edwards, Log, Story, b64, canonical, cosign, key_id, sha, vkey, when
from tests.verifier.runners import told
from verifier import mingcha_verify
from verifier.mingcha_verify import verify_log

SIZE = 40
OPEN = ("UNVERIFIABLE", "no_external_checkpoint")


def written(story: Story, checkpoints: tuple[int, ...] = (14, 33), erased: tuple[int, ...] = (5,)) -> list[bytes]:
    """The lines of an export (docs/evidence.md §8)."""
    keys = canonical(story.manifest)
    lines = [b"mingcha/log-export/v1", f"{b64(keys)} {b64(story.root.sign('keys', keys))}".encode()]
    for idx, entry in enumerate(story.log.entries, start=1):
        lines.append(entry)
        if idx not in erased:
            lines.append(f"+{b64(story.log.salts[idx - 1])} {b64(story.log.payloads[idx - 1])}".encode())
        if idx in checkpoints:
            lines.append(f"={b64(story.checkpoint(idx))}".encode())
    return [*lines, f"end {len(story.log.entries)}".encode()]


def grown() -> Story:
    return Story(size=SIZE).tell()


@pytest.fixture
def judge(tmp_path: Path) -> Callable[..., Any]:
    def said(lines: list[bytes], trust: dict[str, Any] | None = None, tail: bytes = b"\n") -> Any:
        file = tmp_path / "log"
        file.write_bytes(b"\n".join(lines) + tail)
        return verify_log(file, told(trust or grown().trust))

    return said


def line(verdict: Any) -> tuple[str, str]:
    return verdict.bundle["verdict"], verdict.bundle["code"]


def parts(verdict: Any) -> list[tuple[str, str, str]]:
    return [(item["id"], item["verdict"], item["code"]) for item in verdict.items]


def test_a_log_is_good_up_to_what_the_witness_saw(judge):
    said = judge(written(grown()))
    assert parts(said) == [("1–33", "PASS", "ok"), ("34–40", *OPEN)]
    assert line(said) == OPEN
    assert said.notes[0].startswith("40 条，2 个检查点，1 条内容已删除")


def test_a_log_seen_to_its_end_is_good(judge):
    said = judge(written(grown(), (14, SIZE)))
    assert parts(said) == [("1–40", "PASS", "ok")]
    assert line(said) == ("PASS", "ok")


def test_a_kept_checkpoint_is_outside_eyes_too(judge):
    story = grown()
    trust = {"root": story.root.id, "checkpoints": [story.checkpoint(20).decode()]}
    assert parts(judge(written(story), trust)) == [("1–20", "PASS", "ok"), ("21–40", *OPEN)]


def test_nobody_outside(judge):
    story = Story(size=SIZE, witnessed=False).tell()
    assert parts(judge(written(story))) == [("1–40", *OPEN)]
    assert line(judge(written(story), {"root": None})) == ("UNVERIFIABLE", "root_untrusted")


def entry(lines: list[bytes], idx: int) -> int:
    """Where an entry's line is."""
    return next(at for at, one in enumerate(lines) if f'"idx":{idx},'.encode() in one)


def entry_changed(lines: list[bytes]) -> None:
    lines[entry(lines, 8)] = lines[entry(lines, 8)].replace(b"user.signed_in", b"user.signed_on")


def entry_dropped(lines: list[bytes]) -> None:
    at = entry(lines, 8)
    del lines[at : at + 2]


def entries_swapped(lines: list[bytes]) -> None:
    one, two = entry(lines, 8), entry(lines, 9)
    lines[one], lines[two] = lines[two], lines[one]


def tail_dropped(lines: list[bytes]) -> None:
    del lines[entry(lines, 39) : -1]


def payload_changed(lines: list[bytes]) -> None:
    salt, _ = lines[entry(lines, 8) + 1].split(b" ")
    lines[entry(lines, 8) + 1] = salt + b" " + base64.b64encode(b'{"ip":"10.9.9.9"}')


def payload_twice(lines: list[bytes]) -> None:
    lines.insert(entry(lines, 8) + 1, lines[entry(lines, 8) + 1])


def not_canonical(lines: list[bytes]) -> None:
    lines[entry(lines, 8)] = lines[entry(lines, 8)].replace(b'"idx":8', b'"idx": 8')


def impossible_day(lines: list[bytes]) -> None:
    lines[entry(lines, 8)] = lines[entry(lines, 8)].replace(b"2027-01-15", b"2027-02-30")


def a_line_of_nothing(lines: list[bytes]) -> None:
    lines.insert(9, b"")


def checkpoint_elsewhere(lines: list[bytes]) -> None:
    at = next(at for at, one in enumerate(lines) if one.startswith(b"="))
    lines.insert(at + 2, lines.pop(at))


def checkpoint_forged(lines: list[bytes]) -> None:
    at = next(at for at, one in enumerate(lines) if one.startswith(b"="))
    note = base64.b64decode(lines[at][1:]).replace(b"mingcha.test/log\n14", b"mingcha.test/log\n15")
    lines[at] = b"=" + base64.b64encode(note)


def end_missing(lines: list[bytes]) -> None:
    lines.pop()


def end_of_more(lines: list[bytes]) -> None:
    lines[-1] = b"end 41"


def keys_changed(lines: list[bytes]) -> None:
    keys, signature = lines[1].split(b" ")
    lines[1] = base64.b64encode(base64.b64decode(keys).replace(b"07:00:00", b"07:00:01")) + b" " + signature


def another_kind(lines: list[bytes]) -> None:
    lines[0] = b"mingcha/log-export/v2"


WRONG = (
    (entry_changed, "entry_leaf"),
    (entry_dropped, "entry_leaf"),
    (entries_swapped, "entry_leaf"),
    (tail_dropped, "archive"),
    (payload_changed, "entry_payload"),
    (payload_twice, "entry_payload"),
    (not_canonical, "json"),
    (impossible_day, "json"),
    (a_line_of_nothing, "archive"),
    (checkpoint_elsewhere, "proof"),
    (checkpoint_forged, "checkpoint_signature"),
    (end_missing, "archive"),
    (end_of_more, "archive"),
    (keys_changed, "keys_signature"),
    (another_kind, "archive"),
)


@pytest.mark.parametrize(("change", "code"), WRONG, ids=lambda one: getattr(one, "__name__", one))
def test_every_wrong_of_a_log_has_its_name(judge, change, code):
    lines = written(grown(), (14, SIZE))
    change(lines)
    said = judge(lines)
    assert (said.bundle["verdict"], code in said.bundle["codes"]) == ("FAIL", True), said.bundle
    assert all(verdict == "FAIL" for _, verdict, _ in parts(said))


def rewritten() -> Story:
    """The whole log signed anew by whoever holds the server's keys, one payload another."""
    story = grown()
    payloads, story.log = [*story.log.payloads], Log()
    payloads[7] = b'{"ip":"10.9.9.9"}'
    for idx, payload in enumerate(payloads, start=1):
        commit = sha(b"\x03", b"\0" * 16, payload).hex()
        said = {
            "act": "user.signed_in",
            "actor": USER,
            "at": when(idx),
            "commit": commit,
            "idx": idx,
            "obj": f"user_account/{USER}",
        }
        story.log.append(canonical({**said, "prev": story.log.chain[-1].hex()}), payload, b"\0" * 16)
    story.witnessed = False
    return story


def test_a_log_signed_anew_passes_for_nobody(judge):
    assert parts(judge(written(rewritten()))) == [("1–40", *OPEN)]
    kept = {"root": Edwards("root").id, "checkpoints": [grown().checkpoint(33).decode()]}
    assert line(judge(written(rewritten()), kept)) == ("FAIL", "checkpoint_fork")


def test_a_log_cut_off_behind_a_kept_checkpoint_is_named(judge):
    kept = {"root": Edwards("root").id, "checkpoints": [grown().checkpoint(SIZE).decode()]}
    shorter = Story(size=30, witnessed=False).tell()
    assert line(judge(written(shorter), kept)) == ("FAIL", "checkpoint_fork")


def test_a_checkpoint_over_another_tree_is_named(judge):
    """Signed by the log and cosigned, but not of these entries."""
    story, lines = grown(), written(grown(), ())
    body = f"{ORIGIN}\n14\n{b64(bytes(32))}\n".encode()
    log_line = f"\n— {ORIGIN} {b64(key_id(ORIGIN, 1, story.log_key.public) + story.log_key.key.sign(body))}\n".encode()
    lines.insert(entry(lines, 14) + 2, b"=" + base64.b64encode(body + log_line + cosign(body, story.witness, 1_800_000_000)))
    assert line(judge(lines)) == ("FAIL", "proof")


def test_no_byte_of_an_exported_log_changes_unnoticed(tmp_path):
    """Where the witness's own line no longer names him, nobody outside has seen the log; everything else fails."""
    whole = b"\n".join(written(Story(size=14).tell(), (14,), ())) + b"\n"
    trust, file, note = told(grown().trust), tmp_path / "flipped", range(whole.index(b"\n=") + 1, len(whole))
    for at in range(0, len(whole), 2):
        changed = bytearray(whole)
        changed[at] ^= 1 << at % 8
        file.write_bytes(changed)
        verdict = verify_log(file, trust).bundle["verdict"]
        assert verdict == "FAIL" or (verdict == "UNVERIFIABLE" and at in note), at


def test_a_long_log_is_read_in_pieces_by_several_processes(judge, monkeypatch):
    monkeypatch.setattr(mingcha_verify, "BLOCK", 700)
    said = judge(written(grown(), (*range(3, SIZE, 3), SIZE)))
    assert parts(said) == [("1–40", "PASS", "ok")]


def test_entries_beyond_ascii_are_read_the_slow_way(judge):
    story = Story(size=14)
    story.log.add("user.signed_in", "user_account/测试", when(0))
    story.tell()
    story.size = len(story.log.entries)
    assert line(judge(written(story, (story.size,)))) == ("PASS", "ok")


def test_a_strangers_witness_covers_nothing(judge):
    story = grown()
    trust = {**story.trust, "witnesses": [vkey("witness.test/w1", 4, Edwards("stranger").public)]}
    assert parts(judge(written(story), trust)) == [("1–40", *OPEN)]
