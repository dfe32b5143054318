"""How letters leave: one adapter for each channel, chosen by the settings. docs/messages.md says how to write one.

An adapter is told a whole message and answers with a value. It never raises for what may happen on a network, never
logs an address, and never takes longer than `PATIENCE` for one step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

PATIENCE = 20.0  # seconds for one step of a conversation: to connect, or to get an answer


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent. `id` stays the same however often it is tried: a receiver that has seen it drops it.

    `to` is an e-mail address, a telephone number, or a unit's code for a webhook. `short` is the text of an SMS.
    `templates` and `cases` name what it tells of, for programs.
    """

    id: UUID
    channel: Channel
    to: str
    language: str
    subject: str
    body: str
    short: str
    templates: tuple[str, ...]
    cases: tuple[int, ...]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side has taken the message over."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The other side doesn't take this message; `retry` says whether it might later. `why` holds no address."""

    why: str
    retry: bool


@dataclass(frozen=True, slots=True)
class Down:
    """Nobody could be reached: no message of this channel would have got through just now."""

    why: str


type Outcome = Sent | Failed | Down


class Adapter(Protocol):
    """What a channel needs. One is made for a run of letters, used by one thread, and closed at the end."""

    def send(self, message: Message) -> Outcome:
        """Hand one message over; it may be one that was tried before."""

    def close(self) -> None:
        """Let go of what `send` has opened. May be called without one."""


def open_channels() -> frozenset[Channel]:
    """The channels that messages can take under these settings. With none set up, all: they are kept as files."""
    from linli.notices.adapters.choice import set_up

    return frozenset(set_up())


def chosen() -> Mapping[Channel, Adapter]:
    """A fresh adapter for each open channel."""
    from linli.notices.adapters.choice import set_up

    return {channel: make() for channel, make in set_up().items()}


def without(address: str, text: str) -> str:
    """What a server says, on one line, without the address that it likes to repeat."""
    return " ".join(text.replace(address, "…").split())[:300] if address else " ".join(text.split())[:300]
