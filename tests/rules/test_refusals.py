"""What Linli refuses to be, in code: everything that has a name is walked, and nothing may bring in what is refused.

Each walk is also shown to find what is planted in it.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from linli.cases.rules import LATEST, Facts, Given
from linli.cases.rules.extract import Extract
from linli.config.home import ROOT, SOURCE
from linli.faces.cli.app import application
from linli.insight.rules.export import COLUMNS
from linli.insight.rules.figures.measures import MEASURES
from linli.kernel.rights import Role
from linli.notices.rules import text as messages
from linli.packs.schema import COLUMNS as TABLES
from linli.people.rules import Purpose
from linli.registers import decisions, personal, plain
from linli.registers.refused import NAMES, faults, refused

type Named = tuple[str, str]

REFUSED = (
    *("ethnicity", "riskScore", "risk_level", "resident-id", "credit_score", "民族", "reporter_religion", "age"),
    *("信访类别", "moodIndex", "face_id", "gps_track", "id_card", "household_size", "petition_count", "身份证号码"),
    *("political_views", "camera_url"),
)
MEANT_OTHERWISE = ("page", "stage", "image", "language", "message", "manage", "created", "state", "traced", "街道")
_INPUT = re.compile(r'<(?:input|select|textarea)\b[^>]*?\bname="([^"{]+)"|\{% (?:field|choices|photos) "([\w-]+)"')


def columns_of(model: type[models.Model]) -> Iterator[Named]:
    yield model.__name__, model._meta.db_table
    for column in model._meta.local_fields:
        yield model.__name__, column.name


def inputs_of(text: str, place: str) -> Iterator[Named]:
    for found in _INPUT.finditer(text):
        yield place, found[1] or found[2]


def addresses_of(entries: list[Any]) -> Iterator[Named]:
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from addresses_of(entry.url_patterns)
        elif isinstance(entry, URLPattern):
            route = str(entry.pattern)
            yield "address", re.sub(r"<(\w+:)?", "", route).replace(">", "")
            yield "address", entry.name or ""


def options_of(command: click.Command, path: str) -> Iterator[Named]:
    yield "command", path
    for parameter in command.params:
        yield path, parameter.name or ""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from options_of(found, f"{path} {name}")


def described(document: Any, place: str = "openapi.json") -> Iterator[Named]:
    """Names of properties and parameters of an OpenAPI document, wherever they stand."""
    if isinstance(document, dict):
        for name in document.get("properties", {}):
            yield place, name
        if "in" in document and isinstance(document.get("name"), str):
            yield place, document["name"]
        for part in document.values():
            yield from described(part, place)
    elif isinstance(document, list):
        for part in document:
            yield from described(part, place)


def ours() -> list[type[models.Model]]:
    return [one for one in apps.get_models(include_auto_created=True) if one.__module__.startswith("linli")]


def everything() -> Iterator[Named]:
    for model in ours():
        yield from columns_of(model)
    for kind in (Facts, Given, Extract):
        yield from ((kind.__name__, one.name) for one in fields(kind))
    for table, columns in TABLES.items():
        yield from ((f"{table}.csv", name) for name in (*columns.required, *columns.optional))
    for column in COLUMNS:
        yield from (("export", name) for name in (column.name, *column.title.values()))
    for measure in MEASURES:
        yield from (("measure", name) for name in (measure.key, *measure.title.values()))
    for name in messages.NAMES:
        yield "message", name
    for move in LATEST.moves:
        yield "move", move
    yield from (("role", str(role)) for role in Role)
    yield from (("purpose", str(purpose)) for purpose in Purpose)
    for path in sorted(SOURCE.rglob("*.html")):
        yield from inputs_of(path.read_text(encoding="utf-8"), path.name)
    yield from addresses_of(get_resolver().url_patterns)
    yield from described(json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8")))
    yield from options_of(application, "linli")


def test_nothing_that_has_a_name_brings_in_what_is_refused() -> None:
    names = list(everything())
    assert len(names) > 700, "the walk has lost its way"
    assert list(faults(names)) == []


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_found_however_it_is_written(name: str) -> None:
    assert refused(name) is not None


@pytest.mark.parametrize("name", MEANT_OTHERWISE)
def test_a_word_inside_another_is_no_fault(name: str) -> None:
    assert refused(name) is None


def test_each_thing_refused_is_known_in_both_languages() -> None:
    for thing, listed in NAMES.items():
        words = listed.split()
        assert any(word.isascii() for word in words), thing
        assert any(not word.isascii() for word in words), thing


def test_a_planted_column_field_address_and_option_are_found() -> None:
    class Planted(models.Model):
        religion = models.CharField(max_length=10)

        class Meta:
            app_label = "planted"
            managed = False

    try:
        assert len(list(faults(columns_of(Planted)))) == 1
    finally:
        apps.all_models.pop("planted", None)
    assert list(faults(inputs_of('<input type="text" name="id_card">', "x.html")))
    assert list(faults(inputs_of('{% field "birthday" label=label %}', "x.html")))

    assert list(faults(described({"schemas": {"Case": {"properties": {"mood": {}}}}})))

    @click.command()
    @click.option("--household")
    def planted() -> None: ...

    assert list(faults(options_of(planted, "linli planted")))


def could_hold_something(column: Any) -> bool:
    """Text, data, numbers that may stand for somebody, references: everything but instants, counts and switches."""
    if isinstance(column, models.ForeignKey | models.UUIDField | models.FloatField | models.BinaryField):
        return True
    if isinstance(column, models.BigIntegerField):
        return not column.primary_key
    kinds = ("CharField", "TextField", "JSONField", "ArrayField", "GenericIPAddressField", "EmailField")
    return column.get_internal_type() in kinds


def columns() -> Iterator[tuple[str, Any]]:
    for model in ours():
        yield from ((f"{model._meta.db_table}.{column.column}", column) for column in model._meta.local_fields)


def test_somebody_has_looked_at_every_column_that_could_hold_something_about_a_person() -> None:
    held = [column for one in personal() for column in one.columns]
    seen = {*plain(), *held}
    unseen = [name for name, column in columns() if could_hold_something(column) and name not in seen]
    assert unseen == [], "say in src/linli/registers/personal.toml what these hold, or that they are plain"
    assert len(held) == len(set(held)), "a column stands in the register twice"
    assert not plain() & set(held), "a column is both personal and plain"


def test_the_register_names_no_column_that_is_gone() -> None:
    there = {name for name, _ in columns()}
    listed = plain() | {column for one in personal() for column in one.columns}
    assert listed - there == set()


def test_every_act_of_the_system_is_in_the_register_of_decisions() -> None:
    acts = {move.name for move in LATEST.moves.values() if Role.SYSTEM in move.who}
    listed = {move for one in decisions() for move in one.moves}
    assert listed == acts


def test_the_registers_are_told_in_both_languages() -> None:
    for one in (*decisions(), *personal()):
        for part in fields(one):
            value = getattr(one, part.name)
            if isinstance(value, dict):
                assert set(value) == {"zh-hans", "en"}, (one, part.name)


def test_no_source_has_a_door_to_search_for_a_person() -> None:
    """No function anywhere takes a name, a telephone or an e-mail address of somebody to find cases or contacts by."""
    pattern = re.compile(r"def (?:find|search|lookup|by)_?\w*(?:person|reporter|resident|contact|phone|email)\w*\(")
    found = [
        f"{path.relative_to(SOURCE)}: {hit[0]}"
        for path in sorted(Path(SOURCE).rglob("*.py"))
        for hit in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
