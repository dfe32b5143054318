"""Drawing lots: who checks a result, and which closures are looked at again.

A draw is worked out from a secret of the city and the case's own history. Nobody can know or choose who will check
before the result is handed in, and whoever keeps the secret can show afterwards that a draw was as it had to be.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from linli.cases.rules.facts import Facts
from linli.kernel.paths import parts

# 2^3 · 3^2 · 5 · 7: shared out among one to ten open checks it leaves whole numbers, nearly always.
_WHOLE = 2520


@dataclass(frozen=True, slots=True)
class Entitled:
    """A member of staff who may check a case: by a post for `area_path`, with `load` checks drawn and still open."""

    person: int
    area_path: str
    load: int


@dataclass(frozen=True, slots=True)
class Lots:
    """What drawing needs from outside: who is entitled to check a case, and the secret seed of a draw.

    `seed` takes the facts and what is drawn for; the same facts and purpose give the same seed.
    """

    entitled: Callable[[Facts, datetime], Sequence[Entitled]]
    seed: Callable[[Facts, str], bytes]


def no_seed(facts: Facts, purpose: str) -> bytes:
    return b""


def nobody(facts: Facts, now: datetime) -> Sequence[Entitled]:
    return ()


NO_LOTS = Lots(nobody, no_seed)


def weight(one: Entitled) -> int:
    """How many lots somebody has in a draw: more, the narrower their area around the case; fewer, the more open checks.

    Distance is that of the post's area, not of the person: where staff are is never known.
    """
    return max(1, _WHOLE * (1 + len(parts(one.area_path))) // (1 + one.load))


def shares(entitled: Sequence[Entitled]) -> tuple[tuple[int, int], ...]:
    """Person and lots of each, in the order of the draw. Somebody with several posts takes part with the best."""
    best: dict[int, int] = {}
    for one in entitled:
        best[one.person] = max(best.get(one.person, 0), weight(one))
    return tuple(sorted(best.items()))


def draw(lots: Sequence[tuple[int, int]], *, seed: bytes) -> int:
    """Whose lot is drawn. Raises ValueError where there are none."""
    total = sum(many for _, many in lots)
    if total <= 0:
        raise ValueError("there are no lots to draw from")
    number = int.from_bytes(sha256(b"draw " + seed).digest()) % total
    for person, many in lots:
        if number < many:
            return person
        number -= many
    raise AssertionError("the number lies within the total")


def falls_on(percent: int, *, seed: bytes) -> bool:
    """Whether a lot falls on one that is drawn with so many chances in a hundred."""
    return int.from_bytes(sha256(b"sample " + seed).digest()) % 100 < percent


def written(lots: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Lots as an event keeps them: `person:lots`."""
    return tuple(f"{person}:{many}" for person, many in lots)


def read(kept: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """The inverse of `written`."""
    return tuple((int(person), int(many)) for person, _, many in (one.partition(":") for one in kept))
