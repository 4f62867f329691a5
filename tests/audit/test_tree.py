"""RFC 6962's tree: the published roots of its seven-and-one test leaves, and every proof of every small tree."""

import pytest

from app.audit.tree import (
    EMPTY,
    Growing,
    Node,
    ProofError,
    check_consistency,
    consistency,
    fold,
    inclusion,
    leaf_hash,
    node_hash,
    root,
    root_by_inclusion,
)

# Certificate Transparency's own vectors
LEAVES = [bytes.fromhex(each) for each in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
MANY = 40


def over(leaves: list[bytes]) -> Node:
    """The complete subtrees of some leaves."""
    hashes = [leaf_hash(each) for each in leaves]
    return lambda level, index: fold(hashes[index << level : (index + 1) << level])


def test_the_published_roots() -> None:
    node = over(LEAVES)
    assert [root(size, node).hex() for size in range(9)] == ROOTS
    assert EMPTY.hex() == ROOTS[0]


def test_a_tree_that_grows_has_the_same_roots() -> None:
    growing, found = Growing(), []
    for leaf in LEAVES:
        found.append(growing.root().hex())
        growing.add(leaf_hash(leaf))
    assert [*found, growing.root().hex()] == ROOTS


def test_a_published_path() -> None:
    """PATH(5, D[7]) is the sibling, then the two on the left, from the bottom."""
    hashes = [leaf_hash(each) for each in LEAVES]
    left = node_hash(node_hash(hashes[0], hashes[1]), node_hash(hashes[2], hashes[3]))
    assert inclusion(5, 7, over(LEAVES)) == [hashes[4], hashes[6], left]
    assert consistency(3, 7, over(LEAVES)) == [hashes[2], hashes[3], node_hash(hashes[0], hashes[1]), fold_two(hashes)]


def fold_two(hashes: list[bytes]) -> bytes:
    """The right side of seven leaves."""
    return node_hash(node_hash(hashes[4], hashes[5]), hashes[6])


def test_every_leaf_of_every_small_tree_is_found() -> None:
    leaves = [bytes([each]) for each in range(MANY)]
    node = over(leaves)
    for size in range(1, MANY + 1):
        for leaf in range(size):
            path = inclusion(leaf, size, node)
            assert root_by_inclusion(leaf_hash(leaves[leaf]), leaf, size, path) == root(size, node)


def test_every_small_tree_grows_out_of_every_smaller() -> None:
    node = over([bytes([each]) for each in range(MANY)])
    trees = [(size, root(size, node)) for size in range(MANY + 1)]
    for old in trees:
        for new in trees[old[0] :]:
            check_consistency(old, new, consistency(old[0], new[0], node))


@pytest.mark.parametrize("size", [2, 3, 7, 13, 32])
def test_what_is_changed_leads_elsewhere(size: int) -> None:
    leaves = [bytes([each]) for each in range(size)]
    node = over(leaves)
    for leaf in range(size):
        path, found = inclusion(leaf, size, node), leaf_hash(leaves[leaf])
        others = [(found, at, size, path) for at in range(size) if at != leaf]
        others += [(leaf_hash(b"other"), leaf, size, path), (found, leaf, size, path[:-1]), (found, leaf, size, [*path, EMPTY])]
        others += [(found, leaf, size, [*path[:at], EMPTY, *path[at + 1 :]]) for at in range(len(path))]
        assert [each for each in others if _leads(*each) == root(size, node)] == []


def _leads(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    try:
        return root_by_inclusion(leaf, index, size, path)
    except ProofError:
        return None


@pytest.mark.parametrize(("old", "new"), [(1, 2), (3, 7), (4, 8), (6, 13), (7, 7)])
def test_another_history_is_refused(old: int, new: int) -> None:
    node, other = over([bytes([each]) for each in range(new)]), over([bytes([each + 1]) for each in range(new)])
    first, second, path = (old, root(old, node)), (new, root(new, node)), consistency(old, new, node)
    wrong = [((old, root(old, other)), second, path), (first, (new, root(new, other)), path), (first, second, [*path, EMPTY])]
    if path:
        wrong += [(second, first, path), (first, second, path[:-1]), (first, second, [EMPTY, *path[1:]])]
    for case in wrong:
        with pytest.raises(ProofError):
            check_consistency(*case)


def test_a_tree_has_no_such_leaf_and_never_shrinks() -> None:
    node = over(LEAVES)
    for leaf, size in ((8, 8), (-1, 8), (0, 0)):
        with pytest.raises(ValueError, match="leaf"):
            inclusion(leaf, size, node)
    with pytest.raises(ValueError, match="of"):
        consistency(8, 7, node)
