"""The door through which the ledger grows: leaves are appended, heads signed, keys rotated. Nothing is ever changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from linli.kernel.results import Allowed, Refused, Result
from linli.ledger import keys, queries, store
from linli.ledger.models import Head as HeadRow
from linli.ledger.models import Key
from linli.ledger.rules import note
from linli.ledger.rules import tree as proofs
from linli.ledger.rules.leaf import Entry
from linli.ledger.rules.note import Head, Promise, PublicKey, Signer, Succession

__all__ = [
    "INCLUDED_WITHIN",
    "LedgerFault",
    "append",
    "promise",
    "promise_line",
    "rotate",
    "sign_head",
    "signers",
    "take_turn",
]

INCLUDED_WITHIN = timedelta(seconds=60)
_AT_REST = timedelta(hours=1)  # so often a tree that doesn't grow is signed anew: silence must not look like an outage
OVERLAP = timedelta(days=30)

take_turn = store.take_turn


class LedgerFault(RuntimeError):
    """The ledger contradicts itself: somebody has changed it. Nothing is signed over that."""


def append(*, entries: Sequence[Entry]) -> int:
    """Write the leaves of what was recorded at the end of the tree, each once; how many leaves there are then.

    Within a transaction and after `take_turn`. Raises IntegrityError where an entry is recorded already.
    """
    return store.append(store.tree(), entries).size


def sign_head(*, now: datetime) -> Head | None:
    """Sign the tree as it is, where it has grown since the last head or nothing was signed for an hour; else None.

    Raises LedgerFault where the tree isn't a continuation of the head that was signed last.
    """
    with transaction.atomic():
        take_turn()
        tree, last = store.tree(), HeadRow.objects.order_by("-size", "-id").first()
        if tree.size == 0 or (last is not None and last.size == tree.size and now - last.signed_at < _AT_REST):
            return None
        signing = signers(now=now)
        if last is not None:
            _continues(tree, last)
        head = Head(signing[0].name, tree.size, tree.root, int(now.timestamp()))
        HeadRow.objects.create(size=head.size, root=head.root, signed_at=now, note=note.sign(head.text, signing))
    return head


def signers(*, now: datetime) -> list[Signer]:
    """Who signs now, the newest key first. The first key of all is entered when it is first asked for.

    Raises KeyFault where no key that is valid is at hand.
    """
    held = keys.held()
    known = {one.key.raw: one for one in queries.own_keys()}
    if not known:
        signer = keys.signer(keys.default_name(held[0]), held[0])
        _enter(signer, now, "")
        return [signer]
    found = []
    for secret in held:
        row = known.get(_public(secret))
        if row is not None and (row.until is None or now < row.until):
            found.append(keys.signer(row.key.name, secret))
    if not found:
        raise keys.KeyFault(
            "none of the ledger's keys at hand has ever signed for this ledger: put LINLI_HOME/keys/ledger or"
            " LINLI_LEDGER_KEY back as it was; if it is lost for ever, run `linli ledger rotate --lost`"
        )
    return found


def promise(*, leaf: bytes, recorded_at: datetime, now: datetime) -> str:
    """The signed promise that the leaf with this hash will be in the tree 60 seconds after it was recorded.

    Signing is deterministic: asked again, it says the same.
    """
    signing = signers(now=now)
    return note.sign(_promised(signing[0].name, leaf, recorded_at), signing)


def promise_line(*, leaf: bytes, recorded_at: datetime, now: datetime) -> tuple[str, PublicKey, bytes]:
    """The same promise in its parts: the text, the newest key, and its signature alone."""
    signer = signers(now=now)[0]
    text = _promised(signer.name, leaf, recorded_at)
    return text, signer.public, signer.private.sign(text.encode())


def _promised(name: str, leaf: bytes, recorded_at: datetime) -> str:
    return Promise(name, leaf, int((recorded_at + INCLUDED_WITHIN).timestamp())).text


def rotate(*, now: datetime, overlap: timedelta = OVERLAP, lost: bool = False) -> Result[Succession]:
    """Let a new key follow the present one, which goes on signing beside it for `overlap`.

    A new secret that stands in front already (from the environment) is taken, otherwise one is made and kept in the
    file. `lost` begins with a new key without the old one's signature: verifiers will be told so.

    Refused: key_unknown where the present key isn't at hand and isn't said to be lost.
    """
    with transaction.atomic():
        take_turn()
        row = Key.objects.filter(until=None).order_by("-since").first()
        if row is None:
            row = _row(signers(now=now)[0])
        held = keys.held()
        old = next((one for one in held if _public(one) == bytes(row.public)), None)
        if old is None and not lost:
            return Refused("key_unknown", {"key": note.PublicKey(row.name, bytes(row.public)).text})
        if held[0] == old:
            held = (keys.fresh(), *held)
            keys.keep((held[0], *_valid(held[1:], now)))
        elif old is None and _public(held[0]) in {bytes(one.public) for one in Key.objects.all()}:
            held = (keys.fresh(),)
            keys.keep(held)
        until = now + overlap if old else now
        new = keys.signer(row.name, held[0])
        said = Succession(row.name, bytes(row.public), new.public.raw, int(now.timestamp()), int(until.timestamp()))
        statement = note.sign(said.text, [keys.signer(row.name, old), new]) if old else ""
        Key.objects.filter(pk=row.pk).update(until=until)
        _enter(new, now, statement)
    return Allowed(said)


def _continues(tree: store.Tree, last: Any) -> None:
    """Look whether the tree still begins with what was signed."""
    ranges = [(0, last.size)]
    if last.size > tree.size or proofs.range_root(0, last.size, store.node_of(tree, ranges)) != bytes(last.root):
        raise LedgerFault(
            f"the tree of {tree.size} leaves doesn't continue the head of {last.size} that was signed"
            f" {last.signed_at.isoformat()}: nothing is signed; `linli ledger audit` names the difference"
        )


def _valid(held: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """The secrets that may still sign: those that may not are better gone."""
    ended = {bytes(one.public) for one in Key.objects.exclude(until=None).filter(until__lte=now)}
    return tuple(one for one in held if _public(one) not in ended)


def _public(secret: str) -> bytes:
    return keys.private(secret).public_key().public_bytes_raw()


def _enter(signer: Signer, now: datetime, statement: str) -> None:
    Key.objects.get_or_create(
        public=signer.public.raw, defaults={"name": signer.name, "since": now, "succession": statement}
    )


def _row(signer: Signer) -> Key:
    return Key.objects.get(pk=signer.public.raw)
