"""Supervision orders of the demonstration: one late, one answered, one sent back, one accepted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from linli.cases import queries as cases
from linli.cases.queries import Filters
from linli.faces.cli import _city as city
from linli.kernel.results import Refused, Result
from linli.kernel.rights import Actor, Role
from linli.people import queries as people
from linli.supervision import commands, outbox
from linli.supervision.commands import Done


@dataclass(frozen=True, slots=True)
class Act:
    """What followed, how long ago, in which words."""

    move: str
    ago: timedelta
    text: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order on so many cases, issued `ago`, to be answered `within` so long."""

    role: Role
    cases: int
    ago: timedelta
    within: timedelta
    text: str
    acts: tuple[Act, ...] = ()


def _days(count: int) -> timedelta:
    return timedelta(days=count)


_ORDERS = (
    Wanted(Role.SUPERVISOR, 3, _days(6), _days(4), "以下案卷均已超时，请说明原因，并逐件明确办结日期。"),
    Wanted(
        Role.AREA_LEAD, 1, _days(3), _days(8), "该问题影响居民出行，请到现场核实并答复处置方案。",
        (Act("answer", _days(1), "已到现场核实，缺少配件，明日到货后安装，两日内办结。"),),
    ),
    Wanted(
        Role.SUPERVISOR, 2, _days(5), _days(9), "请答复所列案卷的办理进度和责任人。",
        (
            Act("answer", _days(4), "正在办理。"),
            Act("send_back", _days(3), "请写明每件案卷何时办结，不能只答复“正在办理”。"),
        ),
    ),
    Wanted(
        Role.SUPERVISOR, 1, _days(12), _days(3), "案卷长期没有进展，请说明情况。",
        (
            Act("answer", _days(11), "因交接班遗漏，现已安排处置，并调整了值班交接办法。"),
            Act("accept", _days(10)),
        ),
    ),
)  # fmt: skip


def issue_orders(*, now: datetime) -> int:
    """Issue the demonstration's orders to the lead of its unit; how many.

    An order is left out where the unit has no open case that was there when it would have been issued.
    """
    lead = _actor(Role.UNIT_LEAD, now)
    post = people.posts(now=now, staff_id=lead.id)[0].id
    open_cases = list(cases.listing(actor=lead, filters=Filters(), now=now).rows)
    issued = 0
    for place, wanted in enumerate(_ORDERS):
        key, at = uuid5(NAMESPACE_URL, f"linli:demo:order:{place}"), now - wanted.ago
        named = [row for row in open_cases if row.reported_at < at][: wanted.cases]
        if not named:
            continue
        open_cases = [row for row in open_cases if row not in named]
        issuer = _actor(wanted.role, now)
        done = _allowed(
            commands.issue(
                command_id=key,
                actor=issuer,
                case_numbers=[row.number for row in named],
                post_id=post,
                due_at=at + wanted.within,
                text=wanted.text,
                now=at,
            )
        )
        for act in wanted.acts:
            acted = commands.act(
                order_id=done.order_id,
                move=act.move,
                actor=lead if act.move == "answer" else issuer,
                text=act.text,
                command_id=uuid5(key, f"{act.move} {act.ago}"),
                now=now - act.ago,
            )
            _allowed(acted)
        issued += 1
    # The demonstration sends no messages about what happened before it began.
    with transaction.atomic():
        outbox.take(now=now)
    return issued


def _actor(role: Role, now: datetime) -> Actor:
    found = people.actor(city.account(role), now=now)
    if found is None:
        raise LookupError(f"the demonstration's {role} is gone")
    return found


def _allowed(answer: Result[Done]) -> Done:
    if isinstance(answer, Refused):
        raise RuntimeError(f"an order of the demonstration was refused: {answer.code} {dict(answer.facts)}")
    return answer.value
