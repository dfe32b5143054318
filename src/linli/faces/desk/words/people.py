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
    "passkey_needs_name": Refusal(
        _("A passkey needs a name of at most %(most)s characters."), _("Name it after the device that holds it.")
    ),
    "passkey_unfit": Refusal(
        _("The browser's answer does not make a passkey for this site."),
        _("Open this page at its usual address and try again, with a device that asks for a PIN or the like."),
    ),
    "passkey_known": Refusal(_("This passkey is kept already."), _("Choose another device, or leave it.")),
    "passkey_late": Refusal(_("That took too long, or the page was used before."), _("Begin again.")),
    "passkey_wrong": Refusal(
        _("This passkey does not open an account here."), _("Choose another passkey, or sign in with your password.")
    ),
    "passkey_copied": Refusal(
        _("This passkey seems to exist twice: it was used elsewhere since."),
        _("Sign in with your password, remove the passkey, and tell whoever runs this installation."),
    ),
    "passkey_shut": Refusal(
        _("Too many attempts with this passkey. It is not taken for %(wait)s."), _("Wait, then try again.")
    ),
    "passkey_unknown": Refusal(_("That passkey had been removed already."), _("Look at the list as it is now.")),
    "passkeys_many": Refusal(
        _("An account has at most %(most)s passkeys."), _("Remove one that you no longer use first.")
    ),
    "sso_linked": Refusal(
        _("This subject belongs to an account already."), _("Whoever runs the installation can let it go.")
    ),
    "sso_subject_unfit": Refusal(
        _("A subject has 1 to 255 characters."), _("Copy it from the page that refused the sign-in.")
    ),
    "sso_unknown": Refusal(_("This way to sign in is not set up."), _("Choose another one.")),
    "sso_down": Refusal(
        _("“%(provider)s” does not answer as it should."), _("Try again later, or sign in with your password.")
    ),
    "sso_late": Refusal(
        _("That took too long, or did not begin in this browser."), _("Begin again, and stay in one window.")
    ),
    "sso_declined": Refusal(_("You were not signed in there (%(why)s)."), _("Begin again, or use your password.")),
    "sso_untrue": Refusal(
        _("What came back can not be relied on (%(why)s). Nobody was signed in."),
        _("Begin again. If it happens again, tell whoever runs this installation."),
    ),
    "sso_unlinked": Refusal(
        _("“%(provider)s” knows you as “%(subject)s”, which belongs to no account here."),
        _("Give this to whoever runs this installation, to be linked with your account; until then use your password."),
    ),
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
