"""How long a letter waits: for its like, and for its next try."""

import hashlib
from datetime import timedelta
from uuid import UUID

# News for one desk is held so long, so that it goes out as one letter.
BATCH_WINDOW = timedelta(minutes=10)
# What is told so long after it happened is part of a backlog, and goes out in one letter for each recipient.
LATE = timedelta(minutes=30)

MOST_TRIES = 14  # with the waits below: a day and a half, a weekend's broken relay aside
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)
_JITTER = 0.25


def wait_after(tries: int, letter: UUID) -> timedelta:
    """How long to wait after the `tries`-th failure (from 1): a minute, doubled each time, six hours at most.

    Up to a quarter longer, by a number drawn from the letter's id: letters that failed together come back apart.
    """
    if tries < 1:
        raise ValueError(f"the wait after {tries} tries: there has to be one")
    wait = min(_FIRST_WAIT * (1 << min(tries - 1, 20)), _LONGEST_WAIT)
    drawn = hashlib.sha256(letter.bytes + bytes([tries & 255])).digest()
    return wait * (1 + _JITTER * int.from_bytes(drawn[:4]) / 2**32)
