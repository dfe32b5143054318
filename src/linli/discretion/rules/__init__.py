"""The judgements of this room, all pure."""

from linli.discretion.rules.choosing import Choice, Parted, Passage, part, read_choices
from linli.discretion.rules.findings import Finding, Kind
from linli.discretion.rules.masking import find, mask
from linli.discretion.rules.persons import about_person

__all__ = ["Choice", "Finding", "Kind", "Parted", "Passage", "about_person", "find", "mask", "part", "read_choices"]
