"""Bundles in the database: each content once, however many bundles have it."""

import hashlib
from collections import OrderedDict
from threading import Lock

from linli.packs import checker
from linli.packs.bundle import Bundle, Part
from linli.packs.checker import Checked
from linli.packs.models import Content, Kept

_KEPT = 3  # an answer about a city with all its places is some megabytes
_checked: OrderedDict[str, Checked] = OrderedDict()
_lock = Lock()


def keep(bundle: Bundle) -> str:
    """Keep the files of a bundle; its digest. One that is kept already stays as it is."""
    if Kept.objects.filter(digest=bundle.digest).exists():
        return bundle.digest
    contents: dict[str, bytes] = {}
    folders = []
    for part in (bundle.own, *bundle.others):
        digests = {path: hashlib.sha256(content).hexdigest() for path, content in part.files.items()}
        contents |= {digests[path]: content for path, content in part.files.items()}
        folders.append([part.name, digests])
    known = set(Content.objects.filter(digest__in=contents).values_list("digest", flat=True))
    new = [Content(digest=digest, content=content) for digest, content in contents.items() if digest not in known]
    Content.objects.bulk_create(new, ignore_conflicts=True)
    Kept.objects.bulk_create([Kept(digest=bundle.digest, folders=folders)], ignore_conflicts=True)
    return bundle.digest


def kept(digest: str) -> Bundle:
    """The bundle of that digest. Raises LookupError where it isn't kept."""
    folders = Kept.objects.filter(digest=digest).values_list("folders", flat=True).first()
    if folders is None:
        raise LookupError(f"no pack with the digest {digest} is kept")
    wanted = {one for _, files in folders for one in files.values()}
    rows = Content.objects.filter(digest__in=wanted).values_list("digest", "content")
    contents = {one: bytes(content) for one, content in rows}
    own, *others = (
        Part(name, name if place else "", {path: contents[one] for path, one in files.items()})
        for place, (name, files) in enumerate(folders)
    )
    return Bundle(own, tuple(others))


def checked_of(digest: str) -> Checked:
    """What the checker says of the bundle of that digest, as `checked`."""
    return _known(digest) or checked(kept(digest))


def checked(bundle: Bundle) -> Checked:
    """What the checker says of a bundle. The last few answers are remembered: a bundle never changes."""
    found = _known(bundle.digest)
    if found is not None:
        return found
    found = checker.read_bundle(bundle)
    with _lock:
        _checked[bundle.digest] = found
        while len(_checked) > _KEPT:
            _checked.popitem(last=False)
    return found


def _known(digest: str) -> Checked | None:
    with _lock:
        found = _checked.get(digest)
        if found is not None:
            _checked.move_to_end(digest)
        return found
