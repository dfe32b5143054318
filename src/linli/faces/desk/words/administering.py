"""What administrators do, in words: refusals, acts on record, and how the installation is doing."""

from collections.abc import Mapping

from django.utils.translation import pgettext_lazy

from linli.faces.desk.words.moves import Text
from linli.faces.desk.words.shape import Refusal

ADMINISTERING: Mapping[str, Refusal] = {
    "not_administrator": Refusal(
        pgettext_lazy("admin", "Only administrators do this."),
        pgettext_lazy("admin", "Ask an administrator of your area."),
    ),
    "own_rights": Refusal(
        pgettext_lazy("admin", "Nobody changes their own rights, nor those of somebody whose deputy they are."),
        pgettext_lazy("admin", "Ask another administrator."),
    ),
    "outside_your_area": Refusal(
        pgettext_lazy("admin", "A post of this account, or the one to be given, lies outside the area you administer."),
        pgettext_lazy("admin", "Ask an administrator of that area."),
    ),
    "whole_city_only": Refusal(
        pgettext_lazy("admin", "A token without an account is good for the whole city."),
        pgettext_lazy("admin", "Choose an account, or ask an administrator of the whole city."),
    ),
    "last_administrator": Refusal(
        pgettext_lazy("admin", "Nobody else would administer that area."),
        pgettext_lazy("admin", "Give somebody else the post of administrator first."),
    ),
    "why_missing": Refusal(
        pgettext_lazy("admin", "The reason is missing."), pgettext_lazy("admin", "Say in a few words why.")
    ),
    "no_factor": Refusal(
        pgettext_lazy("admin", "The account has no second factor."),
        pgettext_lazy("admin", "The password alone signs in."),
    ),
    "no_passkeys": Refusal(
        pgettext_lazy("admin", "The account has no passkeys."), pgettext_lazy("admin", "Look at it as it is now.")
    ),
    "account_open": Refusal(
        pgettext_lazy("admin", "The account is open."), pgettext_lazy("admin", "Look at it as it is now.")
    ),
    "language_unknown": Refusal(
        pgettext_lazy("admin", "There is no such language."), pgettext_lazy("admin", "Choose one of the list.")
    ),
    "called_missing": Refusal(
        pgettext_lazy("admin", "It isn't said what colleagues read."),
        pgettext_lazy("admin", "Write it in 1 to 80 characters, best the name of the post."),
    ),
}

ACTS: Mapping[str, Text] = {
    "enrol": pgettext_lazy("administered", "Account opened"),
    "describe_account": pgettext_lazy("administered", "Account described otherwise"),
    "give_post": pgettext_lazy("administered", "Post given"),
    "end_post": pgettext_lazy("administered", "Post ended"),
    "close_account": pgettext_lazy("administered", "Account closed"),
    "reopen_account": pgettext_lazy("administered", "Account opened again"),
    "new_password": pgettext_lazy("administered", "New password set"),
    "drop_factor": pgettext_lazy("administered", "Second factor dropped"),
    "drop_passkeys": pgettext_lazy("administered", "Passkeys removed"),
    "link_provider": pgettext_lazy("administered", "Single sign-on linked"),
    "unlink_providers": pgettext_lazy("administered", "Single sign-on let go"),
    "end_sessions": pgettext_lazy("administered", "Signed out everywhere"),
    "name_deputy": pgettext_lazy("administered", "Deputy named"),
    "end_absence": pgettext_lazy("administered", "Absence ended"),
    "make_token": pgettext_lazy("administered", "Token made"),
    "revoke_token": pgettext_lazy("administered", "Token revoked"),
    "open_draft": pgettext_lazy("administered", "Draft of rules opened"),
    "publish_rules": pgettext_lazy("administered", "Rules published"),
    "drop_draft": pgettext_lazy("administered", "Draft of rules dropped"),
    "take_back_rules": pgettext_lazy("administered", "Rules taken back"),
    "load_pack": pgettext_lazy("administered", "City pack loaded"),
    "add_webhook": pgettext_lazy("administered", "Webhook added"),
    "remove_webhook": pgettext_lazy("administered", "Webhook removed"),
    "wake_webhook": pgettext_lazy("administered", "Webhook started again"),
    "backup": pgettext_lazy("administered", "Backup made"),
    "rotate_vault": pgettext_lazy("administered", "Key of the vault rotated"),
    "rotate_ledger": pgettext_lazy("administered", "Key of the ledger rotated"),
}

FACTS: Mapping[str, Text] = {
    "account": pgettext_lazy("administered", "account"),
    "deputy": pgettext_lazy("administered", "deputy"),
    "sign_in": pgettext_lazy("administered", "sign-in name"),
    "called": pgettext_lazy("administered", "display name"),
    "language": pgettext_lazy("administered", "language"),
    "before": pgettext_lazy("administered", "before"),
    "role": pgettext_lazy("administered", "post"),
    "area": pgettext_lazy("administered", "area"),
    "unit": pgettext_lazy("administered", "unit"),
    "why": pgettext_lazy("administered", "reason"),
    "token": pgettext_lazy("administered", "token"),
    "name": pgettext_lazy("administered", "program"),
    "scopes": pgettext_lazy("administered", "good for"),
    "days": pgettext_lazy("administered", "days"),
    "draft": pgettext_lazy("administered", "draft"),
    "title": pgettext_lazy("administered", "title"),
    "edition": pgettext_lazy("administered", "edition"),
    "by": pgettext_lazy("administered", "by"),
    "passkeys": pgettext_lazy("administered", "passkeys"),
    "issuer": pgettext_lazy("administered", "provider"),
    "url": pgettext_lazy("administered", "address"),
    "staff_id": pgettext_lazy("administered", "account"),
    "webhook": pgettext_lazy("administered", "webhook"),
    "rows": pgettext_lazy("administered", "rows"),
    "absence": pgettext_lazy("administered", "absence"),
    "master": pgettext_lazy("administered", "key"),
    "wrapped": pgettext_lazy("administered", "cases"),
    "lost": pgettext_lazy("administered", "present key lost"),
}

SCOPES: Mapping[str, tuple[Text, Text]] = {
    "open311": (pgettext_lazy("admin", "Report"), pgettext_lazy("admin", "Report through Open311")),
    "read": (pgettext_lazy("admin", "Read"), pgettext_lazy("admin", "Read through the programs' interface (API)")),
    "act": (pgettext_lazy("admin", "Act"), pgettext_lazy("admin", "Act through the programs' interface (API)")),
}

WATCHED: Mapping[str, Text] = {
    "version": pgettext_lazy("system", "Version"),
    "edition": pgettext_lazy("system", "City rules"),
    "database": pgettext_lazy("system", "Database"),
    "worker": pgettext_lazy("system", "Worker"),
    "jobs": pgettext_lazy("system", "Jobs"),
    "timers": pgettext_lazy("system", "Timers"),
    "outbox": pgettext_lazy("system", "To be told"),
    "letters": pgettext_lazy("system", "Letters"),
    "ledger": pgettext_lazy("system", "Ledger"),
    "figures": pgettext_lazy("system", "Statistics"),
    "backup": pgettext_lazy("system", "Backup"),
}

VERDICTS: Mapping[str, tuple[Text, str]] = {
    "good": (pgettext_lazy("system", "in order"), "good"),
    "watch": (pgettext_lazy("system", "look at it"), "waiting"),
    "bad": (pgettext_lazy("system", "broken"), "bad"),
}

_START_WORKER = pgettext_lazy("system", "Start it on the server: linli worker. Its log says why it stopped.")
_LOOK_AT_WORKER = pgettext_lazy("system", "Look whether the worker runs.")
_BACK_UP = pgettext_lazy("system", "Have a backup made each day: linli backup FILE")

SAYS: Mapping[str, tuple[Text, Text]] = {
    "version": (pgettext_lazy("system", "Linli %(version)s"), ""),
    "edition": (pgettext_lazy("system", "Edition %(number)s (%(name)s) is in force."), ""),
    "edition_none": (
        pgettext_lazy("system", "No city is loaded."),
        pgettext_lazy("system", "Load its pack on the server: linli pack load DIR"),
    ),
    "database": (pgettext_lazy("system", "%(megabytes)s MB"), ""),
    "worker_alive": (pgettext_lazy("system", "Alive; last heard of at %(at)s."), ""),
    "worker_silent": (
        pgettext_lazy("system", "Silent since %(at)s: clocks and messages stand."),
        _START_WORKER,
    ),
    "worker_none": (pgettext_lazy("system", "None runs: clocks and messages stand."), _START_WORKER),
    "jobs_done": (pgettext_lazy("system", "None has failed."), ""),
    "jobs_failed": (
        pgettext_lazy("system", "%(count)s failed."),
        pgettext_lazy("system", "The worker's log names each with its fault."),
    ),
    "timers": (pgettext_lazy("system", "%(count)s due."), ""),
    "timers_late": (pgettext_lazy("system", "%(count)s due, the oldest for %(minutes)s minutes."), _LOOK_AT_WORKER),
    "timers_stuck": (
        pgettext_lazy("system", "The system can't act on these cases: %(numbers)s."),
        pgettext_lazy("system", "Act on them by hand; the worker's log says why it can't."),
    ),
    "outbox": (pgettext_lazy("system", "%(count)s acts wait to be told."), ""),
    "outbox_long": (pgettext_lazy("system", "%(count)s acts wait to be told."), _LOOK_AT_WORKER),
    "letters": (pgettext_lazy("system", "%(waiting)s wait, none failed."), ""),
    "letters_failed": (
        pgettext_lazy("system", "%(waiting)s wait, %(failed)s failed."),
        pgettext_lazy("system", "On the server, linli notices list --state failed says why; then linli notices retry."),
    ),
    "ledger": (pgettext_lazy("system", "%(size)s entries, the head signed at %(at)s."), ""),
    "ledger_late": (
        pgettext_lazy("system", "%(count)s entries are not signed since %(at)s."),
        pgettext_lazy("system", "Look whether the worker runs and has the ledger's key."),
    ),
    "ledger_none": (pgettext_lazy("system", "Nothing is signed yet."), ""),
    "figures": (pgettext_lazy("system", "Counted up to %(at)s."), ""),
    "figures_late": (pgettext_lazy("system", "Counted up to %(at)s only."), _LOOK_AT_WORKER),
    "figures_none": (pgettext_lazy("system", "Not all cases are counted yet."), _LOOK_AT_WORKER),
    "backup": (pgettext_lazy("system", "The last was made at %(at)s."), ""),
    "backup_old": (pgettext_lazy("system", "The last was made at %(at)s."), _BACK_UP),
    "backup_none": (pgettext_lazy("system", "None is on record here."), _BACK_UP),
}
