"""Addresses: the portal at the root, the desk below /desk/."""

from importlib.util import find_spec

from django.urls import include, path

from linli.config.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("linli.ui.urls")),
    *(
        path(prefix, include(f"linli.faces.{face}.urls"))
        for prefix, face in (("desk/", "desk"), ("", "portal"))
        if find_spec(f"linli.faces.{face}.urls")
    ),
]
