"""What the pages for people say about commands, files, functions, addresses and settings is so."""

import contextlib
import json
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from django.urls import Resolver404, resolve

from linli.config import options
from linli.config.home import ROOT
from linli.faces.cli.app import application

PAGES = [ROOT / name for name in ("README.md", "README.zh.md", "CHANGELOG.md")] + sorted((ROOT / "docs").glob("*.md"))
PROGRAM = ROOT / "src" / "linli"
FENCE = re.compile(r"```[a-z]*\n(.*?)```|(?:^ {4}\S.*\n)+", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
COMMAND = re.compile(r"^(?:[A-Z_]+=\S+ )*(?:\./)?linli ([a-z].*)")
FILES = (".py", ".csv", ".geojson", ".parquet", ".xlsx")
JOBS = set(re.findall(r'name="([\w.]+)"', "".join(path.read_text("utf-8") for path in PROGRAM.rglob("jobs.py"))))
DOTTED = re.compile(rf"(linli\.)?({'|'.join(each.name for each in PROGRAM.iterdir() if each.is_dir())})(\.\w+)+")


def spans(page: Path) -> Iterator[str]:
    """What stands between backticks; a span may run over the end of a line."""
    for span in SPAN.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        yield " ".join(span.split())


def commands(page: Path) -> Iterator[str]:
    """Each command with its arguments, `a|b` written out as `a` and `b`; brackets and `…` are the reader's."""
    text = page.read_text(encoding="utf-8")
    lines = [line.split("  #")[0].strip() for block in FENCE.finditer(text) for line in block[0].splitlines()]
    for said in [*lines, *spans(page)]:
        if found := COMMAND.match(said):
            words = shlex.split(re.sub(r"\s\|\s|[\[\]]|…", " ", found[1]), comments=True)
            yield from (" ".join(map(shlex.quote, one)) for one in product(*(word.split("|") for word in words)))


def judged(line: str) -> str:
    """Why the command line would not take this; empty if it would, values being the reader's."""
    words = shlex.split(line)
    command: click.Command = application
    context = click.Context(command, info_name="linli")
    while isinstance(command, click.Group) and words and words[0] not in ("--help", "-h"):
        name, *words = words
        following = command.get_command(context, name)
        if following is None:
            return f"{context.command_path} has no command {name}"
        command, context = following, click.Context(following, info_name=name, parent=context)
    if command.context_settings.get("ignore_unknown_options"):
        return ""
    try:
        given, over, _ = command.make_parser(context).parse_args(words[:])
        for option in command.params:
            value = given.get(option.name or "")
            for one in value if isinstance(value, list | tuple) else [value]:
                if isinstance(option.type, click.Choice) and isinstance(one, str) and not one.isupper():
                    option.type.convert(one, option, context)
    except click.BadOptionUsage as fault:  # `--for` alone: only its name is told
        return "" if words[-1:] == [fault.option_name] else fault.format_message()
    except click.UsageError as fault:
        return fault.format_message()
    return f"{' '.join(over)} is too much" if over else ""


def test_a_command_that_is_not_there_would_be_noticed() -> None:
    assert judged("pack check packs/mine") == ""
    assert judged("staff enrol --help") == ""
    assert "no command fly" in judged("fly")
    assert "no command sew" in judged("pack sew")
    assert "--loud" in judged("pack check packs/mine --loud")
    assert "too much" in judged("backup one two")
    assert "pdf" in judged("export cases --format pdf")


def test_every_command_that_a_page_tells_of_is_there_with_these_options() -> None:
    told = {(page.name, line) for page in PAGES for line in commands(page)}
    assert len(told) > 100
    assert [f"{name}: linli {line}: {why}" for name, line in sorted(told) if (why := judged(line))] == []


def test_every_command_that_the_program_tells_of_is_there() -> None:
    """In its pages, errors and comments only the names can be read off: what follows is prose."""
    told = {
        (path.name, line)
        for path in PROGRAM.rglob("*")
        if path.suffix in (".py", ".html", ".toml")
        for line in re.findall(r"(?:\./|`)linli ([a-z][a-z-]+(?: [a-z][a-z-]+)?)", path.read_text(encoding="utf-8"))
    }
    wrong = []
    for name, line in sorted(told):
        first, *_ = line.split()
        command = application.get_command(click.Context(application), first)
        if command is None or (isinstance(command, click.Group) and "no command" in judged(line)):
            wrong.append(f"{name}: linli {line}")
    assert wrong == []


def test_every_module_and_function_that_a_page_names_is_there() -> None:
    named = {(page, span) for page in PAGES for span in spans(page)}
    wrong = [
        f"{page.name}: {span}"
        for page, span in sorted(named)
        if (re.fullmatch(r"[\w./-]+\.(py|js|toml|html|md|json)", span) and "/" in span and not there(page, span))
        or (DOTTED.fullmatch(span) and not span.endswith(FILES) and span not in JOBS and not found(span))
    ]
    assert wrong == []


def test_the_pages_steps_to_a_city_make_a_city(tmp_path: Path) -> None:
    """docs/city.md: its commands, and its files as they stand there."""
    text = (ROOT / "docs" / "city.md").read_text(encoding="utf-8")
    pack = tmp_path / "packs" / "mine"
    shutil.copytree(ROOT / "packs" / "base", pack.with_name("base"))
    pack.mkdir()
    (tmp_path / "my-areas.geojson").write_text(two_streets(), encoding="utf-8")
    for name, content in re.findall(r"`packs/mine/([\w.]+)`[^`]*```\w+\n(.*?)```", text, re.DOTALL):
        (pack / name).write_text(content, encoding="utf-8")
    assert {each.name for each in pack.iterdir()} == {"pack.toml", "units.csv", "duties.csv"}
    make, check = re.findall(r"^\./linli ((?:cells make|pack check) .*)$", text, re.MULTILINE)
    with contextlib.chdir(tmp_path):
        cut = CliRunner().invoke(application, shlex.split(make))
        assert cut.exit_code == 0, cut.output
        checked = CliRunner().invoke(application, shlex.split(check))
    assert checked.exit_code == 0, checked.output
    assert "no faults; a city" in checked.output
    assert "street 2, community 2" in checked.output


def two_streets() -> str:
    """Two squares of some 400 m beside each other, with names alone."""
    squares = [("东街", 123.600), ("西街", 123.596)]
    outlines = [
        (name, [[[west, 30.2], [west + 0.004, 30.2], [west + 0.004, 30.204], [west, 30.204], [west, 30.2]]])
        for name, west in squares
    ]
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": rings}}
        for name, rings in outlines
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def there(page: Path, path: str) -> bool:
    bases = (ROOT, page.parent, PROGRAM, *PROGRAM.iterdir(), PROGRAM / "faces" / "cli")
    is_readers = path.startswith(("/", "packs/mine/")) or "NAME" in path
    return is_readers or any((base / path).exists() for base in bases)


def found(dotted: str) -> bool:
    """Whether a dotted name leads to a module of the program or to something in it."""
    names = dotted.removeprefix("linli.").split(".")
    for cut in range(len(names), 0, -1):
        try:
            thing = import_module(".".join(["linli", *names[:cut]]))
        except ModuleNotFoundError:
            continue
        for name in names[cut:]:
            if not hasattr(thing, name):
                return False
            thing = getattr(thing, name)
        return True
    return False


def test_every_room_of_the_plan_is_there_and_on_the_floor_of_its_contract() -> None:
    plan = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = re.findall(r"^[├└]─ (\w+)/ +(?:floor (\d))?", plan, re.MULTILINE)
    assert {name for name, _ in drawn} == {
        each.name for each in PROGRAM.iterdir() if each.is_dir() and each.name != "__pycache__"
    }
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(one["layers"] for one in contracts if one["id"] == "floors")
    floors = {name: int(floor) for name, floor in drawn if floor}
    rooms = [[name.strip().removeprefix("linli.") for name in layer.split(":")] for layer in reversed(layers)]
    assert {name for layer in rooms for name in layer} >= set(floors)
    height = [{floors[name] for name in layer if name in floors} for layer in rooms]
    assert all(len(one) <= 1 for one in height)
    order = [one for floor in height for one in floor]
    assert order == sorted(order)


def test_every_link_between_pages_leads_somewhere() -> None:
    wrong = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            path, _, anchor = target.partition("#")
            if "://" in target:
                continue
            led = (page.parent / path) if path else page
            if not led.exists() or (anchor and anchor not in anchors(led)):
                wrong.append(f"{page.name}: {target}")
    assert wrong == []


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_setting_that_a_page_names_is_one() -> None:
    known = set(re.findall(r"LINLI_[A-Z_]+\b", options.table() + (ROOT / "linli").read_text(encoding="utf-8")))
    known |= {"LINLI_TEST_DEEP", "LINLI_TEST_HOME", "LINLI_REFUSAL_WORDS"}  # of the tests, and Django's own
    named = {
        (page.name, name)
        for page in PAGES
        for name in re.findall(r"LINLI_[A-Z_]*[A-Z]\b(?!_)", page.read_text("utf-8"))
    }
    gone = {("CHANGELOG.md", "LINLI_DATABASE_POOL")}
    assert [f"{page}: {name}" for page, name in sorted(named - gone) if name not in known] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_address_that_a_page_names_is_served(page: Path) -> None:
    wrong = []
    for span in spans(page):
        if re.fullmatch(r"/[a-z0-9/-]+/", span) and span.split("/")[1] in ("desk", "figures", "about", "report", "t"):
            try:
                resolve(span)
            except Resolver404:
                wrong.append(span)
    assert wrong == []
