"""Addresses of the desk, all below /desk/."""

from django.urls import path

from linli.faces.desk.accesses import view as accesses
from linli.faces.desk.account import absence, factor, first, passkeys, sessions
from linli.faces.desk.account import view as account
from linli.faces.desk.administered import view as administered
from linli.faces.desk.calls import view as calls
from linli.faces.desk.case import act
from linli.faces.desk.case import view as case
from linli.faces.desk.contact import view as contact
from linli.faces.desk.erasures import view as erasures
from linli.faces.desk.exports import view as exports
from linli.faces.desk.family import view as family
from linli.faces.desk.figures import view as statistics
from linli.faces.desk.hands import view as hands
from linli.faces.desk.hotline import back as hotline_back
from linli.faces.desk.hotline import excluded, figures, paper
from linli.faces.desk.hotline import view as hotline
from linli.faces.desk.imports import view as imports
from linli.faces.desk.messages import view as messages
from linli.faces.desk.orders import issue as order_issue
from linli.faces.desk.orders import order
from linli.faces.desk.orders import view as orders
from linli.faces.desk.queue import view as queue
from linli.faces.desk.rulebook import areas as rules_areas
from linli.faces.desk.rulebook import calendars as rules_calendars
from linli.faces.desk.rulebook import draft as rules_draft
from linli.faces.desk.rulebook import overview as rules
from linli.faces.desk.rulebook import row as rules_row
from linli.faces.desk.rulebook import table as rules_table
from linli.faces.desk.rulebook import texts as rules_texts
from linli.faces.desk.sign_in import passkey, provider
from linli.faces.desk.sign_in import view as sign_in
from linli.faces.desk.staff import account as staff_account
from linli.faces.desk.staff import view as staff
from linli.faces.desk.system import view as system
from linli.faces.desk.tokens import view as tokens
from linli.faces.desk.trial import view as trial
from linli.faces.desk.webhooks import view as webhooks

app_name = "desk"
urlpatterns = [
    path("", queue.show, name="queue"),
    path("next/", queue.following, name="next"),
    path("export/", exports.show, name="export"),
    path("exports/", exports.records, name="exports"),
    path("import/", imports.show, name="imports"),
    path("import/<uuid:upload_id>/", imports.table, name="import-table"),
    path("import/<uuid:upload_id>/check/", imports.check, name="import-check"),
    path("import/<uuid:upload_id>/write/", imports.write, name="import-write"),
    path("import/<uuid:upload_id>/discard/", imports.discard, name="import-discard"),
    path("import/<uuid:upload_id>/faults/<str:form>/", imports.faults, name="import-faults"),
    path("import/<uuid:upload_id>/mapping/", imports.mapping, name="import-mapping"),
    path("sign-in/", sign_in.show, name="sign-in"),
    path("sign-in/code/", sign_in.code, name="sign-in-code"),
    path("sign-in/back/", provider.come_back, name="sign-in-back"),
    path("sign-in/with/<int:number>/", provider.leave_for, name="sign-in-with"),
    path("sign-in/passkey/", passkey.enter, name="sign-in-passkey"),
    path("sign-in/passkey/ask/", passkey.ask, name="sign-in-passkey-ask"),
    path("sign-out/", sign_in.leave, name="sign-out"),
    path("call/", hotline.show, name="hotline"),
    path("call/back/", hotline_back.show, name="hotline-back"),
    path("call/exclude/", excluded.choose, name="hotline-exclude"),
    path("call/excluded/", excluded.show, name="hotline-excluded"),
    path("call/figures/", figures.show, name="hotline-figures"),
    path("call/form/", paper.show, name="hotline-paper"),
    path("calls/", calls.show, name="calls"),
    path("accesses/", accesses.show, name="accesses"),
    path("account/", account.show, name="account"),
    path("account/first/", first.show, name="first-password"),
    path("account/factor/", factor.show, name="factor"),
    path("account/passkeys/", passkeys.show, name="passkeys"),
    path("account/passkeys/add/", passkeys.add, name="passkey-add"),
    path("account/passkeys/remove/", passkeys.remove, name="passkey-remove"),
    path("account/sessions/", sessions.end, name="sessions"),
    path("account/absence/", absence.show, name="absence"),
    path("account/absence/end/", absence.end, name="absence-end"),
    path("account/messages/", account.set_address, name="account-messages"),
    path("messages/", messages.show, name="messages"),
    path("cases/<int:number>/", case.show, name="case"),
    path("cases/<int:number>/act/<str:move>/", act.perform, name="act"),
    path("cases/<int:number>/conditions/", case.conditions, name="conditions"),
    path("cases/<int:number>/contact/", contact.open_details, name="contact"),
    path("cases/<int:number>/photos/<uuid:photo_id>/<str:size>/", case.photo, name="photo"),
    path("cases/<int:number>/split/", family.split, name="split"),
    path("cases/<int:number>/attach/", family.attach, name="attach"),
    path("cases/<int:number>/detach/<int:child>/", family.detach, name="detach"),
    path("erasures/", erasures.show, name="erasures"),
    path("figures/", statistics.show, name="figures"),
    path("figures/numbers/", statistics.numbers, name="figures-numbers"),
    path("figures/views/", statistics.keep, name="figures-keep"),
    path("figures/views/let-go/", statistics.let_go, name="figures-let-go"),
    path("hands/", hands.show, name="hands"),
    path("orders/", orders.show, name="orders"),
    path("orders/new/", order_issue.show, name="order-new"),
    path("orders/<int:number>/", order.show, name="order"),
    path("orders/<int:number>/act/<str:move>/", order.perform, name="order-act"),
    path("rules/try/", trial.show, name="trial"),
    path("rules/", rules.show, name="rules"),
    path("rules/areas/", rules_areas.show, name="rules-areas"),
    path("rules/areas/map.json", rules_areas.outlines, name="rules-areas-map"),
    path("rules/editions/<int:number>/", rules.edition, name="rules-edition"),
    path("rules/editions/<int:number>/take-back/", rules.take_back, name="rules-take-back"),
    path("rules/<slug:where>/", rules_draft.show, name="rules-book"),
    path("rules/<slug:where>/publish/", rules_draft.publish, name="rules-publish"),
    path("rules/<slug:where>/undo/", rules_draft.undo, name="rules-undo"),
    path("rules/<slug:where>/renew/", rules_draft.renew, name="rules-renew"),
    path("rules/<slug:where>/drop/", rules_draft.drop, name="rules-drop"),
    path("rules/<slug:where>/calendars/", rules_calendars.choose, name="rules-calendars"),
    path("rules/<slug:where>/calendars/<slug:name>/", rules_calendars.show, name="rules-calendar"),
    path("rules/<slug:where>/texts/", rules_texts.choose, name="rules-texts"),
    path("rules/<slug:where>/texts/<slug:name>/", rules_texts.show, name="rules-text"),
    path("rules/<slug:where>/<slug:table>/", rules_table.show, name="rules-table"),
    path("rules/<slug:where>/<slug:table>/row/", rules_row.show, name="rules-row"),
    path("rules/<slug:where>/<slug:table>/remove/", rules_row.remove, name="rules-remove"),
    path("staff/", staff.show, name="staff"),
    path("staff/new/", staff.enrol, name="staff-enrol"),
    path("staff/<int:staff_id>/", staff_account.show, name="staff-account"),
    path("staff/<int:staff_id>/<slug:act>/", staff_account.perform, name="staff-act"),
    path("tokens/", tokens.show, name="tokens"),
    path("tokens/revoke/", tokens.revoke, name="token-revoke"),
    path("administered/", administered.show, name="administered"),
    path("system/", system.show, name="system"),
    path("webhooks/", webhooks.show, name="webhooks"),
    path("basemap.json", case.basemap, name="basemap"),
]
