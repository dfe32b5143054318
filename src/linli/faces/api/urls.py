"""Addresses of the JSON API, all below /api/v1/; whatever is none of them is answered as a problem as well."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path

from linli.faces.api.api import API
from linli.faces.api.door import door
from linli.faces.api.openapi import show
from linli.faces.api.problems import nowhere


def _nowhere(request: HttpRequest) -> HttpResponse:
    raise nowhere()


def _behind_the_door(one: URLPattern) -> URLPattern:
    one.callback = door(one.callback)
    return one


_found, _app, _namespace = API.urls

app_name = "api"
urlpatterns = [
    path("openapi.json", door(show), name="openapi"),
    *(_behind_the_door(one) for one in _found if isinstance(one, URLPattern) and one.name != "api-root"),
    re_path("", door(_nowhere)),
]
