"""What a reporter has said so far, carried from step to step in the address. Nothing personal is among it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from linli.kernel.text import clean, read_degrees

LONGEST_ADDRESS = 200
_LONGEST_KEY = 40
_COMPONENT = re.compile(r"[0-9]{17}")


@dataclass(frozen=True, slots=True)
class Trail:
    """Place (degrees WGS 84), address or facility, class, and the command under which photos may wait already."""

    lat: float | None = None
    lon: float | None = None
    address: str = ""
    component: str = ""
    class_key: str = ""
    command_id: UUID | None = None

    @property
    def placed(self) -> bool:
        return self.lat is not None

    @property
    def fields(self) -> dict[str, str]:
        """The fields of a form or an address that say the same again; empty ones are left out."""
        said = {
            "lat": "" if self.lat is None else f"{self.lat:.6f}",
            "lon": "" if self.lon is None else f"{self.lon:.6f}",
            "address": self.address,
            "component": self.component,
            "class": self.class_key,
            "command": str(self.command_id or ""),
        }
        return {name: value for name, value in said.items() if value}

    def query(self, **changes: str) -> str:
        """The trail as it stands in an address, with `changes` made; an empty change takes a part away."""
        return urlencode({name: value for name, value in (self.fields | changes).items() if value})


def read_trail(given: Mapping[str, str]) -> Trail:
    """Read a trail from an address or a form. What makes no sense is left out: the steps ask for it again."""
    lat, lon = read_degrees(given.get("lat", ""), 90), read_degrees(given.get("lon", ""), 180)
    if lat is None or lon is None:
        lat = lon = None
    component = given.get("component", "").strip()
    return Trail(
        lat=lat,
        lon=lon,
        address=clean(given.get("address", ""))[:LONGEST_ADDRESS],
        component=component if _COMPONENT.fullmatch(component) else "",
        class_key=clean(given.get("class", ""))[:_LONGEST_KEY],
        command_id=read_uuid(given.get("command", "")),
    )


def read_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
