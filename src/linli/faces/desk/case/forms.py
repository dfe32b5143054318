"""The form of a move: exactly the fields that the flow's row asks for, and what was typed into them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cases.commands import Spot
from linli.cases.rules import Facts, Given, Move
from linli.cases.rules.facts import joined, marked
from linli.cases.rules.guards import amends_own_area
from linli.cases.rules.promise import promised
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import EVERYTHING, Edition
from linli.catalogue.rules.limits import conditions
from linli.discretion.rules import part, read_choices
from linli.faces.desk.case import calls, tasks
from linli.faces.desk.case.sheet import Sheet
from linli.faces.desk.case.units import Candidates, candidates
from linli.faces.desk.given import read_text, read_uuid
from linli.faces.desk.queue import choices
from linli.faces.desk.words.moves import MOVES, MoveWords
from linli.faces.desk.words.refusals import Refusal
from linli.faces.desk.words.terms import VERDICTS
from linli.kernel.paths import parts
from linli.kernel.words import say
from linli.places import queries as places
from linli.ui import says
from linli.ui.shapes import Choice, Passage

_ORDER = (
    *("other", "class_key", "condition", "place", "unit_path", "assisting"),
    *("item", "degree", "units", "verdicts"),
    "amends",
    *("reason", "until", "amount", "verdict", "text", "photos"),
)
_LONGEST = 4000
_TONES = ("primary", "plain", "bad")


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed or chose, kept as it came, so that a refused form loses nothing."""

    text: str = ""
    other: str = ""
    class_key: str = ""
    conditions: tuple[str, ...] = ()
    lat: str = ""
    lon: str = ""
    address: str = ""
    unit_path: str = ""
    assisting: tuple[str, ...] = ()
    reason: str = ""
    until: str = ""
    amount: str = ""
    verdict: str = ""
    amends: str = ""
    photos: tuple[str, ...] = ()
    item: str = ""
    degree: str = ""
    units: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()

    @classmethod
    def read(cls, post: QueryDict) -> "Typed":
        def plain(name: str) -> str:
            return read_text(post, name, _LONGEST)

        units = tuple(dict.fromkeys(post.getlist("units")))[:20]
        return cls(
            text=plain("text"),
            other=plain("other"),
            class_key=plain("class_key"),
            conditions=tuple(dict.fromkeys(filter(None, post.getlist("condition"))))[:20],
            lat=plain("lat"),
            lon=plain("lon"),
            address=plain("address")[:200],
            # Choosing a unit from the whole list overrules the candidate that was marked beforehand.
            unit_path=plain("other_unit") or plain("unit_path"),
            assisting=tuple(dict.fromkeys(post.getlist("assisting")))[:20],
            reason=plain("reason"),
            until=plain("until"),
            amount=plain("amount"),
            verdict=plain("verdict"),
            item=plain("item")[:6],
            degree=plain("degree"),
            units=units,
            verdicts=tuple(plain(f"verdict-{place}") for place in range(len(units))),
            amends=plain("amends"),
        )

    @property
    def given(self) -> Given:
        return Given(
            text=self.text,
            reason=self.reason,
            class_key=self.class_key,
            condition=joined(self.conditions),
            unit_path=self.unit_path,
            assisting=self.assisting,
            verdict=self.verdict,
            amends=self.amends,
            until=self.end,
            amount=int(self.amount) if self.amount.isdecimal() and len(self.amount) < 5 else 0,
            photos=self.photos,
            item=int(self.item) if self.item.isdecimal() else 0,
            degree=self.degree,
            units=self.units,
            verdicts=self.verdicts,
        )

    @property
    def end(self) -> datetime | None:
        """The end of the day that was chosen, in the city's time zone; None where none was, or it is no date."""
        try:
            day = date.fromisoformat(self.until) + timedelta(days=1)
        except (ValueError, OverflowError):
            return None
        return timezone.make_aware(datetime.combine(day, time()))

    @property
    def spot(self) -> Spot | None:
        """The place that was set; None where it wasn't, or isn't two numbers on the globe."""
        try:
            lat, lon = float(self.lat), float(self.lon)
        except ValueError:
            return None
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            return None
        return Spot(lat, lon, address=self.address)


@dataclass(frozen=True, slots=True)
class Form:
    """An open form. `fields` are names of `Given`; those in `required` must be filled in.

    `seen` is the version of the case that the reader was looking at; the same `command_id` sent twice acts once.
    """

    move: Move
    words: MoveWords
    fields: tuple[str, ...]
    required: frozenset[str]
    typed: Typed
    command_id: UUID
    seen: int
    refusal: Refusal | None = None
    photo_count: int = 0
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """A move that the reader may make. `direct` ones need nothing: the button itself acts."""

    name: str
    words: MoveWords
    direct: bool
    current: bool
    command_id: UUID


def fields_of(sheet: Sheet, move: Move) -> tuple[str, ...]:
    """The fields that the row asks for; not which unit is meant where that goes without saying."""
    asked = {*move.needs, *move.may}
    if move.name.startswith("assist_") and len(tasks.own_parts(sheet, move)) < 2:
        asked.discard("units")
    return tuple(name for name in _ORDER if name in asked)


def buttons(sheet: Sheet, current: str) -> list[Button]:
    """The moves of the reader, what the flow goes on with first, what ends it last."""
    ordered = sorted(sheet.moves, key=lambda move: (_TONES.index(MOVES[move.name].tone), move.name == "note"))
    return [
        Button(move.name, MOVES[move.name], not fields_of(sheet, move), move.name == current, uuid4())
        for move in ordered
    ]


def open_form(sheet: Sheet, move: Move, query: Mapping[str, str]) -> Form:
    """A fresh form, filled with what the case says already, what the duties suggest, and what `query` chose."""
    facts, fields = sheet.facts, fields_of(sheet, move)
    place = facts.place
    typed = Typed(class_key=facts.class_key, conditions=marked(facts.condition), address=place.address if place else "")
    if "unit_path" in fields:
        suggested = candidates(sheet)
        typed = replace(typed, unit_path=suggested.chosen, assisting=suggested.assisting)
    item, units = calls.begun(sheet, move, query)
    typed = replace(typed, item=item, units=units)
    if move.name in tasks.MOVES and query.get("unit") in tasks.choosable(sheet, move):
        typed = replace(typed, units=(query["unit"],))
    return Form(move, MOVES[move.name], fields, _required(sheet, move), typed, uuid4(), sheet.view.version)


def reopened(sheet: Sheet, move: Move, post: QueryDict, typed: Typed, refusal: Refusal) -> Form:
    """A refused form with everything that was typed. It is sent again for the case as it is now."""
    parted = part(typed.text, read_choices(post))
    return Form(
        move=move,
        words=MOVES[move.name],
        fields=fields_of(sheet, move),
        required=_required(sheet, move),
        typed=typed,
        command_id=command_of(post),
        seen=sheet.view.version,
        refusal=refusal,
        photo_count=len(typed.photos),
        passages=tuple(Passage(one.text, one.kind, one.choice) for one in parted.passages) if move.public else (),
    )


def command_of(post: QueryDict) -> UUID:
    """The form's command; a form without one acts once, as a new command."""
    return read_uuid(post.get("command_id", "")) or uuid4()


def with_own_conditions(typed: Typed, facts: Facts) -> Typed:
    """Conditions belong to their class: what was left over from another class, or none at all, gives way to the
    ordinary one.

    Without scripts the form can't offer the conditions of a class that was only just chosen.
    """
    known = [row.condition for row in conditions(catalogue.current(), class_key=typed.class_key or facts.class_key)]
    kept = tuple(code for code in typed.conditions if code in known)
    return replace(typed, conditions=kept or tuple(known[:1]))


def lists(sheet: Sheet, form: Form) -> dict[str, object]:
    """What the selects of a form offer: only what its fields ask for."""
    # Filing is done under the rules in force, everything after it under those that the case was filed under.
    edition = catalogue.current() if form.move.name == "file" else sheet.edition
    language = sheet.visit.language
    found: dict[str, object] = {}
    if "class_key" in form.fields:
        found["classes"] = choices.classes(edition, language)
        found["conditions"] = condition_choices(sheet, edition, form.typed.class_key)
    if "units" in form.fields:
        typed = form.typed
        found |= calls.offers(sheet, form.move.name, typed.item, typed.units, typed.verdicts)
    if "unit_path" in form.fields:
        found["candidates"] = _marked(candidates(sheet), form.typed.unit_path)
        found["units"] = choices.units(edition, language)
    if "units" in form.fields and form.move.name in tasks.MOVES:
        found["parts"] = [Choice(path, sheet.names.unit(path)) for path in tasks.choosable(sheet, form.move)]
    if "reason" in form.fields:
        found["reasons"] = _reasons(edition, form.move.name, language)
    if "amount" in form.fields:
        row = promised(sheet.facts, edition)
        found["limit"] = says.limit(row.limit) if row else ""
    if "amends" in form.fields:
        found["amends"] = _amendable(sheet)
    if "verdict" in form.fields:
        found["verdicts"] = [Choice(code, str(words)) for code, words in VERDICTS.items()]
    return found


def condition_choices(sheet: Sheet, edition: Edition, class_key: str) -> Sequence[Choice]:
    """The conditions of a class, each with how long handling may take under it where the case lies; the ordinary one
    first.
    """
    grade = places.atlas().grade(sheet.facts.area_path)
    found: dict[str, list[str]] = {}
    for row in conditions(edition, class_key=class_key):
        if row.grade in ("", grade):
            found.setdefault(row.condition, [say(row.words, sheet.visit.language)]).append(says.limit(row.limit))
    return [Choice(code, f"{name} · {' / '.join(limits)}") for code, (name, *limits) in found.items()]


def _required(sheet: Sheet, move: Move) -> frozenset[str]:
    """What the row needs, and what this very case lacks for it."""
    facts, fields, needed = sheet.facts, fields_of(sheet, move), set(move.needs)
    about = sheet.edition.classes.get(facts.class_key)
    if move.name == "handle" and about is not None and about.photo_required:
        needed.add("photos")
    if move.name == "file":
        needed |= {"class_key"} if not facts.class_key else set()
        needed |= {"place"} if facts.place is None or not facts.place.cell else set()
    return frozenset(needed & set(fields))


def _amendable(sheet: Sheet) -> list[Choice]:
    """For this case alone, or from now on in those of its areas that the reader may rule for, the narrowest first."""
    facts, actor = sheet.facts, sheet.visit.actor
    codes = [*reversed(parts(facts.area_path)), EVERYTHING]
    names = [*reversed(sheet.names.areas(facts.area_path)), _("the whole city")]
    choices = [Choice("", _("For this case only"))]
    for code, name in zip(codes, names, strict=True):
        if amends_own_area(facts, actor, Given(amends=code), sheet.edition, sheet.visit.now) is None:
            choices.append(Choice(code, _("From now on, for this class in %(area)s") % {"area": name}))
    return choices


def _reasons(edition: Edition, move: str, language: str) -> list[Choice]:
    act = "return" if move in ("contest", "assist_return") else move
    return [Choice(reason.code, say(reason.name, language)) for reason in edition.reasons.get(act, ())]


def _marked(found: Candidates, chosen: str) -> dict[str, object]:
    """The candidates as radio buttons; a unit chosen from the whole list isn't among them."""
    return {
        "why": found.why,
        "units": found.units,
        "among": any(unit.path == chosen for unit in found.units),
    }
