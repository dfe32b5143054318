"""What the operator reads to the caller once the report is in: who deals with it, by when, and how to ask."""

from django.utils.translation import gettext as _

from linli.cases.queries import View
from linli.cases.rules import Stage
from linli.faces.desk.due import moment
from linli.faces.desk.names import Names
from linli.faces.desk.visit import Visit
from linli.faces.desk.words.terms import STAGES


def tell(view: View, names: Names, visit: Visit, *, follows: bool) -> list[str]:
    """The sentences, in the order in which they are read out."""
    if follows:
        said = [
            _("This is known already, as number %(number)d. You follow it now.") % {"number": view.number},
            _("It stands at: %(stage)s.") % {"stage": STAGES[view.stage]},
        ]
    else:
        said = [_("Your report is registered. Its number is %(number)d.") % {"number": view.number}]
    said.append(_who(view, names, visit))
    if view.stage in (Stage.RECEIVED, Stage.FILED, Stage.HANDLING):
        said.append(_("When it is done, somebody else checks it. Only then is it put to whoever reported it."))
    said.append(_("With this code you can ask how it stands. Please write it down: we can't look it up for you."))
    return said


def _who(view: View, names: Names, visit: Visit) -> str:
    facts = view.facts
    if not facts.unit_path:
        return _("Somebody here reads it first and decides who deals with it.")
    unit = names.unit(facts.unit_path)
    if facts.due_at is None or facts.due_at < visit.now:
        return _("%(unit)s deals with it.") % {"unit": unit}
    return _("%(unit)s deals with it, by %(when)s.") % {"unit": unit, "when": moment(facts.due_at, visit.now)}
