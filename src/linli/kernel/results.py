"""The two answers that a judgement can give. A refusal is a value, never an exception."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Allowed[T]:
    """The act may go ahead (or did); `value` says what came of it."""

    value: T


@dataclass(frozen=True, slots=True)
class Refused:
    """The act may not go ahead. `code` names why; `facts` are what a face needs to say it in the reader's language."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


type Result[T] = Allowed[T] | Refused
