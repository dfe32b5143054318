"""Mistakes at the command line: each is told in a line with its place, its value and a remedy, never by a trace."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from tests import town

from linli.cases import commands as cases
from linli.config.home import PACKS
from linli.faces.cli.app import application
from linli.kernel.results import Allowed
from linli.people import commands as people

HERE, NOWHERE, DEMO = Path(__file__), "/nowhere/at/all", PACKS / "demo"
DAYS = ("--from", "2026-02-02", "--to", "2026-02-01")
FAR = ("--from", "2026-02-02", "--to", "9999-12-31")


@pytest.fixture(autouse=True)
def city(db: None) -> None:
    town.install()


def commands(of: click.Command = application, *above: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """All commands with the words by which they are called."""
    if not isinstance(of, click.Group):
        yield above, of
        return
    context = click.Context(of)
    for name in of.list_commands(context):
        one = of.get_command(context, name)
        assert one is not None
        yield from commands(one, *above, name)


def called(words: tuple[object, ...]) -> str:
    return " ".join(str(word) for word in words[:2] if not isinstance(word, Path))


def run(*words: object) -> Result:
    """As from a shell, but for the database, which is the test's."""
    rest = [str(word) for word in words]
    command: click.Command = application
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), rest.pop(0))
        assert found is not None
        command = found
    plain = getattr(command.callback, "__wrapped__", command.callback)
    bare = click.Command(command.name, params=command.params, callback=plain, context_settings=command.context_settings)
    return CliRunner().invoke(bare, rest)


@pytest.fixture
def staff(city: None) -> None:
    people.enrol(sign_in="lamps", display_name="Lamps", password="a long enough one", language="en", now=town.NOW)


def reported(**given: Any) -> int:
    """The number of a report."""
    done = cases.report(
        command_id=town.command(), actor=town.PASSER_BY, source="web", now=town.NOW, text="It is so.", **given
    )
    assert isinstance(done, Allowed)
    return done.value.number


@pytest.mark.parametrize("days", [DAYS, FAR], ids=["backwards", "far"])
@pytest.mark.parametrize(
    "words",
    [
        ("calls",),
        ("accesses",),
        ("administered",),
        ("hands",),
        ("retention", "report"),
        ("rules", "try", PACKS / "demo"),
    ],
    ids=called,
)
def test_days_that_no_period_has_are_refused(words: tuple[object, ...], days: tuple[str, ...]) -> None:
    result = run(*words, *days)
    assert result.exit_code == 2
    told = "lies before --from 2026-02-02" if days is DAYS else "is far away"
    assert f"{days[-1]} {told}" in result.output, result.exception


@pytest.mark.parametrize(
    "words",
    [
        ("export", "cases", "--format", "csv", "--out", f"{NOWHERE}/x.csv"),
        ("backup", f"{NOWHERE}/x.tar"),
        ("cells", "make", "--areas", DEMO / "areas.geojson", "--out", f"{NOWHERE}/cells"),
        ("import", DEMO / "addresses.csv", "--kind", "addresses", "--mapping-out", f"{NOWHERE}/m.toml"),
        ("rules", "try", DEMO, *FAR[:2], "--to", "2026-02-03", "--csv", f"{NOWHERE}/x.csv"),
    ],
    ids=called,
)
def test_a_file_is_not_begun_where_no_folder_is(words: tuple[object, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 2 and f"there is no folder {NOWHERE}" in result.output, result.exception


@pytest.mark.parametrize("words", [("pack", "export"), ("opendata",)], ids=" ".join)
def test_a_folder_is_not_made_below_a_file(words: tuple[str, ...]) -> None:
    result = run(*words, HERE / "below")
    assert result.exit_code == 2 and f"nothing can be written into {HERE}" in result.output, result.exception


@pytest.mark.parametrize(
    "words",
    [("ledger", "audit", "--head"), ("cells", "make", "--out", "x", "--areas"), ("verify",)],
    ids=called,
)
def test_a_file_of_another_encoding_is_said_to_be_one(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "latin").write_bytes(b"Stra\xdfe")
    result = run(*words, tmp_path / "latin")
    assert result.exit_code == 1 and "latin isn't UTF-8" in result.output, result.exception


@pytest.mark.parametrize(
    ("words", "exit_code", "said"),
    [
        (("act", 1, "accept", "--as", "x", "--at", "91,0"), 2, "91,0: latitude is from -90 to 90"),
        (("act", 1, "accept", "--as", "x", "--at", "nan,0"), 2, "nan,0: latitude"),
        (("act", 10**30, "accept", "--as", "x"), 1, f"{10**30}: no such case"),
        (("administered", "--by", "nobody"), 1, "--by nobody: no such account; `linli staff list` shows all"),
        (("case", 10**30), 1, f"{10**30}: no such case"),
        (("case", 1, "--language", "fr"), 2, "'fr' is not one of"),
        (("export", "cases", "--format", "csv", "--out", "x", "--as", "nobody"), 1, "--as nobody: no such account"),
        (("verify", HERE, "--key", "x"), 1, "no JSON"),
        (("verify", "/nowhere"), 2, "does not exist"),
        (("locate", "31.2,121.4"), 2, "'31.2,121.4' is not a valid number of degrees, to be written like 31.2304"),
        (("locate", "31", "121", "--language", "fr"), 2, "'fr' is not one of"),
        (("pack", "export", "x", "--draft", "7"), 1, "--draft 7: there is no such draft"),
        (("pack", "export", "x", "--draft", "7", "--edition", "1"), 2, "not both"),
        (("route", "--class", "component-01037", "--at", "31"), 2, "31: write latitude and longitude"),
        (("simulate", "--seed", 10**30), 2, "is not in the range"),
        (("token", "make", "x", "--scope", "read", "--for", "nobody"), 1, "--for nobody: no such account"),
        (("webhook", "deliveries", 1, "--limit", "-3"), 2, "-3 is not in the range"),
    ],
    ids=str,
)
def test_what_is_wrong_is_named_with_its_value(words: tuple[object, ...], exit_code: int, said: str) -> None:
    result = run(*words)
    assert result.exit_code == exit_code and said in result.output, result.exception


EXPORT = ("export", "cases", "--format", "csv", "--out", "x.csv")
HOOK = ("webhook", "add", "x", "https://x.example", "--for", "lamps")


@pytest.mark.parametrize(
    "words",
    [
        ("accesses",),
        ("calls",),
        ("hands", "--from", "2026-02-01", "--to", "2026-02-02"),
        ("retention", "report"),
        ("staff", "post", "lamps", "auditor"),
        EXPORT,
        HOOK,
    ],
    ids=called,
)
@pytest.mark.parametrize(
    ("given", "near"),
    [("990101009", "990101/990101001 ("), ("no-such", "990101 ("), ("990102/990101001", "990101/990101001 (")],
)
def test_an_area_that_is_not_there_is_refused_with_the_nearest(
    words: tuple[object, ...], given: str, near: str, staff: None
) -> None:
    """An empty list would be taken for an answer."""
    result = run(*words, "--area", given)
    assert result.exit_code == 1, (result.output, result.exception)
    assert f"--area {given}: the city has no such area" in result.output and near in result.output


@pytest.mark.parametrize(
    "words",
    [
        ("accesses",),
        ("calls",),
        ("hands", "--from", "2026-02-01", "--to", "2026-02-02"),
        ("staff", "post", "lamps", "handler"),
        EXPORT,
        HOOK,
        ("act", 1, "dispatch", "--as", "lamps"),
    ],
    ids=called,
)
def test_a_unit_that_is_not_there_is_refused_with_the_nearest(words: tuple[object, ...], staff: None) -> None:
    if words[0] == "act":
        words = ("act", reported(), *words[2:])
    result = run(*words, "--unit", "light")
    assert result.exit_code == 1, (result.output, result.exception)
    assert "--unit light: the city has no such unit; the nearest is lighting (" in result.output


@pytest.mark.parametrize("words", [EXPORT, HOOK, ("route", "--at", "31.005,121.005")], ids=called)
def test_a_class_that_is_not_there_is_refused_with_the_nearest(words: tuple[object, ...], staff: None) -> None:
    for given, near in (("component-1037", f"{town.LAMP} ("), ("", town.LAMP), ("路灯", f"{town.LAMP} (")):
        if not given and words[0] != "route":
            continue
        result = run(*words, "--class", given)
        assert result.exit_code == 1, (result.output, result.exception)
        assert f"--class {given}: the city has no such class" in result.output and near in result.output
        assert len(result.output) < 400


def test_a_code_narrows_like_its_path(tmp_path: Path, staff: None) -> None:
    reported(class_key=town.LAMP, spot=cases.Spot(*town.IN_EAST))
    narrowed = [("--area", town.EAST), ("--area", "990101001"), ("--unit", town.LIGHTING), ("--class", "component-*")]
    for given, count in [*((one, 1) for one in narrowed), (("--area", town.WEST), 0)]:
        result = run("export", "cases", "--format", "csv", "--out", tmp_path / "x.csv", *given)
        assert result.output.endswith(f": {count} cases\n"), result.output


def test_a_refused_act_is_said_in_words_and_names_are_read_as_at_the_desk(staff: None) -> None:
    result = run("act", reported(), "file", "--as", "LAMPS")
    assert result.exit_code == 1
    assert result.stderr.startswith("refused: not_yours (None of your posts allows “File”"), result.stderr
    assert "<Role" not in result.stderr and result.stderr.endswith("LAMPS may now: nothing\n")


def test_an_act_that_there_is_not_is_refused_with_those_that_there_are(staff: None) -> None:
    run("staff", "post", "lamps", "operator")
    result = run("act", reported(), "fiel", "--as", "lamps")
    assert result.exit_code == 1 and result.stderr.startswith("refused: move_unknown")
    assert "\nlamps may now: file, " in result.stderr


def test_every_command_and_every_option_says_what_it_is_for() -> None:
    silent: list[Any] = []
    for words, command in commands():
        silent += [words] if not command.help else []
        silent += [(words, one.name) for one in command.params if isinstance(one, click.Option) and not one.help]
    assert not silent
