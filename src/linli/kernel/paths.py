"""Paths of areas and units: codes joined by `/` from the top down. The empty path is everywhere."""

SEPARATOR = "/"


def join(*codes: str) -> str:
    return SEPARATOR.join(code for code in codes if code)


def leaf(path: str) -> str:
    """The last code of a path; the empty path has the empty leaf."""
    return path.rpartition(SEPARATOR)[2]


def parts(path: str) -> tuple[str, ...]:
    return tuple(path.split(SEPARATOR)) if path else ()


def ancestors(path: str) -> tuple[str, ...]:
    """The path itself and every one above it, from the top down; none for the empty path."""
    codes = parts(path)
    return tuple(SEPARATOR.join(codes[: depth + 1]) for depth in range(len(codes)))


def within(inner: str, outer: str) -> bool:
    """Whether `inner` is `outer` or lies below it. Everything lies within the empty path.

    Compared code by code, never by bare prefix: unit `12` is not within unit `1`.
    """
    return not outer or inner == outer or inner.startswith(outer + SEPARATOR)


def related(one: str, other: str) -> bool:
    """Whether two non-empty paths lie on one line: the same, an ancestor or a descendant."""
    return bool(one) and bool(other) and (within(one, other) or within(other, one))


def narrower(one: str, other: str) -> str | None:
    """The lower of two paths on one line, each of which may be everywhere; None where neither lies within the other."""
    if within(one, other):
        return one
    return other if within(other, one) else None
