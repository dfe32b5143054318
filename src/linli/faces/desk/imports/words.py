"""What the pages of imports say: kinds of tables, how sure a guess is, and what a mapping lacks."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy, pgettext_lazy

from linli.faces.desk.words.moves import Text
from linli.insight.rules.kinds import Kind

KINDS: Mapping[Kind, Text] = {
    Kind.COMPONENTS: pgettext_lazy("import", "Public facilities"),
    Kind.ADDRESSES: pgettext_lazy("import", "Addresses"),
    Kind.UNITS: pgettext_lazy("import", "Handling units"),
    Kind.CASES: pgettext_lazy("import", "Cases of another system"),
}
KIND_HINTS: Mapping[Kind, Text] = {
    Kind.COMPONENTS: gettext_lazy(
        "Code of 17 digits, class, point, and who keeps it. A known code is brought up to date."
    ),
    Kind.ADDRESSES: gettext_lazy("Names and points that people search for on the map."),
    Kind.UNITS: gettext_lazy("Codes, names, units above, office e-mail. They make a new edition of the city's rules."),
    Kind.CASES: gettext_lazy("History with its real times. What is still open there waits for intake here."),
}
PHASES: Mapping[str, Text] = {
    "mapping": pgettext_lazy("import", "Waits for its columns to be named"),
    "checking": pgettext_lazy("import", "Is being checked"),
    "checked": pgettext_lazy("import", "Checked; nothing is written yet"),
    "writing": pgettext_lazy("import", "Is being written"),
    "written": pgettext_lazy("import", "Written"),
}
NEXT: Mapping[str, Text] = {
    "mapping": gettext_lazy("Name the columns"),
    "checking": gettext_lazy("Look on"),
    "checked": gettext_lazy("See what was found"),
    "writing": gettext_lazy("Look on"),
}
TROUBLES: Mapping[str, Text] = {
    "kind": gettext_lazy("Say what the rows of the table are."),
    "file": gettext_lazy("Choose a file."),
    "not_now": gettext_lazy("This isn't possible now: the table is being worked on, or is written already."),
    "kind_differs": gettext_lazy("This mapping is for another kind of table."),
    "mapping_unknown": gettext_lazy("There is no such mapping any more."),
    "source": gettext_lazy("Give the other system a name of 2 to 40 small letters, digits and hyphens."),
    "save_as": gettext_lazy("Name the mapping with 2 to 40 small letters, digits and hyphens."),
}
