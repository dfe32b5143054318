"""The problems that are the API's own: what stands against a call, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Said:
    """`status` is the HTTP status with which the problem is answered."""

    status: int
    what: str | Promise
    remedy: str | Promise


TITLES: Mapping[str, Said] = {
    "body_unreadable": Said(
        400, _("The body can't be read as JSON."), _("Send one JSON object in UTF-8, of at most 1 MB.")
    ),
    "upload_unreadable": Said(
        400, _("The body can't be read as a form."), _("Send multipart/form-data with the picture in the field file.")
    ),
    "token_missing": Said(
        401, _("This needs a token."), _("Send it in the header Authorization: Bearer, followed by the token.")
    ),
    "token_invalid": Said(
        401,
        _("The token is mistyped, has ended, or its account is closed."),
        _("Ask whoever runs this installation for another one."),
    ),
    "scope_missing": Said(
        403, _("The token is not made for this."), _("Ask for a token with the scope that is named here.")
    ),
    "account_needed": Said(
        403,
        _("The token stands for no account, and only what is public is for such tokens."),
        _("Ask for a token that is made for an account."),
    ),
    "no_post": Said(
        403, _("The account of this token holds no post."), _("Ask the administrator of this installation for a post.")
    ),
    "not_found": Said(
        404,
        _("There is nothing here, or nothing that this token may see."),
        _("Look at /api/v1/openapi.json for the addresses, and at the lists for what they hold."),
    ),
    "method_not_allowed": Said(
        405, _("This address does not take this method."), _("Use one of those that the header Allow names.")
    ),
    "photo_unknown": Said(
        422,
        _("A photo that is named here was not kept for this token, or not any more."),
        _("Send it to /api/v1/photos first, at most a day before."),
    ),
    "too_large": Said(413, _("The body is too large."), _("Send at most 1 MB of JSON, or 15 MB of one photo.")),
    "type_unsupported": Said(
        415, _("The body is not of the type that this address takes."), _("Send it as the type that is named here.")
    ),
    "invalid": Said(422, _("What was sent does not fit."), _("Mend what is listed here and send it again.")),
    "cursor_unknown": Said(
        422,
        _("This cursor is none of this list."),
        _("Take it as it is from the page before, with the same filters, or begin without one."),
    ),
    "too_many_calls": Said(
        429, _("Too many calls were made in one minute."), _("Go on after the seconds that Retry-After names.")
    ),
    "fault": Said(
        500, _("Something went wrong here, and it is on record."), _("Try again later with the same Idempotency-Key.")
    ),
    "no_city": Said(503, _("No city is loaded on this server yet."), _("Ask whoever runs this installation.")),
}
