"""Who is told what: the table is whole, every text says it in every language, and patience has its limits."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import town
from tests.rules.loop_kit import CASE

from linli.cases.rules import FLOWS, Event, Facts, Given, Place, State
from linli.kernel.rights import Role
from linli.kernel.words import LANGUAGES
from linli.notices import texts
from linli.notices.rules import (
    LATE_ANSWER,
    MOST_TRIES,
    ORDER_TELLS,
    ORDER_TEMPLATES,
    SILENT,
    TELLS,
    UNUSUAL,
    Recipient,
    To,
    read,
    render,
    tells,
    wait_after,
)
from linli.notices.rules.text import NAMES, names
from linli.notices.rules.values import SAMPLES, Links, values
from linli.supervision.rules import MOVES as ORDER_MOVES
from linli.supervision.rules import Side

MOVES = {name for flow in FLOWS.values() for name in flow.moves}
FACTS = Facts(CASE, 2, edition=1, unit_path=town.LIGHTING, place=Place(*town.IN_EAST, area_path=town.EAST_COMMUNITY))


def event(move: str, seq: int = 1, kind: str = "reporter", before: State = State.HANDLING, **given: object) -> Event:
    return Event(seq, move, town.NOW, before, before, kind, None, "", "", Given(**given), 1)  # type: ignore[arg-type]


def told(*chain: Event, facts: Facts = FACTS) -> list[tuple[str, str]]:
    return [(one.template, one.recipient.kind) for one in tells(chain, facts)]


def test_every_move_either_tells_somebody_or_says_why_nobody_is_told() -> None:
    assert set(TELLS) | set(SILENT) >= MOVES
    assert not set(TELLS) & set(SILENT)
    assert all(reason.endswith(".") for reason in SILENT.values())


@pytest.mark.parametrize(
    ("move", "expected"),
    [
        ("report", [("received", "reporter")]),
        ("reject", [("rejected", "reporter")]),
        ("answer", [("answered", "reporter")]),
        ("pass", [("is_it_fixed", "reporter")]),
        ("fail", [("rework", "unit")]),
        ("silence", [("closed_unanswered", "reporter")]),
        ("settle", [("settled", "reporter")]),
        ("pause", [("paused", "reporter")]),
        ("grant", [("extended", "unit"), ("later", "reporter")]),
        ("refuse", [("not_extended", "unit")]),
        ("suspend", [("suspended", "reporter"), ("suspended_unit", "unit")]),
        ("revive", [("revived", "reporter"), ("revived_unit", "unit")]),
        ("ask_extension", [("to_extend", "post")]),
        ("contest", [("to_rule", "post"), ("to_rule", "post")]),
        ("dissent", [("came_back", "post")]),
        ("recall", [("recalled", "unit")]),
        ("withdraw", [("withdrawn", "unit")]),
        ("add", [("added", "unit")]),
        ("handle", []),
        ("confirm", []),
        ("note", []),
        ("follow", []),
    ],
)
def test_a_move_tells_those_who_need_it(move: str, expected: list[tuple[str, str]]) -> None:
    assert told(event(move)) == expected


def test_a_dispatch_tells_the_lead_the_assisting_units_and_the_reporter() -> None:
    notices = tells([event("dispatch", unit_path=town.SANITATION, assisting=(town.EAST_OFFICE,))], FACTS)
    assert [(one.template, one.recipient) for one in notices] == [
        ("assigned", Recipient("unit", town.SANITATION, area_path=town.EAST_COMMUNITY)),
        ("assisting", Recipient("unit", town.EAST_OFFICE, area_path=town.EAST_COMMUNITY)),
        ("dispatched", Recipient("reporter")),
    ]


def test_a_report_that_is_dispatched_at_once_is_one_message_to_its_reporter() -> None:
    chain = [event("report", 1), event("file", 2, "system"), event("dispatch", 3, "system", unit_path=town.LIGHTING)]
    assert told(*chain) == [("received", "reporter"), ("assigned", "unit")]


def test_the_reporter_does_not_hear_of_units_sending_it_to_and_fro() -> None:
    again = Facts(CASE, 2, unit_path=town.LIGHTING, returns=1)
    assert told(event("dispatch", unit_path=town.LIGHTING), facts=again) == [("assigned", "unit")]


def test_what_nobody_had_yet_is_withdrawn_without_telling_a_unit() -> None:
    assert told(event("withdraw", before=State.REPORTED)) == []


def test_a_reopening_tells_its_reporter_only_where_somebody_else_did_it() -> None:
    assert told(event("reopen")) == [("came_back", "post")]
    assert told(event("reopen", kind="staff")) == [("came_back", "post"), ("reopened", "reporter")]


def test_decisions_go_to_the_dispatchers_of_the_area_and_wait_for_others() -> None:
    (notice,) = tells([event("ask_extension", amount=1)], FACTS)
    assert notice.recipient == Recipient("post", role=Role.DISPATCHER, area_path=town.EAST_COMMUNITY)
    assert notice.held


def test_the_ladder_reminds_the_unit_itself_and_tells_leads_by_their_post() -> None:
    posts = ("handler lighting", "unit_lead lighting", f"area_lead {town.EAST}", "supervisor")
    assert [one.recipient for one in tells([event("climb", kind="system", posts=posts)], FACTS)] == [
        Recipient("unit", town.LIGHTING, area_path=town.EAST_COMMUNITY),
        Recipient("post", town.LIGHTING, Role.UNIT_LEAD, town.EAST_COMMUNITY),
        Recipient("post", role=Role.AREA_LEAD, area_path=town.EAST),
        Recipient("post", role=Role.SUPERVISOR, area_path=town.EAST_COMMUNITY),
    ]


def test_of_a_part_that_climbs_its_own_unit_is_told_in_words_of_its_own() -> None:
    due_at = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
    posts = ("handler sanitation", "unit_lead sanitation")
    part = event("climb", reason="assist", rungs=(100,), units=(town.SANITATION,), posts=posts, due_at=due_at)
    assert [(one.template, one.recipient.unit_path) for one in tells([part], FACTS)] == [
        ("part_climbed", town.SANITATION), ("part_climbed", town.SANITATION),
    ]  # fmt: skip
    found = values(event=part, facts=FACTS, number=7, edition=town.EDITION, place="", links=Links(), language="en")
    assert (found["unit"], found["due"]) == ("Sanitation", "4 March 2026, 10:00")
    whole = event("remind", reason="handle", rungs=(80,), posts=("handler lighting",))
    assert [one.template for one in tells([whole], FACTS)] == ["reminded"]


def test_whoever_is_drawn_or_called_is_told() -> None:
    assert [one.recipient for one in tells([event("draw", person=7)], FACTS)] == [Recipient("staff", person=7)]
    called = tells([event("whistle", units=(town.LIGHTING, town.SANITATION))], FACTS)
    assert [one.recipient.unit_path for one in called] == [town.LIGHTING, town.SANITATION]


def test_every_text_is_there_in_every_language_and_each_is_used() -> None:
    used = {row.template for rows in TELLS.values() for row in rows}
    assert set(texts.written()) == used | ORDER_TEMPLATES | {UNUSUAL, texts.DIGEST, texts.DIGEST_OF_REPORTER}
    assert {name for name, found in texts.written().items() if set(found) != set(LANGUAGES)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_renders_with_everything_known_and_with_next_to_nothing(language: str) -> None:
    assert set(SAMPLES[language]) == set(NAMES)
    scarce = {"city": "Town", "number": "1", "count": "2", "lines": "…"}
    for name, found in texts.written().items():
        full, least = render(found[language], SAMPLES[language]), render(found[language], scarce)
        for one in (full, least):
            assert one.subject and one.short and one.body.strip(), name
            assert not set("{}") & set(one.subject + one.body + one.short), name
            assert "\n" not in one.subject + one.short
            assert ":\n\n" not in one.body and "：\n\n" not in one.body, name
        assert len(full.short) <= 200, name


def test_both_languages_of_a_text_say_the_same_things() -> None:
    for name, found in texts.written().items():
        assert names(found["en"]) == names(found["zh-hans"]), name


def test_what_units_are_told_speaks_of_no_code_and_what_reporters_are_told_leads_to_no_desk() -> None:
    to = {row.template: row.to for rows in TELLS.values() for row in rows}
    for template, audience in to.items():
        used = names(texts.written()[template]["en"])
        assert ("track" if audience is To.REPORTER else "desk") in used, template
        assert ("desk" if audience is To.REPORTER else "track") not in used, template


def test_every_move_of_an_order_and_a_late_answer_tell_the_other_side() -> None:
    assert set(ORDER_TELLS) == {*ORDER_MOVES, LATE_ANSWER}
    for move, rows in ORDER_TELLS.items():
        if move in ORDER_MOVES:
            assert {row.to for row in rows} == {To.ORDERED if ORDER_MOVES[move].side is Side.ISSUER else To.ISSUER}
    for template in ORDER_TEMPLATES:
        used = names(texts.written()[template]["en"])
        assert "desk" in used and not used & {"track", "due"}, template


def test_only_words_that_the_flow_makes_public_are_passed_on() -> None:
    def known(move: str) -> str:
        found = values(
            event=event(move, text="Ring at number 4, ask for me."), facts=FACTS, number=7, edition=town.EDITION,
            place="", links=Links(), language="en",
        )  # fmt: skip
        return found["words"]

    assert known("answer") == known("handle") == "Ring at number 4, ask for me."
    assert known("report") == known("add") == known("note") == known("dissent") == ""


def test_times_are_the_citys_and_read_as_people_write_them() -> None:
    moment = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
    given = event("pass", until=moment)
    for language, said in (("en", "3 March 2026, 00:30"), ("zh-hans", "2026年3月3日 00:30")):
        found = values(
            event=given, facts=FACTS, number=7, edition=town.EDITION, place="", links=Links(), language=language
        )
        assert found["until"] == said


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("Subject\n\nBody", "no short form"),
        ("Subject\n\n[sms]\nshort", "a subject in its first line"),
        ("Subject\n\nBody {phone}\n\n[sms]\nshort", "unknown name {phone}"),
        ("About {unit}\n\nBody\n\n[sms]\nshort", "{unit} isn't always known"),
        ("Subject\n\nBody {number.__class__}\n\n[sms]\nshort", "unknown name"),
    ],
)
def test_a_text_that_can_not_be_sent_is_told_what_is_wrong(content: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault.replace("{", r"\{")):
        read(content)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1))
def test_words_are_set_in_as_they_are(words: str) -> None:
    text = read("Subject\n\nThey said: {words}!\nBye\n\n[sms]\nshort")
    assert render(text, {"words": words, "number": "7"}).body == f"They said: {words}!\nBye\n"


@given(st.uuids(), st.integers(1, 2 * MOST_TRIES))
def test_waits_double_from_a_minute_to_six_hours_and_a_quarter_more_at_most(letter: UUID, tries: int) -> None:
    wait = wait_after(tries, letter)
    least = min(timedelta(minutes=1) * 2 ** (tries - 1), timedelta(hours=6))
    assert least <= wait <= 1.25 * least
    assert wait == wait_after(tries, letter)


def test_letters_that_failed_together_come_back_apart_and_are_tried_for_more_than_a_day() -> None:
    assert len({wait_after(3, uuid4()) for _ in range(50)}) > 40
    waits = [wait_after(tries, CASE) for tries in range(1, MOST_TRIES)]
    assert all(one <= 1.25 * other for one, other in pairwise(waits) if one < timedelta(hours=6)) and sum(
        waits, timedelta()
    ) > timedelta(days=1)


def test_a_citys_own_text_takes_the_place_of_ours_unless_it_can_not_be_read() -> None:
    from dataclasses import replace

    own = {"message_received": {"en": "Hello {number}\n\nWe are on it.\n\n[sms]\nHello"}}
    city = replace(town.EDITION, texts=own)
    assert texts.text("received", language="en", edition=city).body == "We are on it."
    assert "感谢" in texts.text("received", language="zh-hans", edition=city).body
    broken = replace(town.EDITION, texts={"message_received": {"en": "Hello {code}"}, "message_hello": {"en": "x"}})
    assert "Thank you" in texts.text("received", language="en", edition=broken).body
    assert [fault.split(":")[0] for fault in texts.faults(broken)] == [
        "texts/message_received (en)",
        "texts/message_hello",
    ]
