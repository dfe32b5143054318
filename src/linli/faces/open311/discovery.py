"""Service discovery: where the endpoint is, which formats it has, whom to ask, and when its services last changed."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.catalogue import queries as catalogue
from linli.faces.open311.door import Answer, Call
from linli.faces.open311.formats import TYPES

_SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


def show(call: Call) -> Answer:
    in_force = next(known for known in catalogue.editions() if known.in_force)
    changeset = timezone.localtime(in_force.loaded_at).strftime("%Y-%m-%d %H:%M")
    root = reverse("open311:services", kwargs={"fmt": "xml"}).removesuffix("/services.xml")
    contact = settings.LINLI_OPEN311_CONTACT or _("Ask those who run %(address)s.") % {"address": call.address("/")}
    endpoint = {
        "specification": _SPECIFICATION,
        "url": call.address(root),
        "changeset": changeset,
        "type": "production",
        "formats": [kind.partition(";")[0] for kind in TYPES.values()],
    }
    key_service = (
        _("Reports are taken without a key.")
        if settings.LINLI_OPEN311_OPEN
        else _("Reading needs no key. A key to report with is given by hand: %(contact)s") % {"contact": contact}
    )
    content = {"changeset": changeset, "contact": contact, "key_service": key_service, "endpoints": [endpoint]}
    return Answer("discovery", content)
