"""Texts in several languages, as data. Interface texts are translated by the faces; these are the city's own names."""

from collections.abc import Mapping

from linli.kernel.hant import SIMPLIFIED, TRADITIONAL, traditional

type Words = Mapping[str, str]

LANGUAGES: tuple[str, ...] = (SIMPLIFIED, TRADITIONAL, "en")
"""What a reader may choose."""
WRITTEN: tuple[str, ...] = (SIMPLIFIED, "en")
"""What texts are written in; Traditional Chinese is made from Simplified where nobody wrote it."""


def say(words: Words, language: str) -> str:
    """The text in `language`; Traditional Chinese made from Simplified; else in a relative of it (`zh` for
    `zh-hans`), else in whatever language there is."""
    if language in words:
        return words[language]
    if language == TRADITIONAL and words.get(SIMPLIFIED):
        return traditional(words[SIMPLIFIED])
    stem = language.partition("-")[0]
    for key, text in words.items():
        if key.partition("-")[0] == stem and text:
            return text
    return next((text for text in words.values() if text), "")


def words(zh: str = "", en: str = "") -> dict[str, str]:
    """Both languages of a name; an empty one is left out so that `say` falls back."""
    return {key: text for key, text in ((SIMPLIFIED, zh.strip()), ("en", en.strip())) if text}
