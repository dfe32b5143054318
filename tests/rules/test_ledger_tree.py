"""The tree of RFC 9162: the vectors that implementations of certificate transparency share, and the laws of proofs."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.ledger.rules import tiles, tree

# The eight inputs of the Certificate Transparency project's tests, the roots of their first 1 to 8, and the proofs.
LEAVES = [
    bytes.fromhex(data)
    for data in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
CONSISTENCY = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
HASHES = [tree.leaf_hash(leaf) for leaf in LEAVES]


def many(count: int) -> list[bytes]:
    return [tree.leaf_hash(number.to_bytes(4)) for number in range(count)]


def node_of(hashes: list[bytes]) -> tree.Node:
    kept, edge = grown(hashes)
    return tiles.nodes(kept, len(hashes), edge)


def grown(hashes: list[bytes], *cuts: int) -> tuple[dict[tuple[int, int], bytes], tiles.Edge]:
    """The tiles and the edge of a tree that grew in batches which end at `cuts`."""
    kept: dict[tuple[int, int], bytes] = {}
    edge: tiles.Edge = ()
    start = 0
    for end in (*sorted(cuts), len(hashes)):
        full, edge = tiles.grow(start, edge, hashes[start:end])
        assert not {(one.level, one.number) for one in full} & kept.keys(), "a tile was written twice"
        kept |= {(one.level, one.number): one.hashes for one in full}
        start = end
    return kept, edge


def test_the_empty_tree_has_the_digest_of_nothing() -> None:
    assert tree.root_of([]) == tree.EMPTY == sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_shared_vectors(size: int) -> None:
    assert tree.root_of(HASHES[:size]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("position", "size", "proof"), INCLUSION)
def test_inclusion_proofs_are_those_of_the_shared_vectors(position: int, size: int, proof: list[str]) -> None:
    node = node_of(HASHES[:size])
    assert [one.hex() for one in tree.inclusion(position, size, node)] == proof
    assert tree.includes(
        position=position,
        size=size,
        leaf=HASHES[position],
        proof=[bytes.fromhex(one) for one in proof],
        root=bytes.fromhex(ROOTS[size - 1]),
    )


@pytest.mark.parametrize(("old", "new", "proof"), CONSISTENCY)
def test_consistency_proofs_are_those_of_the_shared_vectors(old: int, new: int, proof: list[str]) -> None:
    node = node_of(HASHES[:new])
    assert [one.hex() for one in tree.consistency(old, new, node)] == proof
    assert tree.consistent(
        old=old,
        old_root=bytes.fromhex(ROOTS[old - 1]),
        new=new,
        new_root=bytes.fromhex(ROOTS[new - 1]),
        proof=[bytes.fromhex(one) for one in proof],
    )


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_every_leaf_of_every_tree_can_be_proved_and_no_other(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 700))
    position = data.draw(st.integers(0, size - 1))
    hashes = many(size)
    cuts = data.draw(st.lists(st.integers(0, size), max_size=4))
    kept, edge = grown(hashes, *cuts)
    root = tree.root_of(hashes)
    assert tiles.root(size, edge) == root
    proof = tree.inclusion(position, size, tiles.nodes(kept, len(hashes), edge))
    judge = {"position": position, "size": size, "leaf": hashes[position], "proof": proof, "root": root}
    assert tree.includes(**judge)
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != position) if size > 1 else st.just(size))
    assert not tree.includes(**judge | {"position": other})
    assert not tree.includes(**judge | {"leaf": tree.leaf_hash(b"another")})
    assert not tree.includes(**judge | {"root": bytes(32)})
    assert not tree.includes(**judge | {"proof": [*proof, root]})
    assert not proof or not tree.includes(**judge | {"proof": proof[:-1]})
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        spoilt = [bytes([one[0] ^ 1]) + one[1:] if number == at else one for number, one in enumerate(proof)]
        assert not tree.includes(**judge | {"proof": spoilt})


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_every_tree_continues_its_own_beginnings_and_no_other_tree(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 700))
    old = data.draw(st.integers(0, new))
    hashes = many(new)
    kept, edge = grown(hashes)
    judge = {
        "old": old,
        "old_root": tree.root_of(hashes[:old]),
        "new": new,
        "new_root": tree.root_of(hashes),
        "proof": tree.consistency(old, new, tiles.nodes(kept, len(hashes), edge)),
    }
    assert tree.consistent(**judge)
    assert not tree.consistent(**judge | {"old_root": bytes(32)})
    assert not tree.consistent(**judge | {"proof": [*judge["proof"], bytes(32)]})
    if old:
        changed = data.draw(st.integers(0, old - 1))
        forged = [tree.leaf_hash(b"forged") if at == changed else one for at, one in enumerate(hashes)]
        assert not tree.consistent(
            **judge
            | {
                "new_root": tree.root_of(forged),
                "proof": tree.consistency(old, new, node_of(forged)),
            }
        )


@given(st.integers(0, 5000), st.lists(st.integers(0, 5000), max_size=5))
@settings(max_examples=30, deadline=None)
def test_a_tree_is_the_same_in_whatever_batches_it_grew(size: int, cuts: list[int]) -> None:
    hashes = many(size)
    kept, edge = grown(hashes, *(cut for cut in cuts if cut <= size))
    assert (kept, edge) == grown(hashes)
    assert tiles.read_all(size, kept.__getitem__, edge) == hashes
    assert tiles.load_edge(size, tiles.dump_edge(edge)) == edge


def test_the_tiles_of_a_proof_are_told_beforehand() -> None:
    size, hashes = 5000, many(5000)
    kept, edge = grown(hashes)
    for position in (0, 15, 16, 4095, 4096, 4999):
        wanted = tiles.places(tree.inclusion_ranges(position, size), size)
        assert len(wanted) <= 4
        node = tiles.nodes({place: kept[place] for place in wanted}, size, edge)
        proof = tree.inclusion(position, size, node)
        assert tree.root_by(position, size, hashes[position], proof) == tree.root_of(hashes)


def test_a_missing_tile_is_a_fault_and_no_guess() -> None:
    with pytest.raises(KeyError, match="tile 0 of level 0 is missing"):
        tiles.nodes({}, 40, grown(many(40))[1])(0, 3)


def test_an_edge_that_does_not_fit_its_size_is_refused() -> None:
    with pytest.raises(ValueError, match="the edge has 1 hashes where the size needs 3"):
        tiles.load_edge(3, bytes(32))
