"""What can be brought in: four kinds of table, and the fields of each with the headings that people give them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from linli.kernel.words import Words, words


class Kind(StrEnum):
    """What the rows of a table are."""

    CASES = "cases"
    COMPONENTS = "components"
    UNITS = "units"
    ADDRESSES = "addresses"


type Shape = Literal["text", "id", "time", "lat", "lon", "class", "component", "facility", "unit", "email", "calendar"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind. `headings` are what tables call it, in small letters without spaces and signs; `shape` is
    what its values look like. `many`: it may come from several columns, which are joined."""

    name: str
    title: Words
    shape: Shape
    headings: tuple[str, ...]
    required: bool = False
    many: bool = False


_LATITUDE = Field(
    "lat", words("纬度", "Latitude"), "lat", ("纬度", "北纬", "y坐标", "坐标y", "lat", "latitude", "y", "wgs84lat")
)
_LONGITUDE = Field(
    "lon", words("经度", "Longitude"), "lon",
    ("经度", "东经", "x坐标", "坐标x", "lon", "lng", "long", "longitude", "x", "wgs84lon"),
)  # fmt: skip
_PLACED = (
    Field(_LATITUDE.name, _LATITUDE.title, "lat", _LATITUDE.headings, required=True),
    Field(_LONGITUDE.name, _LONGITUDE.title, "lon", _LONGITUDE.headings, required=True),
)

FIELDS: Mapping[Kind, tuple[Field, ...]] = {
    Kind.CASES: (
        Field("id", words("原系统编号", "Its number in the other system"), "id",
              ("编号", "案卷编号", "案卷号", "案件编号", "案件号", "任务号", "工单号", "工单编号", "受理编号",
              "流水号", "序号",
               "id", "no", "number", "caseid", "casenumber", "caseno", "ticket", "ticketid", "requestid",
               "servicerequestnumber", "servicerequestid", "caseenquiryid"), required=True),
        Field("reported_at", words("上报时间", "Reported at"), "time",
              ("上报时间", "受理时间", "立案时间", "登记时间", "创建时间", "发生时间", "反映时间", "来电时间",
              "工单时间",
               "reportedat", "reported", "opened", "openedat", "opendt", "created", "createdat", "creationdate",
               "createddate", "requesteddatetime", "requestdate", "date"), required=True),
        Field("closed_at", words("结案时间", "Closed at"), "time",
              ("结案时间", "办结时间", "完成时间", "关闭时间", "处置完成时间", "closedat", "closed", "closeddt",
               "completed", "completedat", "completiondate", "closeddate", "resolvedat", "enddate")),
        Field("due_at", words("原定时限", "Promised for"), "time",
              ("截止时间", "时限", "处置时限", "办结时限", "应结案时间", "应完成时间", "due", "dueat", "duedate",
              "deadline",
               "slatargetdt", "expecteddatetime")),
        Field("class", words("类别", "Class"), "class",
              ("类别", "类别代码", "小类", "小类代码", "案件类别", "事项类别", "问题类别", "事件类别", "class",
              "classcode",
               "category", "type", "subtype", "servicecode", "servicename", "casetype")),
        _LATITUDE,
        _LONGITUDE,
        Field("address", words("地址", "Address"), "text",
              ("地址", "事发地址", "地点", "位置", "位置描述", "事发地点", "address", "location", "streetaddress",
               "neighborhood", "neighbourhood", "place"), many=True),
        Field("text", words("问题描述", "What is said"), "text",
              ("描述", "问题描述", "内容", "诉求内容", "情况描述", "案件描述", "标题", "text", "description",
              "details",
               "title", "casetitle", "summary", "comments"), many=True),
    ),
    Kind.COMPONENTS: (
        Field("code", words("部件编码", "Code of the facility"), "component",
              ("编码", "部件编码", "部件标识码", "标识码", "部件代码", "部件编号", "编号", "code", "componentcode",
               "componentid", "facilitycode", "assetid", "assetcode", "id"), required=True),
        Field("class", words("部件类别", "Class of the facility"), "facility",
              ("类别", "部件类别", "类别代码", "小类", "小类代码", "部件小类", "部件名称", "部件类型", "class",
              "classcode",
               "type", "category", "componenttype", "assettype")),
        *_PLACED,
        Field("unit", words("养护部门", "Unit that keeps it"), "unit",
              ("部门", "养护部门", "养护单位", "权属单位", "主管部门", "责任单位", "管理单位", "所属单位", "unit",
              "unitcode",
               "keeper", "department", "agency", "maintainer", "owner")),
    ),
    Kind.UNITS: (
        Field("code", words("部门代码", "Code of the unit"), "id",
              ("代码", "部门代码", "部门编码", "单位代码", "单位编码", "机构代码", "编码", "code", "unitcode",
              "unitid", "id"),
              required=True),
        Field("parent", words("上级部门代码", "Code of the unit above"), "text",
              ("上级", "上级代码", "上级部门", "上级部门代码", "上级单位", "上级单位代码", "父级", "父级代码",
              "parent", "parentcode",
               "parentid", "parentunit")),
        Field("name_zh", words("中文名称", "Chinese name"), "text",
              ("名称", "部门", "部门名称", "单位", "单位名称", "机构名称", "中文名称", "中文名", "namezh",
              "chinesename", "name")),
        Field("name_en", words("英文名称", "English name"), "text",
              ("英文名称", "英文名", "nameen", "englishname", "nameenglish")),
        Field("email", words("公务邮箱", "Office e-mail"), "email",
              ("邮箱", "电子邮箱", "电子邮件", "公务邮箱", "单位邮箱", "email", "mail", "officeemail",
              "emailaddress")),
        Field("calendar", words("工作日历", "Calendar"), "calendar", ("日历", "工作日历", "calendar")),
    ),
    Kind.ADDRESSES: (
        Field("name_zh", words("中文名称", "Chinese name"), "text",
              ("名称", "地名", "地址", "地址名称", "标准地址", "门牌地址", "详细地址", "中文名称", "中文名",
              "namezh", "name",
               "address", "streetaddress", "chinesename")),
        Field("name_en", words("英文名称", "English name"), "text",
              ("英文名称", "英文名", "英文地址", "nameen", "englishname", "nameenglish", "addressen")),
        *_PLACED,
    ),
}  # fmt: skip
"""The fields of each kind, in the order in which they are asked for."""
