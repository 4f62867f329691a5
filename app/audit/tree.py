"""The Merkle tree over the log (RFC 6962 §2.1), pure: roots and proofs from complete subtrees, and the checking of both.

`Node` gives the hash of a complete subtree: `node(level, index)` stands over the leaves `[index·2^level, (index+1)·2^level)`.
Leaves are counted from 0: entry `idx` of the log is leaf `idx − 1`.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence

Node = Callable[[int, int], bytes]
EMPTY = hashlib.sha256(b"").digest()
_LEAF, _NODE = b"\x00", b"\x01"


class ProofError(ValueError):
    """A path does not lead to the root it is for."""


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 ‖ entry)."""
    return hashlib.sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(_NODE + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over a row whose length is a power of two."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


class Growing:
    """A tree that leaves are added to one by one, its root known at any size; holds one hash a level."""

    def __init__(self) -> None:
        """No leaf yet."""
        self.size = 0
        self._peaks: list[bytes] = []  # of the complete subtrees, the largest first

    def add(self, leaf: bytes) -> None:
        """One leaf hash more."""
        self._peaks.append(leaf)
        self.size += 1
        size = self.size
        while not size & 1:
            right, left = self._peaks.pop(), self._peaks.pop()
            self._peaks.append(node_hash(left, right))
            size >>= 1

    def root(self) -> bytes:
        """The root of what is there."""
        if not self._peaks:
            return EMPTY
        found = self._peaks[-1]
        for left in reversed(self._peaks[:-1]):
            found = node_hash(left, found)
        return found


def root(size: int, node: Node) -> bytes:
    """The root of the first `size` leaves."""
    return _over(0, size, node) if size else EMPTY


def inclusion(leaf: int, size: int, node: Node) -> list[bytes]:
    """The path from a leaf's sibling up to the root's child. Raises: ValueError for a leaf that is not in the tree."""
    if not 0 <= leaf < size:
        raise ValueError(f"leaf {leaf} of {size}")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _half(end - start)
        if leaf < middle:
            path.append(_over(middle, end, node))
            end = middle
        else:
            path.append(_over(start, middle, node))
            start = middle
    return path[::-1]


def consistency(old: int, new: int, node: Node) -> list[bytes]:
    """What shows that the first `old` of `new` leaves are the old tree. Raises: ValueError if the tree shrank."""
    if not 0 <= old <= new:
        raise ValueError(f"{old} of {new}")
    if old in {0, new}:
        return []
    path, start, end, whole = [], 0, new, True
    while old != end:
        middle = start + _half(end - start)
        if old <= middle:
            path.append(_over(middle, end, node))
            end = middle
        else:
            path.append(_over(start, middle, node))
            start, whole = middle, False
    return ([] if whole else [_over(start, end, node)]) + path[::-1]


def _over(start: int, end: int, node: Node) -> bytes:
    """The hash over `[start, end)`; the range begins where a subtree of at least its size does."""
    length = end - start
    if length & (length - 1) == 0:
        return node(length.bit_length() - 1, start // length)
    middle = start + _half(length)
    return node_hash(_over(start, middle, node), _over(middle, end, node))


def _half(length: int) -> int:
    """The largest power of two below a length of two or more."""
    return 1 << ((length - 1).bit_length() - 1)


def root_by_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root a path leads to (RFC 9162 §2.1.3.2). Raises: ProofError for a path of another length."""
    if not 0 <= index < size:
        raise ProofError
    at, last, found, steps = index, size - 1, leaf, iter(path)
    for each in steps:
        if last == 0:
            raise ProofError
        if at & 1 or at == last:
            found = node_hash(each, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, each)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofError
    return found


def check_consistency(old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]) -> None:
    """Two trees, each size and root, by the path between them (RFC 9162 §2.1.4.2). Raises: ProofError."""
    if old[0] > new[0] or (old[0] in {0, new[0]} and path):
        raise ProofError
    if old[0] == 0:
        return
    if old[0] == new[0]:
        if old[1] != new[1]:
            raise ProofError
        return
    _check_growth(old, new, iter(path))


def _check_growth(old: tuple[int, bytes], new: tuple[int, bytes], path: Iterator[bytes]) -> None:
    at, last = old[0] - 1, new[0] - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = old[1] if old[0] & (old[0] - 1) == 0 else next(path, None)
    if first is None:
        raise ProofError
    found_old = found_new = first
    for each in path:
        if last == 0:
            raise ProofError
        if at & 1 or at == last:
            found_old, found_new = node_hash(each, found_old), node_hash(each, found_new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found_new = node_hash(found_new, each)
        at, last = at >> 1, last >> 1
    if last or (found_old, found_new) != (old[1], new[1]):
        raise ProofError
