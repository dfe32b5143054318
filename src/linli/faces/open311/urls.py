"""Addresses of Open311: discovery at the root, GeoReport v2 below v2/. The ending says the format."""

from django.urls import re_path

from linli.faces.open311 import discovery, filing, requests, services, updates
from linli.faces.open311.door import door, nowhere

_FORMAT = r"\.(?P<fmt>xml|json)$"
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

app_name = "open311"
urlpatterns = [
    re_path(rf"^(?:v2/)?discovery{_FORMAT}", door(get=discovery.show)),
    re_path(rf"^v2/services{_FORMAT}", door(get=services.show_all), name="services"),
    re_path(rf"^v2/services/(?P<service_code>[^/]+){_FORMAT}", door(get=services.show)),
    re_path(rf"^v2/requests{_FORMAT}", door(get=requests.show_all, post=filing.file)),
    re_path(rf"^v2/requests/(?P<service_request_id>[^/]+){_FORMAT}", door(get=requests.show)),
    re_path(rf"^v2/tokens/(?P<token>[^/]+){_FORMAT}", door(get=requests.show_token)),
    re_path(rf"^v2/servicerequestupdates{_FORMAT}", door(get=updates.show_all, post=updates.add)),
    re_path(rf"^v2/media/(?P<number>[0-9]+)/(?P<photo_id>{_UUID})\.jpg$", door(get=requests.show_media), name="media"),
    re_path(r"", door(get=nowhere, post=nowhere)),
]
