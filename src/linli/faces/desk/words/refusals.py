"""The one place where a refusal's code becomes words: what stands against it, and what to do about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from linli.cases.rules import State
from linli.catalogue.rules.edition import Edition
from linli.faces.desk.due import moment
from linli.faces.desk.words.administering import ADMINISTERING
from linli.faces.desk.words.figures import FIGURES
from linli.faces.desk.words.hooks import HOOKS
from linli.faces.desk.words.moves import MOVES
from linli.faces.desk.words.people import PEOPLE
from linli.faces.desk.words.shape import Refusal as Refusal
from linli.faces.desk.words.terms import FIELDS, OUTCOMES, ROLES, STATES
from linli.kernel.paths import leaf
from linli.kernel.results import Refused
from linli.kernel.rights import Role
from linli.kernel.words import say

_ASK_ADMINISTRATOR = _("Ask the administrator of this installation.")
_LOOK_AGAIN = _("Look at the case as it is now and choose again.")
_CHOOSE_FROM_LIST = _("Choose one from the list.")

REFUSALS: Mapping[str, Refusal] = {
    "address_unfit": Refusal(
        _("“%(value)s” is no address that a message could go to."), _("Write it in full, or leave it empty.")
    ),
    "case_unknown": Refusal(_("There is no such case."), _("Check the number.")),
    "changed_meanwhile": Refusal(
        _("Somebody else acted on this case while you were looking at it. It is now: %(state)s."),
        _("Nothing you typed is lost. Read what has happened, then send it again if it still fits."),
    ),
    "command_used": Refusal(
        _("This form was sent before, and was carried out as “%(move)s”."),
        _("Look at the timeline; do not send it again."),
    ),
    "personal_words": Refusal(
        _("Something in these words looks personal, and reporters and the public are going to read them."),
        _("Choose below what to do with it, then send again."),
    ),
    "move_unknown": Refusal(_("The flow of this case has no such act."), _LOOK_AGAIN),
    "not_from_here": Refusal(_("A case that is “%(state)s” does not allow “%(move)s”."), _LOOK_AGAIN),
    "not_yours": Refusal(
        _("None of your posts allows “%(move)s” for this place and unit. It is for: %(who)s."),
        _("Leave it to a colleague who holds the post, or ask for the post."),
    ),
    "missing": Refusal(_("“%(move)s” still needs: %(needs)s."), _("Fill it in and send again.")),
    "class_missing": Refusal(_("The case has no class yet."), _("Choose the class that fits best.")),
    "class_unknown": Refusal(_("The class “%(class)s” is not in the city's rules."), _CHOOSE_FROM_LIST),
    "class_for_staff": Refusal(_("The class “%(class)s” is reported by staff only."), _("Choose another class.")),
    "condition_unknown": Refusal(
        _("The class “%(class)s” has no condition “%(condition)s”."), _("Choose one of the conditions of this class.")
    ),
    "place_missing": Refusal(
        _("The case has no place yet."),
        _("Set the place on the map. If nobody knows it, ask the reporter or do not file."),
    ),
    "place_outside": Refusal(
        _("The place lies outside the city's cells."), _("Move the pin to the right spot, or do not file the report.")
    ),
    "unit_unknown": Refusal(_("The unit “%(unit)s” is not in the rules this case was filed under."), _CHOOSE_FROM_LIST),
    "unit_assists_itself": Refusal(_("%(unit)s can't both lead and assist."), _("Take it off the assisting units.")),
    "reason_unknown": Refusal(_("This reason is not in the city's list."), _CHOOSE_FROM_LIST),
    "verdict_unknown": Refusal(
        _("It is not clear what the reporter says."), _("Choose “partly fixed” or “not fixed”.")
    ),
    "photo_missing": Refusal(
        _("This class needs a photo."), _("Add at least one photo that shows the place as it is.")
    ),
    "handled_it_yourself": Refusal(
        _("You handled this case, so you can't say that it was handled well."), _("Leave it to somebody else.")
    ),
    "own_unit_handled_it": Refusal(
        _("Your unit handled this case (%(unit)s), so you can't say that it was handled well."),
        _("Leave it to somebody from outside that unit."),
    ),
    "drawn_to_another": Refusal(
        _("Somebody else was drawn by lot to check this case."),
        _("Leave it to them. If they can't, a supervisor has lots drawn again."),
    ),
    "nobody_drawn": Refusal(_("Nobody was drawn by lot for this check."), _("Anybody who may can check it.")),
    "not_to_sample": Refusal(_("This closure is not one that is looked at again."), _LOOK_AGAIN),
    "returned_before": Refusal(
        _("The case was returned before in this round."), _("Return it a second time: it is then decided one level up.")
    ),
    "not_returned_before": Refusal(_("The case has not been returned in this round yet."), _("Return it first.")),
    "ruling_is_binding": Refusal(
        _("It was ruled that your unit handles this case, and the ruling binds."),
        _("Handle it, and write a note if you see it otherwise."),
    ),
    "objected_before": Refusal(_("The reporter has objected once already."), _("The rejection stands.")),
    "too_late": Refusal(
        _("The time for this ended on %(until)s."), _("Open a new report if the problem is still there.")
    ),
    "too_early": Refusal(_("This can only be done after %(until)s."), _("Wait until then.")),
    "timer_set_already": Refusal(_("The case climbs by itself already."), _("Nothing has to be done.")),
    "outcome_stands": Refusal(
        _("A case that ended as “%(outcome)s” is not taken up again."),
        _("Open a new report if the problem is still there."),
    ),
    "never_handled": Refusal(
        _("No unit has handled this case."), _("Take it up as an answer or an objection instead.")
    ),
    "was_handled": Refusal(
        _("A unit has handled this case, so it can't be answered or turned down instead."),
        _("Dispatch it, or close it after the check."),
    ),
    "not_imported": Refusal(
        _("Only a case that was imported can be recorded as closed elsewhere."), _("Close it by the ordinary way.")
    ),
    "try_again_first": Refusal(
        _("A case can be closed without agreement only after it came back twice; so far: %(rounds)s."),
        _("Dispatch it once more."),
    ),
    "own_unit_holds_it": Refusal(
        _("Your unit has this case (%(unit)s), so you can't move its deadline."),
        _("Leave it to somebody from outside that unit."),
    ),
    "own_unit_disputes_it": Refusal(
        _("Your unit is one of those that dispute this case (%(unit)s)."),
        _("Leave it to somebody who belongs to none of them."),
    ),
    "amends_elsewhere": Refusal(_("The case does not lie in that area."), _CHOOSE_FROM_LIST),
    "amends_too_wide": Refusal(
        _("Your post does not reach over all of that area."), _("Rule for a smaller area, or for this case only.")
    ),
    "no_clock": Refusal(_("No time limit runs in this case."), _("There is nothing to stop or to move.")),
    "extended_twice": Refusal(
        _("The case was extended twice, which is the most."), _("Handle it, or ask a supervisor to suspend it.")
    ),
    "asked_already": Refusal(_("An extension was asked for already."), _("Wait for the decision.")),
    "nothing_asked": Refusal(_("Nobody has asked for more time."), _LOOK_AGAIN),
    "suspended_before": Refusal(
        _("The case was suspended before, and that is done once."), _("Let the unit go on, or extend its time.")
    ),
    "until_out_of_range": Refusal(
        _("The day has to lie ahead, within %(days)s days."), _("Choose a day up to %(last)s.")
    ),
    "amount_out_of_range": Refusal(
        _("An extension is a whole number from 1 to %(most)s."), _("It can't be longer than the limit itself.")
    ),
    "merge_into_itself": Refusal(_("A case can't be merged into itself."), _("Type the number of the other case.")),
    "merge_into_part": Refusal(
        _("The other case was itself merged into case %(case)s."), _("Merge into case %(case)s.")
    ),
    "merge_of_whole": Refusal(
        _("The case has sub-cases: %(numbers)s."),
        _("Merge the other case into this one, which keeps its sub-cases; or detach them first."),
    ),
    "merge_of_subcase": Refusal(
        _("The case is a sub-case of another one, which waits for it."),
        _("Merge the other case into this one, or detach this one from its whole first."),
    ),
    "merge_into_closed": Refusal(
        _("The other case is not open: %(state)s."), _("Reopen it first, or let this one go its own way.")
    ),
    "has_parts": Refusal(
        _("Other reports were merged into this case (%(count)s)."),
        _("Merge the other case into this one, or unmerge those first."),
    ),
    "calls_open": Refusal(
        _("Units are still being called to this case."),
        _("Whoever called ends the call first; or merge the other case into this one."),
    ),
    "has_no_parts": Refusal(_("No report was merged into this case."), _LOOK_AGAIN),
    "not_merged": Refusal(_("The case is not merged into another one."), _LOOK_AGAIN),
    "is_merged": Refusal(_("The case is part of another one."), _("Act on the case that it was merged into.")),
    "older_flow": Refusal(
        _("One of the cases was opened before cases could be merged."), _("Note the other number on each of them.")
    ),
    "not_asked": Refusal(_("Whoever answers is none of the reporters of this case."), _LOOK_AGAIN),
    "only_follows": Refusal(_("Whoever only follows a report can't do this."), _LOOK_AGAIN),
    "others_are_asked": Refusal(
        _("Others reported the same and are asked too: %(count)s."), _("Record the answer; the others are waited for.")
    ),
    "nobody_else_asked": Refusal(_("Nobody else is asked about this case."), _LOOK_AGAIN),
    "answered_already": Refusal(_("This reporter has answered already."), _("Nothing more is needed.")),
    "not_near": Refusal(_("This report was made more than 100 m away."), _LOOK_AGAIN),
    "is_near": Refusal(_("This report was made near the spot."), _LOOK_AGAIN),
    "assistance_open": Refusal(
        _("Parts of other units are still open: %(units)s."),
        _("Wait until they are done, or let a unit go whose part is no longer needed."),
    ),
    "nobody_assists": Refusal(_("No other unit has an open part in this case."), _LOOK_AGAIN),
    "no_unit_left": Refusal(_("Every unit has a part in this case already."), _LOOK_AGAIN),
    "assists_already": Refusal(_("%(unit)s assists already."), _("Take it off the units to ask.")),
    "assists_not": Refusal(_("%(unit)s has no open part in this case."), _LOOK_AGAIN),
    "own_unit_assists": Refusal(
        _("The part is your own unit's (%(unit)s), so you can't let it go."),
        _("Leave it to the lead unit or to another dispatcher."),
    ),
    "task_unclear": Refusal(_("It is not clear which unit's part is meant."), _("Choose the unit for which you act.")),
    "children_open": Refusal(
        _("Sub-cases are still open: %(numbers)s."),
        _("Wait until they are closed, or let one go its own way that doesn't belong here."),
    ),
    "is_child": Refusal(_("The case is a sub-case of another one itself."), _("Look at the case that it belongs to.")),
    "is_parent": Refusal(_("The case has sub-cases of its own."), _("Take its sub-cases in instead.")),
    "is_no_child": Refusal(_("The one case is no sub-case of the other."), _LOOK_AGAIN),
    "has_no_children": Refusal(_("The case has no sub-cases."), _LOOK_AGAIN),
    "case_in_family": Refusal(_("That is this case itself, or one of its sub-cases already."), _("Check the number.")),
    "parts_out_of_range": Refusal(
        _("A case is split into at least one sub-case, and at most %(most)s at a time."),
        _("Fill in a class and words for each."),
    ),
    "hands_not_yours": Refusal(
        _("Your posts don't show the time in hand of others."),
        _("You may look at your own unit; supervisors, dispatchers, area leads and auditors at all of their area."),
    ),
    "nobody_to_call": Refusal(_("There is no other unit to call."), _("Wait until a call has ended.")),
    "unit_has_the_case": Refusal(
        _("%(unit)s has this case already, so it needs no call."), _("Call the units that are to help it.")
    ),
    "unit_called_already": Refusal(
        _("%(unit)s is being called to this case already."), _("Take it off the list, or end the other call first.")
    ),
    "own_unit_called": Refusal(
        _("You belong to %(unit)s, so you can't call it and judge its help."),
        _("Leave this call to somebody from outside that unit."),
    ),
    "degree_unknown": Refusal(_("It is not clear how urgent the call is."), _CHOOSE_FROM_LIST),
    "answered_the_call": Refusal(_("Your unit has answered this call."), _("Say when you are on the spot.")),
    "arrived_already": Refusal(_("Your unit said before that it is on the spot."), _LOOK_AGAIN),
    "call_not_yours": Refusal(
        _("There is no open call upon your unit that this could be for."), _("Look at the calls of the case.")
    ),
    "not_the_caller": Refusal(
        _("Only whoever called ends the call, and nobody who belongs to a called unit."),
        _("Leave it to the post that called."),
    ),
    "verdicts_missing": Refusal(
        _("Something has to be said of each unit that was called."), _("Choose one answer for each unit.")
    ),
    "photo_empty": Refusal(_("The photo is an empty file."), _("Take it again.")),
    "photo_too_large": Refusal(_("The photo is too large."), _("Send one of at most 15 MB.")),
    "photo_type": Refusal(_("This file is not a photo."), _("Send a JPEG, PNG or WebP picture.")),
    "photo_too_many_pixels": Refusal(_("The photo has too many pixels."), _("Send a smaller one.")),
    "photo_broken": Refusal(_("The photo can't be read."), _("Take it again.")),
    "token_needs_name": Refusal(
        _("The token needs the name of a program, of 1 to 80 characters."), _("Name the program that gets it.")
    ),
    "scope_unknown": Refusal(_("There is no such use of a token. Known are: %(scopes)s."), _CHOOSE_FROM_LIST),
    "token_needs_days": Refusal(_("A token ends after 1 to %(most)s days."), _("Give a number of days, or no end.")),
    "token_unknown": Refusal(_("There is no such token."), _("Look at the list of tokens.")),
    "token_ended": Refusal(_("The token has expired or was revoked."), _("Make a new one.")),
    "token_elsewhere": Refusal(_("The token is for something else: %(scopes)s."), _("Make one for this use.")),
    "account_unknown": Refusal(_("There is no such account, or it is closed."), _ASK_ADMINISTRATOR),
    "post_unknown": Refusal(_("There is no such post, or it has ended."), _ASK_ADMINISTRATOR),
    "post_needs_unit": Refusal(_("This post belongs to a unit, and none was named."), _("Name the unit.")),
    "sign_in_wrong": Refusal(
        _("Name and password do not go together."), _("Try again. Capital letters in the password matter.")
    ),
    "sign_in_shut": Refusal(_("Too many attempts with this name."), _("Wait %(wait)s, then try again.")),
    "sign_in_unfit": Refusal(
        _("This is not a sign-in name."), _("Use 2 to 40 letters, digits, dots, hyphens or underscores.")
    ),
    "sign_in_taken": Refusal(_("There is an account of this name."), _("Choose another name.")),
    "password_too_short": Refusal(
        _("The password is too short."),
        _("Use at least %(min_length)s characters; several words are easy to remember."),
    ),
    "password_too_common": Refusal(_("The password is among the most used ones."), _("Choose one of your own.")),
    "password_obvious": Refusal(_("The password is too easy to guess."), _("Use more different characters.")),
    "password_chosen": Refusal(
        _("You have chosen your own password already."), _("Change it on the page of your account.")
    ),
    "password_unchanged": Refusal(
        _("This is the password that you were given."), _("Choose one that nobody else knows.")
    ),
    "contact_not_yours": Refusal(
        _("Only intake of this area may open the reporter's contact details."),
        _("Ask an intake operator to get in touch."),
    ),
    "contact_shut": Refusal(
        _("The vault with contact details can't be opened at the moment."),
        _("Tell whoever runs Linli: its log says which key is missing. Nothing is lost."),
    ),
    "contact_needs_purpose": Refusal(_("Contact details are opened for a purpose."), _("Choose why you need them.")),
    "contact_none": Refusal(
        _("The reporter left no contact details, or they were erased."), _("Write a public answer.")
    ),
    **FIGURES,
    **PEOPLE,
    **ADMINISTERING,
    **HOOKS,
}


def say_refusal(refused: Refused, edition: Edition, language: str) -> Refusal:
    """The refusal in words. A code without words is a fault of the program (KeyError)."""
    row = REFUSALS[refused.code]
    facts = {name: _say_fact(name, value, edition, language) for name, value in refused.facts.items()}
    return Refusal(str(row.what) % facts, str(row.remedy) % facts)


def say_plain(refused: Refused) -> Refusal:
    """A refusal that has nothing to do with a case: its facts are plain values."""
    row = REFUSALS[refused.code]
    facts = {name: say_wait(value) if name == "wait" else str(value) for name, value in refused.facts.items()}
    return Refusal(str(row.what) % facts, str(row.remedy) % facts)


def _say_fact(name: str, value: Any, edition: Edition, language: str) -> str:
    match name:
        case "unit" | "class":
            known = edition.units.get(leaf(value)) if name == "unit" else edition.classes.get(value)
            return say(known.name, language) if known else str(value)
        case "numbers":
            return _now(", ").join(f"#{number}" for number in value)
        case "units":
            return _now(", ").join(_say_fact("unit", path, edition, language) for path in value)
        case "state":
            return str(STATES[State(value)])
        case "move":
            return str(MOVES[value].button) if value in MOVES else str(value)
        case "outcome":
            return str(OUTCOMES.get(value, value))
        case "who":
            return _now(", ").join(str(ROLES[Role(role)]) for role in value if role != Role.SYSTEM)
        case "needs":
            return _now(", ").join(str(FIELDS[field]) for field in value)
        case "wait":
            return say_wait(value)
    if isinstance(value, datetime):
        return moment(value, timezone.now())
    return str(value)


def say_wait(seconds: int) -> str:
    """A short time ahead, rounded up: `30 seconds`, `2 minutes`."""
    if seconds < 60:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = -(-seconds // 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
