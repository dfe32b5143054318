"""Words, icon and questions of each move of the flow, for its button, its form and the timeline."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.faces.desk.words import checks, climbing, family, merging, retention, tasks, whistle
from linli.faces.desk.words.shape import MoveWords, Text, Tone

__all__ = ["MOVES", "MoveWords", "Text", "Tone"]

_OWN_WORDS = _("In your own words")

_LOOP: Mapping[str, MoveWords] = {
    "report": MoveWords(pgettext_lazy("move", "Report"), _("Reported"), "message-plus"),
    "file": MoveWords(
        pgettext_lazy("move", "File"),
        _("Filed"),
        "folder-plus",
        "primary",
        asks=_("Note on the filing"),
        means=_("The case gets its class and condition. It is then dispatched, by itself where one duty matches."),
    ),
    "reject": MoveWords(
        pgettext_lazy("move", "Do not file"),
        _("Not filed"),
        "folder-off",
        "bad",
        asks=_("Why, in words for the reporter"),
        means=_("The reporter is told the reason and may object once."),
    ),
    "object": MoveWords(
        pgettext_lazy("move", "Record an objection"),
        _("Objected to"),
        "message-report",
        asks=_("What the reporter says"),
        means=_("The report comes back to intake to be looked at again."),
    ),
    "lapse": MoveWords(pgettext_lazy("move", "Let it stand"), _("Closed: nobody objected"), "archive"),
    "answer": MoveWords(
        pgettext_lazy("move", "Answer"),
        _("Answered"),
        "message-reply",
        asks=_("The answer, in words for the reporter"),
        means=_("Nothing has to be handled. The reporter is asked whether the answer will do."),
    ),
    "press": MoveWords(
        pgettext_lazy("move", "Record a further question"),
        _("Asked again"),
        "message-question",
        asks=_("What the reporter still wants to know"),
        means=_("The report comes back to intake."),
    ),
    "refer": MoveWords(
        pgettext_lazy("move", "Send back to intake"),
        _("Sent back to intake"),
        "corner-up-left",
        asks=_("What intake should look at again"),
        means=_("Intake sets class, condition or place right and files the case again."),
    ),
    "dispatch": MoveWords(
        pgettext_lazy("move", "Dispatch"),
        _("Dispatched"),
        "send",
        "primary",
        asks=_("Note for the unit"),
        means=_("The unit gets the case and the clock of handling starts."),
    ),
    "recall": MoveWords(
        pgettext_lazy("move", "Take back"),
        _("Taken back from the unit"),
        "arrow-back",
        asks=_("Why it is taken back, and for whom it is"),
        means=_("The case goes back to dispatch. The clock keeps running."),
    ),
    "accept": MoveWords(
        pgettext_lazy("move", "Accept"),
        _("Accepted"),
        "check",
        "primary",
        means=_("Your unit takes the case on."),
    ),
    "return": MoveWords(
        pgettext_lazy("move", "Return"),
        _("Returned by the unit"),
        "arrow-back-up",
        asks=_("Why it is not for your unit, and for whom it is"),
        means=_("The case goes back to dispatch. The clock keeps running."),
    ),
    "contest": MoveWords(
        pgettext_lazy("move", "Return a second time"),
        _("Returned a second time"),
        "scale",
        asks=_("Why it is not for your unit, and for whom it is"),
        means=_("It is decided one level up who handles it, and that decision binds."),
    ),
    "rule": MoveWords(
        pgettext_lazy("move", "Rule who handles it"),
        _("Ruled who handles it"),
        "gavel",
        "primary",
        asks=_("The grounds for the ruling"),
        means=_("The ruling binds for this round: the unit can't return the case. It may also become the rule."),
    ),
    "handle": MoveWords(
        pgettext_lazy("move", "Report as handled"),
        _("Handled"),
        "tool",
        "primary",
        asks=_("What was done"),
        means=_("Somebody outside your unit checks it on the spot."),
    ),
    "pass": MoveWords(
        pgettext_lazy("move", "Check passed"),
        _("Check passed"),
        "circle-check",
        "primary",
        asks=_("What you found on the spot"),
        means=_("The reporter is asked whether it is fixed."),
    ),
    "fail": MoveWords(
        pgettext_lazy("move", "Check failed"),
        _("Check failed: rework"),
        "circle-x",
        "bad",
        asks=_("What is still missing"),
        means=_("The unit has to rework it. The deadline stays."),
    ),
    "confirm": MoveWords(
        pgettext_lazy("move", "Record: it is fixed"),
        _("Confirmed by the reporter"),
        "mood-smile",
        asks=_("What the reporter says"),
        means=_("The case is closed as satisfied. Record only what the reporter told you."),
    ),
    "dissent": MoveWords(
        pgettext_lazy("move", "Record: it is not fixed"),
        _("Not fixed, says the reporter"),
        "mood-sad",
        asks=_("What is missing, as the reporter says it"),
        means=_("The case goes back to dispatch for another round."),
    ),
    "silence": MoveWords(pgettext_lazy("move", "Close as unanswered"), _("Closed: no reply"), "clock-off"),
    "record": MoveWords(
        pgettext_lazy("move", "Record as closed elsewhere"), _("Closed in the other system"), "file-import"
    ),
    "withdraw": MoveWords(
        pgettext_lazy("move", "Withdraw"),
        _("Withdrawn by the reporter"),
        "trash",
        "bad",
        asks=_("Why it is withdrawn"),
        means=_("The case is closed."),
    ),
    "settle": MoveWords(
        pgettext_lazy("move", "Close without agreement"),
        _("Closed without the reporter's agreement"),
        "archive",
        "bad",
        asks=_("Why no more will be done, in words for the reporter"),
        means=_("The case is closed. It counts as disagreed, never as satisfied."),
    ),
    "reopen": MoveWords(
        pgettext_lazy("move", "Reopen"),
        _("Reopened"),
        "rotate-clockwise",
        asks=_("What has come up"),
        means=_("The case goes back to dispatch for another round."),
    ),
    "pause": MoveWords(
        pgettext_lazy("move", "Stop the clock"),
        _("Clock stopped"),
        "player-pause",
        asks=_("What the unit waits for"),
        means=_("The time until then does not count. The clock goes on by itself, or when you let it."),
    ),
    "resume": MoveWords(
        pgettext_lazy("move", "Let the clock go on"),
        _("Clock goes on"),
        "player-play",
        "primary",
        asks=_("What has changed"),
        means=_("The time until the new deadline counts again from now on."),
    ),
    "ask_extension": MoveWords(
        pgettext_lazy("move", "Ask for more time"),
        _("More time asked for"),
        "clock-plus",
        asks=_("Why the time is not enough"),
        means=_("Somebody outside your unit decides. Until then the deadline stays. A case is extended at most twice."),
    ),
    "grant": MoveWords(
        pgettext_lazy("move", "Grant more time"),
        _("More time granted"),
        "clock-check",
        "primary",
        asks=_("Why it is granted"),
        means=_("The deadline moves by what was asked for."),
    ),
    "refuse": MoveWords(
        pgettext_lazy("move", "Refuse more time"),
        _("More time refused"),
        "clock-x",
        asks=_("Why it is refused"),
        means=_("The deadline stays."),
    ),
    "suspend": MoveWords(
        pgettext_lazy("move", "Suspend"),
        _("Suspended"),
        "list-details",
        "bad",
        asks=_("Why it can't be solved now, in words for the reporter"),
        means=_("The clock stops, once and for a year at most. The case is listed in public with reason and date."),
    ),
    "revive": MoveWords(
        pgettext_lazy("move", "Take up again"),
        _("Taken up again"),
        "player-play",
        "primary",
        asks=_("What has changed"),
        means=_("The unit goes on and the clock with it."),
    ),
    "add": MoveWords(
        pgettext_lazy("move", "Add to the report"),
        _("Added to by the reporter"),
        "message-circle-plus",
        asks=_OWN_WORDS,
    ),
    "follow": MoveWords(pgettext_lazy("move", "Follow"), _("Followed by one more person"), "bell-plus"),
    "write": MoveWords(
        pgettext_lazy("move", "Write to the reporter"),
        _("Wrote to the reporter"),
        "mail",
        asks=_("What to tell or ask the reporter"),
        means=_(
            "The reporter reads it on the tracking page, and gets it by e-mail or text message if they left an address."
            " You do not see the address; the public does not see the words."
        ),
    ),
    "note": MoveWords(
        pgettext_lazy("move", "Note"),
        _("Note"),
        "note",
        asks=_OWN_WORDS,
        means=_("For colleagues only; the reporter does not see it."),
    ),
}

MOVES: Mapping[str, MoveWords] = {
    **_LOOP,
    **checks.MOVES,
    **tasks.MOVES,
    **family.MOVES,
    **merging.MOVES,
    **whistle.MOVES,
    **climbing.MOVES,
    **retention.MOVES,
}
