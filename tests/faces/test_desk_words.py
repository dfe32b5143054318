"""Every code that a room can answer with has words at the desk, in both languages."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.utils.translation import override
from django.utils.translation.template import templatize
from tests import town

from linli.cases.rules import FLOWS, Stage, State
from linli.cases.rules.facts import Given, Outcome, Source
from linli.catalogue.rules.edition import KINDS
from linli.faces.desk.words.moves import MOVES
from linli.faces.desk.words.refusals import REFUSALS, say_refusal, say_wait
from linli.faces.desk.words.terms import (
    FIELDS,
    KIND_NAMES,
    OUTCOMES,
    PURPOSES,
    ROLES,
    SOURCE_ICONS,
    SOURCES,
    STAGE_ICONS,
    STAGES,
    STATE_TONES,
    STATES,
    VERDICTS,
    WAITING,
)
from linli.kernel.results import Refused
from linli.kernel.rights import Role
from linli.people.rules import Purpose
from linli.ui import icons

SOURCE = Path(__file__).resolve().parents[2] / "src" / "linli"
DESK = SOURCE / "faces" / "desk"
ROOMS = ("cases", "people", "files", "notices")
# Heads of the ledger are pushed from the command line, which has words of its own for what becomes of it.
ELSEWHERE = ("witnesses.py",)
# Refused to whoever reports, follows or signs in elsewhere; the desk has no form that could be refused so.
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "_now": None,
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


@cache
def refusals() -> dict[str, set[str]]:
    """Each code that the rooms refuse with, and the facts that always come along."""
    found: dict[str, list[set[str]]] = defaultdict(list)
    for room in ROOMS:
        for path in (SOURCE / room).rglob("*.py"):
            if path.name in ELSEWHERE:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
                    code = node.args[0]
                    if isinstance(code, ast.Constant):
                        found[str(code.value)].append(_keys(node))
    return {code: set.intersection(*facts) for code, facts in found.items()}


def _keys(call: ast.Call) -> set[str]:
    if len(call.args) < 2 or not isinstance(call.args[1], ast.Dict):
        return set()
    return {str(key.value) for key in call.args[1].keys if isinstance(key, ast.Constant)}


@cache
def messages() -> tuple[tuple[str | None, str | tuple[str, ...], str], ...]:
    return tuple(_messages())


def _messages() -> Iterator[tuple[str | None, str | tuple[str, ...], str]]:
    for path in sorted([*DESK.rglob("*.py"), *DESK.rglob("*.html")]):
        text = path.read_text()
        if path.suffix == ".html":
            text = templatize(text)
        for line, message, _, context in extract("python", BytesIO(text.encode()), KEYWORDS):
            yield context, message, f"{path.relative_to(DESK)}:{line}"


def test_the_rooms_refuse_with_codes_that_this_test_can_see() -> None:
    assert {"changed_meanwhile", "own_unit_handled_it", "sign_in_wrong", "photo_broken"} <= refusals().keys()


@pytest.mark.parametrize("code", sorted(refusals()))
def test_every_refusal_has_words_and_a_remedy(code: str) -> None:
    row = REFUSALS[code]
    assert str(row.what)
    assert str(row.remedy)


@pytest.mark.parametrize("code", sorted(refusals()))
def test_the_words_of_a_refusal_ask_only_for_facts_that_come_along(code: str) -> None:
    # Password rules are Django's: their facts come from the validators.
    known = refusals()[code] | ({"min_length"} if code == "password_too_short" else set())
    for text in (REFUSALS[code].what, REFUSALS[code].remedy):
        assert set(re.findall(r"%\((\w+)\)s", str(text))) <= known


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("code", sorted(refusals()))
def test_every_refusal_is_said_without_a_hole(code: str, language: str) -> None:
    example = {
        "state": State.HANDLING, "move": "accept", "who": (Role.HANDLER, Role.SYSTEM), "needs": ("text", "reason"),
        "class": town.LAMP, "unit": town.LIGHTING, "until": town.NOW, "outcome": Outcome.WITHDRAWN, "rounds": 1,
        "wait": 45, "least": 12, "units": (town.LIGHTING, town.SANITATION), "numbers": (12, 13),
    }  # fmt: skip
    facts = {name: example.get(name, 1) for name in refusals()[code]}
    with override(language):
        said = say_refusal(Refused(code, facts), town.EDITION, language)
    assert "%" not in f"{said.what}{said.remedy}"
    assert "{" not in f"{said.what}{said.remedy}"


def test_every_move_of_every_flow_has_words_and_an_icon() -> None:
    moves = {name for flow in FLOWS.values() for name in flow.moves}
    assert moves == MOVES.keys()
    for row in MOVES.values():
        assert icons.exists(row.icon), row.icon


def test_every_move_that_takes_words_says_which_words_it_asks_for() -> None:
    for flow in FLOWS.values():
        for name, move in flow.moves.items():
            if "text" in (*move.needs, *move.may) and name != "report":
                assert str(MOVES[name].asks), name


def test_every_code_of_the_loop_has_a_name() -> None:
    assert set(State) == STATES.keys() == STATE_TONES.keys()
    assert set(Stage) == STAGES.keys() == STAGE_ICONS.keys()
    assert set(Role) == ROLES.keys()
    assert set(Source) == SOURCES.keys() == SOURCE_ICONS.keys()
    assert set(Outcome) == OUTCOMES.keys()
    assert set(Purpose) == PURPOSES.keys()
    assert set(KINDS) == KIND_NAMES.keys()
    assert set(VERDICTS) == {"partly", "not_fixed"}


def test_every_field_that_a_move_can_miss_has_a_name() -> None:
    by_people = [move for flow in FLOWS.values() for move in flow.moves.values() if move.who != (Role.SYSTEM,)]
    needed = {name for move in by_people for name in move.needs}
    assert needed <= FIELDS.keys()
    assert set(FIELDS) <= set(Given.__dataclass_fields__)


def test_every_reason_to_wait_for_a_person_has_words() -> None:
    """The codes are the text constants of the two modules that decide it."""
    rules = SOURCE / "cases" / "rules" / "automatic.py"
    codes = set(re.findall(r'(?:return|why=) ?"(\w+)"', rules.read_text()))
    codes |= {"several_duties", "no_duty", "unknown_class"}
    assert len(codes) > 8
    assert codes <= WAITING.keys()


def test_every_text_of_the_desk_is_translated() -> None:
    with (DESK / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    missing = []
    for context, message, where in messages():
        key = message[0] if isinstance(message, tuple) else message
        entry = catalogue.get(key, context)
        translated = entry.string if entry else ""
        if not translated or not all([translated] if isinstance(translated, str) else translated):
            missing.append(f"{where}: {key!r}")
    assert not missing


def test_the_translation_has_nothing_that_the_desk_no_longer_says() -> None:
    said = {(context, message[0] if isinstance(message, tuple) else message) for context, message, _ in messages()}
    with (DESK / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    kept = {
        (entry.context, entry.id[0] if isinstance(entry.id, tuple) else entry.id) for entry in catalogue if entry.id
    }
    assert kept - said == set()


def test_translations_keep_the_placeholders_of_the_original() -> None:
    with (DESK / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    for entry in catalogue:
        if not entry.id:
            continue
        original = entry.id[-1] if isinstance(entry.id, tuple) else entry.id
        translated = entry.string[0] if isinstance(entry.string, tuple) else entry.string
        assert set(re.findall(r"%\(\w+\)[sd]", original)) == set(re.findall(r"%\(\w+\)[sd]", translated)), original


@pytest.mark.parametrize(
    ("seconds", "said"), [(1, "1 second"), (59, "59 seconds"), (60, "1 minute"), (61, "2 minutes")]
)
def test_a_wait_is_said_rounded_up(seconds: int, said: str) -> None:
    with override("en"):
        assert say_wait(seconds) == said
