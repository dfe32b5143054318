"""Deadlines worked out by hand: what happened, when it is due, and the sum."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sum:
    """A case by hand: who has it from when, what happened, when it is due, and the sum. Times are the unit's own."""

    name: str
    limit: str
    acts: str
    due: str
    sum: str
    unit: str = "office"
    flow: int = 2


# Monday 2 March 2026 is the first day of most of them. `A until B` stops the clock, `+2` is how much more is asked for.
SUMS = (
    Sum("two working days", "2 d working", "03-02 10:00 dispatch", "03-04 10:00", "Mon 6 h + Tue 8 h + Wed 2 h = 16 h"),
    Sum("over a weekend", "4 h working", "03-06 16:00 dispatch", "03-09 10:00", "Fri 2 h + Mon 2 h = 4 h"),
    Sum("an emergency at night", "2 h continuous", "03-06 23:00 dispatch", "03-07 01:00", "Fri 1 h + Sat 1 h = 2 h"),
    Sum("from a Saturday on", "4 h working", "03-07 11:00 dispatch", "03-09 12:00", "Mon 8-12 = 4 h, due at closing"),
    Sum("from closing on", "1 d working", "03-06 18:00 dispatch", "03-09 18:00", "Fri 0 h + Mon 8 h = 8 h"),
    Sum("over lunch", "30 min working", "03-02 11:45 dispatch", "03-02 14:15", "15 min + 15 min after lunch"),
    Sum("a week of calendar days", "7 d continuous", "03-02 10:00 dispatch", "03-09 10:00", "7 x 24 h"),
    Sum(
        "Spring Festival with a make-up Saturday before it", "2 d working", "02-13 14:00 dispatch", "02-24 12:00",
        "Fri 4 h + make-up Sat 8 h + 9 days off 0 h + Tue 4 h = 16 h",
    ),
    Sum(
        "from a make-up Saturday over Spring Festival", "1 d working", "02-14 16:00 dispatch", "02-24 16:00",
        "make-up Sat 2 h + Tue 4 h + 2 h = 8 h",
    ),
    Sum("in the middle of Spring Festival", "4 h working", "02-18 10:00 dispatch", "02-24 12:00", "0 h + Tue 4 h"),
    Sum(
        "the make-up Saturday after Spring Festival", "1 d working", "02-27 14:00 dispatch", "02-28 12:00",
        "Fri 4 h + make-up Sat 4 h = 8 h",
    ),
    Sum(
        "calendar days know no Spring Festival", "7 d continuous", "02-14 10:00 dispatch", "02-21 10:00", "7 x 24 h"
    ),
    Sum(
        "a pause over Spring Festival", "2 d working",
        "02-13 14:00 dispatch; 02-13 14:00 accept; 02-13 16:00 pause until 02-25 08:00", "02-26 16:00",
        "Fri 2 h | Wed 8 h + Thu 4 h + 2 h = 16 h; the make-up Sat and Tue are paused",
    ),
    Sum(
        "National Day", "2 d working", "09-30 16:00 dispatch", "10-09 16:00", "Wed 2 h + Thu 8 h + Fri 6 h = 16 h"
    ),
    Sum(
        "National Day's make-up Saturday", "2 d working", "10-09 14:00 dispatch", "10-12 12:00",
        "Fri 4 h + make-up Sat 8 h + Sun 0 h + Mon 4 h = 16 h",
    ),
    Sum(
        "a pause over a weekend", "1 d working",
        "03-06 14:00 dispatch; 03-06 14:00 accept; 03-06 16:00 pause until 03-09 10:00", "03-09 18:00",
        "Fri 2 h | Mon 10-12 2 h + 14-18 4 h = 8 h",
    ),
    Sum(
        "a pause over a weekend that is ended on Saturday", "1 d working",
        "03-06 14:00 dispatch; 03-06 14:00 accept; 03-06 16:00 pause until 03-09 10:00; 03-07 12:00 resume",
        "03-09 16:00", "Fri 2 h | Sat 0 h + Mon 4 h + 2 h = 8 h",
    ),
    Sum(
        "a pause outside hours costs nothing", "1 d working",
        "03-06 14:00 dispatch; 03-06 14:00 accept; 03-06 19:00 pause until 03-09 07:00", "03-09 12:00",
        "Fri 4 h | Mon 4 h = 8 h",
    ),
    Sum(
        "the system ends a pause three hours late", "1 d working",
        "03-02 10:00 dispatch; 03-02 10:00 accept; 03-02 12:00 pause until 03-03 08:00; 03-03 11:00 resume",
        "03-03 16:00", "Mon 2 h | from Tue 8:00, as promised: 4 h + 2 h = 8 h",
    ),
    Sum(
        "two pauses", "1 d working",
        "03-02 08:00 dispatch; 03-02 08:00 accept; 03-02 09:00 pause until 03-02 11:00; 03-02 11:00 resume;"
        " 03-02 15:00 pause until 03-03 15:00", "03-04 10:00",
        "8-9 1 h | 11-12 1 h + 14-15 1 h | Tue 15-18 3 h + Wed 2 h = 8 h",
    ),
    Sum(
        "a pause at night of an emergency", "4 h continuous",
        "03-02 22:00 dispatch; 03-02 22:00 accept; 03-02 23:00 pause until 03-03 07:00", "03-03 10:00",
        "22-23 1 h | 7-10 3 h = 4 h",
    ),
    Sum(
        "a pause that comes too late", "4 h working",
        "03-02 08:00 dispatch; 03-02 08:00 accept; 03-02 14:30 pause until 03-06 08:00", "03-02 12:00",
        "8-12 4 h; what is late is not made good by a pause",
    ),
    Sum(
        "a pause at the very deadline", "4 h working",
        "03-02 08:00 dispatch; 03-02 08:00 accept; 03-02 12:00 pause until 03-03 12:00", "03-02 12:00", "8-12 4 h",
    ),
    Sum(
        "an extension", "2 d working",
        "03-02 10:00 dispatch; 03-02 11:00 ask_extension +1; 03-03 09:00 grant", "03-05 10:00",
        "Mon 6 h + Tue 8 h + Wed 8 h + Thu 2 h = 24 h",
    ),
    Sum(
        "an extension refused", "2 d working",
        "03-02 10:00 dispatch; 03-02 11:00 ask_extension +1; 03-03 09:00 refuse", "03-04 10:00", "6 h + 8 h + 2 h",
    ),
    Sum(
        "an extension nobody has decided on", "2 d working",
        "03-02 10:00 dispatch; 03-02 11:00 ask_extension +2", "03-04 10:00", "6 h + 8 h + 2 h",
    ),
    Sum(
        "two extensions", "2 d working",
        "03-02 10:00 dispatch; 03-02 11:00 ask_extension +1; 03-03 09:00 grant; 03-04 09:00 ask_extension +2;"
        " 03-04 10:00 grant", "03-09 10:00", "2 + 1 + 2 = 5 days: Mon 6 h + 4 x 8 h + next Mon 2 h = 40 h",
    ),
    Sum(
        "an extension granted after the deadline", "4 h working",
        "03-02 08:00 dispatch; 03-02 11:00 ask_extension +4; 03-03 09:00 grant", "03-02 18:00",
        "8-12 4 h + 14-18 4 h = 8 h: still late on Tuesday",
    ),
    Sum(
        "an extension inside a pause", "1 d working",
        "03-02 10:00 dispatch; 03-02 10:00 accept; 03-02 15:00 ask_extension +1; 03-02 16:00 pause until 03-04 08:00;"
        " 03-03 09:00 grant", "03-05 12:00", "Mon 2 h + 2 h | Wed 8 h + Thu 4 h = 16 h",
    ),
    Sum(
        "a suspension", "2 d working",
        "03-02 10:00 dispatch; 03-02 10:00 accept; 03-03 10:00 suspend until 04-01 00:00", "04-01 18:00",
        "Mon 6 h + Tue 2 h | Wed 8 h = 16 h",
    ),
    Sum(
        "an extension inside a suspension", "2 d working",
        "03-02 10:00 dispatch; 03-02 10:00 accept; 03-03 09:00 ask_extension +1;"
        " 03-03 10:00 suspend until 04-01 00:00; 03-16 09:00 grant", "04-02 18:00",
        "Mon 6 h + Tue 2 h | Wed 8 h + Thu 8 h = 24 h",
    ),
    Sum(
        "a suspension revived early", "2 d working",
        "03-02 10:00 dispatch; 03-02 10:00 accept; 03-03 10:00 suspend until 04-01 00:00; 03-20 14:00 revive",
        "03-23 12:00", "Mon 6 h + Tue 2 h | Fri 4 h + Mon 4 h = 16 h",
    ),
    Sum(
        "a pause that gives way to a suspension", "1 d working",
        "03-02 08:00 dispatch; 03-02 08:00 accept; 03-02 10:00 pause until 03-06 08:00;"
        " 03-03 10:00 suspend until 03-16 08:00", "03-16 16:00", "Mon 2 h | Mon 4 h + 2 h = 8 h",
    ),
    Sum(
        "a suspension of a year", "4 h continuous",
        "03-02 08:00 dispatch; 03-02 08:00 accept; 03-02 09:00 suspend until 2027-03-02 00:00", "2027-03-02 03:00",
        "8-9 1 h | 0-3 3 h = 4 h",
    ),
    Sum(
        "a day when clocks go forward in Zurich", "1 d continuous", "03-28 12:00 dispatch", "03-29 13:00",
        "Sat 12 h + Sun 12 h, of which the clock skips 2-3", unit="zurich",
    ),
    Sum(
        "a day when clocks go back in Zurich", "1 d continuous", "10-24 12:00 dispatch", "10-25 11:00",
        "Sat 12 h + Sun 12 h, of which 2-3 comes twice", unit="zurich",
    ),
    Sum(
        "office hours over the change of clocks", "1 d working", "03-27 15:00 dispatch", "03-30 15:00",
        "Fri 2 h + Mon 4 h + 2 h = 8 h", unit="zurich",
    ),
    Sum(
        "a night shift that is an hour shorter", "8 h working", "03-28 22:00 dispatch", "03-29 23:00",
        "Sat 2 h + Sun 0-2 2 h + 3-6 3 h + 22-23 1 h = 8 h", unit="zurich-night",
    ),
    Sum(
        "a night shift that is an hour longer", "8 h working", "10-24 22:00 dispatch", "10-25 05:00",
        "Sat 2 h + Sun 0-2 2 h + 2-3 twice 2 h + 3-5 2 h = 8 h", unit="zurich-night",
    ),
    Sum(
        "a pause over the change of clocks", "12 h continuous",
        "03-28 20:00 dispatch; 03-28 20:00 accept; 03-28 22:00 pause until 03-29 08:00", "03-29 18:00",
        "Sat 2 h | Sun 8-18 10 h = 12 h", unit="zurich",
    ),
    Sum(
        "returned and sent to a unit of the same hours", "2 d working",
        "03-02 10:00 dispatch; 03-03 10:00 return; 03-04 09:00 dispatch office-too", "03-04 10:00",
        "6 h + 8 h + 2 h: finding the right unit stops nothing",
    ),
    Sum(
        "from an office to a unit that always works", "2 d working",
        "03-02 10:00 dispatch; 03-03 10:00 return; 03-03 10:00 dispatch always", "03-04 10:00",
        "Mon 6 h + Tue 2 h of 8-hour days = 1 day | 1 day of 24 h",
    ),
    Sum(
        "from a unit that always works to an office", "2 d working",
        "03-07 10:00 dispatch; 03-08 10:00 return; 03-08 10:00 dispatch office", "03-09 18:00",
        "24 h of 24-hour days = 1 day | Mon 8 h = 1 day", unit="always",
    ),
    Sum(
        "in the first version the first unit's hours count", "2 d working",
        "03-07 10:00 dispatch; 03-08 10:00 return; 03-08 10:00 dispatch office", "03-09 10:00",
        "2 days of 24 h", unit="always", flow=1,
    ),
    Sum(
        "rework is the same promise", "2 d working",
        "03-02 10:00 dispatch; 03-02 10:00 accept; 03-03 09:00 handle; 03-03 17:00 fail", "03-04 10:00",
        "6 h + 8 h + 2 h: the check stops nothing",
    ),
    Sum(
        "a second round is a new promise", "2 d working",
        "03-02 10:00 dispatch; 03-02 10:00 accept; 03-03 09:00 handle; 03-03 17:00 pass; 03-06 09:00 dissent;"
        " 03-09 10:00 dispatch", "03-11 10:00", "Mon 6 h + Tue 8 h + Wed 2 h = 16 h",
    ),
)  # fmt: skip
