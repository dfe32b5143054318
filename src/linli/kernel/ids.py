"""Identifiers: time-ordered UUIDs for rows, and tracking codes that a person can read out over the phone."""

import hmac
import secrets
import unicodedata
from datetime import datetime
from uuid import UUID

# Crockford's base 32: no I, L, O or U, so that a code survives handwriting and the telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_MISREAD = str.maketrans("ILO", "110")
# Damm's quasigroup over GF(32) is x ↦ 2x, modulo x^5 + x^2 + 1.
_DOUBLED = [value << 1 ^ (0b100101 if value & 16 else 0) for value in range(32)]
_BODY = 11


def uuid7(now: datetime) -> UUID:
    """A version 7 UUID (RFC 9562 §5.7): 48 bits of milliseconds, then random. Rows made together lie together in an
    index."""
    return _uuid7(now, secrets.randbits(80))


def uuid7_least(moment: datetime, *, milliseconds: int = 0) -> UUID:
    """What no version 7 UUID of `moment` or later lies before: where a stretch of time begins in an index of them.

    With `milliseconds` so much after the moment, or before it. There are no UUIDs from before 1970.
    """
    return UUID(int=max(int(moment.timestamp() * 1000) + milliseconds, 0) << 80)


def uuid7_for(command_id: UUID, now: datetime) -> UUID:
    """The version 7 UUID of what `command_id` made at `now`: always the same one, for histories that are written
    twice."""
    return _uuid7(now, command_id.int & (1 << 80) - 1)


def _uuid7(now: datetime, rest: int) -> UUID:
    milliseconds = int(now.timestamp() * 1000)
    bits = milliseconds << 80 | rest
    bits = bits & ~(0xF << 76) | 0x7 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=bits)


def tracking_code(secret: bytes, command_id: UUID) -> str:
    """The tracking code of the report that `command_id` files: 55 bits and a check character, shown `XXXX-XXXX-XXXX`.

    Derived, not drawn, so that a phone that sends its report twice is told the same code twice although only
    the code's digest is stored. Without `secret` it can't be guessed from anything that is public.
    """
    digest = hmac.digest(secret, b"tracking-code" + command_id.bytes, "sha256")
    number = int.from_bytes(digest[:7])
    body = "".join([ALPHABET[number >> 5 * place & 31] for place in range(_BODY)])
    return spaced(body + _check(body))


def read_tracking_code(text: str) -> str | None:
    """What somebody typed, as the 12 plain characters of a code; None where length, letters or check character are
    wrong."""
    plain = letters_of(text).translate(_MISREAD)
    if len(plain) != _BODY + 1 or not _VALUES.keys() >= set(plain):
        return None
    return plain if _check(plain[:-1]) == plain[-1] else None


def letters_of(text: str) -> str:
    """The letters and digits of what somebody typed as a code, in capitals, full-width ones as the plain ones."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).upper()))


def spaced(plain: str) -> str:
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def code_digest(secret: bytes, code: str) -> bytes:
    """What the database keeps of a tracking code: a reader of the table can't open a case with it.

    Keyed, because 55 bits are few enough to be tried out by somebody who has a copy of the table and some weeks.
    """
    plain = read_tracking_code(code)
    if plain is None:
        raise ValueError(f"not a tracking code: {code!r}")
    return hmac.digest(secret, b"code-digest" + plain.encode(), "sha256")


def _check(body: str) -> str:
    """Damm's scheme over GF(32) (Damm 2004, §5: x ↦ 2x on a field of 2^n elements): finds every single wrong character
    and every swap of neighbours."""
    state = 0
    for letter in body:
        state = _DOUBLED[state ^ _VALUES[letter]]
    return ALPHABET[state]
