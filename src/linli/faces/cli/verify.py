"""`linli verify`: whether a receipt holds, by nothing but itself and what its holder has kept."""

import json
from base64 import b64decode
from binascii import Error
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from linli.faces.cli._given import OLD_FILE, refuse, text_of
from linli.faces.cli.app import without_database
from linli.ledger.rules import note
from linli.ledger.rules.note import NoteFault
from linli.ledger.rules.receipt import Earlier, Finding, check, holds

_SAYS = {
    "form": "it can't be read: {why}",
    "keys": "keys that are believed: {keys}",
    "head": "head of {size} leaves, signed by {key}",
    "parts": "what is written in it is what was recorded: {opened}",
    "promise": "promised to be included by {by}",
    "inclusion": "included as leaf {position} of {size}",
    "earlier": "earlier head of {size} leaves, signed by {key}",
    "consistency": "the tree of {new} leaves continues that of {old}",
}
_OPEN = {
    "keys": "the keys are the receipt's own ({keys}): compare them with what you know, or give --key",
    "inclusion": "not included yet: fetch the receipt again; it is promised by {by}",
    "consistency": "there is no proof between {old} and {new} leaves: fetch consistency.json and give it as --proof",
}


@click.command("verify")
@click.argument("receipt", type=OLD_FILE)
@click.option("--head", "earlier", type=OLD_FILE, help="A head, or a receipt, from before.")
@click.option("--proof", type=OLD_FILE, help="What the ledger's consistency.json answered for both sizes.")
@click.option("--key", help="A key of the ledger that you know from elsewhere: NAME+ID+BASE64.")
@without_database
def command(receipt: Path, earlier: Path | None, proof: Path | None, key: str | None) -> None:
    """Check RECEIPT without asking anybody. Exits 1 where it does not hold or can't be read, 3 where something stays
    open; 2, as everywhere, where the command isn't understood.
    """
    given = _json(receipt)
    trusted = []
    if key:
        try:
            trusted = [note.read_key(key)]
        except NoteFault as fault:
            raise click.UsageError(str(fault)) from fault
    found = check(
        given, trusted=trusted, earlier=_earlier(given, earlier, proof), now=int(datetime.now(UTC).timestamp())
    )
    for one in found:
        click.echo(_line(one))
    click.echo("nothing is wrong with it" if holds(found) else "IT DOES NOT HOLD")
    if not holds(found):
        raise SystemExit(1)
    if any(one.good is None for one in found if one.check != "keys"):
        raise SystemExit(3)


def _earlier(receipt: dict[str, Any], path: Path | None, proof: Path | None) -> Earlier | None:
    if path is None:
        return None
    text = text_of(path)
    head = str(_json(path).get("head") or "") if text.lstrip().startswith("{") else text
    own = receipt.get("earlier") or {}
    told = _json(proof) if proof else own if own.get("head") == head else {}
    try:
        hashes = tuple(b64decode(one, validate=True) for one in told["proof"]) if "proof" in told else None
    except (Error, TypeError) as fault:
        refuse(f"{proof or path}: the proof can't be read: {fault}; give what consistency.json answered")
    return Earlier(head, hashes)


def _line(found: Finding) -> str:
    mark = {True: "holds ", False: "WRONG ", None: "open  "}[found.good]
    text = _OPEN.get(found.check, _SAYS[found.check]) if found.good is None else _SAYS[found.check]
    return mark + text.format_map({name: _said(name, value) for name, value in found.facts.items()})


def _said(name: str, value: Any) -> str:
    if name in ("by", "at") and value is not None:
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    return ", ".join(value) if isinstance(value, list) else str(value)


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(text_of(path))
    except ValueError as fault:
        refuse(f"{path}: no JSON ({fault}); give the file as it was saved")
    return found if isinstance(found, dict) else refuse(f"{path}: no receipt; give the file as it was saved")
