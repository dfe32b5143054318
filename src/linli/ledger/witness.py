"""Being a witness of other ledgers: whatever head they show must continue the one that was seen before (C2SP
tlog-witness), and is cosigned then."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from linli.kernel.results import Allowed, Refused, Result
from linli.ledger import commands
from linli.ledger.models import Cosignature, Watched
from linli.ledger.rules import note, tree
from linli.ledger.rules.note import Note, NoteFault

_MOST_HASHES = 64


def asking(*, old: int, proof: Sequence[bytes], head: str) -> str:
    """What a witness is sent: the size that it has seen, the proof from there on, and the new head."""
    lines = [f"old {old}", *(b64encode(one).decode() for one in proof), "", head]
    return "\n".join(lines)


def cosign(*, request: str, now: datetime) -> Result[str]:
    """Judge what another ledger shows, keep it, and answer with the line of our own signature.

    Refused: unreadable (with `why`), ledger_unknown, key_unknown, size_other (with `size`, the one that was seen last),
    inconsistent.
    """
    try:
        first, *rest = request.split("\n")
        if not (first.startswith("old ") and first[4:].isascii() and first[4:].isdecimal()):
            raise NoteFault("no request: it has to begin with `old SIZE`")
        if "" not in rest:
            raise NoteFault("no request: an empty line has to part the proof from the head")
        end = rest.index("")
        proof = [note.decoded(line) for line in rest[:end]]
        signed = note.read("\n".join(rest[end + 1 :]))
        head = note.read_head(signed.text)
        if len(proof) > _MOST_HASHES:
            raise NoteFault(f"no request: {len(proof)} hashes of a proof, {_MOST_HASHES} are the most that one needs")
        old = int(first[4:])
    except (NoteFault, ValueError) as fault:
        return Refused("unreadable", {"why": str(fault)})
    keys = [key for key in map(note.read_key, settings.LINLI_LEDGER_WATCHES) if key.name == head.name]
    if not keys:
        return Refused("ledger_unknown", {"name": head.name})
    if not any(signed.signed_by(key) for key in keys):
        return Refused("key_unknown", {"name": head.name})
    with transaction.atomic():
        return _take(old, proof, head, signed, request[request.index("\n\n") + 2 :], now)


def _take(old: int, proof: list[bytes], head: note.Head, signed: Note, text: str, now: datetime) -> Result[str]:
    seen, _ = Watched.objects.select_for_update().get_or_create(
        name=head.name, defaults={"size": 0, "root": tree.EMPTY, "note": "", "seen_at": now}
    )
    if old != seen.size or (head.size == old and head.root != bytes(seen.root)):
        return Refused("size_other", {"size": seen.size})
    if not tree.consistent(old=old, old_root=bytes(seen.root), new=head.size, new_root=head.root, proof=proof):
        return Refused("inconsistent", {"size": seen.size})
    seen.size, seen.root, seen.note, seen.seen_at = head.size, head.root, text, now
    seen.save()
    signer = commands.signers(now=now)[0]
    return Allowed(signer.cosignature(signed.text, int(now.timestamp())))


def seen_by(*, witness: str, size: int, line: str, now: datetime) -> None:
    """Keep that somebody outside has seen our head of this size; `line` is their signature, if they gave one."""
    Cosignature.objects.create(witness=witness, size=size, line=line, seen_at=now)
