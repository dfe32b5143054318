"""The registers as pages of docs/, in English."""

from linli.kernel.words import Words
from linli.registers import decisions, personal
from linli.registers.refused import NAMES


def data_register() -> str:
    """What Linli holds about persons, and what it never will, in Markdown."""
    rows = []
    for one in personal():
        told = map(_en, (one.what, one.purpose, one.basis, one.kept, one.seen_by))
        rows.append([", ".join(f"`{column}`" for column in one.columns), *told])
    return "\n\n".join(
        [
            "Every column of the database that could hold something about a person has been looked at; these do. A new"
            "\none fails the tests until it is in this register, or among those that hold nothing of the kind. The city"
            "\nshows the same register to everybody, at `/about/data/`.",
            _table(("columns", "what", "what for", "ground", "how long", "who sees it"), rows),
            "## What is refused",
            "No model, column of a pack, field of a form, address, option, measure, export or message may bring in any"
            "\nof these. A test walks all of them, by these words in English and Chinese.",
            _table(("refused", "words"), [[thing, listed] for thing, listed in NAMES.items()]),
        ]
    )


def decision_register() -> str:
    """What the program decides by itself, in Markdown."""
    parts = ["What Linli decides by itself. The city shows the same register to everybody, at `/about/decisions/`."]
    for one in decisions():
        parts.append(f"## {_en(one.name)}")
        parts.append(_en(one.does))
        acts = ", ".join(f"`{move}`" for move in one.moves) or "none"
        parts.append(
            f"- **On what data:** {_en(one.data)}\n- **How good it measured:** {_en(one.measured)}"
            f"\n- **Who can overrule it:** {_en(one.overruled)}\n- **Acts of the system:** {acts}"
        )
    return "\n\n".join(parts)


def _en(text: Words) -> str:
    return text["en"]


def _table(heads: tuple[str, ...], rows: list[list[str]]) -> str:
    lines = [list(heads), ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
