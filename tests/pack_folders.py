"""Small packs as folders, whole or with one thing wrong."""

import json
from pathlib import Path
from typing import Any

PACK = """
[pack]
name = "town"
title = { zh = "小镇", en = "Town" }
languages = ["zh-hans", "en"]
time_zone = "Asia/Shanghai"

[map]
centre = [31.005, 121.01]
zoom = 14

[cells]
size = 500

[calendars]
default = "office"
"""
OFFICE = """
standard = ["08:00-12:00", "14:00-18:00"]
[week]
monday = "standard"
tuesday = "standard"
wednesday = "standard"
thursday = "standard"
friday = ["08:00-12:00"]
[2026]
holidays = ["2026-01-01/2026-01-03"]
workdays = ["2026-01-04"]
"""
FILES = {
    "pack.toml": PACK,
    "calendars/office.toml": OFFICE,
    "units.csv": """
code,parent,name_zh,name_en,email,calendar
town,,镇政府,Town hall,,
roads,town,道路所,Roads office,roads@example.org,office
lamps,roads,路灯班,Lamp crew,,
""",
    "classes.csv": """
kind,code,group_zh,group_en,name_zh,name_en,icon,photo,reporters,keywords,note
component,01037,设施,Facilities,路灯异常,Street lamp problem,lamp-2,optional,anyone,路灯;lamp,
matter,06010,环境,Environment,暴露垃圾,Refuse lying about,trash,required,anyone,,
local,flooding,险情,Emergencies,内涝,Flooding,cloud-rain,optional,staff,,
""",
    "duties.csv": """
class,area,lead,assist
*,*,town,
component-01037,*,lamps,roads
matter-*,990101001,roads,
""",
    "limits.csv": """
class,condition,condition_zh,condition_en,value,unit,clock
*,ordinary,一般,As usual,7,d,working
component-01037,unlit,不亮,Not lit,2,d,working
component-01037,fallen,倒下,Fallen,4,h,continuous
""",
    "reasons.csv": """
act,code,name_zh,name_en,text_zh,text_en
reject,duplicate,已反映,Known already,已经在处理。,It is being dealt with.
return,not-our-duty,非本单位职责,Not our duty,正在重新确认。,We are finding out who it is.
""",
    "components.csv": """
code,class,lat,lon
99010101037000001,01037,31.005,121.005
""",
    "texts/welcome.zh.txt": "欢迎\n",
    "texts/welcome.en.txt": "Welcome\n",
}


def feature(properties: dict[str, Any], west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def area(code: str, parent: str | None, level: str, *bounds: float, **other: Any) -> dict[str, Any]:
    properties = {"code": code, "parent": parent, "level": level, "name_zh": f"区{code}", "name_en": f"Area {code}"}
    return feature(properties | other, *bounds)


def areas() -> list[dict[str, Any]]:
    """A district of one street with two communities side by side, about 1 by 1 km each."""
    return [
        area("990101", None, "district", 121.00, 31.00, 121.02, 31.01),
        area("990101001", "990101", "street", 121.00, 31.00, 121.02, 31.01),
        area("990101001001", "990101001", "community", 121.00, 31.00, 121.01, 31.01),
        area("990101001002", "990101001", "community", 121.01, 31.00, 121.02, 31.01),
    ]


def cells() -> list[dict[str, Any]]:
    """One cell per community."""
    return [
        feature({"code": "990101001001001", "community": "990101001001"}, 121.00, 31.00, 121.01, 31.01),
        feature({"code": "990101001002001", "community": "990101001002"}, 121.01, 31.00, 121.02, 31.01),
    ]


def collection(features: list[dict[str, Any]]) -> str:
    lines = ",\n".join(json.dumps(one) for one in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


def write(folder: Path, files: dict[str, str | bytes | None] | None = None) -> Path:
    """A pack without faults in `folder`, with `files` written over its own; None leaves one out."""
    everything: dict[str, str | bytes | None] = {**FILES, "areas.geojson": collection(areas()), **(files or {})}
    for name, content in everything.items():
        if content is None:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.lstrip("\n").encode())
    return folder


def changed(name: str, old: str, new: str) -> dict[str, str | bytes | None]:
    """The files of a pack in which `old` has become `new` in one of them."""
    text = FILES[name]
    assert text.count(old) >= 1, f"{old!r} is not in {name}"
    return {name: text.replace(old, new, 1)}
