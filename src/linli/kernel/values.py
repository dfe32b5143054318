"""Frozen dataclasses with slots: a copy in which something is different."""

from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

__all__ = ["changed"]

if TYPE_CHECKING:
    from dataclasses import replace as changed  # so that fields are checked by name and type
else:

    def changed(value: Any, /, **changes: Any) -> Any:
        """A copy of `value` with `changes`: `dataclasses.replace` at half the price, which every judged act pays often.

        Copies slots, so that neither `__init__` nor `__post_init__` runs. Raises TypeError for a name that is no field.
        """
        kind = type(value)
        slots = _slots(kind)
        if not changes.keys() <= slots.keys():
            raise TypeError(f"{kind.__name__} has no field {', '.join(sorted(changes.keys() - slots.keys()))}")
        copy = object.__new__(kind)
        for name, (get, put) in slots.items():
            put(copy, changes[name] if name in changes else get(value))
        return copy


@cache
def _slots(kind: Any) -> dict[str, tuple[Any, Any]]:
    """How a field is read and written, past the guard of a frozen class."""
    slots = {field.name: getattr(kind, field.name) for field in fields(kind)}
    return {name: (slot.__get__, slot.__set__) for name, slot in slots.items()}
