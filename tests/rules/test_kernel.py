"""The plain types that every room shares."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import locks, paths
from linli.kernel.ids import ALPHABET, code_digest, read_tracking_code, tracking_code, uuid7, uuid7_least
from linli.kernel.rights import Actor, Grant, Role
from linli.kernel.text import index_terms, terms, whole
from linli.kernel.words import say, words

codes = st.uuids().map(lambda command: tracking_code(b"secret", command))
texts = st.text(st.sampled_from("路灯不亮了街道lamp 37，。-é'"), max_size=30)


class TestTrackingCode:
    @given(codes)
    def test_it_reads_back_however_it_is_spaced(self, code: str) -> None:
        plain = code.replace("-", "")
        assert len(plain) == 12
        for typed in (code, code.lower(), plain, f"  {plain[:6]} {plain[6:]}. "):
            assert read_tracking_code(typed) == plain

    def test_it_is_read_as_a_chinese_keyboard_writes_it(self) -> None:
        code = tracking_code(b"secret", UUID(int=1))
        wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
        assert read_tracking_code(wide) == code.replace("-", "")

    @given(codes, st.integers(0, 11), st.sampled_from(ALPHABET))
    def test_every_single_wrong_character_is_found(self, code: str, place: int, wrong: str) -> None:
        plain = code.replace("-", "")
        changed = plain[:place] + wrong + plain[place + 1 :]
        assert (read_tracking_code(changed) is None) == (wrong != plain[place])

    @given(codes, st.integers(0, 10))
    def test_every_swap_of_neighbours_is_found(self, code: str, place: int) -> None:
        plain = code.replace("-", "")
        swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
        assert (read_tracking_code(swapped) is None) == (swapped != plain)

    @given(codes)
    def test_letters_that_look_alike_are_forgiven(self, code: str) -> None:
        looks = code.replace("0", "O").replace("1", "l")
        assert read_tracking_code(looks) == code.replace("-", "")
        assert code_digest(b"secret", looks) == code_digest(b"secret", code)

    @given(st.uuids())
    def test_it_can_not_be_worked_out_without_the_secret(self, command: UUID) -> None:
        assert tracking_code(b"secret", command) == tracking_code(b"secret", command)
        assert tracking_code(b"secret", command) != tracking_code(b"another", command)

    @given(codes)
    def test_a_digest_can_not_be_tried_out_without_the_secret(self, code: str) -> None:
        assert code_digest(b"secret", code) != code_digest(b"another", code)

    def test_what_is_no_code_has_no_digest(self) -> None:
        with pytest.raises(ValueError, match="not a tracking code"):
            code_digest(b"secret", "ABCD-EFGH-JKMN")


moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


class TestUuid7:
    @given(moments, st.integers(1, 10**9))
    def test_later_ones_sort_later(self, moment: datetime, milliseconds: int) -> None:
        early, late = uuid7(moment), uuid7(moment + timedelta(milliseconds=milliseconds))
        assert early < late
        assert (early.version, early.variant) == (7, "specified in RFC 4122")

    def test_its_first_bits_are_the_time(self) -> None:
        """The example of RFC 9562, appendix A.6: 2022-02-22 14:22:22 UTC-5 begins with 017F22E279B0."""
        assert uuid7(datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)).hex[:12].upper() == "017F22E279B0"

    @given(moments, st.integers(1, 10**6))
    def test_a_stretch_of_time_begins_and_ends_between_them(self, moment: datetime, milliseconds: int) -> None:
        assert uuid7_least(moment) <= uuid7(moment) < uuid7_least(moment, milliseconds=1)
        assert uuid7_least(moment, milliseconds=-milliseconds) < uuid7(moment)

    def test_no_stretch_of_time_begins_before_there_were_any(self) -> None:
        assert uuid7_least(datetime(1, 1, 1, tzinfo=UTC)).int == 0


class TestPaths:
    def test_within_is_judged_code_by_code(self) -> None:
        assert paths.within("12/3", "12")
        assert paths.within("12", "12")
        assert paths.within("12", "")
        assert not paths.within("123", "12")
        assert not paths.within("12", "12/3")

    def test_related_is_up_and_down_but_never_with_nothing(self) -> None:
        assert paths.related("1/2", "1")
        assert paths.related("1", "1/2")
        assert not paths.related("1/2", "1/3")
        assert not paths.related("", "1")


class TestRights:
    def test_a_post_covers_its_area_and_below(self) -> None:
        lead = Actor("staff", 1, (Grant(Role.CHECKER, "d/s1"),))
        assert lead.holds(Role.CHECKER, area_path="d/s1/c2")
        assert not lead.holds(Role.CHECKER, area_path="d/s10")
        assert not lead.holds(Role.DISPATCHER, area_path="d/s1/c2")

    def test_a_report_without_a_place_needs_a_post_for_everywhere(self) -> None:
        assert not Actor("staff", 1, (Grant(Role.OPERATOR, "d"),)).holds(Role.OPERATOR)
        assert Actor("staff", 1, (Grant(Role.OPERATOR),)).holds(Role.OPERATOR)


class TestTerms:
    def test_chinese_is_cut_in_pairs_and_other_scripts_in_words(self) -> None:
        assert terms("3号楼 路灯不亮, Lamp lamp") == ["3", "号楼", "路灯", "灯不", "不亮", "lamp"]

    @given(texts, st.data())
    def test_any_part_of_a_chinese_run_is_found(self, text: str, data: st.DataObject) -> None:
        run = "垃圾堆在路口没人收"
        start = data.draw(st.integers(0, len(run) - 2))
        end = data.draw(st.integers(start + 2, len(run)))
        assert set(terms(run[start:end])) <= set(terms(f"{text} {run} {text}"))

    @given(texts, st.data())
    def test_even_one_chinese_character_is_found_wherever_it_stands(self, text: str, data: st.DataObject) -> None:
        run = "垃圾堆在路口没人收"
        letter = data.draw(st.sampled_from(run))
        assert any(term.startswith(letter) for term in index_terms(f"{text} {run} {text}"))

    @given(st.text())
    def test_what_is_looked_for_is_among_what_is_kept(self, text: str) -> None:
        assert set(terms(text)) <= set(index_terms(text))

    @given(st.text())
    def test_nothing_in_a_term_means_anything_to_the_database(self, text: str) -> None:
        assert all(term.isalnum() for term in index_terms(text))

    @given(text=st.text(), other=st.text())
    def test_a_whole_term_begins_no_other(self, text: str, other: str) -> None:
        known = {*index_terms(text), *index_terms(other), *index_terms(text + other)}
        for term in filter(whole, known):
            assert [one for one in known if one.startswith(term)] == [term]

    @pytest.mark.parametrize(("term", "said"), [("路灯", True), ("灯", False), ("la", False), ("a" * 40, True)])
    def test_pairs_and_cut_words_are_whole(self, term: str, said: bool) -> None:
        assert whole(term) is said

    @given(st.text())
    def test_any_text_has_terms_that_fit_an_index(self, text: str) -> None:
        found = terms(text)
        assert len(found) == len(set(found))
        assert all(0 < len(term) <= 40 for term in found)


def test_words_fall_back_to_what_there_is() -> None:
    name = words(zh="路灯", en="Street lamp")
    assert say(name, "en") == "Street lamp"
    assert say(name, "zh-hans") == "路灯"
    assert say(name, "zh-sg") == "路灯"
    assert say(words(zh="路灯"), "en") == "路灯"
    assert say({}, "en") == ""


def test_no_two_things_wait_for_the_same_lock() -> None:
    numbers = [number for name, number in vars(locks).items() if name.isupper() and not name.startswith("_")]
    assert len(numbers) > 5 and len(set(numbers)) == len(numbers)
