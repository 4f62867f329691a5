"""Both hashes, by the vectors of their standards."""

import hashlib
from pathlib import Path

import pytest

from app.core import hashing

ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"  # GB/T 32905, A.1
SIXTEEN = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"  # A.2: "abcd" sixteen times


@pytest.fixture(params=[True, False], ids=["openssl", "cryptography"])
def _built(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def without(name: str) -> hashing.Digest:
        raise ValueError(name)

    if not request.param:
        monkeypatch.setattr(hashlib, "new", without)


@pytest.mark.usefixtures("_built")
def test_the_known_vectors(tmp_path: Path) -> None:
    for data, said in ((b"abc", ABC), (b"abcd" * 16, SIXTEEN)):
        (tmp_path / "file").write_bytes(data)
        assert hashing.both(tmp_path / "file") == (hashlib.sha256(data).hexdigest(), said)


def test_a_file_of_several_pieces_is_hashed_whole(tmp_path: Path) -> None:
    data = bytes(range(256)) * 10_000
    (tmp_path / "file").write_bytes(data)
    assert hashing.both(tmp_path / "file") == (hashlib.sha256(data).hexdigest(), hashlib.new("sm3", data).hexdigest())
