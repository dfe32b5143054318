"""Find a class of report by what somebody types: words of either language, or pinyin, in full or by initials."""

from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

from linli.catalogue.rules.edition import Edition, ServiceClass
from linli.kernel.hant import simplified
from linli.kernel.text import terms

_LONGEST_QUERY = 60
_KEPT_EDITIONS = 4


@dataclass(frozen=True, slots=True)
class _Entry:
    """How a class may be called: its names, then what else describes it, and the spellings of each in Latin letters."""

    one: ServiceClass
    names: tuple[str, ...]
    others: tuple[str, ...]
    sounds: tuple[str, ...]
    other_sounds: tuple[str, ...]


_kept: dict[str, tuple[_Entry, ...]] = {}


def find_classes(edition: Edition, text: str, *, limit: int = 9) -> tuple[ServiceClass, ...]:
    """The classes that `text` may mean, the likeliest first: named so, then described so, then sounding so.

    Traditional Chinese finds what is written in Simplified. Letters without a space are tried as pinyin too: "lddb"
    and "ludeng" find 路灯. Short names come before long ones.
    """
    asked = simplified(text.strip()[:_LONGEST_QUERY]).casefold()
    wanted = terms(asked)
    if not wanted:
        return ()
    letters = asked.replace(" ", "").replace("'", "")
    sound = letters if letters.isascii() and letters.isalpha() else ""
    ranked = [
        (rank, min(map(len, entry.names)), place, entry.one)
        for place, entry in enumerate(_entries(edition))
        if (rank := _rank(entry, asked, wanted, sound)) is not None
    ]
    return tuple(one for *_, one in sorted(ranked, key=lambda found: found[:3])[:limit])


def _rank(entry: _Entry, asked: str, wanted: list[str], sound: str) -> int | None:
    """How well a class fits, 0 the best; None where it doesn't."""
    if any(name.startswith(asked) for name in entry.names):
        return 0
    if sound and any(one.startswith(sound) for one in entry.sounds):
        return 1
    if any(all(term in name for term in wanted) for name in entry.names):
        return 2
    if any(name.startswith(asked) for name in entry.others):
        return 3
    everything = " ".join((*entry.names, *entry.others))
    if all(term in everything for term in wanted):
        return 4
    if len(sound) > 1 and any(one.startswith(sound) for one in entry.other_sounds):
        return 5
    if len(sound) > 1 and any(sound in one for one in entry.sounds):
        return 6
    return None


def _entries(edition: Edition) -> tuple[_Entry, ...]:
    """Worked out once for each edition: an edition never changes."""
    found = _kept.get(edition.digest)
    if found is None:
        if len(_kept) >= _KEPT_EDITIONS:
            _kept.clear()
        found = _kept[edition.digest] = tuple(_entry(one) for one in edition.classes.values())
    return found


def _entry(one: ServiceClass) -> _Entry:
    names = tuple(name.casefold() for name in one.name.values())
    others = tuple(word.casefold() for word in (*one.keywords, *one.group.values()))
    return _Entry(one, names, others, _sounds(names), _sounds(others))


def _sounds(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The pinyin of each text that has Chinese in it: initials and full syllables, without spaces."""
    chinese = [text for text in texts if not text.isascii()]
    styles = (Style.FIRST_LETTER, Style.NORMAL)
    return tuple("".join(lazy_pinyin(text, style=style)) for text in chinese for style in styles)
