"""The look: icons, style sheets joined per face, components that say the same to everybody."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override

from linli.faces.portal.paging.pages import page_of
from linli.ui import finders as beside
from linli.ui import icons
from linli.ui.shapes import Choice, Step


def drawn(source: str, address: str = "/", **values: object) -> str:
    template = engines["django"].from_string("{% load ui %}" + source)
    return template.render(values, RequestFactory().get(address))


def test_an_icon_is_hidden_from_screen_readers_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in icons.svg("map-pin")
    labelled = icons.svg("map-pin", label='"Place" <b>')
    assert 'role="img"' in labelled
    assert "<b>" not in labelled


@pytest.mark.parametrize("name", ["no-such-icon-at-all", "../../../package", "", "Map-Pin"])
def test_an_icon_that_isnt_there_is_named_with_a_remedy(name: str) -> None:
    with pytest.raises(icons.IconMissingError, match=r"tabler\.io"):
        icons.svg(name)
    assert "<svg" in drawn("{% pack_icon name %}", name=name), "a pack's mistake is no error page"


def test_each_face_has_one_style_sheet_of_all_its_components() -> None:
    for room, name in beside.BUNDLES.items():
        path = finders.find(name)
        assert path, name
        for sheet in beside.stylesheets(room):
            assert sheet.read_text(encoding="utf-8") in beside.bundle(room)


def test_scripts_are_found_beside_their_component_and_nothing_else_is() -> None:
    assert finders.find("ui/map/map.js")
    for name in ("ui/finders.py", "ui/base.html", "faces/portal/urls.py", "ui/../config/settings.py", "ui/nothing.js"):
        assert not finders.find(name)


def test_every_colour_of_text_can_be_read_on_every_ground_in_light_and_dark() -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    sheet = (beside.ROOT / "ui" / "_tokens.css").read_text(encoding="utf-8")
    light, _, dark = sheet.partition("@media (prefers-color-scheme: dark)")
    for part in (light, dark):
        tokens = dict(re.findall(r"--ll-([a-z-]+): (#[0-9a-f]{6});", part))
        pairs = [
            (text, ground)
            for text in ("ink", "soft", "brick", "pine", "ochre", "indigo", "rust")
            for ground in ("paper", "surface", "sunk")
        ]
        pairs += [(name, f"{name}-wash") for name in ("brick", "pine", "ochre", "indigo", "rust")]
        pairs += [("ink", f"{name}-wash") for name in ("brick", "pine", "ochre", "indigo", "rust")]
        pairs += [("on-brick", "brick"), ("map-text", "map-halo")]
        low = [(text, ground) for text, ground in pairs if contrast(tokens[text], tokens[ground]) < 4.5]
        assert not low
        assert contrast(tokens["edge"], tokens["surface"]) >= 3, "1.4.11: the edge of an input"


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2 between two colours."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_a_field_ties_hint_and_error_to_its_input() -> None:
    source = '{% field "age" label="Age" hint="In years" error="Write a number" value=typed required=True %}'
    page = drawn(source, typed="<x>")
    assert '<label class="ll-label" for="f-age">Age</label>' in page
    assert 'aria-describedby="age-hint age-error"' in page
    assert 'id="age-hint"' in page
    assert 'id="age-error"' in page
    assert "aria-invalid" in page
    assert "&lt;x&gt;" in page


def test_two_fields_of_one_name_keep_apart() -> None:
    page = drawn(
        '{% field "text" key="a-text" label="A" error="x" %}{% field "text" key="b-text" label="B" error="y" %}'
    )
    found = re.findall(r' id="([^"]+)"', page)
    assert len(found) == len(set(found)) == 4


def test_choices_keep_what_was_chosen() -> None:
    choices = (Choice("a", "First"), Choice("b", "Second"))
    assert 'value="b" selected' in drawn('{% field "x" label="X" kind="select" choices=c value="b" %}', c=choices)
    assert 'value="b" checked' in drawn('{% field "x" label="X" kind="radios" choices=c value="b" %}', c=choices)


def test_the_stage_track_says_in_words_what_colours_say() -> None:
    steps = [Step("One", "done", "check"), Step("Two", "current", "tool"), Step("Three", "todo", "x")]
    page = drawn("{% stage_track steps %}", steps=steps)
    assert page.count('aria-current="step"') == 1
    with override("en"):
        page = drawn("{% stage_track steps %}", steps=steps)
    assert "done" in re.sub(r"<[^>]+>", " ", page)
    assert "still to come" in page


def test_filters_in_the_address_bar_change_one_at_a_time() -> None:
    page = drawn("{% query stage='filed' group=None %}", "/around/?group=a&lat=31&page=3")
    assert page == "?lat=31&amp;stage=filed"


@pytest.mark.parametrize(
    ("asked", "rows", "before", "more"),
    [("", 24, None, 2), ("2", 24, 1, 3), ("3", 2, 2, None), ("9", 2, 2, None), ("0", 24, None, 2), ("x", 24, None, 2)],
)
def test_a_long_list_comes_a_page_at_a_time(asked: str, rows: int, before: int | None, more: int | None) -> None:
    page = page_of(RequestFactory().get("/", {"page": asked}), range(50))
    assert (len(page.rows), page.before, page.more) == (rows, before, more)


def test_a_list_without_rows_is_one_empty_page() -> None:
    page = page_of(RequestFactory().get("/"), ())
    assert (len(page.rows), page.before, page.more) == (0, None, None)


def test_words_of_the_city_come_in_the_readers_language() -> None:
    with override("en"):
        assert drawn("{{ name|say }}", name={"zh-hans": "路灯", "en": "Lamp"}) == "Lamp"
    with override("zh-hans"):
        assert drawn("{{ name|say }}{{ none|say }}", name={"zh-hans": "路灯", "en": "Lamp"}) == "路灯"
