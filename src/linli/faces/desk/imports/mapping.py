"""The mapping screen: one line for each column, the guess, and what somebody made of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from linli.faces.desk.imports.words import TROUBLES
from linli.insight import proposals
from linli.insight.proposals import Proposal
from linli.insight.rules.kinds import FIELDS, Kind
from linli.insight.rules.mapping import Mapping, is_name
from linli.kernel.words import say
from linli.ui.shapes import Choice

_NAMED = (Kind.UNITS, Kind.ADDRESSES)
_SHOWN_VALUES = 3
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A column: what it is called, some of its values, and the field that it is. `sure` is in percent."""

    at: int
    column: str
    values: tuple[str, ...]
    personal: bool
    field: str
    sure: int
    why: str

    @property
    def name(self) -> str:
        return f"c{self.at}"


@dataclass(slots=True)
class Given:
    """What somebody has sent: the mapping, or what it lacks."""

    mapping: Mapping | None = None
    save_as: str = ""
    troubles: list[str] = field(default_factory=list)


def lines(proposal: Proposal, post: QueryDict | None = None) -> list[Line]:
    """The columns as guessed, or as they were sent."""
    found = []
    for at, guess in enumerate(proposal.guesses):
        values = [row[at] for row in proposal.rows if at < len(row) and row[at]]
        chosen = guess.field if post is None else post.get(f"c{at}", "")
        same = chosen == guess.field
        shown = () if guess.personal else tuple(_short(value) for value in values[:_SHOWN_VALUES])
        found.append(
            Line(
                at,
                guess.column,
                shown,
                guess.personal,
                chosen,
                round(guess.confidence * 100) if same and guess.field else 0,
                guess.why if same else "",
            )
        )
    return found


def masked(row: Sequence[str], columns: Sequence[Line]) -> list[str]:
    """A row to be shown: nothing of the columns that are about persons."""
    return ["•••" if line.personal and cell else _short(cell) for cell, line in zip(row, columns, strict=False)]


def choices(kind: Kind, language: str) -> list[Choice]:
    """The fields of a kind, for a column's select."""
    return [
        Choice(one.name, f"{say(one.title, language)}{' *' if _is_needed(kind, one.name) else ''}")
        for one in FIELDS[kind]
    ]


def read(post: QueryDict, proposal: Proposal, kind: Kind, language: str) -> Given:
    """The mapping that was sent. Columns that aren't of the table, or are about persons, are passed over."""
    columns: dict[str, list[str]] = {}
    for line in lines(proposal, post):
        if line.field and line.column and not line.personal:
            columns.setdefault(line.field, []).append(line.column)
    given = Given(save_as=post.get("save_as", "").strip())
    name = post.get("source", "").strip() if kind == Kind.CASES else str(kind)
    given.troubles = _troubles(columns, kind, language)
    if not is_name(name):
        given.troubles.append(str(TROUBLES["source"]))
    if given.save_as and not is_name(given.save_as):
        given.troubles.append(str(TROUBLES["save_as"]))
    if not given.troubles:
        made = proposals.mapping_of(
            kind=kind, name=name, columns=columns, encoding=proposal.encoding, delimiter=proposal.delimiter
        )
        if isinstance(made, Mapping):
            given.mapping = made
        else:
            given.troubles = [str(one) for one in made]
    return given


def _troubles(columns: dict[str, list[str]], kind: Kind, language: str) -> list[str]:
    titles = {one.name: say(one.title, language) for one in FIELDS[kind]}
    found = []
    if missing := [titles[name] for name in titles if _is_needed(kind, name) and name not in columns]:
        found.append(_("Say which column holds: %(fields)s.") % {"fields": _listed(missing, language)})
    if kind in _NAMED and not {"name_zh", "name_en"} & columns.keys():
        found.append(_("Say which column holds the name, in Chinese or in English."))
    if ("lat" in columns) != ("lon" in columns):
        found.append(_("Latitude and longitude go together: name both columns, or neither."))
    several = {one.name for one in FIELDS[kind] if one.many}
    counts = Counter({name: len(names) for name, names in columns.items() if name not in several})
    if twice := [titles[name] for name, count in counts.items() if count > 1 and name in titles]:
        found.append(
            _("More than one column is named as: %(fields)s. Leave one of them.") % {"fields": _listed(twice, language)}
        )
    return found


def _is_needed(kind: Kind, name: str) -> bool:
    """A case needs its class too: a table without one can be read by a mapping of its own."""
    return (kind, name) == (Kind.CASES, "class") or any(one.name == name and one.required for one in FIELDS[kind])


def _listed(names: Sequence[str], language: str) -> str:
    return ("、" if language.startswith("zh") else ", ").join(names)


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
