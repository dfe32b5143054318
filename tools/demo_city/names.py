"""Invented names: two characters with their pinyin, drawn without repeating."""

from collections.abc import Iterator
from random import Random

type Name = tuple[str, str]

DISTRICT: Name = ("棠溪区", "Tangxi District")
STREETS: tuple[Name, ...] = (
    ("桐荫", "Tongyin"),
    ("麦陇", "Mailong"),
    ("鼓台", "Gutai"),
    ("兰汀", "Lanting"),
    ("朝霁", "Zhaoji"),
    ("栗园", "Liyuan"),
    ("渡南", "Dunan"),
    ("星坪", "Xingping"),
)
RIVER: Name = ("棠溪", "Tangxi River")
STATION: Name = ("棠溪火车站", "Tangxi Railway Station")
ARTERIALS: dict[str, Name] = {
    "ring": ("环城路", "Huancheng Road"),
    "west": ("桐荫大道", "Tongyin Avenue"),
    "axis": ("棠溪大道", "Tangxi Avenue"),
    "east": ("朝霁大道", "Zhaoji Avenue"),
    "north": ("麦陇大道", "Mailong Avenue"),
    "south": ("星坪大道", "Xingping Avenue"),
    "middle": ("兰汀大道", "Lanting Avenue"),
    "diagonal": ("斜阳路", "Xieyang Road"),
}
RIVERSIDE: tuple[Name, ...] = (("溪北滨河路", "Xibei Riverside Road"), ("溪南滨河路", "Xinan Riverside Road"))
_FIRST = (
    *("槐huai", "柳liu", "松song", "竹zhu", "梅mei", "兰lan", "桂gui", "枫feng", "杏xing", "桃tao", "荷he", "莲lian"),
    *("石shi", "青qing", "翠cui", "春chun", "秋qiu", "晨chen", "霞xia", "月yue", "鹤he", "燕yan", "鹭lu", "书shu"),
    *("琴qin", "墨mo", "永yong", "和he", "丰feng", "康kang", "明ming", "望wang", "锦jin", "清qing", "金jin", "玉yu"),
    *("芦lu", "菱ling", "榆yu", "桐tong", "柏bai", "枣zao", "樟zhang", "雁yan", "蓝lan", "银yin", "安an", "宁ning"),
    *("瑞rui", "星xing", "茶cha", "菊ju", "苔tai", "萤ying"),
)
_SECOND = (
    *("荫yin", "桥qiao", "泉quan", "园yuan", "林lin", "岸an", "湾wan", "堤di", "台tai", "坊fang", "井jing"),
    *("亭ting", "浦pu", "泽ze", "庭ting", "川chuan", "阳yang", "塘tang", "苑yuan", "里li", "洲zhou", "汀ting"),
)

# Pairs that are the names of real cities, counties, districts or towns.
_REAL = (
    *("桂林", "桂阳", "青浦", "青阳", "青川", "石林", "石泉", "石台", "松阳", "玉林", "玉泉"),
    *("荷塘", "桃园", "杏林", "金川", "金台", "金湾", "金阳", "清苑", "永川", "丰台", "丰泽"),
    *("霞浦", "榆林", "榆阳", "柏林", "枣阳", "银川", "星洲", "安阳", "安亭", "宁阳", "兰阳"),
)
_TAKEN = {*_REAL, *(name for name, _ in STREETS)}


def draw(rng: Random) -> Iterator[Name]:
    """Pairs like `("槐荫", "Huaiyin")` in random order, each once; when they run out, the new ones: `("新槐荫", …)`."""
    pairs = [(a, b) for a in _FIRST for b in _SECOND if a[1:] != b[1:] and a[0] + b[0] not in _TAKEN and a[0] != b[0]]
    rng.shuffle(pairs)
    for a, b in pairs:
        yield a[0] + b[0], _spelt(a[1:], b[1:])
    for a, b in pairs:
        yield "新" + a[0] + b[0], _spelt("xin", a[1:], b[1:])


def _spelt(*syllables: str) -> str:
    """Pinyin as one word, with an apostrophe before a vowel that could belong to the syllable before: `Yan'an`."""
    word = syllables[0]
    for syllable in syllables[1:]:
        word += f"'{syllable}" if syllable[0] in "aeo" else syllable
    return word.capitalize()
