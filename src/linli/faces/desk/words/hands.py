"""Words for whose hands a case was in."""

from collections.abc import Mapping

from django.utils.translation import pgettext_lazy

from linli.cases.rules.hands import Holder
from linli.faces.desk.words.shape import Text

HOLDERS: Mapping[Holder, Text] = {
    Holder.INTAKE: pgettext_lazy("holder", "Intake"),
    Holder.DISPATCHER: pgettext_lazy("holder", "Dispatch"),
    Holder.ARBITER: pgettext_lazy("holder", "Arbitration"),
    Holder.UNIT: pgettext_lazy("holder", "Unit"),
    Holder.BANK: pgettext_lazy("holder", "Suspended"),
    Holder.CHECKER: pgettext_lazy("holder", "Check"),
    Holder.REPORTER: pgettext_lazy("holder", "Reporter"),
    Holder.ROOT: pgettext_lazy("holder", "The case it was merged into"),
}
