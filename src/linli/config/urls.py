"""Addresses: the portal at the root, the desk below /desk/, Open311 below /open311/, the JSON API below /api/v1/."""

from django.urls import include, path

from linli.config.health import healthz

urlpatterns = [
    path("", include("linli.faces.portal.urls")),  # first, because reports come this way
    path("healthz", healthz, name="healthz"),
    path("", include("linli.ui.urls")),
    path("open311/", include("linli.faces.open311.urls")),
    path("api/v1/", include("linli.faces.api.urls")),
    path("desk/", include("linli.faces.desk.urls")),
]

handler400 = "linli.ui.error.view.bad_request"
handler403 = "linli.ui.error.view.forbidden"
handler404 = "linli.ui.error.view.not_found"
handler500 = "linli.ui.error.view.server_fault"
