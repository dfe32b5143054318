"""The table of moves as people read it: a diagram (Mermaid), and a table in Markdown or plain text."""

from linli.cases.rules.flow import Flow, Move, Stage, State


def mermaid(flow: Flow) -> str:
    """A state diagram; moves that stay where they are are left to the table."""
    lines = ["stateDiagram-v2"]
    for move in flow.moves.values():
        for source in move.sources:
            if move.target is None:
                continue
            start = "[*]" if source is State.NEW else source
            lines.append(f"    {start} --> {move.target}: {move.name}")
    lines += [f"    {row.state} --> [*]" for row in flow.states.values() if row.final]
    return "\n".join(lines)


def states_table(flow: Flow) -> list[tuple[str, ...]]:
    """Heading and rows: state, public stage, whose turn it is."""
    return [
        ("state", "public stage", "whose turn"),
        *(
            (
                row.state,
                row.stage,
                ", ".join(row.waits_for) or ("reporter" if row.stage is Stage.CONFIRMING else "nobody"),
            )
            for row in flow.states.values()
            if row.state is not State.NEW
        ),
    ]


def moves_table(flow: Flow) -> list[tuple[str, ...]]:
    """Heading and rows: move, from, to, who may, what it needs (in brackets: may take along), conditions, event."""
    return [
        ("move", "from", "to", "who", "needs", "conditions", "event"),
        *(
            (
                move.name,
                ", ".join(move.sources),
                move.target or ("(back)" if move.back else "(stays)"),
                ", ".join(move.who),
                _needs(move),
                ", ".join(guard.__name__ for guard in (*move.standing, *move.given)),
                move.event,
            )
            for move in flow.moves.values()
        ),
    ]


def conditions_table(flow: Flow) -> list[tuple[str, ...]]:
    """Heading and rows: each condition and what it asks for."""
    guards = {g.__name__: g for move in flow.moves.values() for g in (*move.standing, *move.given)}
    rows: list[tuple[str, ...]] = [("condition", "what it asks for")]
    for name, guard in sorted(guards.items()):
        said = (guard.__doc__ or "").strip().partition("\n\n")[0]
        rows.append((name, " ".join(said.split())))
    return rows


def markdown(rows: list[tuple[str, ...]]) -> str:
    heading, *body = rows
    lines = [_line(heading), _line(("---",) * len(heading)), *(_line(row) for row in body)]
    return "\n".join(lines)


def plain(rows: list[tuple[str, ...]]) -> str:
    """The rows in columns for a terminal."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def page(flow: Flow) -> str:
    """The whole of `docs/flow.md`, without its mark."""
    return "\n\n".join(
        [
            f"Version {flow.version}. A case keeps the version it was born with.",
            f"```mermaid\n{mermaid(flow)}\n```",
            "## States",
            markdown(states_table(flow)),
            "## Moves",
            "What a move needs must be given; what stands in brackets may be.",
            markdown(moves_table(flow)),
            "## Conditions",
            markdown(conditions_table(flow)),
        ]
    )


def _needs(move: Move) -> str:
    return ", ".join([*move.needs, *(f"({name})" for name in move.may)])


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
