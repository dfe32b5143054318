"""Supervision orders in words: states, acts, and why an act is refused."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.faces.desk.due import moment
from linli.faces.desk.words.moves import MoveWords, Text
from linli.faces.desk.words.refusals import Refusal
from linli.kernel.results import Refused
from linli.supervision.rules import State

ORDER_STATES: Mapping[State, Text] = {
    State.NEW: pgettext_lazy("order", "New"),
    State.ISSUED: pgettext_lazy("order", "To be answered"),
    State.ANSWERED: pgettext_lazy("order", "Answer to be judged"),
    State.ACCEPTED: pgettext_lazy("order", "Answer accepted"),
    State.WITHDRAWN: pgettext_lazy("order", "Withdrawn"),
}

ANSWER_LATE: Text = pgettext_lazy("order", "The answer is late")

ORDER_TONES: Mapping[State, str] = {
    State.NEW: "plain",
    State.ISSUED: "waiting",
    State.ANSWERED: "info",
    State.ACCEPTED: "good",
    State.WITHDRAWN: "plain",
}

ORDER_MOVES: Mapping[str, MoveWords] = {
    "issue": MoveWords(
        pgettext_lazy("order", "Issue the order"),
        _("Supervision order issued"),
        "gavel",
        "primary",
        asks=_("What is to be answered"),
        means=_("The order is shown on each of its cases. It changes no case, and ends only by an answer you accept."),
    ),
    "answer": MoveWords(
        pgettext_lazy("order", "Answer"),
        pgettext_lazy("order", "Answered"),
        "message-reply",
        "primary",
        asks=_("Your answer"),
        means=_("Say what has been done, what is still to come, and by when. The issuer accepts it or sends it back."),
    ),
    "accept": MoveWords(
        pgettext_lazy("order", "Accept the answer"),
        pgettext_lazy("order", "Answer accepted"),
        "circle-check",
        "primary",
        asks=_("A word with it"),
        means=_("This ends the order. Its cases go on as they are."),
    ),
    "send_back": MoveWords(
        pgettext_lazy("order", "Send it back"),
        _("Answer sent back"),
        "arrow-back-up",
        asks=_("What the answer lacks"),
        means=_("The same person answers again. Without a new day the old one stays."),
    ),
    "withdraw": MoveWords(
        pgettext_lazy("order", "Withdraw the order"),
        pgettext_lazy("order", "Withdrawn"),
        "eraser",
        "bad",
        asks=_("Why it was a mistake"),
        means=_("Only as long as nobody has answered. It stays on record."),
    ),
}

# What an act brings with it (fields of the order's `Given`), as its form names them.
ORDER_FIELDS: Mapping[str, Text] = {
    "text": _("words"),
    "covered": _("the cases"),
    "answerer": _("the person to answer"),
    "due_at": _("the day until which"),
}

_LOOK_AGAIN = _("Look at the order as it is now and choose again.")

ORDER_REFUSALS: Mapping[str, Refusal] = {
    "order_unknown": Refusal(_("There is no such order."), _("Check the number.")),
    "order_case_unknown": Refusal(_("There is no case %(number)s."), _("Choose the cases again.")),
    "order_changed": Refusal(
        _("Somebody else acted on this order while you were looking at it. It is now: %(state)s."),
        _("Nothing you typed is lost. Read what has happened, then send it again if it still fits."),
    ),
    "order_command_used": Refusal(
        _("This form was sent before, with something else in it, for order D-%(number)s."),
        _("Look at that order; do not send it again."),
    ),
    "order_move_unknown": Refusal(_("An order knows no such act."), _LOOK_AGAIN),
    "order_not_from_here": Refusal(_("An order that is “%(state)s” does not allow “%(move)s”."), _LOOK_AGAIN),
    "order_not_yours": Refusal(
        _("None of your posts allows “%(move)s” here."),
        _("Orders are issued by shift supervisors and area leads, and answered by the person they name."),
    ),
    "order_other_side": Refusal(
        _("You acted for the other side of this order."), _("Leave it to somebody else who holds the post.")
    ),
    "order_answered_before": Refusal(
        _("Somebody has answered this order."), _("It ends by your accepting an answer, not by taking it back.")
    ),
    "order_missing": Refusal(_("“%(move)s” still needs: %(needs)s."), _("Fill it in and send again.")),
    "order_cases_many": Refusal(
        _("An order names at most %(most)s cases."), _("Narrow the list, to one unit or one area for instance.")
    ),
    "order_case_closed": Refusal(_("Case %(number)s is closed."), _("Choose the cases again.")),
    "order_case_not_yours": Refusal(
        _("Case %(number)s lies outside the area of your post."), _("Narrow the list to one area of yours.")
    ),
    "order_is_own": Refusal(_("You can't be asked to answer your own order."), _("Choose somebody else.")),
    "order_answerer_unfit": Refusal(
        _("This person does not hold a post over all these cases any more, or never did."),
        _("Choose one from the list."),
    ),
    "order_day_unfit": Refusal(_("The day has to lie ahead, within a year."), _("Choose a day up to %(last)s.")),
}


def say_order_refusal(refused: Refused, now: datetime) -> Refusal:
    """The refusal in words. A code without words is a fault of the program (KeyError)."""
    row = ORDER_REFUSALS[refused.code]
    facts = {name: _say_fact(name, value, now) for name, value in refused.facts.items()}
    return Refusal(str(row.what) % facts, str(row.remedy) % facts)


def _say_fact(name: str, value: object, now: datetime) -> str:
    if isinstance(value, datetime):
        return moment(value, now)
    if name == "state":
        return str(ORDER_STATES[State(str(value))])
    if name == "move":
        return str(ORDER_MOVES[str(value)].button) if value in ORDER_MOVES else str(value)
    if name == "needs" and isinstance(value, tuple):
        return _now(", ").join(str(ORDER_FIELDS[field]) for field in value)
    return str(value)
