"""Judgements about messages: who is told what, in which words, and how often it is tried. No Django, no I/O, no
clock."""

from linli.notices.rules.orders import LATE_ANSWER, ORDER_TELLS, ORDER_TEMPLATES
from linli.notices.rules.patience import BATCH_WINDOW, LATE, MOST_TRIES, wait_after
from linli.notices.rules.table import SILENT, TELLS, UNUSUAL, Notice, Recipient, To, tells
from linli.notices.rules.text import Rendered, Text, read, render

__all__ = [
    "BATCH_WINDOW",
    "LATE",
    "LATE_ANSWER",
    "MOST_TRIES",
    "ORDER_TELLS",
    "ORDER_TEMPLATES",
    "SILENT",
    "TELLS",
    "UNUSUAL",
    "Notice",
    "Recipient",
    "Rendered",
    "Text",
    "To",
    "read",
    "render",
    "tells",
    "wait_after",
]
