"""Names of persons in the forms in which people write them: after a word that announces one, or with a title.

Without such a word a name isn't looked for: a place that is named after somebody (中山路, Dr Sun Yat-sen Park) is where
the report is about, and to cover it would take the place out of the report.
"""

import re

from linli.discretion.rules.findings import Finding, Findings, Kind

# The commonest surnames of the 2020 census, and compound ones. Those that are mostly other words (向 时 和 平 全 车 水)
# are left out.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖"
    "石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔常汤康易乔赖施洪俞齐章温樊殷葛鲁翟倪"
    "岳聂关焦柯祝庞邢耿阮欧梅兰裴尤霍柴凌舒季童骆翁柳涂纪卓项詹凤辛管祁路安冉沙宁甘盛屈麦苗牟简鞠敖滕娄阎蓝冼褚"
)
_COMPOUND = "欧阳|司马|上官|诸葛|东方|尉迟|公孙|慕容|司徒|夏侯|皇甫|令狐|端木|轩辕|南宫"
# Characters of given names: what stands between a surname and a title, or after a word that needn't announce a name.
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英兰红华玉梅建国文志海燕波斌宇浩凯辉鹏飞云莲珍凤春菊金生林德胜荣福贵"
    "祥新永庆学光友庭良才义振宏泽晨轩涵怡佳慧颖琳雪倩婷雯欣萍蓉莹晶洁琴娥淑惠珠翠雅芝素爱香月美珊莎锦黛青瑞琪嘉琼勤贞"
    "莉璧璐娅琦妍茜秋锋保东民利清进邦承乐绍功松善厚裕河哲江亮政谦亨奇固之轮翰朗伯宁震壮思群豪心信绍策腾楠榕航弘彬彪"
    "峰鑫森旭阳坤乾栋梁忠孝仁礼智勤俭诚谨恒山川雷雨晓小大子梓俊天昊博雨萱诗紫可依若钰媛岚冰璇琬彤妮娇媚曼菲蕾蕊薇"
    "蓓芬芸茹荷莺菁芷悦然毅贤达维健启克伦翔士以茂广均寿世安富发武"
)
# What comes after a name and is no part of it.
_AFTER = (
    "住在是家的今昨明天电手联我他她有没想要反向投举现因为和与及于从到把被将对请希也都就来去说，身地人"
    "年男女已曾又给让叫你您还不吗吧了先女小阿叔大奶爷主经书老师"
)
_TITLES = (
    "先生|女士|小姐|太太|夫人|阿姨|叔叔|伯伯|伯父|伯母|大爷|大妈|大叔|大婶|大娘|大哥|大姐|奶奶|爷爷|婆婆|师傅|"
    "老师(?!傅)|医生|大夫|护士|律师|教授|老板娘|老板|"
    "经理|主任(?![意何由凭务性])|书记(?![录载忆者])|局长|处长|科长|所长|院长|校长|站长|队长|村长|社长|主席|组长|"
    "警官|法官|会计|同志|总监|班长|店长"
)
_NOT_BEFORE = (
    "主任|前任|现任|历任|担任|责任|聘任|出任|就任|连任|城管|掌管|保管|任何|如何|为何|几何|由于|对于|关于|等于|"
    "终于|至于|属于|位于|处于|有关|相关|无关|机关|海关|公安|保安|治安|平安|经常|非常|日常|正常|通常|时常|"
    "地方|对方|警方|官方|双方|各方|甲方|乙方|多方|物方|最高|提高|千万|百万|亿万|容易|简易|不易|统计|设计|会计|"
    "估计|各项|事项|多项|公路|道路|马路|电路|"
    "现金|资金|租金|押金|奖金|基金|罚金|黄金|铺路|学校门|单程|工程|过程|流程|课程|江|小高|应|都江"
)
_SURNAME = rf"(?:{_COMPOUND}|[{_SURNAMES}])"
CHINESE_NAME = rf"{_SURNAME}[{_GIVEN}]{{1,2}}"
"""A full name in a pattern: a surname and one or two characters that names are made of."""
_TITLED = re.compile(
    rf"(?P<it>{_SURNAME}(?:[\u4e00-\u9fff](?![{_SURNAMES}])[{_GIVEN}]|[{_GIVEN}]{{0,2}}?))(?=(?:{_TITLES}))"
)
_ORDINARY = re.compile(rf"(?:{_NOT_BEFORE})$")
# A place or a shop that bears a name: 孙中山先生故居, 李先生牛肉面.
_NAMESAKE = re.compile(
    rf"(?:{_TITLES})(?:[^在去到的开和与于、,。;\s反说向要把被来家门叫给打找有没也都看告投建]{{0,2}}"
    r"(?:店|馆|铺|超市|餐厅|包子|牛肉面|拉面|米粉|米线|烧烤|火锅|小吃|诊所|事务所|故居|旧居|纪念|雕像|塑像|铜像|"
    r"之墓|公园|广场|中学|小学|大学|医院)|路|街|班(?!上))"
)
_ANNOUNCED = re.compile(
    r"(?:我叫|我的名字[叫是]|我名叫|我姓名|名叫|名字叫|联系人|姓名|投诉人|反映人|举报人|报修人|申请人|求助人|"
    r"来电人|来访人|诉求人|报料人|业主姓名|"
    r"户主|署名|落款|本人姓名|负责人|当事人|收件人|经手人|车主)(?P<gap>[ ]?[::是为叫][ ]?|[ ](?=.)|)"
    rf"(?P<it>(?P<first>{_SURNAME})(?P<given>[\u4e00-\u9fff]{{1,2}}))"
)
_SELF = re.compile(rf"(?:我是|本人|我,|我叫)[ ,:]?(?P<it>{CHINESE_NAME})(?=[ ,。;!:(]|$|住|家住|电话|手机|联系|身份证)")
_WHO = re.compile(
    r"(?:邻居|房东|租客|租户|业主|户主|住户|司机|店主|老板|老板娘|队长|书记|主任|经理|村民|居民|同事|保安|房主|"
    r"楼长|网格员|局长|村长|民警)"
    rf"(?P<it>{CHINESE_NAME})(?=[ ,。;!:(]|$|在|将|把|说|每|等|和|私|违|占|收|不|擅|跟|对|一直|经常|总是|家|"
    rf"电话|手机|看|来|住|去|已|曾|也|都|正|有|没|要|给|向|让)"
)

_CAPITAL = r"[A-Z][A-Za-z'’\-]+"
_FULL = rf"{_CAPITAL}(?:[ ](?:[A-Z]\.[ ]?)?{_CAPITAL}){{0,2}}"
_TITLED_EN = re.compile(rf"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Madam|Auntie|Aunty|Uncle)\.?[ ](?P<it>{_FULL})")
_PLACES_EN = re.compile(
    r"(?:[ ]|^)(?:Street|St\b|Road|Rd\b|Avenue|Ave\b|Lane|Park|Garden|Gardens|School|Hospital|Square|Museum|"
    r"Library|Memorial|Hall|"
    r"Bridge|Way|Drive|Court|House|Centre|Center|Chair|Building|Estate|Station|Playground|College|Primary|"
    r"Bakery|Cafe|Restaurant)"
)
_ANNOUNCED_EN = re.compile(
    r"\b(?:my (?:full )?name(?:['’]s| is| was)|name(?: is)?[ ]?:|i am called|contact(?: person)?[ ]?:|"
    r"reported by|complainant[ ]?:|"
    r"(?:yours )?(?:sincerely|faithfully),?|kind regards,?|regards,?|signed[:,]?|ask for|tenant[ ]?:|owner[ ]?:|"
    r"resident[ ]?:)\s{0,2}"
    r"(?P<it>[A-Za-z][A-Za-z'’\-]+(?:[ ](?:[A-Za-z]\.[ ]?)?[A-Za-z][A-Za-z'’\-]+)?)",
    re.IGNORECASE,
)
_NEEDS_CAPITAL = re.compile(
    r"(?:sincerely|faithfully|regards|signed|ask for|contact|reported by|tenant|owner|resident)", re.I
)
_NO_NAMES = frozenset({
    "and", "the", "a", "an", "is", "not", "on", "i", "me", "you", "it", "of", "for", "in", "at", "to", "my",
    "with", "but", "from", "plate", "tag", "that", "this", "here", "please", "live", "phone", "tel", "by",
    "or", "no", "private", "unknown", "withheld", "anonymous", "confidential", "sign", "board", "missing",
    "wrong",
})  # fmt: skip
_SELF_EN = re.compile(
    rf"\b(?:I am|I['’]m|[Tt]his is|It['’]s|here is)[ ](?P<it>{_CAPITAL}[ ]{_CAPITAL})(?=[,.;!]|$|[ ](?:from|of|"
    rf"at|in|and|here|living|calling|on)\b)"
)
_WHO_EN = re.compile(
    rf"\b(?:neighbou?r|landlord|landlady|tenant|owner|driver|manager|caretaker|janitor|foreman|"
    rf"resident),?(?: (?:is )?(?:called|named))?[ ](?P<it>{_CAPITAL}(?:[ ]{_CAPITAL})+)"
)


def names(text: str) -> Findings:
    """Names after the usual forms, Chinese and English."""
    yield from _chinese(text)
    yield from _english(text)


def _chinese(text: str) -> Findings:
    for found in _TITLED.finditer(text):
        before = text[max(0, found.start() - 2) : found.start() + 1]
        if not _ORDINARY.search(before) and not _NAMESAKE.match(text, found.end()):
            yield Finding(*found.span("it"), Kind.NAME)
    for found in _ANNOUNCED.finditer(text):
        length = _given_length(found["given"], loose=bool(found["gap"]) or found[0].startswith("我叫"))
        if length:
            yield Finding(found.start("it"), found.end("first") + length, Kind.NAME)
    for pattern in (_SELF, _WHO):
        for found in pattern.finditer(text):
            yield Finding(*found.span("it"), Kind.NAME)


def _given_length(given: str, *, loose: bool) -> int:
    """How many characters of `given` belong to the name. Right behind its word a name is only what looks like one."""
    length = 0
    for letter in given:
        if (letter in _AFTER and letter not in "明天小大") or (not loose and letter not in _GIVEN):
            break
        length += 1
    return length


def _english(text: str) -> Findings:
    for found in _TITLED_EN.finditer(text):
        words = _PLACES_EN.search(found["it"])
        if words is None and not _PLACES_EN.match(text, found.end()) and not _after_street(text, found.start()):
            yield Finding(*found.span("it"), Kind.NAME)
    for found in _ANNOUNCED_EN.finditer(text):
        end = _end_of_name(found["it"], capital=_NEEDS_CAPITAL.match(found[0]) is not None)
        if end and not _PLACES_EN.match(text, found.start("it") + end):
            yield Finding(found.start("it"), found.start("it") + end, Kind.NAME)
    for pattern in (_SELF_EN, _WHO_EN):
        for found in pattern.finditer(text):
            if not _PLACES_EN.search(found["it"]) and not _PLACES_EN.match(text, found.end()):
                yield Finding(*found.span("it"), Kind.NAME)


def _after_street(text: str, start: int) -> bool:
    """Whether `Dr` abbreviates a drive (Elm Dr), not a doctor."""
    return text.startswith("Dr", start) and re.search(r"[A-Z0-9][a-z]+[ ]$", text[:start]) is not None


def _end_of_name(said: str, *, capital: bool) -> int:
    """Where the name at the start of `said` ends; 0 where it is none."""
    end = 0
    for word in re.finditer(r"[^ ]+", said):
        if word[0].lower() in _NO_NAMES or (capital and not word[0][0].isupper()):
            break
        # People who write without capitals still write both names alike.
        if end and said[0].isupper() != word[0][0].isupper():
            break
        end = word.end()
    return end
