"""Rules tried on past cases: what another edition would have made of them, as a table."""

from collections import Counter
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Edition
from linli.faces.desk.due import moment
from linli.faces.desk.names import Names
from linli.faces.desk.trial import ladder
from linli.faces.desk.trial.asked import LONGEST_DAYS, Asked, draft_in, proposed, read
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.insight import trials
from linli.insight.rules.tally import Tally, most_first
from linli.insight.rules.trial import Kind, Side, Tried
from linli.kernel.results import Refused
from linli.rulebook import queries as rulebook

MOST_CASES = 2000
LISTED = 200
_PAGE = "desk/trial/page.html"

KIND_NAMES = {
    Kind.UNIT: pgettext_lazy("trial", "Other unit"),
    Kind.CONFLICT: pgettext_lazy("trial", "Duties in conflict"),
    Kind.OWNERLESS: pgettext_lazy("trial", "Nobody responsible"),
    Kind.OWNED: pgettext_lazy("trial", "A unit at last"),
    Kind.EARLIER: pgettext_lazy("trial", "Due earlier"),
    Kind.LATER: pgettext_lazy("trial", "Due later"),
    Kind.DATED: pgettext_lazy("trial", "A deadline where there was none"),
    Kind.UNDATED: pgettext_lazy("trial", "No deadline any more"),
    Kind.LATE: pgettext_lazy("trial", "Overdue only then"),
    Kind.ON_TIME: pgettext_lazy("trial", "No longer overdue"),
    Kind.FURTHER: pgettext_lazy("trial", "Climbs further"),
    Kind.LESS_FAR: pgettext_lazy("trial", "Climbs less far"),
    Kind.OTHERWISE: pgettext_lazy("trial", "Climbs to others"),
}
UNOWNED_NAMES = {
    "several_duties": gettext_lazy("Equally narrow duties name different units"),
    "no_duty": gettext_lazy("No duty names the class there"),
    "unknown_class": gettext_lazy("The edition has no such class"),
}
WRONG = {
    "edition_unknown": gettext_lazy("Choose one of the editions that were loaded."),
    "dates_unreadable": gettext_lazy("Write both days as year, month and day."),
    "draft_has_faults": gettext_lazy("The draft has faults: mend them first."),
    "dates_reversed": gettext_lazy("The last day lies before the first."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A case that would differ, in words."""

    number: int
    href: str
    klass: str
    kinds: list[str]
    unit_before: str
    unit_after: str
    due_before: str
    due_after: str
    late_before: bool
    late_after: bool
    climbs_before: str
    climbs_after: str


@require_safe
@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form, and where an edition and days were asked for, what would differ."""
    areas = trials.areas_of(visit.actor)
    if not areas:
        return not_for_you(request, visit)
    known = catalogue.editions()
    drafts = {one.id: one for one in rulebook.drafts(open_only=True)} if rulebook.may_read(visit.actor) else {}
    context: dict[str, Any] = {
        "editions": known,
        "drafts": list(drafts.values()),
        "longest": LONGEST_DAYS,
        "most": MOST_CASES,
    }
    asked = proposed(known, timezone.localdate(visit.now), draft=draft_in(request.GET, drafts))
    if "edition" not in request.GET or (asked.draft and "from" not in request.GET):
        return page(request, visit, _PAGE, context | {"asked": asked})
    wanted = read(request.GET, known, drafts)
    if isinstance(wanted, Refused):
        return page(request, visit, _PAGE, context | {"asked": asked, "wrong": _wrong(wanted.code)}, status=422)
    edition = _edition(wanted.value)
    if edition is None:
        wrong = str(WRONG["draft_has_faults"])
        return page(request, visit, _PAGE, context | {"asked": wanted.value, "wrong": wrong}, status=422)
    tried = _tried(wanted.value, edition, visit, areas)
    if tried is None:
        wrong = _("More than %(most)d cases were reported in these days. Choose fewer days.") % {"most": MOST_CASES}
        return page(request, visit, _PAGE, context | {"asked": wanted.value, "wrong": wrong}, status=422)
    return page(request, visit, _PAGE, context | {"asked": wanted.value} | _shown(*tried, edition, visit))


def _wrong(code: str) -> str:
    if code == "period_too_long":
        return _("Choose no more than %(days)d days.") % {"days": LONGEST_DAYS}
    return str(WRONG[code])


class _TooManyError(Exception):
    """More cases than a page may ask for."""


def _edition(asked: Asked) -> Edition | None:
    """The rules to try; None where a draft has faults."""
    return rulebook.edition_of(asked.draft) if asked.draft else catalogue.edition(asked.number)


def _tried(asked: Asked, edition: Edition, visit: Visit, areas: tuple[str, ...]) -> tuple[Tally, list[Tried]] | None:
    """The sums and the first cases that would differ; None where more than `MOST_CASES` were reported."""
    start, end = asked.period(catalogue.current().settings.time_zone)
    seen = count(1)

    def tell(_: object) -> None:
        if next(seen) > MOST_CASES:
            raise _TooManyError

    tally = Tally()
    differing: list[Tried] = []
    try:
        for tried in trials.tried(edition=edition, start=start, end=end, now=visit.now, areas=areas, tell=tell):
            tally.add(tried)
            if tried.kinds and len(differing) < LISTED:
                differing.append(tried)
    except _TooManyError:
        return None
    return tally, differing


def _shown(tally: Tally, differing: list[Tried], edition: Edition, visit: Visit) -> dict[str, Any]:
    names = Names(edition, visit.language)
    return {
        "tally": tally,
        "kinds": _named(tally.kinds),
        "agreement": None if tally.agreement is None else f"{tally.agreement:.1%}",
        "classes": [(names.klass(key).name, _named(counts)) for key, counts in most_first(tally.classes)],
        "units": [(_unit(path, names), _named(counts)) for path, counts in most_first(tally.units)],
        "unowned": [
            (UNOWNED_NAMES[why], [(names.klass(key).name, count) for key, count in classes.most_common()])
            for why, classes in sorted(tally.unowned.items())
        ],
        "rungs": ladder.rung_rows(tally),
        "levels": ladder.level_rows(tally),
        "lines": [_line(tried, names, visit) for tried in differing],
    }


def _named(counts: Counter[Kind]) -> list[tuple[Any, int]]:
    return [(KIND_NAMES[kind], counts[kind]) for kind in Kind if counts[kind]]


def _line(tried: Tried, names: Names, visit: Visit) -> Line:
    return Line(
        number=tried.number,
        href=reverse("desk:case", args=[tried.number]),
        klass=names.klass(tried.class_key).name,
        kinds=[str(KIND_NAMES[kind]) for kind in tried.kinds],
        unit_before=_unit(tried.before.unit_path, names),
        unit_after=_unit(tried.after.unit_path, names),
        due_before=_due(tried.before, visit),
        due_after=_due(tried.after, visit),
        late_before=tried.before.late,
        late_after=tried.after.late,
        climbs_before=ladder.climbing(tried.before.steps),
        climbs_after=ladder.climbing(tried.after.steps),
    )


def _unit(path: str, names: Names) -> str:
    return names.unit(path) if path else _("Nobody can be named")


def _due(side: Side, visit: Visit) -> str:
    return moment(side.deadline, visit.now) if side.deadline else _("No deadline")
