"""`{% load ui %}`: icons, words in the reader's language, and the components."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy

from linli.kernel.words import LANGUAGES, Words, say
from linli.ui import icons
from linli.ui.shapes import Card, Field, Passage, Picture, Step

register = template.Library()

LANGUAGE_NAMES = {"zh-hans": "简体", "zh-hant": "繁體", "en": "English"}
PASSAGE_KINDS = {
    "email": pgettext_lazy("passage", "E-mail"),
    "identity": pgettext_lazy("passage", "Number of an identity paper"),
    "plate": pgettext_lazy("passage", "Number plate"),
    "account": pgettext_lazy("passage", "Account"),
    "phone": pgettext_lazy("passage", "Phone number"),
    "dwelling": pgettext_lazy("passage", "Somebody's door"),
    "name": pgettext_lazy("passage", "Name"),
}
NOTICE_ICONS = {"info": "info-circle", "good": "circle-check", "waiting": "clock", "bad": "alert-triangle"}


@register.filter(name="say")
def say_filter(value: Words | str | None) -> str:
    """A city's own name in the reader's language; a plain string passes through."""
    if not value:
        return ""
    return value if isinstance(value, str) else say(value, get_language() or LANGUAGES[0])


@register.simple_tag
def icon(name: str, *, label: str = "", size: int = 24, extra: str = "") -> SafeString:
    return icons.svg(name, label=label, size=size, extra=extra)


@register.simple_tag
def pack_icon(name: str, *, size: int = 24) -> SafeString:
    """An icon named by a city's pack; an unknown name is drawn as a plain mark."""
    return icons.svg(name if name and icons.exists(name) else "alert-circle", size=size)


@register.inclusion_tag("button/button.html")
def button(
    text: str,
    *,
    kind: str = "plain",
    icon: str = "",
    href: str = "",
    name: str = "",
    value: str = "",
    wide: bool = False,
    big: bool = False,
    key: str = "",
    extra: str = "",
) -> dict[str, Any]:
    """A link where `href` is given, else a submit button.

    `kind`: primary, plain, quiet, good, bad. `key`: a keyboard shortcut.
    """
    return {
        "text": text,
        "kind": kind,
        "icon": icon,
        "href": href,
        "name": name,
        "value": value,
        "wide": wide,
        "big": big,
        "key": key,
        "extra": extra,
    }


@register.inclusion_tag("field/field.html")
def field(name: str, *, label: str, **given: Any) -> dict[str, Field]:
    """A labelled input; `given` is whatever else `shapes.Field` may hold."""
    return {"field": Field(name=name, label=label, **given)}


@register.inclusion_tag("stages/stages.html")
def stage_track(steps: Iterable[Step], *, label: str = "") -> dict[str, Any]:
    return {"steps": list(steps), "label": label}


@register.inclusion_tag("case_card/case_card.html")
def case_card(card: Card) -> dict[str, Any]:
    return {"card": card}


@register.simple_tag
def badge(text: str, *, tone: str = "plain") -> SafeString:
    """A stage or a mark in a word or two. `tone`: plain, info, waiting, good, bad."""
    return format_html('<span class="ll-badge ll-badge-{}">{}</span>', tone, text)


@register.inclusion_tag("empty/empty.html")
def empty_state(title: str, *, text: str = "", icon: str = "leaf", href: str = "", action: str = "") -> dict[str, Any]:
    return {"title": title, "text": text, "icon": icon, "href": href, "action": action}


@register.simple_block_tag(end_name="endnotice")
def notice(content: str, tone: str = "info", *, title: str = "", id: str = "") -> SafeString:
    """`{% notice "bad" title=… %} … {% endnotice %}`. `tone`: info, good, waiting, bad; `bad` is announced at once."""
    return format_html(
        '<div class="ll-notice ll-notice-{}" role="{}"{}>{}<div class="ll-notice-body">{}{}</div></div>',
        tone,
        "alert" if tone == "bad" else "status",
        format_html(' id="{}" tabindex="-1"', id) if id else "",
        icons.svg(NOTICE_ICONS[tone]),
        format_html('<p class="ll-notice-title">{}</p>', title) if title else "",
        content,
    )


@register.inclusion_tag("photos/photos.html")
def photo_grid(photos: Iterable[Picture]) -> dict[str, Any]:
    return {"photos": list(photos)}


@register.inclusion_tag("passages/passages.html")
def passages(found: Iterable[Passage], *, private: bool = False, contact: bool = False) -> dict[str, Any]:
    """What looks personal in somebody's words, with what shall be done with each; nothing where nothing does.

    `private` offers to keep a passage for intake alone; `contact` says that the form has fields for contact, where
    somebody's own number or address belongs. The answers come back as `passage-N` and `passage-choice-N`.
    """
    found = tuple(found)
    named = [replace(one, kind=str(PASSAGE_KINDS[one.kind])) for one in found]
    reachable = any(one.kind in ("phone", "email", "account") for one in found)
    return {"passages": named, "private": private, "contact": contact and reachable}


@register.simple_block_tag(end_name="endlinli_map", takes_context=True)
def linli_map(
    context: Any,
    content: str,
    *,
    lat: float,
    lon: float,
    label: str,
    zoom: float = 14,
    basemap: str = "",
    credit: str = "",
    credit_link: str = "",
    areas: str = "",
    cases: str = "",
    pick: str = "",
    mark: bool = False,
    tall: bool = False,
) -> SafeString:
    """`<linli-map>` around what is shown where it can't be drawn.

    `basemap`, `areas`, `cases`: addresses of GeoJSON. `credit`: whose data the base map shows, and `credit_link` a page
    about it. `mark` puts a pin at the place. `pick="ID-OF-LAT ID-OF-LON"` lets the reader choose a point, which is
    written into those inputs. Cases are points with the properties `title`, `stage`, `tone` (as of a badge) and `href`.
    """
    given = {
        "lat": lat,
        "lon": lon,
        "zoom": zoom,
        "label": label,
        "basemap": basemap,
        "credit": credit,
        "credit_link": credit_link,
        "areas": areas,
        "cases": cases,
        "pick": pick,
        "mark": mark,
        "tall": tall,
        "fallback": content,
    }
    return render_to_string("map/map.html", given)


@register.filter
def language_tag(code: str) -> str:
    """A language's code as HTML writes it (BCP 47): `zh-Hans` for `zh-hans`."""
    language, dash, script = code.partition("-")
    return f"{language}{dash}{script.title()}"


@register.inclusion_tag("language_switch/language_switch.html", takes_context=True)
def language_switch(context: Mapping[str, Any]) -> dict[str, Any]:
    """Links to the other languages that come back to this page."""
    request = context.get("request")
    here = request.get_full_path() if request is not None and request.method == "GET" else "/"
    now = get_language() or LANGUAGES[0]
    return {
        "others": [
            {
                "code": code,
                "name": LANGUAGE_NAMES.get(code, code),
                "href": reverse("language", args=[code]) + "?" + urlencode({"next": here}),
            }
            for code in LANGUAGES
            if code != now
        ]
    }


@register.simple_tag(takes_context=True)
def query(context: Mapping[str, Any], **changes: Any) -> str:
    """The address bar's filters with `changes` made; None or an empty text takes a filter away. Paging starts over."""
    parameters = context["request"].GET.copy()
    parameters.pop("page", None)
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    encoded = parameters.urlencode()
    return f"?{encoded}" if encoded else "?"
