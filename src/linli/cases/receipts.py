"""What the bearer of a case's code holds to show that the city has what they told it."""

from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.cases import ledgering
from linli.cases.rules import leaves
from linli.cases.rules.leaves import Recorded
from linli.ledger import commands as ledger
from linli.ledger import queries as recorded
from linli.ledger.rules import note
from linli.ledger.rules.receipt import FORMAT
from linli.ledger.rules.tree import leaf_hash

_FIRST = 1


@dataclass(frozen=True, slots=True)
class Promised:
    """The promise for a report: until when (seconds since 1970), where it is in the ledger if it is, and all of it in
    base 64, as short as a camera needs it: hash of the leaf, time, signature, key, name of the ledger.
    """

    by: int
    position: int | None
    compact: str


def receipt(*, case_id: UUID, now: datetime, address: str = "", earlier: int | None = None) -> dict[str, Any]:
    """The receipt of a case, as plain JSON values: the report and what its reporter added to it or answered.

    Each entry is promised; those that the newest head covers are proved as well. `address` is where the ledger is
    served. `earlier` is the size of a head that the bearer holds: the proof that leads from it to this one is added.
    LookupError where there is no such case.
    """
    events = [event for event in ledgering.events_of(case_id) if _own(event)]
    if not events:
        raise LookupError(f"there is no case {case_id}")
    found: dict[str, Any] = {
        "format": FORMAT,
        "ledger": recorded.name(),
        "address": address,
        "report": events[0].number,
        "head": None,
    }
    proofs = [recorded.proof(entry=event.id) for event in events]
    # A head may have been signed between two looks: a proof belongs to the head that it was read with.
    newest = max((one for one in proofs if one), key=lambda one: one.size, default=None)
    if newest is not None:
        found["head"] = newest.head
        found |= _from_earlier(earlier, newest.size)
    found["entries"] = [
        _entry(event, proof if proof and newest and proof.size == newest.size else None, now)
        for event, proof in zip(events, proofs, strict=True)
    ]
    # Read last: whatever has signed above is among them.
    found["keys"] = [{"key": one.key.text, "succession": one.succession} for one in recorded.own_keys()]
    return found


def promise_of(*, case_id: UUID, now: datetime) -> Promised:
    """The promise for the report itself, and where it is if it was kept already. LookupError where there is no such
    case."""
    events = ledgering.events_of(case_id)
    if not events:
        raise LookupError(f"there is no case {case_id}")
    proof = recorded.proof(entry=events[0].id)
    text, key, signature = ledger.promise_line(
        leaf=_leaf(events[0], proof)[0], recorded_at=events[0].recorded_at, now=now
    )
    said = note.read_promise(text)
    compact = said.leaf + said.by.to_bytes(8) + signature + key.raw + key.name.encode()
    return Promised(said.by, proof.position if proof else None, urlsafe_b64encode(compact).decode().rstrip("="))


def _own(event: Recorded) -> bool:
    """The report, whoever took it down, and what its own reporter did since; other reporters' answers name a voice."""
    return event.seq == _FIRST or (event.actor_kind == "reporter" and '"voice"' not in event.given)


def _entry(event: Recorded, proof: recorded.Proved | None, now: datetime) -> dict[str, Any]:
    hashed, data = _leaf(event, proof)
    entry: dict[str, Any] = {
        "leaf": _text(data),
        "parts": _parts(event),
        "promise": ledger.promise(leaf=hashed, recorded_at=event.recorded_at, now=now),
    }
    if proof is not None:
        entry |= {"position": proof.position, "proof": [_text(one) for one in proof.proof]}
    return entry


def _leaf(event: Recorded, proof: recorded.Proved | None) -> tuple[bytes, bytes]:
    """The leaf's hash and the leaf: as it is kept, else as it will be."""
    if proof is not None:
        return proof.hash, proof.leaf
    data = ledgering.leaf_of(event, ledgering.said(event))
    return leaf_hash(data), data


def _parts(event: Recorded) -> dict[str, dict[str, str]]:
    """What the bearer may open: all but the account that acted."""
    salts = ledgering.salts_of(event)
    parts = {
        "what": {"salt": _text(salts[0]), "text": leaves.what(event).decode()},
        "given": {"salt": _text(salts[1]), "text": leaves.given(event).decode()},
    }
    if event.words is not None and event.salt is not None:
        parts["words"] = {"salt": _text(event.salt.bytes), "text": event.words}
    return parts


def _from_earlier(old: int | None, new: int) -> dict[str, Any]:
    head = recorded.head_of(size=old) if old is not None and old <= new else None
    if head is None:
        return {}
    proof = recorded.consistency(old=head.size, new=new)
    return {"earlier": {"head": head.note, "proof": [_text(one) for one in getattr(proof, "value", ())]}}


def _text(data: bytes) -> str:
    return b64encode(data).decode()
