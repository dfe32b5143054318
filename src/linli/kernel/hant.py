"""Traditional Chinese made from Simplified, and back: texts are written once, in Simplified.

OpenCC chooses characters by the words they stand in (皇后, but 頭髮 and 然後). Its further step to the phrases of one
place is left out: it takes a community of the city (社區) for one of the net (社群). Texts that somebody wrote in
Traditional themselves are never touched.
"""

from functools import cache, lru_cache

from opencc import OpenCC

SIMPLIFIED, TRADITIONAL = "zh-hans", "zh-hant"
_KEPT = 20_000  # names and interface texts of a city, several times over


@lru_cache(maxsize=_KEPT)
def traditional(text: str) -> str:
    """A text in Simplified Chinese, in Traditional; what isn't Chinese stays as it is."""
    return str(_converter("s2tw").convert(text))


def simplified(text: str) -> str:
    """A text in Traditional Chinese, in Simplified: for what readers search for. ASCII is given back unread."""
    return text if text.isascii() else str(_converter("t2s").convert(text))


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)
