"""One case's life: who does what next, and when. Every act is judged by the same table of moves as a real one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from math import log
from random import Random
from uuid import UUID, uuid5

from linli.cases.bulk import Act, History
from linli.cases.judging import judge
from linli.cases.rules import ENDED, Facts, Given, State, answer_row, merging, open_case
from linli.cases.rules.guards import EXTENSIONS_AT_MOST
from linli.cases.rules.parts import Task
from linli.cases.rules.tasks import TaskState, open_tasks
from linli.catalogue.rules.edition import Edition
from linli.insight.simulation import habits, phrases
from linli.insight.simulation.arrivals import Arrival
from linli.insight.simulation.city import Cast, other_unit
from linli.insight.simulation.pace import done_at
from linli.insight.simulation.plan import NotPossibleError, Plan
from linli.insight.simulation.whistling import Whistling
from linli.kernel.ids import uuid7_for
from linli.kernel.paths import leaf
from linli.kernel.periods import Limit, deadline
from linli.kernel.results import Allowed
from linli.kernel.rights import SYSTEM, Actor, Role, reporter

NAMESPACE = UUID("5a3c7a52-4e0d-5d52-8f39-6b9a4f1de7a4")


class Life:
    """A case from its arrival on. `live` is all that happens until `until`.

    `companion` is told when it has been closed or taken up again, and when that was.
    """

    def __init__(self, arrival: Arrival, *, edition: Edition, cast: Cast, until: datetime) -> None:
        self.arrival = arrival
        self.edition = edition
        self.cast = cast
        self.until = until
        self.dice = Random(f"{arrival.key}/life")
        self.facts: Facts = open_case(uuid7_for(self._command(0), arrival.at), edition)
        self.acts: list[Act] = []
        self.now = arrival.at
        self.accepted_at = arrival.at
        self._aside: list[Plan] | None = None
        self.companion: Callable[[Facts, datetime], None] | None = None
        self._forgotten = self.dice.random() < habits.FORGOTTEN
        self._whistling = Whistling(edition, cast, Random(f"{arrival.key}/calls"), self._after)
        self._bearer = reporter(str(self.facts.id), arrival.language)

    @property
    def report_id(self) -> UUID:
        """The command of the report."""
        return self._command(0)

    def live(self) -> None:
        """Everything that happens until `until`; once more, with a later `until`, what happens further."""
        if self._aside is None:
            self.act(self._report())
            self._aside = list(self._asides())
        aside = self._aside
        while plan := _NEXT[state := self.facts.state](self):
            while aside and aside[0].at < plan.at:
                beside = aside.pop(0)
                if self.now < beside.at <= self.until and self.facts.closed_at is None:
                    self.act(beside)
            if plan.at > self.until:
                break
            if self.facts.state is not state:
                continue  # the reporter's word has ended a pause that waited for it
            self.act(replace(plan, at=max(plan.at, self.now)))

    def told(self, *, code: str = "") -> History:
        """What has happened."""
        return History(self.facts, tuple(self.acts), code, self.arrival.language)

    def _command(self, number: int) -> UUID:
        return uuid5(NAMESPACE, f"{self.arrival.key}/{number}")

    def act(self, plan: Plan) -> None:
        refused, ended = None, self.facts.state in ENDED
        for actor in plan.actors:
            move = plan.move
            if self.facts.parts:
                move = answer_row(facts=self.facts, move=move, actor=actor, edition=self.edition, now=plan.at)
            result = judge(
                facts=self.facts,
                move=move,
                actor=actor,
                given=plan.given,
                edition=self.edition,
                now=plan.at,
                history=lambda: [event for act in self.acts for event in act.events],
            )
            if isinstance(result, Allowed):
                self.facts, events = result.value
                self.acts.append(Act(self._command(len(self.acts)), events))
                self.now = plan.at
                if self.companion is not None and (self.facts.state in ENDED) != ended:
                    self.companion(self.facts, plan.at)
                return
            refused = result
        raise NotPossibleError(f"{self.arrival.key}: {plan.move} from {self.facts.state}: {refused}")

    def _staff(self, *roles: Role) -> tuple[Actor, ...]:
        role = self.dice.choice(roles)
        return self.cast.choose(self.dice, role, area_path=self.facts.area_path, unit_path=self.facts.unit_path)

    def _chance(self, share: float) -> bool:
        return self.dice.random() < share

    def _say(self, name: str) -> str:
        return phrases.line(self.dice, name)

    def _says(self, name: str) -> str:
        """The reporter's own words."""
        return phrases.line(self.dice, name, self.arrival.language)

    def _after(self, median_minutes: float, *, spread: float = 0.8, office: bool = True) -> datetime:
        """A while from now: a lognormal number of minutes, of office hours where `office`."""
        minutes = max(2, round(self.dice.lognormvariate(log(median_minutes), spread)))
        if not office:
            return self.now + timedelta(minutes=minutes, seconds=self.dice.randrange(60))
        limit = Limit(minutes, "min", "working")
        calendar = self.edition.calendar_of(leaf(self.facts.unit_path) or None)
        return deadline(self.now, limit, calendar) + timedelta(seconds=self.dice.randrange(60))

    def _promptly(self, median_minutes: float) -> datetime:
        """As `_after`, but some of it is put off."""
        times = habits.PUT_OFF_TIMES if self._chance(habits.PUT_OFF) else 1
        return self._after(times * median_minutes)

    def _days(self, low: float, high: float) -> datetime:
        return self.now + timedelta(minutes=self.dice.uniform(low, high) * 24 * 60)

    def _reason(self, act: str, *wanted: str) -> str:
        codes = [reason.code for reason in self.edition.reasons.get(act, ())]
        fitting = [code for code in codes if code in wanted] or codes
        return self.dice.choice(fitting) if fitting else ""

    def _report(self) -> Plan:
        arrival = self.arrival
        actors: Mapping[str, tuple[Actor, ...]] = {
            "web": (self._bearer,),
            "phone": self._staff(Role.OPERATOR),
            "paper": self._staff(Role.OPERATOR),
            "field": self._staff(Role.COLLECTOR),
        }
        given = Given(
            text=arrival.text,
            class_key=arrival.about.key if arrival.says_class else "",
            place=arrival.site.place if arrival.says_place else None,
            source=arrival.source,
        )
        return Plan(arrival.at, "report", actors[arrival.source], given)

    def _asides(self) -> Iterator[Plan]:
        """What others do meanwhile that moves nothing: follow, add, note."""
        found = []
        while self._chance(habits.FOLLOWERS / (1 + habits.FOLLOWERS)):
            follower = Actor("reporter", case=str(self.facts.id))
            found.append(Plan(self._days(0.02, 4), "follow", (follower,)))
        if self._chance(habits.ADDS):
            found.append(Plan(self._days(0.1, 3), "add", (self._bearer,), Given(text=self._says("added"))))
        if self._chance(habits.NOTES):
            noted = Given(text=self._say("noted"))
            found.append(Plan(self._days(0.5, 4), "note", self._staff(Role.DISPATCHER), noted))
        yield from sorted(found, key=lambda plan: plan.at)

    def _intake(self) -> Plan | None:
        """A person at intake reads it: most of it is filed, a question answered, the rest not filed."""
        at = self._promptly(habits.READS)
        who = self._staff(Role.OPERATOR, Role.OPERATOR, Role.OPERATOR, Role.SUPERVISOR)
        arrival, facts = self.arrival, self.facts
        if arrival.about.kind == "service" and not facts.handled_units and self._chance(habits.ANSWERS):
            return Plan(at, "answer", who, Given(text=self._say("answered")))
        code = self._why_not() if not facts.objected and not facts.rounds else ""
        if code and facts.version < 4:
            about = self.edition.reason("reject", code)
            text = about.text.get("zh-hans", "") if about else ""
            return Plan(at, "reject", who, Given(reason=code, text=text or code))
        if arrival.outside:
            return None
        place = None if facts.place and facts.place.cell else arrival.site.place
        return Plan(at, "file", who, Given(class_key=arrival.about.key, place=place, text=self._say("filed")))

    def _why_not(self) -> str:
        if self.arrival.outside:
            return self._reason("reject", "outside-city")
        if self.arrival.echo:
            return self._reason("reject", "duplicate")
        if self._chance(habits.BAD_REPORT):
            return self._reason("reject", "not-found", "too-vague", "not-public", "test", "already-answered")
        return ""

    def _rejected(self) -> Plan | None:
        if not self.arrival.outside and not self.facts.objected and self._chance(habits.OBJECTS):
            return Plan(self._days(0.2, 9), "object", (self._bearer,), Given(text=self._says("objected")))
        return self._system("lapse")

    def _answered(self) -> Plan | None:
        if self.facts.parts:
            return self._system("silence")
        if self._chance(habits.PRESSES) and self.facts.rounds < 2:
            return Plan(self._days(0.1, 5), "press", (self._bearer,), Given(text=self._says("pressed")))
        if self._chance(habits.ANSWER_ENOUGH):
            return Plan(self._days(0.02, 4), "confirm", (self._bearer,), Given(text=self._says("satisfied")))
        return self._system("silence")

    def _system(self, move: str) -> Plan | None:
        """What the system does by itself at the promised time, found by its next round of looking."""
        if self.facts.until is None:
            return None
        return Plan(self.facts.until + timedelta(seconds=self.dice.randrange(300)), move, (SYSTEM,))

    def _filed(self) -> Plan:
        """A dispatcher decides: it was returned, came back, or no duty matches."""
        facts = self.facts
        if facts.rounds >= 2 and self._chance(habits.SETTLES):
            settled = Given(text=self._say("settled"))
            return Plan(self._after(200), "settle", self._staff(Role.SUPERVISOR), settled)
        at = self._promptly(habits.DISPATCHES)
        who = self._staff(Role.DISPATCHER)
        if not facts.rounds and self._chance(habits.REFERRED_BACK):
            return Plan(at, "refer", who, Given(text=self._say("referred")))
        unit = facts.unit_path
        if not unit or facts.returned_units:
            unit = other_unit(self.edition, unit, self.dice) if unit else self._some_unit()
        return Plan(at, "dispatch", who, Given(unit_path=unit, text=self._say("redispatched")))

    def _some_unit(self) -> str:
        return self.dice.choice(tuple(self.edition.units.values())).path

    def _dispatched(self) -> Plan:
        facts = self.facts
        if not facts.handled_units and not facts.parts and self._chance(habits.WITHDRAWN):
            return Plan(self._days(0.02, 0.4), "withdraw", (self._bearer,), Given(text=self._says("withdrawn")))
        if sent_back := self._sent_back(habits.CONTESTED if facts.returns else habits.RETURNED):
            return sent_back
        if not facts.ruled and not facts.rounds and self._chance(habits.RECALLED):
            return Plan(self._after(900), "recall", self._staff(Role.DISPATCHER), Given(text=self._say("recalled")))
        office = not facts.class_key.startswith("local-")
        return Plan(self._after(100 if office else 6, spread=0.9, office=office), "accept", self._unit())

    def _unit(self) -> tuple[Actor, ...]:
        return self._staff(Role.HANDLER, Role.HANDLER, Role.HANDLER, Role.UNIT_LEAD)

    def _sent_back(self, share: float) -> Plan | None:
        facts = self.facts
        reason = self._reason("return", "not-our-duty", "owner-differs", "place-unclear", "not-our-area")
        if facts.ruled or facts.handled_units or not reason or not self._chance(share):
            return None
        move, words = ("contest", "contested") if facts.returns else ("return", "returned")
        return Plan(self._after(200), move, self._unit(), Given(reason=reason, text=self._say(words)))

    def _disputed(self) -> Plan:
        unit = self.dice.choice([*self.facts.returned_units, self.facts.unit_path])
        ruled = Given(unit_path=unit, text=self._say("ruled"))
        return Plan(self._after(700, spread=0.6), "rule", self._staff(Role.AREA_LEAD, Role.SUPERVISOR), ruled)

    def _handling(self) -> Plan | None:
        facts = self.facts
        if aside := self._clock_moves():
            return aside
        if not facts.reworks and (sent_back := self._sent_back(habits.RETURNED_LATE)):
            return sent_back
        if self._forgotten and not facts.rounds:
            return None
        if called := self._whistling.next_step(facts, self.now):
            return called
        if parts := open_tasks(facts):
            return self._part(parts[0])
        if called_in := self._calls_in():
            return called_in
        if facts.reworks or facts.due_at is None:
            at = self._after(300, spread=0.7)
            return Plan(at, "handle", self._unit(), Given(text=self._say("reworked")))
        at = done_at(self.dice, facts, facts.due_at, edition=self.edition, now=self.now)
        return Plan(at, "handle", self._unit(), Given(text=self._result()))

    def _calls_in(self) -> Plan | None:
        """The dispatcher asks another unit for its part; a case where the duty asked one already has what it needs."""
        facts = self.facts
        unit = other_unit(self.edition, facts.unit_path, self.dice)
        if facts.tasks or facts.rounds or unit == facts.unit_path or not self._chance(habits.CALLS_IN):
            return None
        given = Given(units=(unit,), text=self._say("called_in"))
        return Plan(self._after(120), "call_in", self._staff(Role.DISPATCHER), given)

    def _part(self, task: Task) -> Plan:
        """Another unit takes its part on, and has done it; or sends it back, or is let go."""
        if task.state == TaskState.ASKED and self._chance(habits.RELEASED):
            released = Given(units=(task.unit_path,), text=self._say("released"))
            return Plan(self._after(200), "release", self._staff(Role.DISPATCHER), released)
        who = self.cast.choose(self.dice, Role.HANDLER, area_path=self.facts.area_path, unit_path=task.unit_path)
        reason = self._reason("return", "not-our-duty", "owner-differs")
        if task.state == TaskState.ASKED and reason and self._chance(habits.PART_RETURNED):
            given = Given(units=(task.unit_path,), reason=reason, text=self._say("returned"))
            return Plan(self._after(150), "assist_return", who, given)
        if task.state == TaskState.ASKED:
            return Plan(self._after(90), "assist_accept", who, Given(units=(task.unit_path,)))
        given = Given(units=(task.unit_path,), text=self._result())
        return Plan(self._after(300, spread=0.7), "assist_done", who, given)

    def _clock_moves(self) -> Plan | None:
        """What stops or moves the clock before the unit gets on with it."""
        facts = self.facts
        if facts.asked:
            move = "grant" if self._chance(habits.GRANTED) else "refuse"
            return Plan(self._after(120), move, self._staff(Role.DISPATCHER), Given(text=self._say(move)))
        if facts.due_at is None:
            return None
        if not facts.suspended and (reason := self._reason("suspend")) and self._chance(habits.SUSPENDS):
            at = self._after(400)
            until = at + timedelta(days=self.dice.uniform(*habits.SUSPENDED_DAYS))
            given = Given(reason=reason, until=until, text=self._say("suspended"))
            return Plan(at, "suspend", self._staff(Role.SUPERVISOR), given)
        if (reason := self._reason("pause")) and self._chance(habits.PAUSES):
            at = self._after(90)
            until = at + timedelta(days=self.dice.uniform(*habits.PAUSE_DAYS))
            return Plan(at, "pause", self._unit(), Given(reason=reason, until=until))
        if facts.extensions < EXTENSIONS_AT_MOST and self._chance(habits.ASKS_LONGER):
            return Plan(
                self._after(200), "ask_extension", self._unit(), Given(amount=1, text=self._say("asked_longer"))
            )
        return None

    def _paused(self) -> Plan | None:
        return self._goes_on("resume", habits.RESUMES_EARLY, self._unit())

    def _suspended(self) -> Plan | None:
        return self._goes_on("revive", habits.REVIVED_EARLY, self._staff(Role.SUPERVISOR))

    def _goes_on(self, move: str, early: float, who: tuple[Actor, ...]) -> Plan | None:
        """The clock goes on when its time is up, or somebody lets it go on earlier."""
        until = self.facts.until
        if until is not None and self._chance(early):
            return Plan(self.now + self.dice.uniform(0.3, 0.9) * (until - self.now), move, who)
        return self._system(move)

    def _result(self) -> str:
        return phrases.handled(self.dice, self.facts.class_key)

    def _handled(self) -> Plan:
        at = self._promptly(habits.CHECKS)
        who = self._staff(Role.CHECKER, Role.COLLECTOR)
        if self._chance(habits.FAILS_AGAIN if self.facts.reworks else habits.FAILS_CHECK):
            return Plan(at, "fail", who, Given(text=self._say("failed")))
        return Plan(at, "pass", who, Given(text=self._say("passed")))

    def _confirming(self) -> Plan | None:
        """The reporter says so themselves, or tells an operator who calls; or says nothing."""
        if self.facts.parts:
            return self._asked_together()
        by_phone = self.arrival.source != "web"
        who = self._staff(Role.OPERATOR) if by_phone else (self._bearer,)
        roll = self.dice.random()
        if roll < habits.DISSENTS and self.facts.rounds < 3:
            verdict = "not_fixed" if self._chance(habits.NOT_FIXED) else "partly"
            return Plan(self._days(0.05, 5), "dissent", who, Given(verdict=verdict, text=self._says(verdict)))
        if roll < habits.DISSENTS + (0.8 if self.arrival.source == "field" else habits.SATISFIED):
            return Plan(self._days(0.02, 5), "confirm", who, Given(text=self._says("satisfied")))
        return self._system("silence")

    def _asked_together(self) -> Plan | None:
        """Several are asked: one after the other says that it is fixed, or the rest says nothing."""
        waiting = merging.unheard(self.facts, besides="nobody")
        at = self._days(0.02, 3)
        if not waiting or not self._chance(habits.SATISFIED) or (self.facts.until and at >= self.facts.until):
            return self._system("silence")
        voice = reporter(str(self.facts.id), self.arrival.language, voice=waiting[0])
        return Plan(at, "confirm", (voice,), Given(text=self._says("satisfied")))

    def _closed(self) -> Plan | None:
        facts = self.facts
        came_well = facts.handled_units and facts.outcome in ("satisfied", "unanswered") and facts.rounds < 2
        if came_well and self._chance(habits.REOPENS):
            again = Given(text=self._says("reopened"))
            return Plan(self._days(2, self.edition.settings.reopen_days - 1), "reopen", (self._bearer,), again)
        return None


_NEXT: Mapping[State, Callable[[Life], Plan | None]] = {
    State.REPORTED: Life._intake,
    State.REJECTED: Life._rejected,
    State.ANSWERED: Life._answered,
    State.FILED: Life._filed,
    State.DISPATCHED: Life._dispatched,
    State.DISPUTED: Life._disputed,
    State.HANDLING: Life._handling,
    State.PAUSED: Life._paused,
    State.SUSPENDED: Life._suspended,
    State.HANDLED: Life._handled,
    State.CONFIRMING: Life._confirming,
    State.CLOSED: Life._closed,
}
