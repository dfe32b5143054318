"""A case with everything that its page needs, read once."""

import logging
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from linli.cases import queries as cases
from linli.cases.queries import Stamp, View
from linli.cases.rules import ENDED, LATEST, Facts, Move, Stage, State, one_answer
from linli.cases.rules.clock import Working
from linli.cases.rules.ladder import Post
from linli.cases.rules.promise import promised
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Edition
from linli.faces.desk.due import Due, moment, say_due
from linli.faces.desk.names import Names
from linli.faces.desk.visit import Visit
from linli.faces.desk.words.terms import ROLES, STAGE_ICONS, STAGES
from linli.files import queries as files
from linli.kernel.rights import Role
from linli.people import queries as people
from linli.people.rules import may_open_contact
from linli.people.vault import VaultError
from linli.ui import says
from linli.ui.shapes import Step

# Moves that the desk makes in its own way, or not at all.
_NOT_BUTTONS = frozenset({
    "report", "follow", "absorb", "let_go", "conclude", "rejoin", "split", "attach", "detach", "join", "leave",
})  # fmt: skip
_ANSWERS = frozenset({"confirm", "dissent"})
_log = logging.getLogger(__name__)
_ENDS = frozenset({State.CLOSED, State.REJECTED, State.ANSWERED})


@dataclass(frozen=True)
class Sheet:
    """One case as one member of staff sees it at one moment. `edition` is the one that the case was filed under."""

    view: View
    visit: Visit
    edition: Edition

    @property
    def facts(self) -> Facts:
        return self.view.facts

    @cached_property
    def names(self) -> Names:
        return Names(self.edition, self.visit.language)

    @cached_property
    def stamps(self) -> tuple[Stamp, ...]:
        return cases.timeline(case_id=self.view.id)

    @cached_property
    def allowed(self) -> dict[str, Move]:
        """What the flow lets the reader do now, by name."""
        found = cases.allowed_moves(facts=self.facts, actor=self.visit.actor, now=self.visit.now)
        return {move.name: move for move in found}

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """What the page offers of it. The answer of a merged report's reporter goes to the case that it is part of."""
        own = tuple(move for name, move in self.allowed.items() if name not in _NOT_BUTTONS)
        if self.root is None:
            return own
        actor = replace(self.visit.actor, voice=self.view.id.hex)
        there = cases.allowed_moves(facts=self.root.facts, actor=actor, now=self.visit.now)
        return (*own, *(move for move in there if one_answer(move.name) in _ANSWERS))

    @cached_property
    def root(self) -> View | None:
        """The case that this one is part of."""
        merged = self.facts.merged
        return cases.case(case_id=UUID(merged.into)) if merged else None

    def number_of(self, other: str) -> int:
        """The number of a case by its id in hex; 0 where there is none any more."""
        found = cases.case(case_id=UUID(other))
        return found.number if found else 0

    @cached_property
    def going_on(self) -> dict[int, tuple[int, ...]]:
        """For each event that ended the case (its `seq`): the numbers of sub-cases that were open then, and went on."""
        open_parts: dict[int, None] = {}
        found = {}
        for stamp in self.stamps:
            if stamp.move in ("split", "attach", "child_reopened"):
                open_parts[stamp.item] = None
            elif stamp.move in ("detach", "child_closed"):
                open_parts.pop(stamp.item, None)
            if stamp.after in _ENDS and stamp.before != stamp.after and open_parts:
                found[stamp.seq] = tuple(open_parts)
        return found

    @cached_property
    def staff_names(self) -> dict[int, str]:
        named = [person for stamp in self.stamps for person in (stamp.actor_id, stamp.person) if person]
        return people.names(set(named))

    @property
    def checker(self) -> str:
        """Who was drawn by lot to check; empty where nobody was."""
        drawn = self.facts.checker
        return "" if drawn is None else self.staff_names.get(drawn, f"#{drawn}")

    @cached_property
    def photos(self) -> dict[str, files.Photo]:
        return {str(photo.id): photo for photo in files.photos(self.view.id)}

    @cached_property
    def due(self) -> Due:
        facts = self.facts
        return say_due(
            state=facts.state,
            stage=self.view.stage,
            reported_at=facts.reported_at,
            due_at=facts.due_at,
            until=facts.until,
            closed_at=facts.closed_at,
            outcome=facts.outcome,
            now=self.visit.now,
        )

    @cached_property
    def reachable(self) -> bool:
        """Whether the reader may open contact details and the reporter left any."""
        if may_open_contact(self.visit.actor, area_path=self.facts.area_path):
            return people.has_contact(self.view.id)
        return self.masked is not None and self.masked.shared

    @cached_property
    def masked(self) -> people.MaskedContact | None:
        """The reporter's contact as the unit in charge sees it; None for everybody else."""
        facts = self.facts
        try:
            return people.masked_contact(
                case_id=self.view.id, actor=self.visit.actor, area_path=facts.area_path,
                unit_path=facts.unit_in_charge,
            )  # fmt: skip
        except VaultError:
            _log.exception("the contact of case %s stays shut", self.view.number)
            return None

    @cached_property
    def working(self) -> Working:
        """How the clocks of the case come about, as they stand now."""
        return cases.clocks(case_id=self.view.id, now=self.visit.now)

    @cached_property
    def ahead(self) -> tuple[cases.Ahead, ...]:
        """To whom the case climbs next, and when."""
        return cases.ahead(facts=self.facts) if self.facts.climb_at else ()

    def post(self, post: Post) -> str:
        """A post as people call it, with its unit or area."""
        name = self.names.area if post.role is Role.AREA_LEAD else self.names.unit
        where = name(post.path) if post.path else ""
        return " · ".join(filter(None, (str(ROLES[post.role]), where)))

    def in_units(self, amount: int) -> str:
        """So many units of the case's own limit, in words."""
        row = promised(self.facts, self.edition)
        return says.limit(replace(row.limit, value=amount)) if row else str(amount)

    def track(self) -> list[Step]:
        """The stages that the case has been in or may still come to. One that it never entered on its way is left out:
        a question that was answered was never handled."""
        order = list(Stage)
        here = order.index(self.view.stage)
        entered: dict[Stage, Stamp] = {}
        for stamp in self.stamps:
            if stamp.before != stamp.after:
                entered[LATEST.states[stamp.after].stage] = stamp
        return [self._step(stage, order.index(stage), here, entered.get(stage)) for stage in order
                if order.index(stage) >= here or stage in entered]  # fmt: skip

    def _step(self, stage: Stage, place: int, here: int, stamp: Stamp | None) -> Step:
        label, icon = str(STAGES[stage]), STAGE_ICONS[stage]
        note = moment(stamp.at, self.visit.now) if stamp else ""
        if place < here or self.facts.state in ENDED:
            return Step(label, "done", icon, note)
        if place > here:
            return Step(label, "todo", icon)
        return Step(label, "stopped" if self.facts.state == State.REJECTED else "current", icon, note)


def load(visit: Visit, number: int) -> Sheet | None:
    """The case of that number; None where there is none, or none that the reader's posts cover."""
    view = cases.case(number=number)
    if view is None or not cases.visible(actor=visit.actor, facts=view.facts):
        return None
    return Sheet(view, visit, catalogue.edition(view.facts.edition))
