"""Invented names: two characters with their pinyin, drawn without repeating."""

from collections.abc import Iterator
from random import Random

type Name = tuple[str, str]

DISTRICT: Name = ("云溪区", "Yunxi District")
STREETS: tuple[Name, ...] = (
    ("西浦", "Xipu"),
    ("北园", "Beiyuan"),
    ("旧城", "Jiucheng"),
    ("中桥", "Zhongqiao"),
    ("东泽", "Dongze"),
    ("西塘", "Xitang"),
    ("南堤", "Nandi"),
    ("南屏", "Nanping"),
)
RIVER: Name = ("云溪", "Yunxi River")
ARTERIALS: dict[str, Name] = {
    "ring": ("环城路", "Huancheng Road"),
    "west": ("西浦大道", "Xipu Avenue"),
    "axis": ("云溪大道", "Yunxi Avenue"),
    "east": ("东泽大道", "Dongze Avenue"),
    "north": ("北园大道", "Beiyuan Avenue"),
    "south": ("南屏大道", "Nanping Avenue"),
    "middle": ("中桥大道", "Zhongqiao Avenue"),
    "diagonal": ("斜阳路", "Xieyang Road"),
}
RIVERSIDE: tuple[Name, ...] = (("溪北滨河路", "Xibei Riverside Road"), ("溪南滨河路", "Xinan Riverside Road"))
_FIRST = (
    *("槐huai", "柳liu", "松song", "竹zhu", "梅mei", "兰lan", "桂gui", "枫feng", "杏xing", "桃tao", "荷he", "莲lian"),
    *("石shi", "青qing", "翠cui", "春chun", "秋qiu", "晨chen", "霞xia", "月yue", "鹤he", "燕yan", "鹭lu", "书shu"),
    *("琴qin", "墨mo", "永yong", "和he", "丰feng", "康kang", "明ming", "望wang", "锦jin", "清qing", "金jin", "玉yu"),
)
_SECOND = (
    *("荫yin", "桥qiao", "泉quan", "园yuan", "林lin", "岸an", "湾wan", "堤di", "台tai", "坊fang", "井jing"),
    *("亭ting", "浦pu", "泽ze", "庭ting", "川chuan", "阳yang", "塘tang", "苑yuan", "里li", "洲zhou", "汀ting"),
)


def draw(rng: Random) -> Iterator[Name]:
    """Pairs like `("槐荫", "Huaiyin")` in random order, each once; when they run out, the new ones: `("新槐荫", …)`."""
    pairs = [(a, b) for a in _FIRST for b in _SECOND if a[1:] != b[1:]]
    rng.shuffle(pairs)
    for a, b in pairs:
        yield a[0] + b[0], (a[1:] + b[1:]).capitalize()
    for a, b in pairs:
        yield "新" + a[0] + b[0], ("xin" + a[1:] + b[1:]).capitalize()
