"""What is decided outside the program: settings, secrets, and translations that must be complete."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tools import translations

from linli.config import home, options
from linli.config.messages import compile_all
from linli.config.options import SetUpFault

PAGE = """{% load i18n %}{% translate "Hello" %}
{% blocktranslate count n=cases trimmed %}{{ n }} case{% plural %}{{ n }} cases{% endblocktranslate %}
{% translate "Open" context "verb" %}{% notice _("Short") %}"""
PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

msgid "Hello"
msgstr "您好"

msgid "%(n)s case"
msgid_plural "%(n)s cases"
msgstr[0] "%(n)s 件"

msgctxt "verb"
msgid "Open"
msgstr "打开"

msgid "Short"
msgstr "短"

msgid "Sent"
msgstr "已发送"
"""


def face(folder: Path, po: str) -> list[str]:
    """The faults of a face that has one page, one view and these translations."""
    words = folder / "face" / "locale" / "zh_Hans" / "LC_MESSAGES"
    words.mkdir(parents=True)
    (words / "django.po").write_text(po, encoding="utf-8")
    (folder / "face" / "page.html").write_text(PAGE, encoding="utf-8")
    (folder / "face" / "view.py").write_text('said = gettext("Sent")\n', encoding="utf-8")
    return translations.faults(folder)


def test_a_face_whose_texts_all_have_their_chinese_has_no_faults(tmp_path: Path) -> None:
    assert face(tmp_path, PO) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('msgid "Hello"\nmsgstr "您好"', "", "no translation of 'Hello'"),
        ('msgid "Sent"\nmsgstr "已发送"', "", "no translation of 'Sent'"),
        ('msgid "Short"\nmsgstr "短"', "", "no translation of 'Short'"),
        ('msgctxt "verb"\n', "", "no translation of 'Open'"),
        ('"已发送"', '""', "empty translation of 'Sent'"),
        ('msgid "Sent"', '#, fuzzy\nmsgid "Sent"', "unsure (fuzzy) translation of 'Sent'"),
        ('"%(n)s 件"', '"%(m)s 件"', "other placeholders"),
        ('msgid "Short"', 'msgid "Long"\nmsgstr "长"\n\nmsgid "Short"', "nobody says 'Long'"),
    ],
)
def test_a_text_without_its_chinese_is_found(old: str, new: str, fault: str, tmp_path: Path) -> None:
    assert old in PO
    assert any(fault in line for line in face(tmp_path, PO.replace(old, new)))


def test_a_text_that_two_faces_translate_differently_is_found(tmp_path: Path) -> None:
    assert face(tmp_path / "one", PO) == []
    face(tmp_path / "two", PO.replace("您好", "你好"))
    assert [line.split(": ", 1)[1] for line in translations.faults(tmp_path)] == [
        f"'Hello' is said otherwise in {tmp_path}/one/face/locale/zh_Hans/LC_MESSAGES/django.po: give one a context"
    ]


def test_translations_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    words = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
    words.mkdir(parents=True)
    (words / "django.po").write_text('nonsense\nmsgid "a"\nmsgstr "b"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"django\.po"):
        compile_all(tmp_path)


def test_an_empty_setting_means_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_PORT", " ")
    assert options.number("LINLI_PORT") == 8311


def test_a_setting_that_is_no_number_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_PORT", "http")
    with pytest.raises(SetUpFault, match=r"LINLI_PORT is 'http'.*8311"):
        options.number("LINLI_PORT")


@pytest.mark.parametrize("wrong", ["mail.example.org:25", "http://mail.example.org", "smtp://"])
def test_an_address_of_the_wrong_kind_is_told_without_repeating_it(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_SMTP_URL", wrong)
    with pytest.raises(SetUpFault, match="LINLI_SMTP_URL is no address: give smtps://host…") as told:
        options.address("LINLI_SMTP_URL", schemes=("smtps",))
    assert wrong not in str(told.value)


def test_a_word_that_no_setting_has_is_told_with_those_that_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_LOG_LEVEL", "LOUD")
    with pytest.raises(SetUpFault, match="LINLI_LOG_LEVEL is 'LOUD': give one of INFO, ERROR"):
        options.one_of("LINLI_LOG_LEVEL", ("INFO", "ERROR"))


@pytest.mark.parametrize("wrong", ["Mars/Base", "/etc/passwd", "..", "Asia"])
def test_what_is_no_time_zone_is_told_with_one_that_is(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_TIME_ZONE", wrong)
    with pytest.raises(SetUpFault, match=rf"'{re.escape(wrong)}': name a time zone like Asia/Shanghai"):
        options.time_zone("LINLI_TIME_ZONE")


def test_a_home_that_cannot_be_written_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_HOME", f"{__file__}/below")
    with pytest.raises(SetUpFault, match=r"test_set_up.py/below \(Not a directory\): set LINLI_HOME"):
        home.kept("signing")


def test_an_address_that_is_of_no_use_alone_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_SMTP_URL", "smtps://mail.example.org")
    with pytest.raises(SetUpFault, match="LINLI_SMTP_URL is set and LINLI_MAIL_FROM is not"):
        options.address("LINLI_SMTP_URL", schemes=("smtps",), needed="LINLI_MAIL_FROM")
    monkeypatch.setenv("LINLI_MAIL_FROM", "a@example.org")
    assert options.address("LINLI_SMTP_URL", schemes=("smtps",), needed="LINLI_MAIL_FROM")


def test_every_setting_that_the_program_reads_is_in_the_table() -> None:
    known = {option.variable for option in options.OPTIONS} | {"LINLI_PYTHON"}
    sources = [home.ROOT / "linli", *(home.SOURCE / "config").glob("*.py")]
    read = {name for path in sources for name in re.findall("LINLI_[A-Z0-9_]+", path.read_text(encoding="utf-8"))}
    # Made by the settings, not read from outside.
    names = (
        "PACKS", "FILES", "ICONS", "MESSAGES", "REFUSAL_WORDS", "ROOT", "LEDGER_KEY_FILE", "VAULT_FILE", "OIDC",
        "OPENDATA", "VERSION",
    )  # fmt: skip
    own = {f"LINLI_{name}" for name in names}
    assert read - known <= own


def test_a_secret_is_made_once_however_many_ask_and_only_its_owner_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINLI_HOME", str(tmp_path))
    with ThreadPoolExecutor(16) as many:
        made = set(many.map(lambda _: home.kept("signing"), range(64)))
    assert len(made) == 1
    assert len(made.pop()) == 64
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["signing"]
    assert (tmp_path / "keys" / "signing").stat().st_mode & 0o777 == 0o600


def test_a_secret_from_the_environment_is_not_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_HOME", str(tmp_path))
    monkeypatch.setenv("LINLI_KEY", "from outside")
    assert home.secret("signing", "LINLI_KEY") == "from outside"
    assert not (tmp_path / "keys").exists()
