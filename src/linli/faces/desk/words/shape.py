"""What the words of a move are made of."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

type Text = str | Promise
type Tone = Literal["primary", "plain", "bad"]


@dataclass(frozen=True, slots=True)
class MoveWords:
    """`button` is an imperative, `done` what the timeline says, `asks` labels the words, `means` tells what follows."""

    button: Text
    done: Text
    icon: str
    tone: Tone = "plain"
    asks: Text = ""
    means: Text = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """`what` stands against the act, `remedy` is what the reader can do. Placeholders name the refusal's facts."""

    what: Text
    remedy: Text
