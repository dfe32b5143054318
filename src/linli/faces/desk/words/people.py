"""Refusals of accounts: codes of a device, sessions, absence and deputies."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from linli.faces.desk.words.shape import Refusal

_ANOTHER_DEPUTY = _("Name another deputy, or another time.")

PEOPLE: Mapping[str, Refusal] = {
    "code_wrong": Refusal(
        _("This code is not right."),
        _("Type the six digits that your device shows now; its clock must be right."),
    ),
    "code_used": Refusal(
        _("This code has been used already."), _("Wait until your device shows the next one, at most 30 seconds.")
    ),
    "code_shut": Refusal(_("Too many wrong codes. Codes are not taken for %(wait)s."), _("Wait, then try again.")),
    "factor_on": Refusal(_("A device is set up already."), _("Do without it first, then set up another one.")),
    "factor_off": Refusal(_("No device is being set up."), _("Begin again with your password.")),
    "stands_for_handler": Refusal(
        _("You are the deputy of somebody who handled this case."),
        _("Somebody who had no part in handling it has to decide."),
    ),
    "session_unknown": Refusal(_("That session had ended already."), _("Look at the list as it is now.")),
    "absence_unknown": Refusal(_("That absence had ended already."), _("Look at the list as it is now.")),
    "absence_not_yours": Refusal(
        _("You may not name a deputy for this colleague."),
        _("The colleague, a shift supervisor of the area or an administrator can."),
    ),
    "absence_days_unfit": Refusal(_("First and last day are not dates."), _("Choose both days.")),
    "absence_out_of_range": Refusal(
        _("An absence ends in the future, after it begins, and lasts at most %(days)s days."), _("Choose other days.")
    ),
    "absent_already": Refusal(
        _("A deputy has been named for part of that time already."), _("End that absence first, or choose other days.")
    ),
    "deputy_is_absent": Refusal(_("Nobody is their own deputy."), _ANOTHER_DEPUTY),
    "deputy_is_you": Refusal(_("You can not make yourself a colleague's deputy."), _ANOTHER_DEPUTY),
    "deputy_unknown": Refusal(_("There is no open account for the deputy."), _ANOTHER_DEPUTY),
    "deputy_away": Refusal(_("The deputy is absent in that time."), _ANOTHER_DEPUTY),
    "stands_in": Refusal(
        _("Whoever is absent is a deputy for somebody else in that time."),
        _("Have another deputy named for that colleague first."),
    ),
}
