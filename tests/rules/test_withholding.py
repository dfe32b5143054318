"""Published tables tell no cell that could be bounded below the threshold, however long somebody tries."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from linli.insight.rules.published import files
from linli.insight.rules.published.bounds import Cell, ContradictionError, Sum, UnprovenError, bounds
from linli.insight.rules.published.release import Row, release
from linli.insight.rules.published.tables import PLANS, Block, ExposedError, Table, audit, figures
from linli.insight.rules.published.withholding import WITHHELD, told

pytestmark = pytest.mark.rules
LEAST = 3
SIX = st.integers(0, 5)
AT = datetime(2026, 5, 4, 9, 41, 7, tzinfo=UTC)
STREETS, GROUPS, UNITS, OUTCOMES = ("s1", "s2", "s3"), ("g1", "g2", "g3"), ("u1", "u2"), ("satisfied", "unanswered")
DOMAINS = {"street": STREETS, "group": GROUPS, "unit": UNITS, "outcome": OUTCOMES}


def case(street: str = "s1", group: str = "g1", unit: str = "u1", outcome: str = "satisfied", **more: object) -> Row:
    given_ = {"reported_at": AT, "closed_at": AT, "owed": True, "in_time": True, "reworked": False} | more
    return Row(f"{group}-a", group, street, f"{street}/c1", f"{street}-7", unit, outcome, **given_)  # type: ignore[arg-type]


CASES = st.lists(
    st.builds(
        case, st.sampled_from(STREETS), st.sampled_from(GROUPS), st.sampled_from(UNITS), st.sampled_from(OUTCOMES),
        owed=st.booleans(), closed_at=st.sampled_from([None, AT, AT + timedelta(hours=5)]), reworked=st.booleans(),
    ),
    max_size=14,
)  # fmt: skip


def worlds(sums: Sequence[Sum]) -> Iterator[dict[Cell, int]]:
    """Every table of counts that has these sums, by trying all of them."""
    cells = sorted({cell for one in sums for cell in one.cells}, key=str)
    most = {cell: min(one.total for one in sums if cell in one.cells) for cell in cells}
    for values in product(*(range(most[cell] + 1) for cell in cells)):
        world = dict(zip(cells, values, strict=True))
        if all(sum(world[cell] for cell in one.cells) == one.total for one in sums):
            yield world


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=2, max_size=2), st.sets(SIX))
def test_bounds_are_those_of_trying_all_tables_with_both_margins(rows: list[list[int]], known: set[int]) -> None:
    sums = [Sum(frozenset((at, column) for column in range(3)), sum(row)) for at, row in enumerate(rows)]
    sums += [Sum(frozenset((at, column) for at in range(2)), sum(row[column] for row in rows)) for column in range(3)]
    sums += [Sum(frozenset([divmod(at, 3)]), rows[at // 3][at % 3]) for at in known]
    found = list(worlds(sums))
    assert bounds(sums) == {
        cell: (min(world[cell] for world in found), max(world[cell] for world in found)) for cell in found[0]
    }


@given(st.lists(st.tuples(st.frozensets(st.integers(0, 4), min_size=1), st.integers(0, 4)), min_size=1, max_size=4))
def test_bounds_of_any_sums_are_those_of_trying_everything(given_: list[tuple[frozenset[int], int]]) -> None:
    sums = [Sum(frozenset(cells), total) for cells, total in given_]
    found = list(worlds(sums))
    if not found:
        with pytest.raises(ContradictionError):
            bounds(sums)
        return
    assert bounds(sums) == {
        cell: (min(world[cell] for world in found), max(world[cell] for world in found)) for cell in found[0]
    }


def test_a_difference_between_two_sums_is_seen() -> None:
    year, months = frozenset(range(12)), frozenset(range(11))
    assert bounds([Sum(year, 40), Sum(months, 38)])[11] == (2, 2)


def test_sums_that_overlap_too_much_are_no_proof() -> None:
    sums = [Sum(frozenset((row, column) for column in range(4)), 9) for row in range(4)]
    sums += [Sum(frozenset((row, column) for row in range(4)), 9) for column in range(4)]
    with pytest.raises(UnprovenError):
        bounds(sums, steps=5)


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9)), st.integers(3, 6))
def test_what_is_not_told_is_many_together_or_nothing(counts: dict[str, int], least: int) -> None:
    kept, total = told(counts, least=least), sum(counts.values())
    rest = total - sum(counts[value] for value in kept)
    assert all(counts[value] >= least for value in kept)
    assert rest == 0 or rest > least or total <= least


@pytest.mark.parametrize(
    ("down", "across", "shape", "total"),
    [("street", "group", (1, 3), 12), ("street", "group", (2, 2), 11), ("street", "group", (3, 2), 8),
     ("street", "group", (2, 3), 9), ("unit", "outcome", (2, 2), 11)],
)  # fmt: skip
def test_not_even_who_runs_the_program_on_all_cases_there_could_be_gets_below_the_threshold(
    down: str, across: str, shape: tuple[int, int], total: int
) -> None:
    """The strongest attacker: publishes every month of so many cases, and keeps those that come out the same."""
    domains = DOMAINS | {down: DOMAINS[down][: shape[0]], across: DOMAINS[across][: shape[1]]}
    cells = list(product(domains[down], domains[across]))
    alike: dict[object, list[tuple[int, ...]]] = {}
    for counts in _dealt(total, len(cells)):
        cases = [
            case(**{down: cell[0], across: cell[1]})
            for cell, count in zip(cells, counts, strict=True)
            for _ in range(count)
        ]
        rows = release(cases, least=LEAST)
        alike.setdefault((rows, figures(rows, domains=domains, least=LEAST)), []).append(counts)
    assert len(alike) > 10
    for seen in alike.values():
        for at, cell in enumerate(cells):
            highest = max(one[at] for one in seen)
            assert highest == 0 or highest >= LEAST, (cell, seen)


def _dealt(total: int, cells: int) -> Iterator[tuple[int, ...]]:
    """Every way to deal `total` cases out over so many cells."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in _dealt(total - first, cells - 1))


@settings(max_examples=150, deadline=None)
@given(CASES)
def test_an_attacker_with_all_tables_bounds_no_hidden_cell_below_the_threshold(cases: list[Row]) -> None:
    assume(len(cases) > LEAST)
    rows = release(cases, least=LEAST)
    for table in figures(rows, domains=DOMAINS, least=LEAST).tables:
        found = bounds(table.sums())
        seen = _extremes(table)
        for cell in product(table.rows, table.columns):
            low, high = seen[cell]
            assert found[cell] == (low, high)
            assert high == 0 or high >= LEAST, (table, cell)


def _extremes(table: Table) -> dict[Cell, tuple[int, int]]:
    """Trying every way to deal each block's cases out over its cells, block by block, for blocks don't overlap."""
    found: dict[Cell, tuple[int, int]] = {}
    for one in table.sums():
        assert not one.cells & found.keys()
        if len(one.cells) > 4:  # too many to try all; more room for each than with four of them
            found |= dict.fromkeys(one.cells, (0, one.total))
            continue
        tried = list(worlds([one]))
        found |= {cell: (min(w[cell] for w in tried), max(w[cell] for w in tried)) for cell in one.cells}
    return found


@settings(max_examples=150, deadline=None)
@given(CASES)
def test_rows_tell_no_more_than_the_tables(cases: list[Row]) -> None:
    """Whoever has the rows can think of each blank as any value that isn't told beside it: as many rows can belong to a
    cell as the tables leave open, and as many are sure to."""
    rows = release(cases, least=LEAST)
    assert len(rows) in (0, len(cases))
    for table in figures(rows, domains=DOMAINS, least=LEAST).tables:
        plan = next(one for one in PLANS if one.key == table.key)
        counted = [row for row in rows if plan.counts(row)]
        found = bounds(table.sums())
        for down, across in product(table.rows, table.columns):
            tell = Counter((getattr(row, plan.down), getattr(row, plan.across)) for row in counted)
            top = down if any(key[0] == down for key in tell) else WITHHELD
            high = tell[top, across] or tell[top, WITHHELD]
            sure = high if top and tell[top, across] else 0
            assert found[down, across][1] == high and found[down, across][0] >= sure
            assert high == 0 or high >= LEAST


@settings(max_examples=150, deadline=None)
@given(CASES)
def test_what_would_tell_a_blank_is_blank_as_well(cases: list[Row]) -> None:
    for row in release(cases, least=LEAST):
        assert not (row.klass and not row.group) and not (row.cell and not row.community)
        assert not (row.community and not row.street) and not (row.unit and not (row.group and row.street))
        assert row.reported_at.minute == 0 and (row.outcome == WITHHELD or row.result)


def test_published_numbers_are_those_of_the_cases() -> None:
    cases = [case() for _ in range(7)] + [case("s2", "g2") for _ in range(5)] + [case("s2", "g3") for _ in range(2)]
    found = figures(release(cases, least=LEAST), domains=DOMAINS, least=LEAST)
    table = next(one for one in found.tables if one.key == "street-group")
    assert table.blocks == (
        Block("s1", "g1", 7), Block("s1", WITHHELD, 0), Block("s2", WITHHELD, 7), Block(WITHHELD, WITHHELD, 0),
    )  # fmt: skip
    assert (found.city.reported, found.city.owed, dict(found.city.shares)["on_time"]) == (14, 14, 1.0)


def test_a_month_with_too_few_cases_is_not_told() -> None:
    assert release([case()] * LEAST, least=LEAST) == ()


def test_a_threshold_that_protects_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 3"):
        release([case()] * 9, least=2)


def test_rows_come_in_an_order_that_tells_nothing() -> None:
    cases = [case(group=group) for group in ("g1", "g1", "g1", "g2", "g1", "g3")]
    assert release(cases, least=LEAST) == release(cases[::-1], least=LEAST)


@pytest.mark.parametrize("blocks", [[Block("s1", "g1", 2)], [Block("s1", "g1", 9), Block("s1", WITHHELD, 2)]])
def test_a_table_that_tells_a_small_cell_is_not_published(blocks: list[Block]) -> None:
    with pytest.raises(ExposedError, match="below 3"):
        audit([Table("street-group", ("s1",), GROUPS, tuple(blocks))], least=LEAST)


@given(CASES)
def test_files_read_back_are_the_rows(cases: list[Row]) -> None:
    rows = release(cases, least=LEAST)
    assert files.read_cases(files.cases_csv(rows)) == rows
