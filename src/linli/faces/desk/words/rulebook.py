"""The city's rules in words: tables, columns, what may stand in them, and refusals of edits."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.faces.desk.words.moves import Text
from linli.faces.desk.words.shape import Refusal

TABLES: Mapping[str, tuple[Text, str, Text]] = {
    "classes": (
        pgettext_lazy("rules", "Classes"), "category", pgettext_lazy("rules", "What can be reported."),
    ),
    "units": (
        pgettext_lazy("rules", "Units"), "building-community", pgettext_lazy("rules", "Who handles, as a tree."),
    ),
    "duties": (
        pgettext_lazy("rules", "Duties"), "user-check",
        pgettext_lazy("rules", "Who is responsible for what and where."),
    ),
    "limits": (
        pgettext_lazy("rules", "Limits"), "clock", pgettext_lazy("rules", "How long handling may take."),
    ),
    "reasons": (
        pgettext_lazy("rules", "Reasons"), "message-2",
        pgettext_lazy("rules", "Why an act is done, and what the reporter is told."),
    ),
    "ladder": (
        pgettext_lazy("rules", "Escalation"), "stairs-up",
        pgettext_lazy("rules", "Who is told, step by step, when nobody acts."),
    ),
}  # fmt: skip
"""Each table of rules: its name, icon and what it is for."""

PARTS: Mapping[str, Text] = {
    "calendars": pgettext_lazy("rules", "Calendars"),
    "texts": pgettext_lazy("rules", "Texts"),
    "settings": pgettext_lazy("rules", "Settings"),
    "components": pgettext_lazy("rules", "Components"),
    "addresses": pgettext_lazy("rules", "Addresses"),
    **{name: words[0] for name, words in TABLES.items()},
}

COLUMNS: Mapping[str, Text] = {
    "code": pgettext_lazy("rules", "Code"),
    "parent": pgettext_lazy("rules", "Below"),
    "name_zh": pgettext_lazy("rules", "Name in Chinese"),
    "name_en": pgettext_lazy("rules", "Name in English"),
    "email": pgettext_lazy("rules", "E-mail"),
    "calendar": pgettext_lazy("rules", "Calendar"),
    "kind": pgettext_lazy("rules", "Kind"),
    "group_zh": pgettext_lazy("rules", "Group in Chinese"),
    "group_en": pgettext_lazy("rules", "Group in English"),
    "icon": pgettext_lazy("rules", "Icon"),
    "photo": pgettext_lazy("rules", "Photo"),
    "reporters": pgettext_lazy("rules", "Who may report it"),
    "keywords": pgettext_lazy("rules", "Keywords"),
    "note": pgettext_lazy("rules", "Note"),
    "class": pgettext_lazy("rules", "Class"),
    "area": pgettext_lazy("rules", "Area"),
    "lead": pgettext_lazy("rules", "Leading unit"),
    "assist": pgettext_lazy("rules", "Assisting units"),
    "by": pgettext_lazy("rules", "Decided by"),
    "why": pgettext_lazy("rules", "Why"),
    "since": pgettext_lazy("rules", "Since"),
    "condition": pgettext_lazy("rules", "Code of the condition"),
    "condition_zh": pgettext_lazy("rules", "Condition in Chinese"),
    "condition_en": pgettext_lazy("rules", "Condition in English"),
    "value": pgettext_lazy("rules", "How long"),
    "unit": pgettext_lazy("rules", "Minutes, hours or days"),
    "clock": pgettext_lazy("rules", "Clock"),
    "grade": pgettext_lazy("rules", "Grade of the area"),
    "act": pgettext_lazy("rules", "Act"),
    "text_zh": pgettext_lazy("rules", "Told to the reporter, in Chinese"),
    "text_en": pgettext_lazy("rules", "Told to the reporter, in English"),
    "waits_for": pgettext_lazy("rules", "Waits for"),
    "at": pgettext_lazy("rules", "Percent of the limit"),
    "tells": pgettext_lazy("rules", "Who is told"),
    "lat": pgettext_lazy("rules", "Latitude"),
    "lon": pgettext_lazy("rules", "Longitude"),
}
SHORT: Mapping[str, Text] = {
    "name": pgettext_lazy("rules", "Name"),
    "group": pgettext_lazy("rules", "Group"),
    "condition": pgettext_lazy("rules", "Condition"),
    "text": pgettext_lazy("rules", "Told to the reporter"),
}
"""Columns that are there once in each language, in lists that show the reader's."""

HINTS: Mapping[str, Text] = {
    "code": pgettext_lazy("rules", "Letters, digits and - between them; it never changes afterwards."),
    "keywords": pgettext_lazy("rules", "Words people use for it, parted by ;"),
    "icon": pgettext_lazy("rules", "The name of an outline icon, as on tabler.io/icons."),
    "condition": pgettext_lazy("rules", "Such as ordinary; the first row of a class is its ordinary condition."),
    "grade": pgettext_lazy("rules", "Only where areas of one grade have a limit of their own."),
    "at": pgettext_lazy("rules", "100 is the deadline itself."),
}

CHOICES: Mapping[str, Mapping[str, Text]] = {
    "kind": {
        "component": pgettext_lazy("rules", "Component (public facility)"),
        "matter": pgettext_lazy("rules", "Matter of the street"),
        "service": pgettext_lazy("rules", "Service"),
        "local": pgettext_lazy("rules", "The city's own class"),
    },
    "photo": {
        "optional": pgettext_lazy("rules", "A photo is welcome"),
        "required": pgettext_lazy("rules", "A photo is needed"),
    },
    "reporters": {
        "anyone": pgettext_lazy("rules", "Anybody"),
        "staff": pgettext_lazy("rules", "Staff only"),
    },
    "unit": {
        "min": pgettext_lazy("rules", "minutes"),
        "h": pgettext_lazy("rules", "hours"),
        "d": pgettext_lazy("rules", "days"),
    },
    "act": {
        "reject": pgettext_lazy("rules", "Not filing a report"),
        "return": pgettext_lazy("rules", "Returning an order"),
        "pause": pgettext_lazy("rules", "Pausing"),
        "suspend": pgettext_lazy("rules", "Suspending"),
        "exclude": pgettext_lazy("rules", "What the hotline does not take"),
    },
    "waits_for": {"reporter": pgettext_lazy("rules", "the reporter")},
}
CLOCKS: Mapping[str, Mapping[str, Text]] = {
    "limits": {
        "working": pgettext_lazy("rules", "working hours"),
        "continuous": pgettext_lazy("rules", "every hour"),
    },
    "ladder": {
        "file": pgettext_lazy("rules", "Filing"),
        "dispatch": pgettext_lazy("rules", "Dispatch"),
        "check": pgettext_lazy("rules", "Check"),
        "handle": pgettext_lazy("rules", "Handling"),
        "assist": pgettext_lazy("rules", "Part of another unit"),
        "*": pgettext_lazy("rules", "All others"),
    },
}
"""A column `clock` means another thing in each table."""

TELLS: Mapping[str, Text] = {
    "holder": pgettext_lazy("rules", "Whose turn it is"),
    "lead": pgettext_lazy("rules", "The lead of that unit, or the supervisor"),
    "area": pgettext_lazy("rules", "The lead of the smallest area"),
    "area+1": pgettext_lazy("rules", "The lead of the area above"),
    "area+2": pgettext_lazy("rules", "The lead two areas above"),
    "operator": pgettext_lazy("rules", "The intake operators"),
    "supervisor": pgettext_lazy("rules", "The shift supervisors"),
    "dispatcher": pgettext_lazy("rules", "The dispatchers"),
}
WEEKDAYS: Mapping[str, Text] = {
    "monday": pgettext_lazy("rules", "Monday"),
    "tuesday": pgettext_lazy("rules", "Tuesday"),
    "wednesday": pgettext_lazy("rules", "Wednesday"),
    "thursday": pgettext_lazy("rules", "Thursday"),
    "friday": pgettext_lazy("rules", "Friday"),
    "saturday": pgettext_lazy("rules", "Saturday"),
    "sunday": pgettext_lazy("rules", "Sunday"),
}
HOW: Mapping[str, tuple[Text, str]] = {
    "added": (pgettext_lazy("rules", "New"), "good"),
    "changed": (pgettext_lazy("rules", "Changed"), "info"),
    "removed": (pgettext_lazy("rules", "Gone"), "bad"),
}
PAGES: Mapping[str, Text] = {
    "welcome": pgettext_lazy("rules", "Welcome on the first page"),
    "privacy": pgettext_lazy("rules", "How data is protected"),
    "emergency": pgettext_lazy("rules", "What to do in an emergency"),
}
"""The city's texts on pages; those of messages have the names of the messages."""

_NEW_DRAFT = _("Open a new draft.")
_LOOK_AGAIN = _("Look at the draft as it is now, and try again.")

REFUSALS: Mapping[str, Refusal] = {
    "not_yours": Refusal(
        pgettext_lazy("rules", "Only an administrator of the whole city changes rules."),
        pgettext_lazy("rules", "Ask one of them to do it."),
    ),
    "title_missing": Refusal(_("The draft has no title."), _("Write in a few words what it is about.")),
    "source_not_kept": Refusal(
        _("The files of this edition are not kept."),
        _("They are kept from the next time that the pack is loaded: linli pack load DIR."),
    ),
    "draft_unknown": Refusal(_("There is no such draft."), _NEW_DRAFT),
    "draft_ended": Refusal(_("This draft has been published or dropped."), _NEW_DRAFT),
    "command_reused": Refusal(_("This form was sent before, with something else in it."), _LOOK_AGAIN),
    "changed_meanwhile": Refusal(
        pgettext_lazy("rules", "Somebody else changed this in the draft while you were looking at it."), _LOOK_AGAIN
    ),
    "edit_has_faults": Refusal(
        _("Something is wrong with what you entered."), _("Mend what is marked, and save again.")
    ),
    "table_unknown": Refusal(_("There is no such table."), _("Choose one of the tables.")),
    "row_missing": Refusal(_("This row is not there any more."), _LOOK_AGAIN),
    "row_exists": Refusal(_("There is a row for this already."), _("Change that one, or choose another code.")),
    "row_below": Refusal(
        _("This row comes from the pack that the city's pack extends."),
        _("It can be changed, but neither removed nor given another code."),
    ),
    "text_unfit": Refusal(_("This is not the name of a text."), _("Choose one of the texts.")),
    "calendar_missing": Refusal(_("There is no such calendar or year."), _("Choose one of the calendars.")),
    "nothing_changed": Refusal(_("Nothing is different from before."), _("Change something, or go back.")),
    "not_the_last": Refusal(
        _("Only the last change can be undone, and then the one before it."), _LOOK_AGAIN
    ),
    "edits_collide": Refusal(
        _("The rules in force have changed in the very rows that this draft changes."),
        _("Open a new draft and make those changes there."),
    ),
    "why_missing": Refusal(_("The reason is missing."), _("Write why: it stays with the edition.")),
    "base_moved": Refusal(
        _("Another edition has come into force since this draft was opened."),
        _("Bring the draft onto the edition in force, look at it, and publish then."),
    ),
    "draft_has_faults": Refusal(_("The draft has faults."), _("Mend them first: they are listed with the draft.")),
    "draft_empty": Refusal(_("The draft changes nothing."), _("Make a change first, or drop the draft.")),
    "edition_unknown": Refusal(_("There is no such edition."), _("Choose one from the list.")),
    "edition_moved": Refusal(
        _("Another edition has come into force while you were looking."), _("Look at what is in force now.")
    ),
    "pack_has_faults": Refusal(
        _("The files of this edition do not pass today's checks."), _("Open a draft and mend what has to be mended.")
    ),
}  # fmt: skip
