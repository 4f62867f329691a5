"""What an adversary hands in: FAIL in bounded time and memory, never a traceback."""

import resource
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.verifier.maker import CENTRAL_SIGN, Story, archive, canonical, pack, sha, small
from tests.verifier.runners import ROOT, told
from tests.verifier.wrongs import unpacked
from verifier.mingcha_verify import WrongError, verify
from verifier.mingcha_verify import canonical as read

ADDRESS_SPACE = 700 * 1024 * 1024  # Python itself, its threads' stacks and OpenSSL take half of it
WITHIN = 60  # seconds: a guard against hanging, not a measurement


def small_space() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def run(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the verifier as a program of its own, in a small address space."""
    given = [sys.executable, "-I", str(ROOT / "verifier" / "mingcha_verify.py"), *options, str(file)]
    return subprocess.run(given, capture_output=True, text=True, preexec_fn=small_space, timeout=WITHIN, check=False)


def listed(**files: bytes) -> bytes:
    """An archive of these and a `bundle.sig`."""
    return archive({name.replace("__", "/").replace("_dot_", "."): data for name, data in files.items()} | {"bundle.sig": b""})


def resealed(change: Callable[[dict[str, bytes]], object]) -> bytes:
    story = Story().tell()
    files = story.sign()
    change(files)
    return story.seal(files)


def deep_list() -> bytes:
    return listed(bundle_dot_json=b'{"at":' + b"[" * (15 << 20))


def deep_closed_list() -> bytes:
    return listed(bundle_dot_json=b'{"at":' + b"[" * 400 + b"]" * 400 + b"}")


def millions_of_objects() -> bytes:
    return listed(bundle_dot_json=b'{"at":[' + b"{}," * (5 << 20) + b"{}]}")


def millions_of_numbers() -> bytes:
    return listed(bundle_dot_json=b'{"at":[' + b"257," * (3 << 20) + b"257]}")


def a_list_too_long() -> bytes:
    return listed(bundle_dot_json=b'{"at":"' + b"x" * (17 << 20) + b'"}')


def a_number_too_long() -> bytes:
    return listed(bundle_dot_json=b'{"at":' + b"9" * (1 << 20) + b"}")


def payload_nested() -> bytes:
    return resealed(lambda files: files.update({"entries/4.payload": b'{"sha256":' * 90_000 + b"1" + b"}" * 90_000}))


def proof_of_a_million_lines() -> bytes:
    return resealed(lambda files: files.update({"proofs/4.tlog-proof": files["proofs/4.tlog-proof"] + b"x\n" * (1 << 20)}))


def proof_of_many_hashes() -> bytes:
    def change(files: dict[str, bytes]) -> None:
        head, _, tail = files["proofs/4.tlog-proof"].partition(b"\n\n")
        files["proofs/4.tlog-proof"] = head + b"\n" + head.split(b"\n")[-1] * 5000 + b"\n\n" + tail

    return resealed(change)


def checkpoint_of_many_lines() -> bytes:
    return resealed(lambda files: files.update({"checkpoint.txt": files["checkpoint.txt"] * 5000}))


def names_of(name: bytes) -> Callable[[], bytes]:
    def make() -> bytes:
        bundle, _ = small()
        return bundle.replace(b"summary.pdf", name)

    make.__name__ = f"named {name!r}"
    return make


def overlapping() -> bytes:
    """Two names in the directory for the bytes of one."""
    bundle, _ = small()
    start = bundle.rindex(CENTRAL_SIGN)
    end = bundle.rindex(b"PK\x05\x06")
    again = bundle[start:end].replace(b"summary.pdf", b"summary.pdg")
    sign, disk, first, here, files, size, offset, comment = struct.unpack("<4sHHHHIIH", bundle[end:])
    return (
        bundle[:end] + again + struct.pack("<4sHHHHIIH", sign, disk, first, here + 1, files + 1, size + len(again), offset, comment)
    )


def directory_that_lies() -> bytes:
    bundle, _ = small()
    return bundle[:-22] + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 65535, 65535, 2**32 - 1, 0, 0)


def sizes_that_lie() -> bytes:
    bundle, _ = small()
    at = bundle.index(b"bundle.json") - 30 + 18
    return bundle[:at] + b"\xff" * 8 + bundle[at + 8 :]


def end_record_alone() -> bytes:
    return b"PK\x05\x06" + bytes(18)


def a_megabyte_of_end_records() -> bytes:
    return (b"PK\x05\x06" + bytes(18)) * 50_000


HOSTILE = (
    (deep_list, "json"),
    (deep_closed_list, "json"),
    (millions_of_objects, "json"),
    (millions_of_numbers, "json"),
    (a_list_too_long, "json"),
    (a_number_too_long, "json"),
    (payload_nested, "entry_payload"),
    (proof_of_a_million_lines, "proof"),
    (proof_of_many_hashes, "proof"),
    (checkpoint_of_many_lines, "checkpoint_signature"),
    (names_of(b"../../a.pdf"), "archive"),
    (names_of(b"/etc/passwd"), "archive"),
    (names_of(b"SUMMARY.PDF"), "archive"),
    (names_of(b"sum\0ary.pdf"), "archive"),
    (names_of("报告.pdf0".encode()), "archive"),
    (overlapping, "archive"),
    (directory_that_lies, "archive"),
    (sizes_that_lie, "archive"),
    (end_record_alone, "archive"),
    (a_megabyte_of_end_records, "archive"),
)


@pytest.mark.parametrize(("make", "code"), HOSTILE, ids=lambda one: getattr(one, "__name__", one))
def test_an_adversarys_bundle_fails_by_name_in_a_small_space(tmp_path, make, code):
    file = tmp_path / "bundle.zip"
    file.write_bytes(make())
    done = run(file)
    assert (done.returncode, done.stderr) == (1, "")
    assert f"FAIL         {code}" in done.stdout.splitlines()[-1]


def test_the_most_files_there_may_be(tmp_path):
    """65,535 names, each of a file that no item names."""
    files = {f"entries/{number:05}.x": b"" for number in range(1, 65_534)}
    said = canonical({"at": "x"})
    (tmp_path / "bundle.zip").write_bytes(pack(sorted((files | {"bundle.json": said, "bundle.sig": b""}).items())))
    done = run(tmp_path / "bundle.zip")
    assert (done.returncode, done.stderr) == (1, "")


def test_nothing_is_read_whole_that_may_be_large(tmp_path):
    """A photograph of 900 MB that is not there: a hole in the file, larger than the address space."""
    bundle, _ = small()
    size = 900 * 1024 * 1024
    file = tmp_path / "bundle.zip"
    names = unpacked(bundle) | {"zz": b""}
    packed = pack(sorted(names.items()))
    head = packed.index(b"zz", 0, packed.index(CENTRAL_SIGN)) + 2
    lengths = struct.pack("<II", size, size)
    with file.open("wb") as out:
        out.write(packed[: head - 14] + lengths + packed[head - 6 : head])
        out.seek(head + size)
        central = bytearray(packed[head:])
        at = len(central) - 22 - 2 - 46
        central[at + 20 : at + 28] = lengths
        central[-6:-2] = struct.pack("<I", head + size)
        out.write(central)
    done = run(file)
    assert (done.returncode, done.stderr) == (1, "")
    assert "file_unlisted" in done.stdout.splitlines()[-1]


@pytest.mark.parametrize("line", [b"{", b"+", b"=", b"x", b'{"act":"'])
def test_a_log_of_one_endless_line(tmp_path, line):
    from tests.verifier.test_log import written

    file = tmp_path / "log"
    lines = written(Story().tell(), ())
    with file.open("wb") as out:
        out.write(b"\n".join(lines[:6]) + b"\n" + line)
        for _ in range(30):
            out.write(b"A" * (1 << 20))
        out.write(b"\n" + lines[-1] + b"\n")
    done = run(file, "--log")
    assert (done.returncode, done.stderr) == (1, "")


def test_a_log_of_checkpoints_without_end(tmp_path):
    from tests.verifier.test_log import written

    lines = written(Story(size=14).tell(), (14,))
    lines[-1:-1] = [lines[-2]] * 60_000
    (tmp_path / "log").write_bytes(b"\n".join(lines) + b"\n")
    done = run(tmp_path / "log", "--log")
    assert (done.returncode, done.stderr) == (1, "")


SPELLINGS = (
    b"", b"[]", b"1", b"null", b"\xef\xbb\xbf{}", b"{} ", b" {}", b'{"a":1 }', b'{"a":null}', b'{"a":1.0}', b'{"a":1e1}',
    b'{"a":-0}', b'{"a":01}', b'{"a":9007199254740992}', b'{"a":-9007199254740992}', b'{"a":NaN}', b'{"a":Infinity}',
    b'{"b":1,"a":1}', b'{"a":1,"a":1}', b'{"A":1}', b'{"1":1}', b'{"":1}', b'{"a":"\\u0041"}', b'{"a":"\\/"}',
    b'{"a":"\\u001F"}', b'{"a":"\\u0008"}', b'{"a":"\\ud800"}', b'{"a":"\xed\xa0\x80"}', b'{"a":"\xff"}',
    b'{"a":"e\xcc\x81"}', b'{"a":"\n"}', b"{'a':1}", b'{"a":1,}', b'{"a":[1,]}', b'{"a":true}x',
    b'{"a":' + b"[" * 16 + b"]" * 16 + b"}",
)  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS, ids=repr)
def test_other_spellings_of_json_are_refused(spelling):
    with pytest.raises(WrongError):
        read(spelling, "x")


RIGHT = (
    b"{}",
    b'{"a":9007199254740991,"b_1":-9007199254740991,"c":[true,false,0,{}]}',
    '{"a":"é\x7f \\u001f\\b\\t\\n\\f\\r\\"\\\\/𝄞"}'.encode(),
    b'{"a":' + b"[" * 15 + b"]" * 15 + b"}",
)


@pytest.mark.parametrize("spelling", RIGHT, ids=repr)
def test_the_one_spelling_is_read(spelling):
    assert isinstance(read(spelling, "x"), dict)


def test_random_bytes_between_the_right_ones_raise_nothing():
    """Stretches of junk, runs of one byte, and pieces moved about: only verdicts come back."""
    bundle, trust = small()
    for number in range(400):
        junk = sha(str(number).encode()) * 4
        at, length = int.from_bytes(junk[:2]) % len(bundle), junk[2] or 1
        for changed in (
            bundle[:at] + junk[:length] + bundle[at + length :],
            bundle[:at] + bytes([junk[3]]) * length + bundle[at + length :],
            bundle[:at] + bundle[at + length :] + bundle[at : at + length],
            bundle[:at] + bundle[at : at + length] + bundle[at:],
        ):
            verdict = verify(changed, told(trust))
            assert changed == bundle or verdict.bundle["verdict"] == "FAIL"
