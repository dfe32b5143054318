"""What the checker of packs says of a row, in the words of the desk: what is wrong, and what to do about it there.

The checker speaks English to whoever has the files at hand. A sentence that isn't here is shown as it says it.
"""

import re
from collections.abc import Sequence

from django.utils.translation import pgettext_lazy

from linli.faces.desk.words.moves import Text

type Row = tuple[re.Pattern[str], Text, Text]


def _row(pattern: str, what: Text, remedy: Text) -> Row:
    return re.compile(pattern), what, remedy


_CHOOSE = pgettext_lazy("fault", "Choose one from the list.")
_ANOTHER_CLASS = pgettext_lazy("fault", "Choose a class, or several, from the list.")
_HOURS = pgettext_lazy("fault", "Write hours like 08:00-12:00, in order and without overlap.")
_DAYS = pgettext_lazy("fault", "Write days like 2026-02-15, or runs like 2026-02-15/2026-02-23.")

FAULTS: Sequence[Row] = (
    _row(r"there is no Chinese (?:text|name)", pgettext_lazy("fault", "The Chinese text is missing."),
         pgettext_lazy("fault", "Write it.")),
    _row(r"there is no English (?:text|name)", pgettext_lazy("fault", "The English text is missing."),
         pgettext_lazy("fault", "Write it.")),
    _row(r"is empty|is missing", pgettext_lazy("fault", "It is empty."), pgettext_lazy("fault", "Fill it in.")),
    _row(r"is not a code", pgettext_lazy("fault", "“%(value)s” is not a code."),
         pgettext_lazy("fault", "Components and matters have 5 digits, others small letters and digits joined by -.")),
    _row(r"is not one of the words that may stand here",
         pgettext_lazy("fault", "Nothing that may stand here is chosen."), _CHOOSE),
    _row(r"is not a whole number in range", pgettext_lazy("fault", "“%(value)s” is not a whole number in range."),
         pgettext_lazy("fault", "Limits go up to 10080 minutes, 8760 hours or 366 days, steps up to 10000 percent.")),
    _row(r"there is no such unit|there is no unit .+", pgettext_lazy("fault", "There is no such unit: “%(value)s”."),
         _CHOOSE),
    _row(r"there is no such calendar", pgettext_lazy("fault", "There is no such calendar: “%(value)s”."), _CHOOSE),
    _row(r"there is no such area", pgettext_lazy("fault", "There is no such area: “%(value)s”."), _CHOOSE),
    _row(r"there is no such class of components",
         pgettext_lazy("fault", "There are components of the class “%(value)s”, which is not there."),
         pgettext_lazy("fault", "Keep the class, or load a pack without these components.")),
    _row(r"there is no such class|has a \* in the middle|names no class",
         pgettext_lazy("fault", "There is no such class: “%(value)s”."), _ANOTHER_CLASS),
    _row(r"is not an e-mail address", pgettext_lazy("fault", "“%(value)s” is not an e-mail address."),
         pgettext_lazy("fault", "Write one like office@example.org.")),
    _row(r"the unit lies below itself", pgettext_lazy("fault", "The unit would lie below itself."),
         pgettext_lazy("fault", "Choose another unit above it, or none.")),
    _row(r"the lead can't assist itself", pgettext_lazy("fault", "The leading unit can not assist itself."),
         pgettext_lazy("fault", "Take it out of the assisting units.")),
    _row(r"is not a day|there is no such day", pgettext_lazy("fault", "There is no such day: “%(value)s”."), _DAYS),
    _row(r"never decides in area (?P<area>\S+): .+",
         pgettext_lazy("fault", "This duty never decides: every class it names has a narrower one there."),
         pgettext_lazy("fault", "Remove it, or name the classes that it is meant for one by one.")),
    _row(r"never decides: the row for every grade \(line (?P<line>\d+)\) is as strict",
         pgettext_lazy("fault", "This limit never decides: the one for every grade is as strict."),
         pgettext_lazy("fault", "Give each grade a row of its own, and remove that one.")),
    _row(r"no area of the city has this grade",
         pgettext_lazy("fault", "No area of the city has the grade “%(value)s”."), _CHOOSE),
    _row(r"condition (?P<condition>\S+) of (?P<pattern>\S+) sets no limit for areas .+",
         pgettext_lazy("fault", "Areas of other grades have no limit under this condition."),
         pgettext_lazy("fault", "Add a row for them, or one for every grade.")),
    _row(r"“(?P<word>.+)” speaks of persons, .+",
         pgettext_lazy("fault", "“%(word)s” speaks of persons; Linli takes no reports about them."),
         pgettext_lazy("fault", "Name the place, the facility or the service instead.")),
    _row(r"only a pause can wait for somebody", pgettext_lazy("fault", "Only a pause can wait for somebody."),
         pgettext_lazy("fault", "Leave it empty.")),
    _row(r"there is no reason for this act", pgettext_lazy("fault", "No reason is left for an act that needs one."),
         pgettext_lazy("fault", "Add a reason for “%(value)s”.")),
    _row(r"(?P<word>\S+) is nobody", pgettext_lazy("fault", "Nobody is called “%(word)s”."), _CHOOSE),
    _row(r"no unit is responsible for the class anywhere",
         pgettext_lazy("fault", "No unit is responsible for “%(value)s” anywhere."),
         pgettext_lazy("fault", "Add a duty for it.")),
    _row(r"no unit is responsible anywhere for (?P<count>\d+) of the classes .+",
         pgettext_lazy("fault", "No unit is responsible for %(count)s of the classes anywhere: %(value)s."),
         pgettext_lazy("fault", "Add duties for them, or remove the classes.")),
    _row(r"the same .+ as in line (?P<line>\d+)", pgettext_lazy("fault", "This row is there twice."),
         pgettext_lazy("fault", "Remove one of the two.")),
    _row(r"is not a run of days .+",
         pgettext_lazy("fault", "“%(value)s” is not a run of days that begins before it ends, a month at most."),
         _DAYS),
    _row(r"is not in (?P<year>\d+)", pgettext_lazy("fault", "“%(value)s” is not in %(year)s."),
         pgettext_lazy("fault", "Write it with its own year.")),
    _row(r"(?P<day>\S+) is there twice", pgettext_lazy("fault", "%(day)s is there twice."),
         pgettext_lazy("fault", "Write it once.")),
    _row(r"(?P<day>\S+) is a holiday as well", pgettext_lazy("fault", "%(day)s is a holiday and a make-up day."),
         pgettext_lazy("fault", "Remove it from one of the two.")),
    _row(r"(?P<day>\S+) is worked anyway", pgettext_lazy("fault", "%(day)s is worked anyway."),
         pgettext_lazy("fault", "Make-up days are those that the week leaves free: check the date.")),
    _row(r"are not hours of a day", pgettext_lazy("fault", "“%(value)s” are not hours of a day."), _HOURS),
    _row(r"hours overlap or are out of order", pgettext_lazy("fault", "Hours overlap or are out of order."), _HOURS),
    _row(r"there are no hours of a standard day", pgettext_lazy("fault", "The standard day has no hours."), _HOURS),
    _row(r"no day of the week is worked", pgettext_lazy("fault", "No day of the week is worked."), _HOURS),
)  # fmt: skip
