"""What can be chosen in filters and forms: the stages, and the classes, areas and units of an edition."""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.cases.rules import LATEST, Stage, State
from linli.catalogue.rules.edition import KINDS, Edition
from linli.faces.desk.words.terms import KIND_NAMES, STAGES, STATES
from linli.kernel.paths import parts
from linli.kernel.words import say
from linli.places import queries as places
from linli.ui.shapes import Choice

_INDENT = "\u2003"


@dataclass(frozen=True, slots=True)
class Group:
    """Choices under a heading."""

    label: str
    choices: Sequence[Choice]


def stages() -> list[Choice]:
    """Each stage, and below it its states where it has several."""
    found: list[Choice] = []
    for stage in Stage:
        states = [row.state for row in LATEST.states.values() if row.stage == stage and row.state != State.NEW]
        found.append(Choice(stage, str(STAGES[stage])))
        if len(states) > 1:
            found += [Choice(f"{stage}.{state}", _INDENT + str(STATES[state])) for state in states]
    return found


def classes(edition: Edition, language: str) -> list[Group]:
    """The classes under the groups of their kind, in the pack's order."""
    groups: dict[tuple[str, str], list[Choice]] = {}
    for one in edition.classes.values():
        heading = (one.kind, say(one.group, language))
        groups.setdefault(heading, []).append(Choice(one.key, say(one.name, language)))
    ordered = sorted(groups.items(), key=lambda item: KINDS.index(item[0][0]))
    return [Group(f"{KIND_NAMES[kind]} · {group}", choices) for (kind, group), choices in ordered]


def kinds() -> list[Choice]:
    """Each kind of class as a whole."""
    return [Choice(f"{kind}-*", str(KIND_NAMES[kind])) for kind in KINDS]


def areas(language: str) -> list[Choice]:
    """The city's areas, each indented below the one it belongs to."""
    rows = sorted(places.areas(), key=lambda area: area.path)
    return [Choice(area.path, _INDENT * (area.depth - 1) + say(area.names, language)) for area in rows]


def units(edition: Edition, language: str) -> list[Choice]:
    """The handling units, each indented below its parent."""
    rows = sorted(edition.units.values(), key=lambda unit: unit.path)
    return [Choice(unit.path, _INDENT * (len(parts(unit.path)) - 1) + say(unit.name, language)) for unit in rows]
