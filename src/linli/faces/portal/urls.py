"""Addresses of the portal."""

from django.urls import path

from linli.faces.portal.around import view as around
from linli.faces.portal.case import view as case
from linli.faces.portal.feeds import view as feeds
from linli.faces.portal.figures import view as figures
from linli.faces.portal.geo import view as geo
from linli.faces.portal.home import view as home
from linli.faces.portal.ledger import api
from linli.faces.portal.ledger import view as ledger
from linli.faces.portal.photo import view as photo
from linli.faces.portal.receipt import view as receipt
from linli.faces.portal.registers import view as registers
from linli.faces.portal.suspended import view as suspended
from linli.faces.portal.tell import view as tell
from linli.faces.portal.text import view as text
from linli.faces.portal.track import act, contact
from linli.faces.portal.track import view as track
from linli.faces.portal.what import view as what
from linli.faces.portal.where import view as where

app_name = "portal"
urlpatterns = [
    path("", home.show, name="home"),
    path("report/", where.show, name="where"),
    path("report/photo/", where.from_photo, name="from-photo"),
    path("report/here/", where.here, name="here"),
    path("report/what/", what.show, name="what"),
    path("report/tell/", tell.show, name="tell"),
    path("report/words/", tell.passages, name="passages"),
    path("report/photos/<uuid:command_id>/<uuid:photo_id>.jpg", photo.draft, name="draft-photo"),
    path("t/", track.find, name="find"),
    path("t/<str:code>/", track.show, name="track"),
    path("t/<str:code>/act/", act.act, name="act"),
    path("t/<str:code>/contact/", contact.share, name="share"),
    path("t/<str:code>/slip.txt", track.slip, name="slip"),
    path("t/<str:code>/receipt.json", receipt.download, name="receipt"),
    path("t/<str:code>/photos/<uuid:photo_id>/<str:size>.jpg", photo.tracked, name="tracked-photo"),
    path("around/", around.show, name="around"),
    path("suspended/", suspended.show, name="suspended"),
    path("cases/<int:number>/", case.show, name="case"),
    path("cases/<int:number>/follow/", case.follow, name="follow"),
    path("cases/<int:number>/photos/<uuid:photo_id>/<str:size>.jpg", photo.public, name="public-photo"),
    path("map/basemap.geojson", geo.basemap, name="basemap"),
    path("map/areas.geojson", geo.areas, name="areas"),
    path("map/cases.geojson", geo.cases_, name="cases"),
    path("figures/", figures.show, name="figures"),
    path("opendata/", figures.index, name="opendata"),
    path("opendata/<str:month>/<str:name>", figures.file, name="opendata-file"),
    path("ledger/", ledger.show, name="ledger"),
    path("ledger/check/", ledger.check, name="check-receipt"),
    path("ledger/check.html", ledger.offline, name="check-offline"),
    path("ledger/verify_receipt.py", ledger.program, name="check-program"),
    path("ledger/checkpoint", api.checkpoint, name="ledger-checkpoint"),
    path("ledger/heads.json", api.heads, name="ledger-heads"),
    path("ledger/keys.json", api.keys, name="ledger-keys"),
    path("ledger/consistency.json", api.consistency, name="ledger-consistency"),
    path("ledger/inclusion.json", api.inclusion, name="ledger-inclusion"),
    path("ledger/add-checkpoint", api.add_checkpoint, name="ledger-witness"),
    path("feeds/cases.atom", feeds.atom, name="feed-atom"),
    path("feeds/cases.geojson", feeds.geojson, name="feed-geojson"),
    path("about/data/", registers.data, name="data-register"),
    path("about/decisions/", registers.decided, name="decisions"),
    path("about/<slug:name>/", text.show, name="text"),
]
