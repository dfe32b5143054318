"""A town of two streets, small enough to know by heart: the edition, the places and the people that tests of the loop
use."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import shapely
from tests.stencil import Stencil

from linli.cases import timers
from linli.catalogue import commands as catalogue
from linli.catalogue import queries as catalogue_queries
from linli.catalogue.rules import document
from linli.catalogue.rules.edition import Duty, Edition, LimitRow, MapView, Reason, ServiceClass, Settings, Unit
from linli.kernel.periods import Limit, Span, WorkCalendar
from linli.kernel.rights import Actor, Grant, Role
from linli.kernel.words import words
from linli.places import commands as places
from linli.places import queries as places_queries
from linli.places.rules import AddressRecord, AreaRecord, CellRecord, ComponentRecord

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai

LAMP = "component-01037"
RUBBISH = "matter-02001"
NOISE = "matter-03001"
BURST = "local-001"
QUESTION = "service-001"
STAFF_ONLY = "matter-04001"

DISTRICT = "990101"
EAST = "990101/990101001"
WEST = "990101/990101002"
EAST_COMMUNITY = f"{EAST}/990101001001"
WEST_COMMUNITY = f"{WEST}/990101002001"
IN_EAST = (31.005, 121.015)
IN_WEST = (31.005, 121.005)
OUTSIDE = (31.5, 121.5)

LIGHTING = "lighting"
SANITATION = "sanitation"
EAST_OFFICE = "east-office"
WEST_OFFICE = "west-office"
EAST_WORKSTATION = "east-office/east-workstation"


def _class(kind: str, code: str, zh: str, en: str, *, photo: bool = False, staff: bool = False) -> ServiceClass:
    return ServiceClass(
        key=f"{kind}-{code}",
        kind=kind,
        code=code,
        group=words("设施", "Facilities"),
        name=words(zh, en),
        icon="bulb",
        photo_required=photo,
        reporters="staff" if staff else "anyone",
    )


def _unit(path: str, zh: str, en: str) -> Unit:
    parent, _, code = path.rpartition("/")
    return Unit(code, path, parent or None, words(zh, en), f"{code}@example.org", "office")


def _span(opens: int, closes: int) -> Span:
    return Span(opens * 60, closes * 60)


_DAY = (_span(8, 12), _span(14, 18))
_CLASSES = (
    _class("component", "01037", "路灯异常", "Street lamp faulty"),
    _class("matter", "02001", "暴露垃圾", "Exposed rubbish", photo=True),
    _class("matter", "03001", "噪声", "Noise"),
    _class("local", "001", "水管爆裂", "Burst water main"),
    _class("service", "001", "咨询", "Question"),
    _class("matter", "04001", "巡查专用", "For patrols", staff=True),
)
_UNITS = (
    _unit(LIGHTING, "照明所", "Street Lighting"),
    _unit(SANITATION, "环卫所", "Sanitation"),
    _unit(EAST_OFFICE, "东街道办", "East Street Office"),
    _unit(EAST_WORKSTATION, "东社区工作站", "East Community Workstation"),
    _unit(WEST_OFFICE, "西街道办", "West Street Office"),
)
EDITION = Edition(
    number=1,
    name="town",
    digest="town",
    title=words("小城", "Town"),
    classes={one.key: one for one in _CLASSES},
    units={one.code: one for one in _UNITS},
    duties=(
        Duty("component-*", "*", LIGHTING),
        Duty(RUBBISH, "*", SANITATION, ("east-office",)),
        Duty(NOISE, "990101001", "east-office"),
        Duty(NOISE, "990101001", SANITATION),
        Duty(BURST, "*", SANITATION),
        Duty("matter-04001", "990101002", "west-office"),
    ),
    limits=(
        LimitRow("*", "ordinary", words("一般", "Ordinary"), Limit(2, "d", "working")),
        LimitRow(BURST, "ordinary", words("一般", "Ordinary"), Limit(4, "h", "continuous")),
        LimitRow(BURST, "flooding", words("淹水", "Flooding"), Limit(1, "h", "continuous")),
    ),
    reasons={
        "reject": (Reason("outside", words("不在范围", "Outside the city"), words("不在范围。", "It lies outside.")),),
        "return": (Reason("not_ours", words("非我职责", "Not ours"), words("", "")),),
        "pause": (Reason("weather", words("天气", "Weather"), words("天气不允许。", "Not in this weather.")),),
        "suspend": (Reason("funds", words("资金", "Funds"), words("需要落实资金。", "Money has to be found.")),),
    },
    calendars={"office": WorkCalendar("Asia/Shanghai", (_DAY,) * 5 + ((), ()), _DAY)},
    settings=Settings(
        time_zone="Asia/Shanghai",
        languages=("zh-hans", "en"),
        map=MapView(31.005, 121.01, 14),
        calendar="office",
        clocks={"file": Limit(15, "min", "working"), "check": Limit(30, "min", "working")},
    ),
)


_USUAL = Stencil[None]()


def install_edition(edition: Edition, now: datetime = NOW) -> None:
    content = document.write(edition)
    catalogue.publish(document=content, digest=document.digest(content), name="town", by="tests", now=now)


def install(
    now: datetime = NOW,
    *,
    grades: Mapping[str, str] = {},
    components: Sequence[ComponentRecord] = (),
    addresses: Sequence[AddressRecord] = (),
) -> None:
    """Publish the edition and lay out the places: each community is one cell, east of 121.01° and west of it."""
    catalogue_queries.forget()
    places_queries.forget()

    def make() -> None:
        install_edition(EDITION, now)
        install_areas({}, now, components=components, addresses=addresses)

    if now != NOW or components or addresses:
        make()
    else:
        _USUAL.lay(make)


def install_areas(
    grades: Mapping[str, str],
    now: datetime = NOW,
    *,
    components: Sequence[ComponentRecord] = (),
    addresses: Sequence[AddressRecord] = (),
) -> None:
    """Lay out the places; `grades` are those of areas by their codes."""
    east, west = shapely.box(121.01, 31.0, 121.02, 31.01), shapely.box(121.0, 31.0, 121.01, 31.01)
    areas = [
        AreaRecord(
            "990101", None, "district", words("小城区", "Town District"), shapely.box(121.0, 31.0, 121.02, 31.01)
        ),
        AreaRecord("990101001", "990101", "street", words("东街道", "East Street"), east),
        AreaRecord("990101002", "990101", "street", words("西街道", "West Street"), west),
        AreaRecord("990101001001", "990101001", "community", words("东社区", "East Community"), east),
        AreaRecord("990101002001", "990101002", "community", words("西社区", "West Community"), west),
    ]
    cells = [CellRecord("990101001001001", "990101001001", east), CellRecord("990101002001001", "990101002001", west)]
    graded = [replace(area, grade=grades.get(area.code, "")) for area in areas]
    places.install(areas=graded, cells=cells, components=components, addresses=addresses, edition=1, now=now)


def staff(number: int, role: Role, area_path: str = "", unit_path: str = "") -> Actor:
    return Actor("staff", number, (Grant(role, area_path, unit_path),), language="en")


OPERATOR = staff(1, Role.OPERATOR)
SUPERVISOR = staff(2, Role.SUPERVISOR)
DISPATCHER = staff(3, Role.DISPATCHER)
LAMP_HANDLER = staff(4, Role.HANDLER, unit_path=LIGHTING)
CLEANER = staff(5, Role.HANDLER, unit_path=SANITATION)
EAST_HANDLER = staff(6, Role.HANDLER, unit_path=EAST_OFFICE)
CHECKER = staff(7, Role.CHECKER)
EAST_COLLECTOR = staff(8, Role.COLLECTOR, area_path=EAST)
WEST_COLLECTOR = staff(9, Role.COLLECTOR, area_path=WEST)
AREA_LEAD = staff(11, Role.AREA_LEAD, area_path=EAST)
AUDITOR = staff(10, Role.AUDITOR)
PASSER_BY = Actor("reporter", language="en")

EVERYBODY: Sequence[Actor] = (
    OPERATOR, SUPERVISOR, DISPATCHER, LAMP_HANDLER, CLEANER, EAST_HANDLER, CHECKER,
    EAST_COLLECTOR, WEST_COLLECTOR, AUDITOR, AREA_LEAD,
)  # fmt: skip


def command() -> UUID:
    return uuid4()


def grade_the_east() -> None:
    """Install the town with the east of grade A, where everything has a working day; elsewhere it has three."""
    rows = tuple(
        LimitRow("*", "ordinary", words("一般", "Ordinary"), Limit(days, "d", "working"), grade)
        for days, grade in ((1, "A"), (3, ""))
    )
    install()
    install_edition(replace(EDITION, limits=rows))
    install_areas({"990101001": "A"}, NOW)
    catalogue_queries.forget()


def catch_up(*, now: datetime) -> int:
    """Let the system do all that is due, as often as a case has something due; how many acts that were."""
    moved = 0
    while more := timers.wake(now=now):
        moved += more
    return moved
