"""The table of moves as people read it: headings and rows."""

from linli.supervision.rules.flow import MOVES


def moves_table() -> list[tuple[str, ...]]:
    """Heading and rows: move, from, to, which side, what it needs (in brackets: may take along), conditions, event."""
    return [
        ("move", "from", "to", "who", "needs", "conditions", "event"),
        *(
            (
                move.name,
                ", ".join(move.sources),
                move.target,
                move.side,
                ", ".join([*move.needs, *(f"({name})" for name in move.may)]),
                ", ".join(guard.__name__ for guard in (*move.standing, *move.given)),
                move.event,
            )
            for move in MOVES.values()
        ),
    ]


def conditions_table() -> list[tuple[str, ...]]:
    """Heading and rows: each condition and what it asks for."""
    conditions = {guard.__name__: guard for move in MOVES.values() for guard in (*move.standing, *move.given)}
    asked = ((name, " ".join((guard.__doc__ or "").split())) for name, guard in sorted(conditions.items()))
    return [("condition", "what it asks for"), *asked]
