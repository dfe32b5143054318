"""The services of the city: the classes of report that anybody may choose and everybody may see."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from linli.cases.published import KINDS
from linli.catalogue.rules.edition import Edition, ServiceClass
from linli.faces.open311.door import Answer, Call, Errors, refuse

COMPONENT = "component"


def offered(of: Edition, service_code: str) -> ServiceClass | None:
    """The class that a code names, if it is a service; None where it isn't for the public."""
    about = of.classes.get(service_code)
    return about if about and about.kind in KINDS and about.reporters == "anyone" else None


def show_all(call: Call) -> Answer:
    found = (offered(call.edition, key) for key in call.edition.classes)
    return Answer("services", [_service(call, about) for about in found if about])


def show(call: Call, service_code: str) -> Answer | Errors:
    about = offered(call.edition, service_code)
    if about is None:
        return not_found(service_code)
    attributes = [{**one, "order": order} for order, one in enumerate(_attributes(about), start=1)]
    return Answer("service_definition", {"service_code": about.key, "attributes": attributes})


def not_found(service_code: str) -> Errors:
    text = _("The service_code %(code)s was not found: services.xml lists those that there are.")
    return refuse(404, text % {"code": service_code})


def _service(call: Call, about: ServiceClass) -> dict[str, Any]:
    name = call.spoken(about.name)
    return {
        "service_code": about.key,
        "service_name": name,
        "description": about.note or name,
        "metadata": any(_attributes(about)),
        "type": "realtime",
        "keywords": ", ".join(about.keywords),
        "group": call.spoken(about.group),
    }


def _attributes(about: ServiceClass) -> Iterator[dict[str, Any]]:
    """What a report of this class may say beyond place and words. Conditions are the desk's to judge, not asked."""
    if about.kind == "component":
        yield {
            "variable": True,
            "code": COMPONENT,
            "datatype": "string",
            "required": False,
            "datatype_description": _("17 digits, without spaces"),
            "description": _("The number on the facility, if it has one"),
        }
    if about.photo_required:
        yield {
            "variable": False,
            "code": "photo",
            "datatype": "string",
            "required": False,
            "datatype_description": None,
            "description": _(
                "This is hard to judge without a photo: send JPEG, PNG or WebP as the file field media of a"
                " multipart/form-data form."
            ),
        }
