"""Signed heads of the ledger leave the house: to a git repository, a mailbox, another Linli. Whoever has seen a head
can't be shown another past."""

import os
import subprocess
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import Request
from uuid import uuid4

from linli.kernel.results import Allowed, Refused, Result
from linli.ledger import queries as ledger
from linli.ledger import witness
from linli.ledger.queries import SignedHead
from linli.ledger.rules import note
from linli.ledger.rules.note import NoteFault
from linli.notices.adapters import PATIENCE, Channel, Message, Sent, chosen
from linli.notices.adapters.http import opener

_GIT_PATIENCE = 60.0
_ANSWER = 10_000


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came of telling one witness of a head; `why` says what went wrong, if anything did."""

    witness: str
    size: int
    why: str = ""


def push(*, targets: tuple[str, ...], now: datetime, again: bool = False) -> list[Pushed]:
    """Tell each witness of the newest head, unless it has seen it (`again`: even then)."""
    head = ledger.newest_head()
    if head is None:
        return []
    seen = {name: size for name, size, _ in ledger.latest_per_witness()}
    return [
        _push_one(target, head, seen.get(_plain(target), 0), now)
        for target in targets
        if again or seen.get(_plain(target), 0) < head.size
    ]


def _push_one(target: str, head: SignedHead, seen: int, now: datetime) -> Pushed:
    name = _plain(target)
    match urlsplit(target).scheme:
        case "git":
            told = _commit(Path(target.removeprefix("git:")), head)
        case "mailto":
            told = _mail(target.removeprefix("mailto:"), head, now)
        case "http" | "https":
            told = _show(target, head, seen)
        case _:
            told = Refused("witness_unknown", {"why": "give git:/folder, mailto:address or https://address/ledger/"})
    if isinstance(told, Refused):
        return Pushed(name, head.size, str(told.facts["why"]))
    witness.seen_by(witness=name, size=head.size, line=told.value, now=now)
    return Pushed(name, head.size)


def _commit(folder: Path, head: SignedHead) -> Result[str]:
    """Write the head to a repository and commit it. Its history is what a third person holds against us."""
    place = folder / ledger.name().replace("/", "_")
    try:
        place.mkdir(parents=True, exist_ok=True)
        if not (folder / ".git").exists():
            _git(folder, "init", "--quiet")
        (place / "checkpoint").write_text(head.note, encoding="utf-8")
        keys = "".join(f"{one.key.text}\n{one.succession}" for one in ledger.own_keys())
        (place / "keys").write_text(keys, encoding="utf-8")
        _git(folder, "add", "--", str(place.relative_to(folder)))
        if _git(folder, "status", "--porcelain", "--", str(place.relative_to(folder))):
            _git(folder, "commit", "--quiet", "-m", f"Head of {head.size} leaves", "--", str(place.relative_to(folder)))
    except (OSError, subprocess.SubprocessError) as fault:
        said = getattr(fault, "stderr", "") or str(fault)
        return Refused("git_failed", {"why": f"{folder}: {said.strip()[:300]}"})
    return Allowed("")


def _git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Linli", "-c", "user.email=linli@localhost", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", "-C", str(folder), *who, *arguments],  # noqa: S607 - the machine's own git
        capture_output=True,
        text=True,
        check=True,
        timeout=_GIT_PATIENCE,
        env=os.environ | {"GIT_TERMINAL_PROMPT": "0"},
    )
    return done.stdout


def _mail(address: str, head: SignedHead, now: datetime) -> Result[str]:
    adapters = chosen()
    if Channel.EMAIL not in adapters:
        return Refused("mail_off", {"why": "no mail server is set up: set LINLI_SMTP_URL"})
    name = ledger.name()
    message = Message(
        id=uuid4(),
        channel=Channel.EMAIL,
        to=address,
        language="en",
        subject=f"Ledger {name}: head of {head.size} leaves",
        body=f"Keep this message: it shows later whether the ledger was changed.\n\n{head.note}",
        short="",
        templates=("ledger_head",),
        cases=(),
        made_at=now,
    )
    outcome = adapters[Channel.EMAIL].send(message)
    adapters[Channel.EMAIL].close()
    return Allowed("") if isinstance(outcome, Sent) else Refused("mail_failed", {"why": outcome.why})


def _show(target: str, head: SignedHead, seen: int) -> Result[str]:
    """Ask another Linli (or any witness that speaks tlog-witness) to cosign; it says which head it saw last."""
    told = _ask(target, head, seen)
    if isinstance(told, Refused) and told.code == "size_other":
        told = _ask(target, head, int(told.facts["size"]))
    return told


def _ask(target: str, head: SignedHead, seen: int) -> Result[str]:
    proof = ledger.consistency(old=seen, new=head.size)
    if isinstance(proof, Refused):
        return Refused(
            "ahead", {"why": f"it has seen {seen} leaves, and there are {head.size}: was a backup restored?"}
        )
    body = witness.asking(old=seen, proof=proof.value, head=head.note).encode()
    address = urljoin(target.rstrip("/") + "/", "add-checkpoint")
    request = Request(address, body, {"Content-Type": "text/plain; charset=utf-8"}, method="POST")  # noqa: S310 - set up
    try:
        with opener().open(request, timeout=PATIENCE) as answer:
            return _line(answer.read(_ANSWER).decode("utf-8", "replace"))
    except HTTPError as refusal:
        with refusal:
            return _refused(refusal.code, refusal.read(_ANSWER).decode("utf-8", "replace").strip())
    except (URLError, OSError, HTTPException) as fault:
        return Refused("down", {"why": str(fault)})


def _line(said: str) -> Result[str]:
    """What a witness has signed is served with the head: nothing but lines of signatures may come in."""
    try:
        note.read(f"\n\n{said}")
    except NoteFault as fault:
        return Refused("no_signature", {"why": f"its answer is no signature: {fault}"})
    return Allowed(said)


def _refused(code: int, said: str) -> Refused:
    facts: dict[str, Any] = {"why": f"{code} {said[:300]}"}
    if code == 409 and said.isdecimal():
        return Refused("size_other", facts | {"size": said})
    return Refused("refused", facts)


def _plain(target: str) -> str:
    """A target without what may be secret in an address."""
    split = urlsplit(target)
    return target if "@" not in split.netloc else split._replace(netloc=split.netloc.rpartition("@")[2]).geturl()
