"""What people write in a simulated city. The sentences lie in phrases.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from linli.catalogue.rules.edition import ServiceClass, class_specificity, matches
from linli.kernel.words import say

_SHORT = {"zh-hans": "zh", "en": "en"}


@lru_cache(maxsize=1)
def _book() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))


def report(dice: Random, about: ServiceClass | None, *, language: str, address: str) -> str:
    """What a resident writes about a class of thing at an address, both of which may be unknown."""
    short = _SHORT[language]
    if about is None:
        return str(dice.choice(_book()["unclear"][short]))
    found: Sequence[str] = _of("reports", about.key)[short]
    fitting = [sentence for sentence in found if address or "{where}" not in sentence] or list(found)
    since = dice.choice(_book()["since"][short])
    thing = say(about.name, language).removesuffix("异常").removesuffix(" problem")
    text = dice.choice(fitting).format(thing=thing, since=since, where=address)
    return text[:1].upper() + text[1:]


def handled(dice: Random, class_key: str) -> str:
    """What a unit writes about the result."""
    return str(dice.choice(_of("handled", class_key)["zh"]))


def line(dice: Random, name: str, language: str = "zh-hans") -> str:
    """A sentence for an occasion; staff write Chinese."""
    found = _book()[name]
    return str(dice.choice(found.get(_SHORT[language], found["zh"])))


@lru_cache(maxsize=1024)
def _of(table: str, class_key: str) -> Mapping[str, Sequence[str]]:
    fitting = [pattern for pattern in _book()[table] if matches(pattern, class_key)]
    found: Mapping[str, Sequence[str]] = _book()[table][max(fitting, key=class_specificity)]
    return found
