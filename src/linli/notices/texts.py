"""The texts of messages in force: a city's own where it has written one that can be read, else those beside this
file."""

from functools import cache
from pathlib import Path

from linli.catalogue.rules.edition import Edition
from linli.kernel.hant import SIMPLIFIED, TRADITIONAL, traditional
from linli.kernel.words import LANGUAGES, say
from linli.notices.rules.text import Text, read

FOLDER = Path(__file__).parent / "wording"
# In a pack a message's text is called like this and its name, so that it can't be taken for a page of the portal.
IN_PACKS = "message_"
DIGEST, DIGEST_OF_REPORTER = "digest", "digest_reporter"


@cache
def written() -> dict[str, dict[str, Text]]:
    """All texts beside this file, by name and language, and in Traditional Chinese where only Simplified is written.

    Raises ValueError that names the file that can't be read.
    """
    found: dict[str, dict[str, Text]] = {}
    for path in sorted(FOLDER.glob("*.txt")):
        name, language = path.stem.rsplit(".", 1)
        raw = path.read_text(encoding="utf-8")
        try:
            found.setdefault(name, {})[language] = read(raw)
            if language == SIMPLIFIED:
                found[name].setdefault(TRADITIONAL, read(traditional(raw)))
        except ValueError as fault:
            raise ValueError(f"{path.name}: {fault}") from fault
    return found


def text(name: str, *, language: str, edition: Edition) -> Text:
    """The text `name` in `language`, else in the first language that there is.

    A city's text that can't be read is passed over: `faults` says what is wrong with it. LookupError where there is no
    such text.
    """
    known = written().get(name)
    if known is None:
        raise LookupError(f"there is no message {name!r}: there are {', '.join(written())}")
    spoken = language if language in known else next(one for one in LANGUAGES if one in known)
    city = edition.texts.get(f"{IN_PACKS}{name}", {})
    own = say(city, spoken) if spoken in city or (spoken == TRADITIONAL and SIMPLIFIED in city) else ""
    if own:
        try:
            return read(own)
        except ValueError:
            pass
    return known[spoken]


def faults(edition: Edition) -> list[str]:
    """What is wrong with the texts of messages that an edition brings, in words."""
    found = []
    for name, words in edition.texts.items():
        if not name.startswith(IN_PACKS):
            continue
        message = name.removeprefix(IN_PACKS)
        if message not in written():
            found.append(f"texts/{name}: there is no message {message!r}: there are {', '.join(written())}")
            continue
        for language, content in words.items():
            try:
                read(content)
            except ValueError as fault:
                found.append(f"texts/{name} ({language}): {fault}")
    return found
