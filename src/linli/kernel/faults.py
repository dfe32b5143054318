"""What is wrong with a file that somebody wants to load: file, line, value and remedy, for every fault at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, said so that the reader can put it right.

    `line` is 1-based and None where a fault belongs to the whole file. `value` is the text that is at fault.
    `message` and `remedy` are plain English sentences without a full stop.
    """

    file: str
    line: int | None
    value: str
    message: str
    remedy: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        value = f" ({self.value})" if self.value else ""
        return f"{place}: {self.message}{value}; {self.remedy}"
