"""Who works in the fictional district and for what: the units, the duties, a few limits and the head of the pack.

Trades lead for their facilities everywhere. Street offices lead for ordinary matters in their street, communities for
small ones between the houses. In a few places nobody has agreed who leads: a dispatcher decides there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

type Row = tuple[str, ...]

ANYWHERE = "*"
NIGHT_AND_DAY = "round-the-clock"

PACK_TOML = """\
# A fictional district for demonstrations, made by `python -m tools.demo_city`: change the generator, not the tables.

[pack]
name = "demo"
title = {{ zh = "棠溪区（示范）", en = "Tangxi District (demonstration)" }}
extends = "base"
languages = ["zh-hans", "en"]
time_zone = "Asia/Shanghai"

[map]
centre = [{lat}, {lon}]
zoom = {zoom}
basemap = "basemap.geojson"

[cells]
size = 100

[loop]
silence_days = 7
objection_days = 15
reopen_days = 30

[calendars]
default = "office"
"""


@dataclass(frozen=True)
class Named:
    """An area: 9 digits for a street, 12 for a community, which begin with those of its street."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Trade:
    """What `lead` is responsible for: classes of one `kind` by their codes, or a code's beginning and `*`."""

    lead: str
    kind: str
    codes: str
    assist: str = ""

    @property
    def classes(self) -> Iterator[str]:
        return (f"{self.kind}-{code}" for code in self.codes.split())


DISTRICT_UNITS: tuple[Row, ...] = (  # code, parent, Chinese name, English name, calendar
    ("urban-management", "", "区城市管理局", "Urban Management Bureau", ""),
    ("sanitation", "urban-management", "环境卫生管理所", "Sanitation Service", ""),
    ("refuse-fleet-1", "sanitation", "清运一队", "Refuse Fleet 1", ""),
    ("refuse-fleet-2", "sanitation", "清运二队", "Refuse Fleet 2", ""),
    ("public-toilets", "sanitation", "公共厕所管理站", "Public Toilet Service", ""),
    ("street-appearance", "urban-management", "市容管理所", "Street Appearance Service", ""),
    ("advertising", "urban-management", "户外广告设施管理站", "Outdoor Advertising Service", ""),
    ("municipal-works", "", "区市政公用事业中心", "Municipal Works Centre", ""),
    ("roads", "municipal-works", "道路桥梁养护所", "Road and Bridge Maintenance", ""),
    ("road-rescue", "roads", "道路应急抢险队", "Road Emergency Crew", NIGHT_AND_DAY),
    ("drainage", "municipal-works", "排水管理所", "Drainage Service", ""),
    ("drainage-crew", "drainage", "排水抢险队", "Drainage Emergency Crew", NIGHT_AND_DAY),
    ("lighting", "municipal-works", "路灯管理所", "Street Lighting Service", ""),
    ("utilities-desk", "municipal-works", "公用事业服务台", "Utilities Desk", NIGHT_AND_DAY),
    ("greenery", "", "区园林绿化养护所", "Greenery Maintenance", ""),
    ("parks", "greenery", "公园管理中心", "Parks Service", ""),
    ("river", "", "区河道管理所", "River Service", ""),
    ("housing", "", "区住房和城乡建设局", "Housing and Construction Bureau", ""),
    ("property", "housing", "物业管理服务中心", "Property Management Service", ""),
    ("construction-sites", "housing", "建设工地管理站", "Construction Site Service", ""),
    ("transport", "", "区交通运输局", "Transport Bureau", ""),
    ("traffic-facilities", "transport", "交通设施管理所", "Traffic Facilities Service", ""),
    ("parking", "transport", "停车管理中心", "Parking Service", ""),
    ("cycles", "parking", "非机动车停放服务站", "Bicycle Parking Service", ""),
    ("bus", "", "区公共汽车公司", "Bus Company", ""),
    ("rail", "", "轨道交通运营公司", "Rail Transit Company", NIGHT_AND_DAY),
    ("water", "", "区自来水公司", "Water Company", ""),
    ("water-repair", "water", "供水抢修队", "Water Emergency Crew", NIGHT_AND_DAY),
    ("gas", "", "区燃气公司", "Gas Company", ""),
    ("gas-repair", "gas", "燃气抢修队", "Gas Emergency Crew", NIGHT_AND_DAY),
    ("heating", "", "区供热公司", "Heating Company", ""),
    ("heating-repair", "heating", "供热抢修队", "Heating Emergency Crew", NIGHT_AND_DAY),
    ("power", "", "区供电公司", "Power Supply Company", ""),
    ("power-repair", "power", "电力抢修队", "Power Emergency Crew", NIGHT_AND_DAY),
    ("telecom", "", "通信杆箱联建公司", "Joint Telecom Pole and Box Company", ""),
    ("fire-facilities", "", "消防设施维护站", "Fire Facilities Service", NIGHT_AND_DAY),
    ("safety-facilities", "", "公共安全设施维护站", "Public Safety Facilities Service", ""),
    ("environment", "", "区生态环境局", "Environment Bureau", ""),
    ("market", "", "区市场监督管理局", "Market Supervision Bureau", ""),
    ("commerce", "", "区商务服务中心", "Commerce Service Centre", ""),
    ("culture", "", "区文化体育中心", "Culture and Sports Centre", ""),
    ("signage", "", "区地名与公共标识管理站", "Place Names and Public Signs", ""),
    ("public-services", "", "区政务服务中心", "Public Service Centre", ""),
)

TRADES: tuple[Trade, ...] = (
    Trade("water", "component", "01001 01019 01024 01025 01063"),
    Trade("water", "component", "01068", "fire-facilities"),
    Trade("fire-facilities", "component", "01013", "water"),
    Trade("drainage", "component", "01002 01003 01004 01055 01072"),
    Trade("drainage", "component", "01073", "environment;river"),
    Trade("drainage", "matter", "06030", "environment"),
    Trade("power", "component", "01005 01017 01028 01029 01030 01047 01048"),
    Trade("gas", "component", "01011 01021 01036 01049 01057"),
    Trade("heating", "component", "01010 01061"),
    Trade("telecom", "component", "01007 01008 01009 01027 01031 01041 01062"),
    Trade("telecom", "matter", "06008", "power"),
    Trade("telecom", "matter", "10002", "power-repair"),
    Trade("lighting", "component", "01006 01037 01038 01039 01060"),
    Trade("lighting", "component", "01077", "traffic-facilities;telecom"),
    Trade("municipal-works", "component", "01074", "power;telecom"),
    Trade("utilities-desk", "component", "01053"),
    Trade("utilities-desk", "service", "utilities", "water;power;gas;heating"),
    Trade("roads", "component", "01022 01026 02006 02007 02008 02009 02021 02024 02044"),
    Trade("roads", "component", "02034", "traffic-facilities"),
    Trade("roads", "matter", "06003 06013 06048 06049 06050 06051 06052 08003 09017"),
    Trade("roads", "matter", "06039 08002", "traffic-facilities"),
    Trade("roads", "matter", "08009", "construction-sites"),
    Trade("traffic-facilities", "component", "01015 02*"),
    Trade("traffic-facilities", "matter", "06016 09018"),
    Trade("transport", "component", "02005"),
    Trade("parking", "component", "02001 02002 02003 02041"),
    Trade("parking", "component", "01054", "power"),
    Trade("parking", "matter", "06034 09009 09016", "traffic-facilities"),
    Trade("cycles", "component", "02025 02026 02027"),
    Trade("cycles", "matter", "09010 09011"),
    Trade("bus", "component", "01020 01032 02004"),
    Trade("rail", "component", "02028 02032 02042"),
    Trade("river", "component", "01067 01069 01070 01071 02029 02030 02031"),
    Trade("river", "component", "01056", "water;gas"),
    Trade("river", "matter", "06015 06023 06024 06025 06046"),
    Trade("environment", "component", "03009 03010 03011 03012 03013"),
    Trade("environment", "matter", "06026", "river"),
    Trade("environment", "matter", "06027", "market"),
    Trade("environment", "matter", "06028"),
    Trade("environment", "matter", "06032 06033", "sanitation"),
    Trade("sanitation", "component", "01059 03*"),
    Trade("sanitation", "matter", "06012 06014 06037 07001"),
    Trade("sanitation", "matter", "08011 08012", "construction-sites"),
    Trade("sanitation", "matter", "10001", "roads"),
    Trade("public-toilets", "component", "03001 03002"),
    Trade("street-appearance", "component", "01065"),
    Trade("advertising", "component", "03006 03007"),
    Trade("advertising", "matter", "07*"),
    Trade("greenery", "component", "01014 04*"),
    Trade("greenery", "component", "04012", "roads"),
    Trade("greenery", "matter", "06017 06018 06021 06022 06045"),
    Trade("parks", "component", "01052 04006 04007 04009 04010"),
    Trade("parks", "matter", "06047", "greenery"),
    Trade("property", "component", "01018 03003", "sanitation"),
    Trade("property", "component", "01076", "market"),
    Trade("property", "component", "05002"),
    Trade("property", "matter", "09012", "fire-facilities"),
    Trade("construction-sites", "matter", "08*"),
    Trade("construction-sites", "matter", "08004", "environment"),
    Trade("market", "matter", "09013 09015 09020"),
    Trade("commerce", "component", "01040 01042 01043 01044 01045 01075"),
    Trade("commerce", "component", "05003", "market"),
    Trade("culture", "component", "01046 02037 02040 05009"),
    Trade("culture", "service", "facility-closed", "public-services"),
    Trade("signage", "component", "02012 02013 02035 02036 02038"),
    Trade("safety-facilities", "component", "01012 01050 01051 01066 02039"),
    Trade("public-services", "service", "question below-promise"),
    Trade("water-repair", "local", "burst-water-main", "roads"),
    Trade("gas-repair", "local", "burst-gas-main", "fire-facilities"),
    Trade("heating-repair", "local", "burst-heating-main", "roads"),
    Trade("drainage-crew", "local", "burst-sewer", "sanitation"),
    Trade("drainage-crew", "local", "flooding", "road-rescue"),
    Trade("road-rescue", "local", "road-collapse", "traffic-facilities;drainage"),
)

STREET_OFFICE = "its street office"
STREET_TRADES: tuple[Trade, ...] = (
    Trade(STREET_OFFICE, "matter", "*"),
    Trade(STREET_OFFICE, "matter", "06001 06002 06006 09005 09006 09022", "street-appearance"),
    Trade(STREET_OFFICE, "matter", "09002", "market"),
    Trade(STREET_OFFICE, "component", "01035"),
    Trade(STREET_OFFICE, "service", "suggestion", "public-services"),
)
FLEET_TRADES: tuple[Trade, ...] = (
    Trade("its fleet", "component", "03004 03005"),
    Trade("its fleet", "matter", "06010 06011 06035 06042"),
)
COMMUNITY = "its community"
COMMUNITY_TRADES: tuple[Trade, ...] = (
    Trade(COMMUNITY, "component", "01058 03008"),
    Trade(COMMUNITY, "matter", "06005 06007 06036"),
    Trade(COMMUNITY, "matter", "06040", "property"),
    Trade(COMMUNITY, "matter", "06041", "sanitation"),
    Trade(COMMUNITY, "service", "help-on-site"),
)

UNSETTLED: dict[str, str] = {
    "component-01023": "003",
    "component-01033": "002",
    "component-01034": "005",
    "component-01064": "008",
}
"""Facilities of unknown or disputed ownership. Street offices look after them, but not in the street given here (its
last three digits): nobody has agreed to lead there, and a dispatcher decides."""

CONTESTED: dict[str, tuple[str, str]] = {
    "matter-08005": ("007", "municipal-works"),
    "matter-06035": ("003", "refuse-fleet-1"),
    "matter-09004": ("005", "refuse-fleet-2"),
}
"""Matters for which, in the street given, its office and another unit both answer: a dispatcher chooses."""

LIMITS: tuple[Row, ...] = (
    ("service-question", "ordinary", "有现成答案的咨询", "An answer is at hand", "1", "d", "working"),
    ("service-question", "inquiry", "需要向有关单位了解", "Others have to be asked", "5", "d", "working"),
    ("service-suggestion", "ordinary", "一般建议", "As usual", "15", "d", "working"),
    ("service-help-on-site", "ordinary", "不紧急的现场协助", "Help that is not urgent", "1", "d", "working"),
    ("service-facility-closed", "ordinary", "未按公布时间开放", "Closed at an announced hour", "1", "d", "working"),
    ("service-below-promise", "ordinary", "一般情况", "As usual", "5", "d", "working"),
)


def units(streets: Sequence[Named], communities: Sequence[Named]) -> list[Row]:
    """The rows of units.csv, its head first: the district's own, then each street office with its communities."""
    rows: list[Row] = [("code", "parent", "name_zh", "name_en", "email", "calendar")]
    rows += [_unit(*row) for row in DISTRICT_UNITS]
    for street in streets:
        office = street_office(street)
        rows.append(_unit(office, "", f"{street.name_zh}办事处", f"{street.name_en} Office"))
        rows += [
            _unit(workstation(community), office, f"{community.name_zh}工作站", f"{community.name_en} Workstation")
            for community in communities
            if community.code.startswith(street.code)
        ]
    return rows


def duties(streets: Sequence[Named], communities: Sequence[Named]) -> list[Row]:
    """The rows of duties.csv, its head first: trades, then streets, then communities."""
    rows: list[Row] = [("class", "area", "lead", "assist")]
    rows += _duties(TRADES, area=ANYWHERE)
    for index, street in enumerate(streets):
        fleet = "refuse-fleet-1" if index < (len(streets) + 1) // 2 else "refuse-fleet-2"
        office = street_office(street)
        rows += _duties(STREET_TRADES, area=street.code, lead=office)
        rows += _duties(FLEET_TRADES, area=street.code, lead=fleet)
        rows += [
            (key, street.code, office, "municipal-works")
            for key, unsettled in UNSETTLED.items()
            if not street.code.endswith(unsettled)
        ]
        rows += [
            (key, street.code, lead, "")
            for key, (contested, other) in CONTESTED.items()
            if street.code.endswith(contested)
            for lead in (office, other)
            if not any(row[:3] == (key, street.code, lead) for row in rows)
        ]
    for community in communities:
        rows += _duties(COMMUNITY_TRADES, area=community.code, lead=workstation(community))
    return rows


def limits() -> list[Row]:
    """The rows of limits.csv, its head first: what the district promises for questions and requests."""
    return [("class", "condition", "condition_zh", "condition_en", "value", "unit", "clock"), *LIMITS]


def street_office(street: Named) -> str:
    """The code of a street's office."""
    return f"street-{street.code[6:]}"


def workstation(community: Named) -> str:
    """The code of a community's workstation."""
    return f"community-{community.code[6:]}"


def _unit(code: str, parent: str, name_zh: str, name_en: str, calendar: str = "") -> Row:
    return code, parent, name_zh, name_en, f"{code}@example.org", calendar


def _duties(trades: Sequence[Trade], *, area: str, lead: str = "") -> Iterator[Row]:
    """The duties of `trades` in an area, led by `lead` where it depends on the area."""
    return ((key, area, lead or trade.lead, trade.assist) for trade in trades for key in trade.classes)
