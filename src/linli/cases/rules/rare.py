"""Facts that few cases have, as plain values for one column of the row, and back.

A field of `Facts` is rare where its metadata say so; its values are strings, numbers, moments, or frozen dataclasses of
those, alone or in tuples.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from linli.cases.rules.facts import Facts


def rare_fields(kind: type) -> tuple[Field[Any], ...]:
    """The fields of a dataclass that its metadata call rare."""
    return tuple(field for field in fields(kind) if field.metadata.get("rare"))


RARE = rare_fields(Facts)


def dump(facts: Facts) -> dict[str, Any]:
    """The rare facts that a case has: by name, as JSON values."""
    return {field.name: _plain(value) for field in RARE if (value := getattr(facts, field.name)) != field.default}


def load(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The inverse of `dump`. Raises KeyError for a name that is no rare fact."""
    hints = _hints(Facts)
    if unknown := kept.keys() - {field.name for field in RARE}:
        raise KeyError(f"a case's row has rare facts of unknown names: {', '.join(sorted(unknown))}")
    return {name: _read(hints[name], value) for name, value in kept.items()}


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return {field.name: _plain(part) for field in fields(value) if (part := getattr(value, field.name)) is not None}
    return value


def _read(kind: Any, value: Any) -> Any:
    if isinstance(kind, UnionType):
        kind = next(one for one in get_args(kind) if one is not type(None))
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], one) for one in value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        unknown = {one.name: None for one in fields(kind) if one.name not in value and one.default is MISSING}
        return kind(**unknown, **{name: _read(hints[name], part) for name, part in value.items()})
    return value
