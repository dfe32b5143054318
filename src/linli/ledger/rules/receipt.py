"""A receipt: what somebody holds to show that something was recorded, and how it is checked without the ledger."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from linli.ledger.rules import leaf, note, tree
from linli.ledger.rules.note import Head, Note, NoteFault, PublicKey

FORMAT = "linli-receipt-1"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `good` is None where there is nothing to check yet, or nothing to check it with."""

    check: str
    good: bool | None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A head that was kept from before, and the proof that leads from it to the receipt's, or the other way."""

    head: str
    proof: tuple[bytes, ...] | None = None


class Keys:
    """The keys that are believed: those one starts from, and those that they have named as their successors."""

    def __init__(self, listed: Sequence[Mapping[str, Any]], trusted: Iterable[PublicKey] = ()) -> None:
        keys = [note.read_key(one["key"]) for one in listed]
        if not keys:
            raise NoteFault("the receipt names no key")
        self.pinned = tuple(trusted)
        self.believed: dict[PublicKey, int | None] = dict.fromkeys(self.pinned or keys[:1])
        for one, key in zip(listed, keys, strict=True):
            if one.get("succession"):
                self._follow(note.read(one["succession"]), key)
        self.strange = tuple(key for key in keys if key not in self.believed)

    def _follow(self, statement: Note, key: PublicKey) -> None:
        said = note.read_succession(statement.text)
        old = PublicKey(said.name, said.old)
        if said.new == key.raw and said.name == key.name and old in self.believed and statement.signed_by(old):
            self.believed[old] = said.until
            self.believed.setdefault(key, None)

    def signed(self, signed: Note, at: int) -> PublicKey | None:
        """The believed key that signed it while it was valid."""
        for key, until in self.believed.items():
            if (until is None or at <= until) and signed.signed_by(key):
                return key
        return None


def check(
    receipt: Mapping[str, Any], *, trusted: Iterable[PublicKey] = (), earlier: Earlier | None = None, now: int
) -> list[Finding]:
    """Everything that can be checked of a receipt. `now` is in seconds since 1970.

    Without `trusted` the oldest key that the receipt brings is believed, and the finding `keys` says so by `good` None.
    """
    try:
        return list(_check(receipt, trusted, earlier, now))
    except (NoteFault, KeyError, TypeError, ValueError, AttributeError) as fault:
        return [Finding("form", False, {"why": str(fault)})]


def holds(findings: Iterable[Finding]) -> bool:
    """Whether nothing was found wrong."""
    return all(one.good is not False for one in findings)


def _check(
    receipt: Mapping[str, Any], trusted: Iterable[PublicKey], earlier: Earlier | None, now: int
) -> Iterator[Finding]:
    if receipt.get("format") != FORMAT:
        raise NoteFault(f"it is no receipt of the form {FORMAT}")
    if not receipt["entries"]:
        raise NoteFault("the receipt has no entry")
    keys = Keys(receipt["keys"], trusted)
    names = [key.text for key in keys.believed]
    yield Finding("keys", False if keys.strange else True if keys.pinned else None, {"keys": names})
    head = None
    if receipt.get("head"):
        head, found = _head(receipt["head"], keys, "head")
        yield found
    for entry in receipt["entries"]:
        yield from _entry(entry, keys, head, now)
    if earlier is not None:
        yield from _earlier(earlier, keys, head)


def _head(text: str, keys: Keys, name: str) -> tuple[Head, Finding]:
    signed = note.read(text)
    head = note.read_head(signed.text)
    key = keys.signed(signed, head.at)
    good = key is not None and key.name == head.name
    return head, Finding(name, good, {"size": head.size, "at": head.at, "key": key.text if key else ""})


def _entry(entry: Mapping[str, Any], keys: Keys, head: Head | None, now: int) -> Iterator[Finding]:
    data = note.decoded(entry["leaf"])
    committed = leaf.commitments(data)
    wrong = [
        name
        for name, part in entry["parts"].items()
        if committed.get(name) != leaf.commitment(name, note.decoded(part["salt"]), part["text"].encode())
    ]
    yield Finding("parts", not wrong, {"wrong": wrong, "opened": list(entry["parts"])})
    hashed = tree.leaf_hash(data)
    by = None
    if entry.get("promise"):
        signed = note.read(entry["promise"])
        promise = note.read_promise(signed.text)
        key, by = keys.signed(signed, promise.by), promise.by
        yield Finding("promise", key is not None and promise.leaf == hashed and key.name == promise.name, {"by": by})
    if head is None or entry.get("position") is None:
        # A promise that is due isn't broken yet: this receipt may be older than the leaf.
        yield Finding("inclusion", None, {"by": by, "due": by is not None and now > by})
        return
    proof = [note.decoded(one) for one in entry["proof"]]
    position = int(entry["position"])
    good = tree.includes(position=position, size=head.size, leaf=hashed, proof=proof, root=head.root)
    yield Finding("inclusion", good, {"position": position, "size": head.size})


def _earlier(earlier: Earlier, keys: Keys, head: Head | None) -> Iterator[Finding]:
    other, found = _head(earlier.head, keys, "earlier")
    yield found
    if head is None:
        yield Finding("consistency", None, {"old": other.size, "new": 0})
        return
    old, new = sorted((other, head), key=lambda one: one.size)
    sizes = {"old": old.size, "new": new.size}
    if earlier.proof is None and old.size != new.size:
        yield Finding("consistency", None, sizes)
        return
    good = tree.consistent(old=old.size, old_root=old.root, new=new.size, new_root=new.root, proof=earlier.proof or ())
    yield Finding("consistency", good and old.name == new.name, sizes)
