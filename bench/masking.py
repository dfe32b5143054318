"""How well personal passages are found: on the hand-made list, and on real complaints.

    python bench/masking.py [--data ../shared/data/zh_complaints] [--show 20] [--seed 1]

The list (tests/rules/masking_lines.txt) is labelled: recall and precision are counted, and everything missed or wrongly
covered is shown. The complaints aren't: a wide net of the simplest patterns (long numbers, a letter behind a Chinese
character, an @) says where something *could* stand; what the rules left of it is shown with the words around it, and of
what they covered a sample, both to be judged by reading. The set's makers have struck out most personal passages
(0000-00000000, ****): invented ones of all sorts are planted there, and how many of them are found is counted. Exits 1
where less than 99 of a hundred telephones, identity numbers, e-mails and plates of the list are found. Nothing is
written anywhere.
"""

import argparse
import csv
import gzip
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.rules.masking_kit import SURE, covered, lines, spurious  # noqa: E402

from linli.discretion.rules import Finding, Kind, about_person, find  # noqa: E402
from linli.discretion.rules.findings import plain  # noqa: E402

FILES = {
    "labelled_raw.csv.gz": ("title", "body"),
    "hot_topics_2019.csv.gz": ("title", "body"),
    "replies.csv.gz": ("留言主题", "留言详情", "答复意见"),
}
# Where the makers of the set struck something out, with as much before it as says what it was.
STRUCK = re.compile(
    r"(?P<phone>(?:0731[-— ]{0,3})?(?<![\d*])0000-00000000(?!\d)|(?<=电话)[:： ]*\*{7,}|(?<=手机)[:： ]*\*{7,})|"
    r"(?P<identity>身份证(?:号码?)?[:： ]*\*{6,})"
    r"|(?P<email>[A-Za-z0-9]+\*{2,}@[a-z0-9]+\.com)|(?P<plate>[湘粤鄂赣][A-Za-z]\*{4,6})"
)
# Where something of the kind could stand, by patterns that know nothing of the rules.
NETS = {
    Kind.PHONE: re.compile(
        r"(?<![\d.])(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]{0,3}\d{7,8}|(?<=话)[:： ]*\d{7,8})(?!\d)"
    ),
    Kind.IDENTITY: re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)"),
    Kind.EMAIL: re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9-]+\.[A-Za-z]+"),
    Kind.PLATE: re.compile(
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤川青藏琼宁][A-Za-z][A-Za-z0-9]{4,6}(?![A-Za-z])"
    ),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/zh_complaints")
    options.add_argument("--show", type=int, default=20, help="how many of each kind are shown")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    good = measure_list()
    if given.data.is_dir():
        measure_complaints(given.data, given.show, random.Random(given.seed))
    else:
        print(f"\nno complaints at {given.data}: only the list was measured")
    sys.exit(0 if good else 1)


def measure_list() -> bool:
    """Print recall and precision on the labelled lines; whether recall is what it has to be."""
    labelled, hit, right, wrong = Counter[Kind](), Counter[Kind](), Counter[Kind](), Counter[Kind]()
    for line in lines():
        found = find(line.text)
        for label in line.labels:
            labelled[label.kind] += 1
            hit[label.kind] += covered(label, found)
            if not covered(label, found):
                print(f"missed {label.kind}: {line.text}")
        for one in found:
            (wrong if spurious(one, line) else right)[one.kind] += 1
            if spurious(one, line):
                print(f"wrongly covered as {one.kind}: {line.text[one.start : one.end]} | {line.text}")
    print(f"list of {len(lines())} lines\n{'kind':<12}{'labelled':>9}{'recall':>9}{'precision':>11}")
    for kind in Kind:
        if labelled[kind]:
            precision = right[kind] / (right[kind] + wrong[kind]) if right[kind] + wrong[kind] else 1
            print(f"{kind:<12}{labelled[kind]:>9}{hit[kind] / labelled[kind]:>9.3f}{precision:>11.3f}")
    return all(hit[kind] >= 0.99 * labelled[kind] for kind in SURE)


def measure_complaints(folder: Path, show: int, dice: random.Random) -> None:
    counts, netted, kept = Counter[Kind](), Counter[Kind](), Counter[Kind]()
    samples: dict[str, list[str]] = defaultdict(list)
    texts, letters, seconds = 0, 0, 0.0
    planted, dug = Counter[Kind](), Counter[Kind]()
    for text, plants in complaints(folder, dice):
        begun = time.perf_counter()
        found, person = find(text), about_person(text)
        seconds += time.perf_counter() - begun
        texts, letters = texts + 1, letters + len(text)
        for one in found:
            counts[one.kind] += 1
            samples[f"covered as {one.kind}"].append(around(text, one))
        for plant in plants:
            planted[plant.kind] += 1
            dug[plant.kind] += covered(plant, found)
            if not covered(plant, found):
                samples[f"planted {plant.kind}, not covered"].append(around(text, plant))
        for kind, net in NETS.items():
            for place in net.finditer(plain(text)):
                spot = Finding(*place.span(), kind)
                netted[kind] += 1
                inside = any(one.start < spot.end and spot.start < one.end for one in found)
                kept[kind] += inside
                if not inside:
                    samples[f"in the net for {kind}, not covered"].append(around(text, spot))
        if person:
            samples["turned away as about a person"].append(f"{person} | {text[:60]}")
    print(f"\n{texts} texts, {letters} characters, {1e6 * seconds / texts:.0f} µs each")
    for kind in Kind:
        net = (
            f"; of {netted[kind]} in the net {kept[kind]}; of {planted[kind]} planted {dug[kind]}"
            if kind in NETS
            else ""
        )
        print(f"{kind:<12} covered {counts[kind]:>6}{net}")
    print(f"turned away  {len(samples['turned away as about a person'])}")
    for title, found_there in sorted(samples.items()):
        print(f"\n{title}: {len(found_there)}")
        for one in dice.sample(found_there, min(show, len(found_there))):
            print("   ", " ".join(one.split()))


def complaints(folder: Path, dice: random.Random) -> Iterator[tuple[str, list[Finding]]]:
    """All texts, each with what was planted in it. The set's makers replaced the character of their province; it is put
    back, or no plate were one.
    """
    csv.field_size_limit(10**9)
    for name, columns in FILES.items():
        with gzip.open(folder / name, "rt", encoding="utf-8") as lines_of_file:
            for row in csv.DictReader(lines_of_file):
                for column in columns:
                    yield plant_in(re.sub(r"楚(?=[A-Za-z])", "湘", row[column].strip()), dice)


def plant_in(text: str, dice: random.Random) -> tuple[str, list[Finding]]:
    """The text with invented passages where something was struck out."""
    out, plants, at = "", [], 0
    for struck in STRUCK.finditer(text):
        kind = Kind(struck.lastgroup or "")
        lead = re.match(r"[^0*A-Za-z]*", struck[0]) if kind in (Kind.PHONE, Kind.IDENTITY) else None
        kept = lead[0] if lead else ""
        out += text[at : struck.start()] + kept
        invented = INVENTORS[kind](dice)
        plants.append(Finding(len(out), len(out) + len(invented), kind))
        out += invented
        at = struck.end()
    return out + text[at:], plants


def invent_phone(dice: random.Random) -> str:
    rest = f"{dice.randrange(10**8):08}"
    shape = dice.choice(
        ("1{p}{a}{b}", "1{p} {a} {b}", "1{p}-{a}-{b}", "073{d}-8{c}{b}", "073{d}8{c}{b}", "+86 1{p}{a}{b}")
    )
    return shape.format(p=dice.randrange(30, 100), d=dice.randrange(10), a="0" + rest[:3], c=rest[1:4], b=rest[4:])[:20]


def invent_identity(dice: random.Random) -> str:
    born = f"{dice.randrange(1940, 2010)}{dice.randrange(1, 13):02}{dice.randrange(1, 29):02}"
    places = f"4399{dice.randrange(90, 100)}{born}{dice.randrange(1000):03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return places + "10X98765432"[sum(int(a) * b for a, b in zip(places, weights, strict=True)) % 11]


def invent_email(dice: random.Random) -> str:
    name = dice.choice(("lamp", "wang.", "a_b-", "10"))
    return f"{name}{dice.randrange(10**6)}@example.{dice.choice(('com', 'com.cn', 'net'))}"


def invent_plate(dice: random.Random) -> str:
    serial = dice.choice(("{:05}", "D{:05}", "A{:04}", "F{:05}", "{:04}学")).format(dice.randrange(10**4))
    return f"湘{dice.choice('ABCDEFGHJKL')}{dice.choice(('', '·', ' ', '-'))}{serial}"


INVENTORS = {
    Kind.PHONE: invent_phone,
    Kind.IDENTITY: invent_identity,
    Kind.EMAIL: invent_email,
    Kind.PLATE: invent_plate,
}


def around(text: str, one: Finding) -> str:
    before, after = text[max(0, one.start - 12) : one.start], text[one.end : one.end + 10]
    return f"{before}【{text[one.start : one.end]}】{after}"


if __name__ == "__main__":
    main()
