"""Cursors of lists: opaque, signed, good for the list that they come from. A page goes on behind its last row, so that
what is added meanwhile moves nothing."""

import hashlib

import orjson
from django.core import signing
from pydantic import BaseModel

from linli.faces.api.problems import Problem

_SALT = "linli.api.cursor"


def write(mark: str, asked: BaseModel) -> str | None:
    """The cursor behind the row with that mark in the list that was `asked` for; None behind the last page."""
    return signing.Signer(salt=_SALT).sign_object([_list(asked), mark]) if mark else None


def read(cursor: str, asked: BaseModel) -> str:
    """The mark that a cursor of this very list holds; empty for an empty one. Raises Problem for any other text."""
    if not cursor:
        return ""
    try:
        found = signing.Signer(salt=_SALT).unsign_object(cursor)
    except (signing.BadSignature, ValueError) as fault:
        raise Problem("cursor_unknown") from fault
    if found[0] != _list(asked):
        raise Problem("cursor_unknown")
    return str(found[1])


def _list(asked: BaseModel) -> str:
    """What tells lists apart: all that they are asked for but where to go on and how far."""
    chosen = asked.model_dump(mode="json", exclude={"cursor", "limit"}) | {"of": type(asked).__name__}
    return hashlib.blake2b(orjson.dumps(chosen, option=orjson.OPT_SORT_KEYS), digest_size=6).hexdigest()
