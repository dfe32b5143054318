"""How a city behaves: the numbers of the simulation, all in one place.

They are plausible, not measured: enough for queues, clocks and charts to look like those of a district of this kind.
"""

from collections.abc import Mapping

# How often a class is reported, against 1 for those not named. The narrowest pattern counts, as in duties.csv.
CLASS_WEIGHTS: Mapping[str, float] = {
    "*": 0.15,
    "component-*": 0.12,
    "component-01001": 3,
    "component-01002": 4,
    "component-01003": 3,
    "component-01004": 6,
    "component-01037": 16,
    "component-01046": 2,
    "component-02*": 0.3,
    "component-03*": 0.5,
    "component-04*": 0.5,
    "matter-06*": 0.4,
    "matter-06010": 14,
    "matter-06012": 7,
    "matter-06013": 14,
    "matter-06014": 3,
    "matter-06016": 2,
    "matter-06020": 2,
    "matter-06025": 2,
    "matter-06027": 7,
    "matter-06028": 12,
    "matter-06030": 3,
    "matter-06037": 1.5,
    "matter-06041": 4,
    "matter-06042": 12,
    "matter-06047": 5,
    "matter-06050": 2,
    "matter-06051": 2,
    "matter-08001": 6,
    "matter-08002": 4,
    "matter-08004": 3,
    "matter-09005": 5,
    "matter-09006": 6,
    "matter-09009": 12,
    "matter-09010": 8,
    "matter-09012": 5,
    "matter-09019": 2,
    "matter-10001": 0.2,
    "matter-10002": 1,
    "local-*": 0.25,
    "local-flooding": 0.5,
    "service-*": 0.5,
    "service-question": 9,
    "service-suggestion": 4,
    "service-utilities": 3,
}

# Months in which a class comes more often, and how much more.
SEASONS: Mapping[str, tuple[tuple[int, ...], float]] = {
    "matter-06020": ((10, 11, 12), 4),
    "matter-06028": ((5, 6, 7, 8, 9), 1.6),
    "matter-06025": ((6, 7, 8), 2),
    "matter-10001": ((12, 1, 2), 15),
    "component-04*": ((4, 5, 6, 7, 8), 1.8),
    "service-utilities": ((11, 12, 1, 2), 2),
}
# On a day of rain these come more often.
RAIN: Mapping[str, float] = {
    "component-01004": 4,
    "component-01003": 2,
    "matter-06013": 1.8,
    "local-flooding": 8,
    "local-road-collapse": 3,
    "matter-06012": 0.6,
    "matter-06028": 0.6,
}
RAINY_DAYS: Mapping[int, float] = {
    1: 0.2, 2: 0.25, 3: 0.35, 4: 0.35, 5: 0.4, 6: 0.5, 7: 0.45, 8: 0.4, 9: 0.35, 10: 0.2, 11: 0.25, 12: 0.2,
}  # fmt: skip

WEEKDAYS = (1.12, 1.06, 1.03, 1.02, 1.0, 0.92, 0.85)  # Monday first

SOURCES: Mapping[str, float] = {"web": 0.56, "phone": 0.26, "field": 0.16, "paper": 0.02}
# Reports of an hour, 0 to 23, by the door they come through.
HOURS: Mapping[str, tuple[int, ...]] = {
    "web": (3, 2, 1, 1, 1, 2, 5, 9, 12, 11, 10, 9, 11, 9, 8, 8, 9, 11, 13, 14, 14, 12, 9, 5),
    "phone": (1, 1, 1, 1, 1, 1, 2, 6, 12, 15, 14, 11, 7, 8, 12, 13, 12, 10, 7, 6, 5, 4, 2, 1),
    "field": (0, 0, 0, 0, 0, 0, 0, 2, 10, 16, 15, 9, 2, 3, 12, 15, 13, 8, 1, 0, 0, 0, 0, 0),
    "paper": (0, 0, 0, 0, 0, 0, 0, 0, 2, 5, 5, 3, 0, 0, 3, 4, 3, 1, 0, 0, 0, 0, 0, 0),
}

ENGLISH = 0.1
UNCLEAR_CLASS = 0.13  # comes without a class: somebody at intake has to choose
UNPLACED = 0.025
OUTSIDE = 0.008
SORE_SPOTS = 60  # places where the same thing comes back …
FROM_SORE_SPOT = 0.12  # … and how much of everything they make up
ECHO = 0.07  # somebody else reports the same thing a little later
MERGED = 0.5  # of those, what intake merges with the first report while that is open, …
MERGED_AFTER_H = (0.3, 30.0)  # … so many hours later
FOLLOWERS = 0.35  # mean number of people who follow a report instead
ADDS = 0.06
NOTES = 0.08

BAD_REPORT = 0.3  # of those that intake has to read: not filed
WITHDRAWN = 0.012
OBJECTS = 0.2
ANSWERS = 0.75  # of the questions and suggestions; the rest is filed
REFERRED_BACK = 0.04
RETURNED = 0.09
CONTESTED = 0.6
RECALLED = 0.015  # nobody accepts, and the dispatcher thinks of another unit
CALLS_IN = 0.02  # of the cases that turn out to need a second unit
RELEASED = 0.06  # of the parts asked for: the lead manages alone
PART_RETURNED = 0.06
WHISTLES = 0.012  # asked whenever a unit goes on with its work: the area's lead calls other units to help
CALLS: Mapping[str, float] = {"routine": 0.5, "tough": 0.35, "emergency": 0.15}
CALL_ANSWERED = 0.85
RETURNED_LATE = 0.01
FORGOTTEN = 0.012  # accepted, and then nothing
PAUSES = 0.07  # the unit stops its clock once in a while …
PAUSE_DAYS = (1.0, 6.0)
RESUMES_EARLY = 0.4
ASKS_LONGER = 0.06  # … or asks for more time
GRANTED = 0.7
SUSPENDS = 0.012  # too big for a unit: to the problem bank
SUSPENDED_DAYS = (10.0, 300.0)
REVIVED_EARLY = 0.3
FAILS_CHECK = 0.11
FAILS_AGAIN = 0.04
ANSWER_ENOUGH = 0.4
PRESSES = 0.08
SATISFIED = 0.42
DISSENTS = 0.085
NOT_FIXED = 0.4  # of those who dissent; to the rest it is partly fixed
REOPENS = 0.03
SETTLES = 0.5  # of those that have come back twice
LED_BY_AN_ACCOUNT = 0.6  # acts in a post that somebody with an account holds; the rest is done by colleagues

# Minutes that intake, dispatch and check mostly take, of limits of 15, 15 and 30 …
READS, DISPATCHES, CHECKS = 6, 7, 14
PUT_OFF = 0.2  # … and what lies for so many times as long, because other things come first
PUT_OFF_TIMES = 40

PACE_MEDIAN = 0.42  # of the time a unit is given, how much it takes …
PACE_SPREAD = 0.62  # … as the sigma of a lognormal, before the unit's own pace
UNIT_SPREAD = 0.3
