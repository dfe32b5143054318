"""Pure judgement of the loop: the table of moves, who may make them, and what they make of a case."""

from linli.cases.rules.automatic import due_step, next_step, wakes_at
from linli.cases.rules.decide import answer_row, decide, one_answer, open_case, permitted, repeats
from linli.cases.rules.facts import ENDED, NOTHING, Event, Facts, Given, Place
from linli.cases.rules.flow import FLOWS, LATEST, PUBLIC_MOVES, Flow, Move, Source, Stage, State, check_flow
from linli.cases.rules.replay import apply, rebuild

__all__ = [
    "ENDED",
    "FLOWS",
    "LATEST",
    "NOTHING",
    "PUBLIC_MOVES",
    "Event",
    "Facts",
    "Flow",
    "Given",
    "Move",
    "Place",
    "Source",
    "Stage",
    "State",
    "answer_row",
    "apply",
    "check_flow",
    "decide",
    "due_step",
    "next_step",
    "one_answer",
    "open_case",
    "permitted",
    "rebuild",
    "repeats",
    "wakes_at",
]
