"""Levels: classes under groups under kinds, areas under areas, units under units; and what lies right below a level."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from linli.catalogue.rules.edition import KINDS, ServiceClass
from linli.insight.rules.figures.sums import Sums
from linli.kernel.paths import ancestors, parts, within

type ByName = Mapping[str, Sums]
type Deeper = Callable[[str, list[str]], bool]


@dataclass(slots=True)
class Part:
    """A part of a whole: `key` is what a filter calls it (a pattern of classes, a path, a code). `deeper` says whether
    it has parts of its own to look at, `own` that it is what belongs to the whole itself and to none below it."""

    key: str
    sums: Sums = field(default_factory=Sums)
    deeper: bool = False
    own: bool = False


def class_parts(by_class: ByName, *, pattern: str, classes: Mapping[str, ServiceClass]) -> list[Part]:
    """Kinds; of one kind its groups, where each has a beginning of its own; else classes. In the edition's order, what
    it doesn't know last."""
    if not pattern:
        names = {key: f"{key.partition('-')[0]}-*" if key else "" for key in by_class}
        order = [f"{kind}-*" for kind in KINDS]
        return _parts(by_class, names, order, deeper=lambda name, keys: bool(name))
    groups = group_patterns(classes) if pattern.removesuffix("-*") in KINDS else {}
    names = {key: groups.get(key, key) for key in by_class}
    order = list(dict.fromkeys(groups.get(key, key) for key in classes))
    return _parts(by_class, names, order, deeper=lambda name, keys: name.endswith("*"))


def group_patterns(classes: Mapping[str, ServiceClass]) -> dict[str, str]:
    """The pattern of each class's group, by class key, for groups that one pattern names and no other class fits.

    In the national standard the first digits of a code are its group (大类).
    """
    members: dict[tuple[str, str], list[str]] = {}
    for one in classes.values():
        members.setdefault((one.kind, str(sorted(one.group.items()))), []).append(one.key)
    found: dict[str, str] = {}
    for (kind, _), keys in members.items():
        beginning = _common(keys) if len(keys) > 1 else keys[0]
        alone = all(key in keys for key in classes if key.startswith(beginning))
        if alone and len(keys) > 1 and len(beginning) > len(kind) + 1:
            found |= dict.fromkeys(keys, f"{beginning}*")
    return found


def path_parts(by_path: ByName, *, below: str) -> list[Part]:
    """What lies right below a path, and what belongs to the path itself, in order of their paths.

    Where everything lies in one part that has parts of its own, those are meant.
    """
    depth = len(parts(below))
    names: dict[str, str] = {}
    for path in by_path:
        if within(path, below):
            chain = ancestors(path)
            names[path] = chain[depth] if len(chain) > depth else path
    found = _parts(by_path, names, sorted(set(names.values())), deeper=lambda name, keys: keys != [name])
    if len(found) == 1 and found[0].deeper and found[0].key != below:
        return path_parts(by_path, below=found[0].key)
    for part in found:
        part.own = len(found) > 1 and part.key == below
    return found


def common_path(paths: Iterable[str]) -> str:
    """The longest path that all of them lie within."""
    chains = [parts(path) for path in paths]
    if not chains:
        return ""
    shared = takewhile(lambda codes: len(set(codes)) == 1, zip(*chains, strict=False))
    return "/".join(codes[0] for codes in shared)


def _parts(by_name: ByName, names: Mapping[str, str], order: Iterable[str], *, deeper: Deeper) -> list[Part]:
    keys: dict[str, list[str]] = {}
    for key in by_name:
        if key in names:
            keys.setdefault(names[key], []).append(key)
    ordered = [name for name in order if name in keys]
    ordered += sorted(keys.keys() - set(ordered))
    found = []
    for name in ordered:
        part = Part(name, deeper=deeper(name, keys[name]))
        for key in keys[name]:
            part.sums.add(by_name[key])
        found.append(part)
    return found


def _common(keys: list[str]) -> str:
    first, last = min(keys), max(keys)
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
