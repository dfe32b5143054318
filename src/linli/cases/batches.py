"""Many cases read and written at once, for what the system does by the clock. Private to this room, as `store`."""

from collections.abc import Sequence

from linli.cases import store
from linli.cases.store import CHANGING, EVENT_COLUMNS, Written

# As for one case (`store`), each at the version that its act was judged on.
_UPDATE_ALL = f"""
    WITH judged AS (
        SELECT * FROM unnest(%(ids)s::uuid[], %(seen)s::int[], %(first)s::int[], %(last)s::int[])
            AS j(id, seen, first, last)),
    moved AS (
        UPDATE cases_case AS c SET {", ".join(f"{name} = r.{name}" for name in CHANGING)}
        FROM jsonb_populate_recordset(NULL::cases_case, %(rows)s) AS r JOIN judged j ON j.id = r.id
        WHERE c.id = r.id AND c.version = j.seen RETURNING c.id),
    happened AS (
        INSERT INTO cases_event (case_id, {", ".join(EVENT_COLUMNS)})
        SELECT e.case_id, {", ".join(f"e.{name}" for name in EVENT_COLUMNS)}
        FROM jsonb_populate_recordset(NULL::cases_event, %(events)s) AS e JOIN moved m ON m.id = e.case_id),
    told AS (
        INSERT INTO cases_outbox (case_id, first_seq, last_seq)
        SELECT id, j.first, j.last FROM judged j JOIN moved USING (id))
    SELECT count(*) FROM moved"""


def update_cases(deeds: Sequence[tuple[Written, int]]) -> None:
    """Write what the system did to several cases, none of them twice, each with the version that was seen.

    The caller keeps the rows locked; acts bring no words. Raises IntegrityError where one was written before, and
    RuntimeError where a case has another version: nothing may be kept of the statement then.
    """
    if not deeds:
        return
    found = store.run(
        _UPDATE_ALL,
        {
            "ids": [written.facts.id for written, _ in deeds],
            "seen": [seen for _, seen in deeds],
            "first": [written.events[0].seq for written, _ in deeds],
            "last": [written.facts.version for written, _ in deeds],
            "rows": store.jsonb([store.row_of(written.facts) for written, _ in deeds]),
            "events": store.jsonb([one | {"case_id": w.facts.id} for w, _ in deeds for one in store.event_rows(w)]),
        },
    )
    if found is None or found[0] != len(deeds):
        raise RuntimeError(f"only {found[0] if found else 0} of {len(deeds)} cases are still as they were judged")
