"""The ledger for programs: heads, keys and proofs, open to everybody and from any page."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from linli.kernel.results import Refused
from linli.ledger import queries as ledger
from linli.ledger import witness
from linli.ledger.rules import note
from linli.ui.answers import stamped

type Answer = Callable[[HttpRequest], HttpResponse]

_LONGEST = 64 * 1024
_STATUS = {"unreadable": 400, "ledger_unknown": 404, "key_unknown": 403, "size_other": 409, "inconsistent": 422}


def _open(view: Answer) -> Answer:
    """Anybody may ask, from any page: there is nothing here that isn't meant for everybody."""

    @require_safe
    def answered(request: HttpRequest) -> HttpResponse:
        response = view(request)
        response["Access-Control-Allow-Origin"] = "*"
        return stamped(request, response, cache="no-cache")

    return answered


@_open
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest head as a signed note, or that of `?size=`; with the signatures of witnesses."""
    size = _number(request, "size")
    head = ledger.newest_head() if size is None else ledger.head_of(size=size)
    if head is None:
        return _none("no head of that size is signed")
    cosigned = "".join(ledger.cosignatures(size=head.size))
    return HttpResponse(head.note + cosigned, content_type="text/plain; charset=utf-8")


@_open
def heads(request: HttpRequest) -> HttpResponse:
    """Heads, the newest first; older ones with `?before=` the size of the last."""
    found = ledger.heads(before=_number(request, "before"))
    return JsonResponse(
        {
            "ledger": ledger.name(),
            "heads": [
                {
                    "size": one.size,
                    "root": _text(one.root),
                    "signed_at": one.signed_at.isoformat(),
                    "note": one.note,
                    "witnesses": one.witnesses,
                }
                for one in found
            ],
        }
    )


@_open
def keys(request: HttpRequest) -> HttpResponse:
    """Every key that has ever signed, the oldest first, each with the statement by which the one before named it."""
    return JsonResponse(
        {
            "ledger": ledger.name(),
            "keys": [
                {
                    "key": one.key.text,
                    "since": one.since.isoformat(),
                    "until": one.until.isoformat() if one.until else None,
                    "succession": one.succession,
                }
                for one in ledger.own_keys()
            ],
        }
    )


@_open
def consistency(request: HttpRequest) -> HttpResponse:
    """That the tree of `?from=` leaves is the beginning of that of `?to=` leaves."""
    old, new = _number(request, "from"), _number(request, "to")
    if old is None or new is None:
        return JsonResponse({"error": "give the sizes of two heads: ?from=OLD&to=NEW"}, status=400)
    found = ledger.consistency(old=old, new=new)
    if isinstance(found, Refused):
        return JsonResponse({"error": "no such sizes", **found.facts}, status=404)
    return JsonResponse({"old": old, "new": new, "proof": [_text(one) for one in found.value]})


@_open
def inclusion(request: HttpRequest) -> HttpResponse:
    """That the leaf with the hash `?leaf=` (hexadecimal or base 64) is under the newest head."""
    found = ledger.proof_by_hash(leaf=_hash(request.GET.get("leaf", "")))
    if found is None:
        return _none("no leaf has this hash; what was promised less than a minute ago may still come")
    return JsonResponse(
        {
            "position": found.position,
            "size": found.size,
            "proof": [_text(one) for one in found.proof],
            "head": found.head,
        }
    )


@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Cosign the head of another ledger that continues what was seen of it before (C2SP tlog-witness)."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _LONGEST:
        return HttpResponse("too long\n", status=413, content_type="text/plain")
    judged = witness.cosign(request=request.body.decode("utf-8", "replace"), now=timezone.now())
    if not isinstance(judged, Refused):
        return HttpResponse(judged.value, content_type="text/plain; charset=utf-8")
    if judged.code == "size_other":
        return HttpResponse(f"{judged.facts['size']}\n", status=409, content_type="text/x.tlog.size")
    said = judged.facts.get("why") or judged.code.replace("_", " ")
    return HttpResponse(f"{said}\n", status=_STATUS[judged.code], content_type="text/plain; charset=utf-8")


def _number(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else None


def _hash(given: str) -> bytes:
    try:
        return bytes.fromhex(given)
    except ValueError:
        # A plus in an address is a blank.
        return note.decoded(given.replace(" ", "+"))


def _text(data: bytes) -> str:
    return b64encode(data).decode()


def _none(text: str) -> JsonResponse:
    body: dict[str, Any] = {"error": text}
    return JsonResponse(body, status=404)
