"""Checks a receipt of Linli by itself: nothing but Python's standard library, and nothing of Linli.

    python verify_receipt.py RECEIPT [--key KEY] [--head EARLIER] [--proof PROOF]

RECEIPT is what a tracking page gives out, KEY a key of the ledger that you know from elsewhere, EARLIER a head (or
receipt) from before, PROOF what the ledger's consistency.json says of both sizes. Exits 0: holds, 1: wrong, 3: open.
"""

import argparse
import base64
import json
import sys
from collections.abc import Iterator
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

type Point = tuple[int, int, int, int]
type Key = tuple[str, bytes]
type Keys = dict[Key, int | None]
PARTS, LEAF_BYTES = ("what", "given", "who", "words"), 129
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def decompress(data: bytes) -> Point | None:
    """A point of Ed25519 from its 32 bytes (RFC 8032, 5.1.3), in extended coordinates; None where there is none."""
    sign, y = divmod(int.from_bytes(data, "little"), 1 << 255)
    x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or (x * x - x2) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * D, 2 * p[2] * q[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = add(found, point)
        point, number = add(point, point), number >> 1
    return found


BASE = decompress((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or (0, 0, 0, 0)


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether it is the Ed25519 signature of the message (RFC 8032, 5.1.7)."""
    a, r, s = decompress(public), decompress(signature[:32]), int.from_bytes(signature[32:], "little")
    if len(public) != 32 or len(signature) != 64 or a is None or r is None or s >= ORDER:
        return False
    k = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = times(s, BASE), add(r, times(k, a))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


def climb(index: int, last: int, proof: list[bytes], leaf: bytes) -> tuple[bytes, bytes] | None:
    """The two roots that a proof leads to: of what lies left of the leaf, and of all (RFC 9162, 2.1.3 and 2.1.4)."""
    older = newer = leaf
    for other in proof:
        if last == 0:
            return None
        if index & 1 or index == last:
            older, newer = sha256(b"\x01" + other + older).digest(), sha256(b"\x01" + other + newer).digest()
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            newer = sha256(b"\x01" + newer + other).digest()
        index, last = index >> 1, last >> 1
    return (older, newer) if last == 0 else None


def included(position: int, size: int, leaf: bytes, proof: list[bytes], root: bytes) -> bool:
    """Whether the leaf with this hash is at this position of the tree."""
    return 0 <= position < size and (climb(position, size - 1, proof, leaf) or (leaf, leaf[:0]))[1] == root


def continued(old: int, old_root: bytes, new: int, new_root: bytes, proof: list[bytes]) -> bool:
    """Whether the tree of `old` leaves is the beginning of the one of `new`."""
    if not 0 < old < new:
        return old == new and not proof and old_root == new_root
    path = ([old_root] if old & (old - 1) == 0 else []) + proof
    full = (old & -old).bit_length() - 1  # so many levels of the old tree's last subtree are whole
    return bool(path) and climb(old - 1 >> full, new - 1 >> full, path[1:], path[0]) == (old_root, new_root)


def read_key(text: str) -> Key:
    """Name and 32 bytes of a key that is written NAME+ID+BASE64."""
    return text.partition("+")[0], base64.b64decode(text.split("+", 2)[2])[1:]


def read_note(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """The text of a signed note, and its signatures as (name, identity of the key, signature)."""
    text, _, lines = note.rpartition("\n\n")
    parts = [(line.split(" ")[1], base64.b64decode(line.split(" ")[2])) for line in lines.splitlines()]
    return text + "\n", [(name, data[:4], data[4:]) for name, data in parts]


def signer(note: str, keys: Keys, at: int | None = None) -> Key | None:
    """Which of the keys (each with the last second it counts in) has signed the note; None where none has."""
    text, signatures = read_note(note)
    for (name, raw), until in keys.items():
        known = name, sha256(name.encode() + b"\n\x01" + raw).digest()[:4]
        right = any((n, i) == known and signed(raw, text.encode(), s) for n, i, s in signatures)
        if right and (until is None or at is None or at <= until):
            return name, raw
    return None


def read_head(note: str) -> tuple[str, int, bytes, int]:
    """Name, size, root and time of a head; nothing of it is verified."""
    name, size, root, at = read_note(note)[0].split("\n")[:4]
    return name, int(size), base64.b64decode(root), int(at.removeprefix("time "))


def believed(listed: Any, pinned: str | None) -> Keys:
    """The keys that are believed: the one we start from, and those that it, or they, have named as successors."""
    keys: Keys = {read_key(pinned or listed[0]["key"]): None}
    for one in listed:
        if one.get("succession"):
            form, name, old, new, _, until = read_note(one["succession"])[0].split("\n")[:6]
            before = (name, base64.b64decode(old))
            if form == "linli-succession-v1" and before in keys and signer(one["succession"], {before: None}):
                keys |= {before: int(until.removeprefix("until ")), (name, base64.b64decode(new)): None}
    return keys


def check(
    receipt: Any, key: str | None = None, earlier: str | None = None, proof: list[bytes] | None = None
) -> Iterator[tuple[str, bool | None]]:
    """Yields what is checked, and True, False, or None where it can't be."""
    keys, head = believed(receipt["keys"], key), receipt.get("head")
    if head:
        name, size, root, at = read_head(head)
        by = signer(head, keys, at)
        yield f"head of {size} leaves signed by {name}", by is not None and by[0] == name
    for entry in receipt["entries"]:
        leaf = base64.b64decode(entry["leaf"])
        for part, opened in entry["parts"].items():
            at = 1 + 32 * PARTS.index(part)
            text = base64.b64decode(opened["salt"]) + f"{part}:{opened['text']}".encode()
            yield (
                f"{part}: {opened['text'][:60]}",
                sha256(text).digest() == leaf[at : at + 32] and len(leaf) == LEAF_BYTES,
            )
        hashed = sha256(b"\x00" + leaf).digest()
        said = read_note(entry["promise"])[0].split("\n")
        right = said[0] == "linli-promise-v1" and base64.b64decode(said[2]) == hashed
        yield f"promised to be included {said[3]}", right and signer(entry["promise"], keys) is not None
        if head and "position" in entry:
            path = [base64.b64decode(one) for one in entry["proof"]]
            yield f"included as leaf {entry['position']}", included(entry["position"], size, hashed, path, root)
        else:
            yield "not included yet: fetch the receipt again", None
    if earlier:
        other = read_head(earlier)
        yield f"earlier head of {other[1]} leaves signed", signer(earlier, keys, other[3]) is not None
        old, new = sorted((other, read_head(head or earlier)), key=lambda one: one[1])
        if head and (proof is not None or old[1] == new[1]):
            good = old[0] == new[0] and continued(old[1], old[2], new[1], new[2], proof or [])
            yield f"tree of {new[1]} continues that of {old[1]}", good
        else:
            yield f"no proof here: fetch {receipt['address']}consistency.json?from={old[1]}&to={new[1]}", None


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    for name in ("receipt", "--key", "--head", "--proof"):
        options.add_argument(name)
    given = options.parse_args()
    texts = {name: Path(file).read_text("utf-8") for name, file in vars(given).items() if file and name != "key"}
    receipt, earlier = json.loads(texts["receipt"]), texts.get("head")
    if earlier and earlier.lstrip().startswith("{"):
        earlier = json.loads(earlier)["head"]
    told = json.loads(texts["proof"]) if "proof" in texts else receipt.get("earlier", {})
    known = "proof" in texts or told.get("head") == earlier
    proof = [base64.b64decode(one) for one in told.get("proof", [])] if known else None
    results = list(check(receipt, given.key, earlier, proof))
    for text, right in results:
        print({True: "holds", False: "WRONG", None: "open "}[right], text)
    print("believed key:", given.key or f"{receipt['keys'][0]['key']} (the receipt's own; compare it with --key)")
    return 1 if any(one is False for _, one in results) else 3 if any(one is None for _, one in results) else 0


if __name__ == "__main__":
    sys.exit(main())
