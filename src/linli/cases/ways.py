"""Ways through the cases, as SQL: each is walked in a list's own order by one index, and gives the first keys of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

type Sort = Literal["urgent", "newest"]

_ORDERS: dict[Sort, str] = {"urgent": "{0}.rank_at, {0}.id", "newest": "{0}.id DESC"}
# Among so many of the newest cases words are looked for one by one, before all that have the words are fetched.
NEAR = 2000
_BEGINNING = "00000000-0000-0000-0000-000000000000"


@dataclass(slots=True)
class Way:
    """Conditions joined by AND, with their parameters.

    `spread` is a source of values, one for each run of `column`; `whole` forbids that. `fenced` is a condition by which
    the cases are fetched before any other is looked at. `run` is the condition, if one is said, that an index of cases
    by age stands for. `probed` ways look at the newest first.
    """

    conditions: list[str] = field(default_factory=list)
    parameters: list[Any] = field(default_factory=list)
    fenced: str = ""
    whole: bool = False
    column: str = ""
    spread: str = ""
    spread_parameters: tuple[Any, ...] = ()
    run: tuple[str, tuple[Any, ...]] = ("TRUE", ())
    probed: bool = False

    def add(self, condition: str, *parameters: Any) -> None:
        self.conditions.append(condition)
        self.parameters += parameters

    def resume(self, condition: str, *parameters: Any) -> None:
        """Where the list goes on."""
        self.add(condition, *parameters)
        self.run = (f"{self.run[0]} AND {condition}", (*self.run[1], *parameters))

    def fence(self, condition: str, parameter: Any) -> None:
        self.fenced, self.whole = condition, True
        self.parameters.insert(0, parameter)

    def climbed(self, posts: Sequence[str]) -> None:
        """Only cases that one of these posts was told of."""
        told = " OR ".join(["c.more @> %s::jsonb"] * len(posts))
        parameters = [json.dumps({"climbed": [{"posts": [post]}]}) for post in posts]
        condition = f"({told}) AND c.more ? 'climbed' AND c.state <> 'closed'"
        if self.fenced:
            self.add(condition, *parameters)
        else:
            self.fenced, self.whole = condition, True
            self.parameters[:0] = parameters

    def below(self, column: str, path: str) -> None:
        """The path itself or anything under it."""
        condition, parameters = _below(column, path)
        self.add(condition, *parameters)

    def spread_below(self, column: str, path: str) -> None:
        """As `below`, one run for each path that some case has, each found by one step through the index."""
        self.spread_over(
            column,
            f"""
        WITH RECURSIVE below(path) AS (
            SELECT %s::text COLLATE "C"
            UNION ALL
            SELECT (SELECT min(n.{column}) FROM cases_case n
                    WHERE n.{column} > greatest(b.path, %s::text COLLATE "C") AND n.{column} < %s)
            FROM below b WHERE b.path IS NOT NULL)
        SELECT path FROM below WHERE path IS NOT NULL""",
            *_below(column, path)[1],
        )

    def spread_over(self, column: str, source: str, *parameters: Any) -> None:
        self.column, self.spread, self.spread_parameters = column, source, parameters

    def keys(self, sort: Sort, limit: int) -> tuple[str, list[Any]]:
        """SQL for rank and id of the first `limit` cases on this way, and its parameters."""
        if self.probed and sort == "newest":
            return self._newest_then_all(limit)
        conditions = [*self.conditions, f"c.{self.column} = s.value"] if self.spread else self.conditions
        table = f"(SELECT * FROM cases_case c WHERE {self.fenced} OFFSET 0)" if self.fenced else "cases_case"
        run = (
            f"SELECT c.rank_at, c.id FROM {table} c WHERE {' AND '.join(conditions) or 'TRUE'}"
            f" ORDER BY {order(sort, 'c')} LIMIT %s"
        )
        if not self.spread:
            return run, [*self.parameters, limit]
        sql = f"SELECT k.rank_at, k.id FROM ({self.spread}) AS s(value) CROSS JOIN LATERAL ({run}) k"
        return f"{sql} ORDER BY {order(sort, 'k')} LIMIT %s", [*self.spread_parameters, *self.parameters, limit, limit]

    def _newest_then_all(self, limit: int) -> tuple[str, list[Any]]:
        """As `keys`, newest first, for words that may be common in the city and rare here.

        How often words and a class, an area or a unit come together is nothing that PostgreSQL knows: it may walk a
        hundred thousand cases of a unit for a word that none of them has. So a walk goes no further back than the
        oldest of `NEAR` cases in the longest run; only if too few were found until there, all with the words are
        fetched, and sorted.
        """
        runs = self.spread or "SELECT NULL"
        run, run_parameters = self.run
        here = f"c.{self.column} = s.value" if self.spread else "TRUE"
        conditions = " AND ".join(self.conditions)
        everywhere, path = _below(self.column, str(self.spread_parameters[0])) if self.spread else ("TRUE", ())
        sql = f"""
        WITH horizon AS MATERIALIZED (
            SELECT e.id FROM ({runs}) AS s(value) CROSS JOIN LATERAL (
                SELECT c.id FROM cases_case c WHERE {here} AND {run} ORDER BY c.id DESC OFFSET %s LIMIT 1) e
            ORDER BY e.id DESC LIMIT 1),
        near AS MATERIALIZED (
            SELECT k.rank_at, k.id FROM ({runs}) AS s(value) CROSS JOIN LATERAL (
                SELECT c.rank_at, c.id FROM cases_case c
                WHERE {here} AND {conditions} AND c.id >= coalesce((SELECT id FROM horizon), %s::uuid)
                ORDER BY c.id DESC LIMIT %s) k
            ORDER BY k.id DESC LIMIT %s)
        SELECT rank_at, id FROM near
        UNION
        (SELECT c.rank_at, c.id FROM (SELECT * FROM cases_case c WHERE {everywhere} AND {conditions} OFFSET 0) c
         WHERE (SELECT count(*) FROM near) < %s ORDER BY c.id DESC LIMIT %s)
        ORDER BY id DESC LIMIT %s"""
        return sql, [
            *self.spread_parameters, *run_parameters, NEAR - 1,
            *self.spread_parameters, *self.parameters, _BEGINNING, limit, limit,
            *path, *self.parameters, limit, limit, limit,
        ]  # fmt: skip


def order(sort: Sort, table: str) -> str:
    """The columns by which a list is sorted, of the table called so."""
    return _ORDERS[sort].format(table)


def _below(column: str, path: str) -> tuple[str, tuple[str, str, str]]:
    """`0` is the character after `/`."""
    return f"(c.{column} = %s OR (c.{column} >= %s AND c.{column} < %s))", (path, path + "/", path + "0")
