"""What the rules say of erasing: what is due when, and what an erasure may say."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import town
from tests.rules.test_flow import CASE, case_in

from linli.cases.rules import FLOWS, Facts, Given, State, decide
from linli.cases.rules.retention import Kind, Rule, due_kinds, terms
from linli.catalogue.rules import document
from linli.catalogue.rules.edition import Edition, Retention
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import SYSTEM, Actor, Role, reporter


def edition(**days: object) -> Edition:
    settings = replace(town.EDITION.settings, retention=Retention(**days))
    return replace(town.EDITION, settings=settings)


def closed(days: int) -> Facts:
    """A lamp that was closed so many days ago."""
    return replace(case_in(State.CLOSED), closed_at=town.NOW - timedelta(days=days))


def erase(facts: Facts, actor: Actor = SYSTEM, rule: str = "asked", kinds: tuple[str, ...] = ("contact",)) -> object:
    return decide(
        facts=facts, move="erase", actor=actor, given=Given(kinds=kinds, reason=rule, items=(1,)),
        edition=town.EDITION, now=town.NOW,
    )  # fmt: skip


def test_contact_and_words_end_after_30_days_and_photos_after_90() -> None:
    assert due_kinds(closed(29), town.EDITION, town.NOW) == frozenset()
    assert due_kinds(closed(30), town.EDITION, town.NOW) == {Kind.CONTACT, Kind.WORDS}
    assert due_kinds(closed(90), town.EDITION, town.NOW) == set(Kind)


@given(st.integers(1, 400), st.integers(1, 400), st.integers(1, 400))
def test_words_and_photos_last_as_long_as_a_case_may_be_reopened(contact: int, words: int, photos: int) -> None:
    found = terms(edition(contact=contact, words=words, photos=photos), town.LAMP)
    again = timedelta(days=town.EDITION.settings.reopen_days)
    assert found[Kind.CONTACT] == timedelta(days=contact)
    assert found[Kind.WORDS] == max(timedelta(days=words), again)
    assert found[Kind.PHOTOS] == max(timedelta(days=photos), again)


def test_the_narrowest_pattern_says_how_long_photos_of_a_class_are_kept() -> None:
    city = edition(photos_of={"*": 200, "component-*": 100, town.LAMP: 50})
    kept = [terms(city, klass)[Kind.PHOTOS].days for klass in (town.LAMP, "component-02001", town.NOISE)]
    assert kept == [50, 100, 200]


def test_only_an_ended_case_has_anything_due_one_that_is_looked_at_again_among_them() -> None:
    for state in State:
        facts = replace(closed(1000), state=state)
        assert bool(due_kinds(facts, town.EDITION, town.NOW)) == (state in (State.CLOSED, State.SAMPLED))
    assert not due_kinds(replace(closed(1000), closed_at=None), town.EDITION, town.NOW)


@pytest.mark.parametrize("flow", FLOWS)
def test_erasing_moves_nothing_but_the_version(flow: int) -> None:
    for state in FLOWS[flow].moves["erase"].sources:
        facts = replace(case_in(State.CLOSED), state=state, flow=flow)
        answer = erase(facts)
        assert isinstance(answer, Allowed)
        assert replace(answer.value.facts, version=facts.version) == facts
        assert answer.value.event.given.kept() == {"kinds": ["contact"], "reason": "asked", "items": [1]}


def test_nobody_but_the_system_erases_and_a_term_only_ends_for_a_closed_case() -> None:
    facts = case_in(State.DISPATCHED)
    for actor in (*town.EVERYBODY, reporter(str(CASE))):
        assert erase(facts, actor) == Refused("not_yours", {"move": "erase", "who": (Role.SYSTEM,)})
    assert isinstance(erase(facts, rule=Rule.TERM), Refused)
    for state in (State.CLOSED, State.SAMPLED):
        assert isinstance(erase(replace(closed(30), state=state, flow=max(FLOWS)), rule=Rule.TERM), Allowed)
    assert isinstance(erase(facts, kinds=("name",)), Refused)
    assert isinstance(erase(facts, rule="because"), Refused)


def test_terms_of_a_city_survive_the_document_and_usual_ones_leave_it_as_it_was() -> None:
    own = edition(contact=10, words=60, photos=70, photos_of={town.LAMP: 40})
    read = document.read(document.write(own), number=1, name="town", digest="town")
    assert read.settings.retention == own.settings.retention
    assert "retention" not in document.write(town.EDITION)["settings"]
