"""Messages in a word or two: what they say, who gets them, how they go, and where they stand."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.faces.desk.words.moves import Text
from linli.notices.rules import To

MESSAGES: Mapping[str, Text] = {
    "received": _("Your report has arrived"),
    "dispatched": _("Your report is with a unit"),
    "rejected": _("Your report was not taken on"),
    "answered": _("An answer to your report"),
    "is_it_fixed": _("The reporter is asked whether it is fixed"),
    "closed_unanswered": _("Closed without an answer"),
    "closed_heard": _("Closed with the answers that came"),
    "settled": _("Closed by a supervisor"),
    "reopened": _("Your report was reopened"),
    "written": _("Somebody writes about your report"),
    "paused": _("Your report has to wait"),
    "later": _("A later date"),
    "suspended": _("Your report was suspended"),
    "revived": _("Work on your report goes on"),
    "assigned": _("Yours to handle"),
    "ruled": _("Yours by ruling"),
    "assisting": _("Your unit assists"),
    "rework": _("Did not pass the check"),
    "recalled": _("Taken back"),
    "withdrawn": _("Withdrawn by the reporter"),
    "added": _("The reporter has added something"),
    "extended": _("More time granted"),
    "not_extended": _("More time refused"),
    "suspended_unit": _("Suspended, the clock stands still"),
    "revived_unit": _("Goes on, the clock runs again"),
    "to_rule": _("Waits for a ruling"),
    "came_back": _("Came back, to be dispatched again"),
    "to_extend": _("More time was asked for"),
    "to_check": _("Yours to check"),
    "reminded": _("Soon due"),
    "climbed": _("Out of time"),
    "part_reminded": _("A part is soon due"),
    "part_climbed": _("A part has run out of time"),
    "called_in": _("Your unit is asked to assist"),
    "part_ended": _("A part has ended"),
    "called": _("Your unit is called"),
    "call_missed": _("A call was not answered"),
    "merged": _("Put together with others"),
    "unmerged": _("Stands alone again"),
    "upheld": _("Closed after another look"),
    "unusual_access": _("A contact was opened in an unusual way"),
    "order_issued": _("A supervision order to answer"),
    "order_answered": _("Your supervision order was answered"),
    "order_accepted": _("Your answer to an order was accepted"),
    "order_sent_back": _("Your answer to an order came back"),
    "order_withdrawn": _("A supervision order was withdrawn"),
    "order_late": _("Your answer to an order is overdue"),
    "order_unanswered": _("Your supervision order stays unanswered"),
    "order_climbed": _("A supervision order has climbed to you"),
    "digest": _("Several things in one letter"),
    "digest_reporter": _("Several things about one report"),
}

AUDIENCES: Mapping[To, Text] = {
    To.REPORTER: pgettext_lazy("recipient", "The reporter"),
    To.UNIT: pgettext_lazy("recipient", "The unit, and its staff who left an address"),
    To.ASSISTING: pgettext_lazy("recipient", "Assisting units, and their staff who left an address"),
    To.CALLED: pgettext_lazy("recipient", "Units that are called, and their staff who left an address"),
    To.DISPATCHERS: pgettext_lazy("recipient", "Dispatchers of the area who left an address"),
    To.ARBITERS: pgettext_lazy("recipient", "The area's lead and supervisors who left an address"),
    To.AREA_LEAD: pgettext_lazy("recipient", "The area's lead who left an address"),
    To.LADDER: pgettext_lazy("recipient", "Posts of the ladder who left an address"),
    To.CHOSEN: pgettext_lazy("recipient", "Whoever the lot fell on"),
    To.ORDERED: pgettext_lazy("recipient", "Whoever is to answer the order, and the unit"),
    To.ISSUER: pgettext_lazy("recipient", "Whoever issued the order"),
    To.ABOVE: pgettext_lazy("recipient", "Leads to whom the order has climbed"),
}

CHANNELS: Mapping[str, Text] = {
    "email": _("E-mail"),
    "sms": _("Text message"),
    "webhook": _("Webhook"),
}

LETTER_STATES: Mapping[str, Text] = {
    "held": pgettext_lazy("letter", "waits for others"),
    "waiting": pgettext_lazy("letter", "on its way"),
    "sent": pgettext_lazy("letter", "sent"),
    "failed": pgettext_lazy("letter", "given up"),
}
LETTER_TONES: Mapping[str, str] = {"held": "plain", "waiting": "waiting", "sent": "good", "failed": "bad"}
