"""THE TABLE of messages: which move tells whom, with which text. Nothing else in Linli says who is told of what.

A move stands either in `TELLS` or, with the reason, in `SILENT`. Reporters are told what they wait for and what they
have to answer; units what they have to do, stop or do again; posts what waits for their decision. Nobody is told what
they did themselves.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from linli.cases.rules import Event, Facts, State
from linli.cases.rules.clock import Clock
from linli.cases.rules.ladder import Post, whom
from linli.kernel.rights import Role

type Condition = Callable[[Event, Facts], bool]


class To(StrEnum):
    """Who is told: the case's reporter, its unit, the units that assist it or are called, whoever holds a post, or the
    one that the lot fell on. Of a supervision order: whoever is to answer, whoever issued it, the leads above."""

    REPORTER = "reporter"
    UNIT = "unit"
    ASSISTING = "assisting"
    CALLED = "called"
    DISPATCHERS = "dispatchers"
    ARBITERS = "arbiters"
    AREA_LEAD = "area_lead"
    LADDER = "ladder"
    CHOSEN = "chosen"
    ORDERED = "ordered"
    ISSUER = "issuer"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Tell:
    """One row: `template` names the text. `held` notices wait for others to the same recipient and go out with them
    in one letter; `when` may ask for more than the move."""

    template: str
    to: To
    when: Condition
    held: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom a notice goes. `kind` is `reporter` (of the case), `unit` (at `unit_path`), `post` (`role` for this unit
    and area) or `staff` (`person`)."""

    kind: str
    unit_path: str = ""
    role: Role | None = None
    area_path: str = ""
    person: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one recipient of: event `seq` of a case, with the text `template`."""

    seq: int
    template: str
    recipient: Recipient
    held: bool


def always(event: Event, facts: Facts) -> bool:
    return True


def first_of_the_round(event: Event, facts: Facts) -> bool:
    """Which unit ends up with it is the units' talk; the reporter hears of the first one in each round."""
    return facts.returns == 0


def by_staff(event: Event, facts: Facts) -> bool:
    return event.actor_kind == "staff"


def a_unit_had_it(event: Event, facts: Facts) -> bool:
    return event.before in (State.DISPATCHED, State.HANDLING, State.PAUSED, State.SUSPENDED)


def somebody_answered(event: Event, facts: Facts) -> bool:
    """Of several reporters some have said whether it is fixed."""
    return bool(facts.voices)


def nobody_answered(event: Event, facts: Facts) -> bool:
    return not facts.voices


def of_a_part(event: Event, facts: Facts) -> bool:
    """What climbs is another unit's part in the case."""
    return event.given.reason == Clock.ASSIST


def of_the_case(event: Event, facts: Facts) -> bool:
    return not of_a_part(event, facts)


def _tell(template: str, to: To, when: Condition = always, *, held: bool = False) -> Tell:
    return Tell(template, to, when, held)


TELLS: Mapping[str, tuple[Tell, ...]] = {
    "report": (_tell("received", To.REPORTER),),
    "reject": (_tell("rejected", To.REPORTER),),
    "answer": (_tell("answered", To.REPORTER),),
    "dispatch": (
        _tell("assigned", To.UNIT),
        _tell("assisting", To.ASSISTING),
        _tell("dispatched", To.REPORTER, first_of_the_round),
    ),
    "rule": (_tell("ruled", To.UNIT), _tell("assisting", To.ASSISTING)),
    "contest": (_tell("to_rule", To.ARBITERS, held=True),),
    "draw": (_tell("to_check", To.CHOSEN, held=True),),
    "pass": (_tell("is_it_fixed", To.REPORTER),),
    "fail": (_tell("rework", To.UNIT),),
    "dissent": (_tell("came_back", To.DISPATCHERS, held=True),),
    "reopen": (
        _tell("came_back", To.DISPATCHERS, held=True),
        _tell("reopened", To.REPORTER, by_staff),
    ),
    "overturn": (
        _tell("came_back", To.DISPATCHERS, held=True),
        _tell("reopened", To.REPORTER),
    ),
    "recur": (_tell("to_rule", To.AREA_LEAD, held=True),),
    "entrust": (_tell("assigned", To.UNIT), _tell("assisting", To.ASSISTING)),
    "sustain": (
        _tell("came_back", To.DISPATCHERS, held=True),
        _tell("reopened", To.REPORTER),
    ),
    "uphold": (_tell("upheld", To.REPORTER),),
    "silence": (
        _tell("closed_unanswered", To.REPORTER, nobody_answered),
        _tell("closed_heard", To.REPORTER, somebody_answered),
    ),
    "settle": (_tell("settled", To.REPORTER),),
    "withdraw": (_tell("withdrawn", To.UNIT, a_unit_had_it),),
    "add": (_tell("added", To.UNIT, a_unit_had_it),),
    "write": (_tell("written", To.REPORTER),),
    "pause": (_tell("paused", To.REPORTER),),
    "ask_extension": (_tell("to_extend", To.DISPATCHERS, held=True),),
    "grant": (_tell("extended", To.UNIT), _tell("later", To.REPORTER)),
    "recall": (_tell("recalled", To.UNIT),),
    "refuse": (_tell("not_extended", To.UNIT),),
    "suspend": (_tell("suspended", To.REPORTER), _tell("suspended_unit", To.UNIT)),
    "revive": (_tell("revived", To.REPORTER), _tell("revived_unit", To.UNIT)),
    "remind": (
        _tell("reminded", To.LADDER, of_the_case, held=True),
        _tell("part_reminded", To.LADDER, of_a_part, held=True),
    ),
    "climb": (
        _tell("climbed", To.LADDER, of_the_case, held=True),
        _tell("part_climbed", To.LADDER, of_a_part, held=True),
    ),
    "call_in": (_tell("called_in", To.CALLED),),
    "assist_done": (_tell("part_ended", To.UNIT),),
    "assist_return": (_tell("part_ended", To.UNIT),),
    "release": (_tell("recalled", To.CALLED),),
    "whistle": (_tell("called", To.CALLED),),
    "call_missed": (_tell("call_missed", To.AREA_LEAD),),
    "merge": (_tell("merged", To.REPORTER), _tell("recalled", To.UNIT, a_unit_had_it)),
    "unmerge": (_tell("unmerged", To.REPORTER),),
}

SILENT: Mapping[str, str] = {
    "file": "What follows from it, the dispatch, is told.",
    "object": "The reporter did it; the report is back in the queue of the intake desk.",
    "lapse": "The reporter was told with the rejection until when to object, and chose not to.",
    "press": "The reporter did it; the question is back in the queue of the intake desk.",
    "refer": "Talk between posts: the intake desk finds it in its queue.",
    "accept": "The reporter knows the unit and the time limit already.",
    "return": "The dispatcher finds it in the queue; the next unit is told when it gets the case.",
    "handle": "Nobody but the unit says yet that it is done: the reporter is asked after the check.",
    "confirm": "The reporter did it, and nobody has anything left to do.",
    "record": "Closed in another system before it came here.",
    "follow": "Who follows a case has left no way to be reached.",
    "note": "Talk between posts.",
    "redraw": "Whoever the lot falls on next is told.",
    "pass_on": "Whoever the lot falls on next is told.",
    "sample": "Whoever the lot falls on to look again is told.",
    "stand": "A closure that holds changes nothing for anybody.",
    "set_timer": "Nothing has happened to the case.",
    "erase": "The reporter asked for it, or was told of the terms; there may be no address any more.",
    "assist_accept": "The lead finds it on the case page.",
    "answer_call": "Who called finds it on the case page.",
    "arrive": "Who called finds it on the case page.",
    "end_call": "Who was called has come, or was missed before.",
    "absorb": "The reporter of the other report is told of the merging.",
    "let_go": "The reporter of the other report is told of the separation.",
    "rejoin": "The case that it is part of tells.",
    "conclude": "The case that it is part of tells.",
    "agree": "The reporter did it.",
    "differ": "The reporter did it; who is drawn to check is told.",
    "differ_afar": "The reporter did it.",
    "dismiss": "The city itself found the recurrence; nobody has reported it.",
    "split": "Whoever gets a sub-case is told of that one.",
    "attach": "The sub-case goes its way as before.",
    "detach": "The sub-case goes its way as before.",
    "join": "The sub-case goes its way as before.",
    "leave": "The sub-case goes its way as before.",
    "child_closed": "The unit of the whole finds it on the case page, when it next looks at what is still open.",
    "child_reopened": "The unit of the whole finds it on the case page, when it next looks at what is still open.",
    "resume": "The unit did it, or the day came that the reporter was told of.",
}


# What auditors are told of the vault's log, not of an act: a notice with this text names the line of the log as `seq`.
UNUSUAL = "unusual_access"


def tells(chain: Sequence[Event], facts: Facts) -> tuple[Notice, ...]:
    """The notices that one command makes: the act and what followed by itself, told of a case that stands at `facts`.

    A recipient hears once of one command, of the first thing in it: a report that is filed and dispatched at once is
    one message to its reporter, and that one names the unit.
    """
    found: dict[tuple[Recipient, bool], Notice] = {}
    for event in chain:
        for row in TELLS.get(event.move, ()):
            if row.when(event, facts):
                for recipient in _recipients(row.to, event, facts):
                    notice = Notice(event.seq, row.template, recipient, row.held)
                    found.setdefault((recipient, row.held), notice)
    return tuple(found.values())


def _recipients(to: To, event: Event, facts: Facts) -> tuple[Recipient, ...]:
    given, area = event.given, facts.area_path
    match to:
        case To.REPORTER:
            return (Recipient("reporter"),)
        case To.UNIT:
            return _units((given.unit_path or facts.unit_path,), area)
        case To.ASSISTING:
            return _units(given.assisting, area)
        case To.CALLED:
            return _units(given.units, area)
        case To.DISPATCHERS:
            return (Recipient("post", role=Role.DISPATCHER, area_path=area),)
        case To.ARBITERS:
            return tuple(Recipient("post", role=role, area_path=area) for role in (Role.AREA_LEAD, Role.SUPERVISOR))
        case To.AREA_LEAD:
            return (Recipient("post", role=Role.AREA_LEAD, area_path=area),)
        case To.CHOSEN:
            return (Recipient("staff", person=given.person),) if given.person else ()
        case To.LADDER:
            return tuple(_post(post, area) for post in whom(event))
        case To.ORDERED | To.ISSUER | To.ABOVE:
            raise ValueError(f"{to} is nobody's part in a case: orders have a table of their own")


def _units(paths: Iterable[str], area_path: str) -> tuple[Recipient, ...]:
    return tuple(Recipient("unit", path, area_path=area_path) for path in paths if path)


def _post(post: Post, area_path: str) -> Recipient:
    """A post of the ladder. A handler's is the unit's own affair: the unit is told."""
    match post.role:
        case Role.HANDLER:
            return Recipient("unit", post.path, area_path=area_path)
        case Role.UNIT_LEAD:
            return Recipient("post", post.path, Role.UNIT_LEAD, area_path)
        case Role.AREA_LEAD:
            return Recipient("post", role=Role.AREA_LEAD, area_path=post.path or area_path)
        case other:
            return Recipient("post", role=other, area_path=area_path)
