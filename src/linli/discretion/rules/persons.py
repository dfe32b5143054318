"""Whether a report is about a person instead of a place, a facility or a service.

Judged cautiously: a complaint that mentions somebody in passing is about its place and goes through. Only the usual
forms of a denunciation, of talk about somebody's beliefs or life, of suspecting or looking for somebody are turned
away, and only where nothing in the text names anything that a city looks after.
"""

import re

from linli.discretion.rules.findings import plain
from linli.discretion.rules.names import CHINESE_NAME

_EDGES = "".join(sorted(set(" ,.;:，。；：\n我要想")))
_SOMEBODY = (
    rf"(?:我?(?:的|家)?(?:邻居|隔壁(?:邻居|那家|家)?|楼上(?:邻居|那家|住户)?|楼下(?:邻居|那家|住户)?|对门)|"
    rf"一[个名位](?:人|男的|女的|男子|女子|男人|女人)|"
    rf"某人|这个人|那个人|此人|这家人|那家人|他|她|{CHINESE_NAME}(?=[,。;!\s]|$|是|在|他|她|这|和|与|有|长期|"
    rf"经常|一直))"
)
_REPORTS = re.compile(rf"(?:^|[,。;!:\s我要想])(?:实名)?(?:举报|检举|揭发|告发|控告|投诉)[ :]?{_SOMEBODY}")
_LIFE = re.compile(
    r"(?:邻居|隔壁|楼上|楼下|对门|此人|这个人|那个人|他|她|他们|这家人|那家人|一家人|住户|租客|租户|房客|有人|"
    r"家里|老板娘?|同事).{0,14}?"
    r"(?:信[教佛](?!育)|信基督|信伊斯兰|传教|是[^,。]{0,4}教徒|练[^,。]{0,3}功(?!能)|邪教|做礼拜|念经拜佛|"
    r"同性恋|变性|出轨|婚外情|外遇|小三|包养|未婚先孕|超生|"
    r"精神病|脑子有(?:病|问题)|神经病|艾滋|吸毒|贩毒|坐过牢|刑满|劳改|犯过罪|有前科|卖淫|嫖娼|做小姐|"
    r"外地人|少数民族|不是本地人|外国人|反动|政治(?:问题|立场)|经常上访|老上访|鬼鬼祟祟|形迹可疑|行踪可疑|"
    r"看起来可疑|像坏人|不像好人|欠我?(?:的)?[^,。]{0,6}(?:钱|款|债)[^,。]{0,4}不还)"
)
_SUSPECTS = re.compile(r"(?:可疑|来历不明|鬼鬼祟祟)的?(?:人员|人物|分子|男子|女子|男的|女的|男人|女人|陌生人|人)")
_HARM = re.compile(
    r"(?:邻居|隔壁|楼上|楼下|对门|他|她|丈夫|老公|老婆|妻子|前夫|前妻|婆婆|儿子|女儿|儿媳|同事|"
    r"老板).{0,6}?(?:打我|骂我|家暴|殴打我|威胁我|跟踪我|诽谤我|骚扰我|欺负我|偷我)"
)
_SEEKS = re.compile(
    r"(?:帮我?|请)(?:们)?(?:查(?:一下|下|查)?|找(?:一下|下|找)?|寻找)(?:一个人|某人|此人|这个人|那个人|他|她|"
    r"我?(?:丈夫|妻子|老公|老婆|儿子|女儿|朋友|同学|战友))"
    r"|(?:查|打听).{0,8}(?:住在?哪(?:里|儿)?|家庭住址|个人信息|行踪|手机号是多少)"
)
_CITY = re.compile(
    "噪音|噪声|吵|扰民|装修|漏水|渗水|漏|积水|堆放|堆|占道|占用|占|楼道|违建|违章|违法建|搭建|加建|垃圾|停车|"
    "停放|车位|充电|飞线|油烟|烟|养|狗|犬|猫|鸡|高空|抛物|"
    "路灯|马路|道路|公路|街|井盖|管道|下水|污水|绿化|围墙|消防|电梯|小区|物业|门口|阳台|空调|外机|广场舞|音响|"
    "音乐|施工|工地|店|摊|市场|公园|学校|医院|公司|企业|"
    "无证|经营|收费|价格|工资|社保|房产证|拆迁|补偿|低保|补贴|公交|供水|停水|停电|供电|供暖|暖气|燃气|网络|楼顶|"
    "天台|菜地|种菜|树|灯|墙|门禁|围栏|排水|排烟|"
    "办事|窗口|服务|部门|政府|街道|社区|村委|居委|派出所|法院|设施|改装|破坏|隔断|群租|开发商|土地|宅基地|农田|"
    "河|鱼塘|砂|矿|厂|医保|户口|证|车|房|水|电|路"
)

_SOMEBODY_EN = (
    r"(?:(?:my|our|the|a|an|one)[ ](?:\w+[ ])?(?:neighbou?rs?|man|woman|guy|person|boy|girl|couple|family|"
    r"tenant|colleague|husband|wife|ex)"
    r"|someone|somebody|(?:Mr|Mrs|Ms|Miss)\.?[ ][A-Z]\w+)"
)
_REPORTS_EN = re.compile(
    rf"\b(?:report(?:ing)?|denounc(?:e|ing)|complain(?:ing)? about|accus(?:e|ing)|inform(?:ing)? on|"
    rf"turn in)[ ]{_SOMEBODY_EN}\b",
    re.I,
)
_LIFE_EN = re.compile(
    r"\b(?:neighbou?rs?|he|she|they|man|woman|family|tenants?|couple|people|person|somebody|someone)\b[^.;\n]{0,40}?\b"
    r"(?:muslims?|christians?|jews?|jewish|buddhists?|believers?|worship(?:s|ping)?|prays?|praying|cult|sect|"
    r"religious|gay|lesbian|homosexual|"
    r"transgender|prostitutes?|prostitution|immigrants?|foreigners?|illegal alien|drug addicts?|addicts?|"
    r"dealing drugs|mentally ill|crazy|insane|"
    r"has aids|hiv|ex-convict|criminal record|affair|divorced|suspicious|shady|communists?|dissidents?|"
    r"owes? me money)\b",
    re.IGNORECASE,
)
_SUSPECTS_EN = re.compile(
    r"\b(?:suspicious|shady|dodgy)(?:[ -]looking)?[ ](?:\w+[ ])?"
    r"(?:person|people|man|men|woman|women|guys?|strangers?|individuals?|characters?|youths?)\b",
    re.IGNORECASE,
)
_HARM_EN = re.compile(
    r"\b(?:neighbou?r|he|she|husband|wife|boyfriend|girlfriend|ex|boss|landlord)\b[^.;\n]{0,20}?\b"
    r"(?:hits?|hit|beats?|beat|threatens?|threatened|stalks?|stalked|harass(?:es|ed)|insult(?:s|ed)|slander(?:s|"
    r"ed))[ ](?:me|us)\b",
    re.IGNORECASE,
)
_SEEKS_EN = re.compile(
    r"\b(?:find out (?:who|where)|help me find|look(?:ing)? up|tell me where)\b[^.;\n]{0,12}\b(?:he|she|"
    r"a person|this person|my (?:husband|wife|ex|brother|sister|friend|son|daughter))\b",
    re.I,
)
_CITY_EN = re.compile(
    r"\b(?:nois\w*|loud|music|drill\w*|renovat\w*|rubbish|garbage|trash|litter\w*|dump\w*|park(?:s|ed|ing)?|"
    r"streets?|roads?|lights?|lamps?|stairs?|stairwell|"
    r"hallway|corridor|landing|fence|pipes?|leak\w*|trees?|dogs?|cats?|drain\w*|sewage|smoke|smok\w*|smell\w*|"
    r"block(?:s|ed|ing)|charg\w*|scooters?|bikes?|balcony|roof|"
    r"lift|elevator|gate|door|wall|water|power|heating|gas|shop|stall|market|restaurant|works?|construction|"
    r"pavement|sidewalk|bus|playground|bins?|office|"
    r"counter|service|form|fire|garden|yard|courtyard|pigeons?|graffiti|building|cars?|vans?)\b",
    re.IGNORECASE,
)


_FORMS = (
    *(_REPORTS, _LIFE, _SUSPECTS, _HARM, _SEEKS),
    *(_REPORTS_EN, _LIFE_EN, _SUSPECTS_EN, _HARM_EN, _SEEKS_EN),
)


def about_person(text: str) -> str | None:
    """The passage that shows that `text` is about a person; None where it may be about a place or a service."""
    flat = plain(text)
    if _CITY.search(flat) or _CITY_EN.search(flat):
        return None
    for pattern in _FORMS:
        if found := pattern.search(flat):
            return text[found.start() : found.end()].strip(_EDGES)
    return None
