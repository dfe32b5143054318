"""The calls of a case: who was called, how each unit responds, what the reader may do, and the forms of these acts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from linli.cases.rules import Move
from linli.cases.rules.call import Asked, Call
from linli.cases.rules.whistle import asked_of, call_of, callable_units, calls_of, own_calls
from linli.faces.desk.case.sheet import Sheet
from linli.faces.desk.due import Due, moment
from linli.faces.desk.given import read_number
from linli.faces.desk.queue import choices
from linli.faces.desk.responses import say_response
from linli.faces.desk.words.moves import MOVES, MoveWords, Text
from linli.faces.desk.words.whistle import DEGREE_TONES, DEGREES, DEGREES_EXPLAINED, HELP
from linli.kernel.rights import Actor
from linli.ui import says
from linli.ui.shapes import Choice

_OWN_FIELDS = {"answer_call": "answered_at", "arrive": "arrived_at"}


@dataclass(frozen=True, slots=True)
class Act:
    """An act on one call: `query` opens its form."""

    words: MoveWords
    query: str


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A called unit: how it stands now, when it answered and came, and what the reader may do for it."""

    name: str
    due: Due
    answered: str
    arrived: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class CallTold:
    """A call with its units. `acts` are the caller's."""

    item: int
    degree: Text
    tone: str
    urgent: bool
    open: bool
    who: str
    when: str
    text: str
    ended: str
    verdict: str
    units: tuple[UnitLine, ...]
    acts: tuple[Act, ...]


def told(sheet: Sheet) -> list[CallTold]:
    """The calls of the case: those that are open first, the latest first among them."""
    ordered = sorted(sheet.facts.calls, key=lambda call: (not call.open, -call.item))
    return [_told(sheet, call) for call in ordered]


def _told(sheet: Sheet, call: Call) -> CallTold:
    stamps = {stamp.seq: stamp for stamp in sheet.stamps}
    began = stamps[call.item]
    ended = next((one for one in sheet.stamps if one.move == "end_call" and one.item == call.item), None)
    now = sheet.visit.now
    may_end = "end_call" in _offered(sheet) and call in calls_of(sheet.facts.calls, sheet.visit.actor)
    return CallTold(
        item=call.item,
        degree=DEGREES[call.degree],
        tone=DEGREE_TONES[call.degree],
        urgent=call.open and call.degree == "emergency",
        open=call.open,
        who=sheet.staff_names.get(began.actor_id or 0, ""),
        when=moment(call.at, now),
        text=began.text,
        ended=moment(ended.at, now) if ended else "",
        verdict=ended.text if ended else "",
        units=tuple(_unit_line(sheet, call, one) for one in call.asked),
        acts=(Act(MOVES["end_call"], _query("end_call", call.item)),) if may_end else (),
    )


def _unit_line(sheet: Sheet, call: Call, asked: Asked) -> UnitLine:
    now = sheet.visit.now
    acts = tuple(
        Act(MOVES[move], _query(move, call.item, asked.unit_path))
        for move, field in _OWN_FIELDS.items()
        if move in _offered(sheet) and (call, asked) in own_calls(sheet.facts, sheet.visit.actor, field)
    )
    return UnitLine(
        name=sheet.names.unit(asked.unit_path),
        due=say_response(call, asked, now),
        answered=moment(asked.answered_at, now) if asked.answered_at else "",
        arrived=moment(asked.arrived_at, now) if asked.arrived_at else "",
        acts=acts,
    )


def _offered(sheet: Sheet) -> frozenset[str]:
    return frozenset(move.name for move in sheet.moves)


def _query(move: str, item: int, unit: str = "") -> str:
    return urlencode({"act": move, "item": item} | ({"unit": unit} if unit else {}))


def begun(sheet: Sheet, move: Move, query: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """What the form of a move on a call is filled with: the call and unit that were chosen, else the first ones."""
    facts, actor = sheet.facts, sheet.visit.actor
    if move.name in _OWN_FIELDS:
        own = list(own_calls(facts, actor, _OWN_FIELDS[move.name]))
        chosen = (query.get("item", ""), query.get("unit", ""))
        call, asked = next((one for one in own if (str(one[0].item), one[1].unit_path) == chosen), own[0])
        return str(call.item), (asked.unit_path,)
    if move.name == "end_call":
        mine = list(calls_of(facts.calls, actor))
        call = next((one for one in mine if str(one.item) == query.get("item", "")), mine[0])
        return str(call.item), tuple(one.unit_path for one in call.asked)
    return "", ()


def offers(sheet: Sheet, move: str, item: str, units: Iterable[str], verdicts: tuple[str, ...]) -> dict[str, object]:
    """What the form of a move of the whistle shows to choose from, or says of the call that it is for."""
    if move == "whistle":
        return {"degrees": _degrees(sheet), "callable": _callable(sheet, sheet.visit.actor)}
    begun_at = read_number(item)
    call = call_of(sheet.facts, begun_at) if begun_at is not None else None
    named = [sheet.names.unit(path) for path in units]
    found: dict[str, object] = {"called": _(", ").join(named)}
    if call is not None:
        began = next(stamp for stamp in sheet.stamps if stamp.seq == call.item)
        found["degree"], found["degree_tone"] = DEGREES[call.degree], DEGREE_TONES[call.degree]
        found["call_text"] = began.text
    if move == "end_call":
        options = [Choice(code, str(words)) for code, words in HELP.items()]
        said = (*verdicts, *("" for name in named))
        found["judged"] = [
            {
                "label": name,
                "field": f"verdict-{place}",
                "value": said[place],
                "choices": options,
                "note": _note(sheet, item, path),
            }
            for place, (name, path) in enumerate(zip(named, units, strict=True))
        ]
    return found


def _note(sheet: Sheet, item: str, path: str) -> str:
    """What the clock says of the unit, for whoever judges it."""
    call, asked = call_of(sheet.facts, int(item)), asked_of(sheet.facts, int(item), path)
    return say_response(call, asked, sheet.visit.now).text if call and asked else ""


def _degrees(sheet: Sheet) -> list[Choice]:
    limits = sheet.edition.settings.whistle
    return [
        Choice(code, str(name), hint=f"{DEGREES_EXPLAINED[code]} {_asks(code)}{says.limit(limits[code])}")
        for code, name in DEGREES.items()
    ]


def _asks(degree: str) -> str:
    return _("To be there within: ") if degree == "emergency" else _("To answer within: ")


def _callable(sheet: Sheet, actor: Actor) -> list[Choice]:
    may = callable_units(sheet.facts, actor, sheet.edition)
    return [choice for choice in choices.units(sheet.edition, sheet.visit.language) if choice.value in may]
