"""What happened to a case, told to staff: who, when, what, and the words that came with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases.queries import Stamp
from linli.cases.rules import State
from linli.cases.rules import lots as lots_rules
from linli.cases.rules.ladder import Post
from linli.cases.rules.ledger import Clock
from linli.catalogue.rules.edition import EVERYTHING
from linli.faces.desk.case.sheet import Sheet
from linli.faces.desk.due import moment
from linli.faces.desk.words.moves import MOVES, Text
from linli.faces.desk.words.retention import GONE, KINDS, RULES
from linli.faces.desk.words.terms import CLOCKS, ROLES, VERDICTS, WAITING
from linli.faces.desk.words.whistle import DEGREES, HELP
from linli.files import queries as files
from linli.kernel.rights import Role
from linli.ui.shapes import Picture

_THUMB_EDGE = 480
# The voice of a merged report's reporter is its id in hex; that of whoever follows is shorter.
_OF_A_REPORT = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline. `facts` are pairs of a label and what it says."""

    seq: int
    title: Text
    icon: str
    who: str
    at: datetime
    when: str
    facts: tuple[tuple[str, str], ...]
    text: str
    public: bool
    photos: tuple[Picture, ...]


def entries(sheet: Sheet) -> list[Entry]:
    """Newest first: at the desk the last thing that happened is the first thing to know."""
    return [_entry(sheet, stamp) for stamp in reversed(sheet.stamps)]


def reporters_words(sheet: Sheet) -> list[Entry]:
    """What the reporter said and showed, oldest first."""
    own = ("report", "add", "object", "press", "dissent", "differ", "differ_afar", "reopen")
    return [_entry(sheet, stamp) for stamp in sheet.stamps if stamp.move in own and (stamp.text or stamp.photos)]


def latest_result(sheet: Sheet) -> Entry | None:
    """What the unit says it did, for whoever is to check it; None where nothing waits for a check."""
    if sheet.facts.state != State.HANDLED:
        return None
    return next((_entry(sheet, stamp) for stamp in reversed(sheet.stamps) if stamp.move == "handle"), None)


def pictures(sheet: Sheet, ids: Iterable[str], what: str) -> tuple[Picture, ...]:
    """Those of the photos that are kept, as the photo grid draws them."""
    kept = [sheet.photos[one] for one in ids if one in sheet.photos]
    return tuple(_picture(sheet, photo, what, place) for place, photo in enumerate(kept, start=1))


def _entry(sheet: Sheet, stamp: Stamp) -> Entry:
    words = MOVES[stamp.move]
    return Entry(
        seq=stamp.seq,
        title=words.done,
        icon=words.icon,
        who=_who(sheet, stamp),
        at=stamp.at,
        when=moment(stamp.at, sheet.visit.now),
        facts=(*_facts(sheet, stamp), *_rungs(sheet, stamp)),
        text=stamp.text or str(GONE.get(stamp.erased, "")),
        public=stamp.public or stamp.move == "write",
        photos=pictures(sheet, stamp.photos, str(words.done)),
    )


def _who(sheet: Sheet, stamp: Stamp) -> str:
    if stamp.actor_kind == "importer":
        return _("Imported")
    role = str(ROLES[Role(stamp.role)]) if stamp.role else ""
    if stamp.actor_id is None:
        return role
    parts = [sheet.staff_names.get(stamp.actor_id, f"#{stamp.actor_id}"), role]
    if stamp.actor_unit:
        parts.append(sheet.names.unit(stamp.actor_unit))
    # A post is often all that an account is called by.
    return " · ".join(part for part in dict.fromkeys(parts) if part)


def _facts(sheet: Sheet, stamp: Stamp) -> Iterable[tuple[str, str]]:
    names = sheet.names
    if stamp.class_key:
        yield _("Class"), names.klass(stamp.class_key).name
    if stamp.unit_path:
        yield _("Unit"), names.unit(stamp.unit_path)
    if stamp.assisting:
        yield _("Assisting"), _(", ").join(names.unit(path) for path in stamp.assisting)
    if stamp.move in ("call_in", "release"):
        yield _("Assisting"), _(", ").join(names.unit(path) for path in stamp.units)
    yield from _other_cases(sheet, stamp)
    yield from _of_a_call(sheet, stamp)
    if stamp.kinds:
        yield _("What"), _(", ").join(str(KINDS[kind]) for kind in stamp.kinds)
        yield _("Reason"), str(RULES[stamp.reason])
    elif stamp.reason and not stamp.rungs:
        yield _("Reason"), names.reason(stamp.move, stamp.reason)
    yield from _about_the_incident(sheet, stamp)
    if stamp.due_at:
        yield _("Due"), moment(stamp.due_at, sheet.visit.now)
    if stamp.amount:
        label = _("Time for it") if stamp.move == "call_in" else _("Longer by")
        yield label, sheet.in_units(stamp.amount)
    if stamp.until:
        label = _("Until") if stamp.move in ("pause", "suspend", "draw") else _("Reply until")
        yield label, moment(stamp.until, sheet.visit.now)
    yield from _rarer(sheet, stamp)
    if stamp.why:
        yield _("Waits for a person"), str(WAITING.get(stamp.why, stamp.why))


def _other_cases(sheet: Sheet, stamp: Stamp) -> Iterable[tuple[str, str]]:
    if stamp.other and stamp.item:
        yield _("Case"), f"#{stamp.item}"
    if numbers := sheet.going_on.get(stamp.seq):
        yield _("Sub-cases that go on"), _(", ").join(f"#{number}" for number in numbers)


def _rarer(sheet: Sheet, stamp: Stamp) -> Iterable[tuple[str, str]]:
    if stamp.amends:
        everywhere = stamp.amends == EVERYTHING
        yield _("From now on in"), _("the whole city") if everywhere else sheet.names.area(stamp.amends)
    if stamp.person:
        yield _("Drawn"), sheet.staff_names.get(stamp.person, f"#{stamp.person}")
    if stamp.lots:
        yield _("Lots"), _of_lots(stamp)


def _about_the_incident(sheet: Sheet, stamp: Stamp) -> Iterable[tuple[str, str]]:
    if stamp.verdict and stamp.move != "conclude":
        yield _("Verdict"), str(VERDICTS.get(stamp.verdict, stamp.verdict))
    if len(stamp.voice) == _OF_A_REPORT and (number := sheet.number_of(stamp.voice)):
        yield _("By report"), f"#{number}"
    if stamp.other and (number := sheet.number_of(stamp.other)):
        yield _("Other case"), f"#{number}"


def _of_lots(stamp: Stamp) -> str:
    """How many of all lots were theirs, so that nobody need take the draw on trust."""
    lots = dict(lots_rules.read(stamp.lots))
    numbers = {"own": lots[stamp.person], "all": sum(lots.values()), "people": len(lots)}
    return _("%(own)d of %(all)d, among %(people)d who may check") % numbers


def _rungs(sheet: Sheet, stamp: Stamp) -> Iterable[tuple[str, str]]:
    """Where the case climbed: of which clock how much was used up, and who was told."""
    if not stamp.rungs:
        return
    rungs = _(", ").join(f"{rung}%" for rung in stamp.rungs)
    if stamp.units:
        yield _("Assisting"), _(", ").join(sheet.names.unit(path) for path in stamp.units)
    yield str(CLOCKS[Clock(stamp.reason)]), _("%(rungs)s of the time used up") % {"rungs": rungs}
    yield _("Told"), _(", ").join(sheet.post(Post.read(post)) for post in stamp.posts)


def _of_a_call(sheet: Sheet, stamp: Stamp) -> Iterable[tuple[str, str]]:
    if stamp.degree:
        yield _("How urgent"), str(DEGREES[stamp.degree])
    if stamp.verdicts:
        for path, verdict in zip(stamp.units, stamp.verdicts, strict=True):
            yield sheet.names.unit(path), str(HELP[verdict])
    elif stamp.units and not stamp.rungs:
        yield _("Called unit"), _(", ").join(sheet.names.unit(path) for path in stamp.units)


def _picture(sheet: Sheet, photo: files.Photo, what: str, place: int) -> Picture:
    scale = min(1.0, _THUMB_EDGE / max(photo.width, photo.height, 1))
    return Picture(
        href=reverse("desk:photo", args=[sheet.view.number, photo.id, "full"]),
        thumb=reverse("desk:photo", args=[sheet.view.number, photo.id, "thumb"]),
        alt=_("Photo %(place)d: %(what)s") % {"place": place, "what": what},
        width=round(photo.width * scale),
        height=round(photo.height * scale),
        caption=what,
    )
