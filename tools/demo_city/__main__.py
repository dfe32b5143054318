"""Make the demonstration pack: `python -m tools.demo_city [--seed N] [--out packs/demo]`.

The same seed makes the same bytes. Nothing is copied from a real city: skeleton and names are invented, the rest is
drawn.
"""

import argparse
from pathlib import Path
from random import Random

from tools.demo_city import addresses, furniture, landmarks, names, organisation, plan, roads, town, write
from tools.demo_city.curves import CENTRE_LAT, CENTRE_LON
from tools.demo_city.partition import partition

SEED = 20260101
OUT = Path(__file__).resolve().parents[2] / "packs" / "demo"


def make(seed: int) -> dict[str, str]:
    """The files of the pack by name. Each part draws from dice of its own, so that one can change without the
    others."""
    drawn = names.draw(Random(f"{seed} names"))
    skeleton = plan.draw(Random(f"{seed} plan"))
    parts = partition(skeleton, Random(f"{seed} partition"))
    called = {one.code: (f"{zh}社区", f"{en} Community") for one in parts.communities for zh, en in [next(drawn)]}
    laid = roads.lay(skeleton, parts, drawn)
    sites = town.build(skeleton, parts, laid, drawn, Random(f"{seed} town"))
    known = landmarks.place(skeleton, parts, sites, called, list(names.STREETS), drawn, Random(f"{seed} landmarks"))
    outline, water = skeleton.outline, skeleton.water
    stands = furniture.place(laid, outline, water, Random(f"{seed} furniture"), county=write.COUNTY)
    places = [*addresses.of_sites(sites), *addresses.of_landmarks(known), *addresses.of_roads(laid, outline, water)]
    streets, communities = write.named(parts.communities, called)
    files = {
        "pack.toml": organisation.PACK_TOML.format(lat=CENTRE_LAT, lon=CENTRE_LON, zoom=14),
        "areas.geojson": write.geojson(write.areas(parts.communities, called)),
        "basemap.geojson": write.geojson(write.basemap(skeleton, sites, known, laid)),
        "components.csv": write.components(stands),
        "addresses.csv": write.addresses(places),
        "units.csv": write.table(organisation.units(streets, communities)),
        "duties.csv": write.table(organisation.duties(streets, communities)),
    }
    if limits := organisation.limits():
        files["limits.csv"] = write.table(limits)
    return files


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--out", type=Path, default=OUT)
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for name, text in make(given.seed).items():
        (given.out / name).write_text(text, encoding="utf-8")
        print(f"{name:<18}{len(text.encode()):>10,} bytes {text.count(chr(10)):>7,} lines")


if __name__ == "__main__":
    main()
