"""What administrators do about the other ways in than a password: passkeys, and providers of single sign-on."""

from datetime import datetime

from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor
from linli.people import commands
from linli.people.administration import rules
from linli.people.administration.accounts import note, with_account
from linli.people.models import Staff


def drop_passkeys(*, actor: Actor | None, staff_id: int, why: str, now: datetime) -> Result[int]:
    """Remove all passkeys of an account, for lost devices; how many. Its sessions end.

    Refused: not_administrator, own_rights, outside_your_area, account_unknown, why_missing, no_passkeys.
    """
    if isinstance(reason := rules.judge_why(why), Refused):
        return reason

    def work(staff: Staff) -> Result[int]:
        dropped = commands.drop_passkeys(staff_id=staff_id)
        if not dropped:
            return Refused("no_passkeys")
        commands.end_all_sessions(staff_id=staff_id)
        note(actor, "drop_passkeys", now, account=staff_id, passkeys=dropped, why=reason.value)
        return Allowed(dropped)

    return with_account(actor, staff_id, now, work)


def link_subject(*, actor: Actor | None, staff_id: int, issuer: str, subject: str, now: datetime) -> Result[int]:
    """Let a provider sign an account in. The record names the issuer, never what the provider calls the account.

    Refused: not_administrator, own_rights, outside_your_area, and as `people.commands.link_subject`.
    """

    def work(staff: Staff) -> Result[int]:
        done = commands.link_subject(staff_id=staff_id, issuer=issuer, subject=subject, now=now)
        if isinstance(done, Allowed):
            note(actor, "link_provider", now, account=staff_id, issuer=issuer)
        return done

    return with_account(actor, staff_id, now, work)


def unlink_subjects(*, actor: Actor | None, staff_id: int, now: datetime) -> Result[int]:
    """Let no provider sign an account in any more; how many subjects it had. Its sessions end.

    Refused: not_administrator, own_rights, outside_your_area, account_unknown.
    """

    def work(staff: Staff) -> Result[int]:
        unlinked = commands.unlink_subjects(staff_id=staff_id)
        commands.end_all_sessions(staff_id=staff_id)
        note(actor, "unlink_providers", now, account=staff_id)
        return Allowed(unlinked)

    return with_account(actor, staff_id, now, work)
