"""Ways through the cases, as SQL: each is walked in a list's own order by one index, and gives the first keys of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

type Sort = Literal["urgent", "newest"]

_ORDERS: dict[Sort, str] = {"urgent": "{0}.rank_at, {0}.id", "newest": "{0}.id DESC"}
_WORDS = "c.terms @@ %s::tsquery"
OPEN, CLOSED = "c.state <> 'closed'", "c.closed_at IS NOT NULL AND c.state = 'closed'"
# Whose a case was, where it lay and what it was about, as the index of closed cases' words has it beside them. A code
# says less than a path, and may be an area's and a unit's at once: what is asked is looked at in the row as well.
CODES = (
    "string_to_array(c.unit_path || '/' || c.area_path || '/' || c.cell || '/' || c.class_key || '/'"
    " || split_part(c.class_key, '-', 1), '/')"
)
# Among so many of the newest cases of a path or a class words are looked for one by one, before all that have the words
# are fetched; or among so many of the city's, where no index has those that are asked for by age.
NEAR, NEAR_IN_CITY = 2000, 10_000
_BEGINNING = "00000000-0000-0000-0000-000000000000"


@dataclass(slots=True)
class Way:
    """Conditions joined by AND, with their parameters.

    `spread` is a source of values, one for each run of `column`; `whole` forbids that. `fenced` is a condition by which
    the cases are fetched before any other is looked at. `words` are looked for in both indexes of words; where every
    case on this way has some `codes`, among the newest first. `klass` is the class, where all are of one; `closed`
    says that all are closed; `resumed` is the condition, with its parameters, where the list goes on.
    """

    conditions: list[str] = field(default_factory=list)
    parameters: list[Any] = field(default_factory=list)
    fenced: str = ""
    whole: bool = False
    column: str = ""
    spread: str = ""
    spread_parameters: tuple[Any, ...] = ()
    words: str = ""
    codes: list[str] = field(default_factory=list)
    klass: str = ""
    closed: bool = False
    resumed: tuple[str, tuple[Any, ...]] = ("TRUE", ())

    def add(self, condition: str, *parameters: Any) -> None:
        self.conditions.append(condition)
        self.parameters += parameters

    def resume(self, condition: str, *parameters: Any) -> None:
        """Where the list goes on."""
        self.add(condition, *parameters)
        self.resumed = condition, parameters

    def add_words(self, query: str) -> None:
        """Words among other conditions, none of which leaves many cases."""
        self.add(_WORDS, query)

    def fence_words(self, query: str) -> None:
        """Words among open cases, that are few: those with the words are fetched before anything else is looked at."""
        self.fenced, self.whole = f"{_WORDS} AND {OPEN}", True
        self.parameters.insert(0, query)

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
        if self.words:
            return self._newest_then_all(limit) if self.codes else self._all_with_words(limit)
        conditions = [*self.conditions, f"c.{self.column} = s.value"] if self.spread else self.conditions
        table = _fence(self.fenced) if self.fenced else "cases_case c"
        run = (
            f"SELECT c.rank_at, c.id FROM {table} WHERE {' AND '.join(conditions) or 'TRUE'}"
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
        run = f"c.{self.column} = s.value" if self.spread else "c.class_key = s.value" if self.klass else "TRUE"
        runs, run_parameters = (self.spread, self.spread_parameters) if self.spread else ("SELECT %s", (self.klass,))
        near = NEAR if self.spread or self.klass else NEAR_IN_CITY
        resumed, resume_parameters = self.resumed
        conditions = " AND ".join([*self.conditions, _WORDS])
        everywhere, parameters = self._all_with_words(limit)
        sql = f"""
        WITH horizon AS MATERIALIZED (
            SELECT e.id FROM ({runs}) AS s(value) CROSS JOIN LATERAL (
                SELECT c.id FROM cases_case c WHERE {run} AND {resumed} ORDER BY c.id DESC OFFSET %s LIMIT 1) e
            ORDER BY e.id DESC LIMIT 1),
        near AS MATERIALIZED (
            SELECT k.rank_at, k.id FROM ({runs}) AS s(value) CROSS JOIN LATERAL (
                SELECT c.rank_at, c.id FROM cases_case c
                WHERE {run} AND {conditions} AND c.id >= coalesce((SELECT id FROM horizon), %s::uuid)
                ORDER BY c.id DESC LIMIT %s) k
            ORDER BY k.id DESC LIMIT %s)
        SELECT rank_at, id FROM near
        UNION
        SELECT rank_at, id FROM ({everywhere}) e WHERE (SELECT count(*) FROM near) < %s
        ORDER BY id DESC LIMIT %s"""
        return sql, [
            *run_parameters, *resume_parameters, near - 1,
            *run_parameters, *self.parameters, self.words, _BEGINNING, limit, limit,
            *parameters, limit, limit,
        ]  # fmt: skip

    def _all_with_words(self, limit: int) -> tuple[str, list[Any]]:
        """As `keys`, newest first, out of the two indexes of words: that of open cases and that of closed ones."""
        sets: list[tuple[str, list[Any]]] = []
        if not self.closed:
            sets.append((_fence(f"{_WORDS} AND {OPEN}"), [self.words]))
        if self.codes:
            sets.append((_fence(f"{_WORDS} AND {CODES} @> %s::text[] AND {CLOSED}"), [self.words, self.codes]))
        else:
            sets.append((f"(SELECT * FROM cases_case c WHERE {_WORDS} AND {CLOSED}) c", [self.words]))
        here, path = _below(self.column, str(self.spread_parameters[0])) if self.spread else ("TRUE", ())
        rest = f"{' AND '.join([here, *self.conditions])} ORDER BY c.id DESC LIMIT %s"
        sql = " UNION ALL ".join(f"(SELECT c.rank_at, c.id FROM {one} WHERE {rest})" for one, _ in sets)
        parameters = [value for _, own in sets for value in (*own, *path, *self.parameters, limit)]
        return f"SELECT e.rank_at, e.id FROM ({sql}) e ORDER BY e.id DESC LIMIT %s", [*parameters, limit]


def _fence(condition: str) -> str:
    """The cases that a condition finds, before any other is looked at."""
    return f"(SELECT * FROM cases_case c WHERE {condition} OFFSET 0) c"


def order(sort: Sort, table: str) -> str:
    """The columns by which a list is sorted, of the table called so."""
    return _ORDERS[sort].format(table)


def _below(column: str, path: str) -> tuple[str, tuple[str, str, str]]:
    """`0` is the character after `/`."""
    return f"(c.{column} = %s OR (c.{column} >= %s AND c.{column} < %s))", (path, path + "/", path + "0")
