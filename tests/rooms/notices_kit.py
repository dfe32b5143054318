"""What the tests of messages share: the town with something happening in it, and adapters that keep what they get."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from tests import town

from linli.cases import commands as cases
from linli.cases.rules import Given
from linli.kernel.results import Allowed
from linli.kernel.rights import Actor, reporter
from linli.notices.adapters import Channel, Message, Outcome, Sent
from linli.people import commands as people

SOON = timedelta(minutes=5)


def report(
    *, email: str = "", phone: str = "", language: str = "en", klass: str = town.LAMP, now: datetime = town.NOW,
    address: str = "12 Lotus Road",
) -> UUID:  # fmt: skip
    """A report of somebody who left an address, or none."""

    def keep(case_id: UUID) -> None:
        people.keep_contact(case_id=case_id, name="", phone=phone, email=email, language=language, now=now)

    done = cases.report(
        command_id=uuid4(), actor=Actor("reporter", language=language), source="web", now=now, class_key=klass,
        text="It has been dark since Sunday.", spot=cases.Spot(*town.IN_EAST, address=address), and_then=keep,
    )  # fmt: skip
    assert isinstance(done, Allowed), done
    return done.value.case_id


def act(case_id: UUID, move: str, actor: Actor | None = None, now: datetime = town.NOW, **given: object) -> None:
    who = actor or reporter(str(case_id), "en")
    done = cases.act(
        case_id=case_id, move=move, actor=who, given=Given(**given), command_id=uuid4(), now=now  # type: ignore[arg-type]
    )  # fmt: skip
    assert isinstance(done, Allowed), done


def checked(case_id: UUID, now: datetime = town.NOW) -> None:
    """Lead a lamp to the question whether it is fixed."""
    act(case_id, "accept", town.LAMP_HANDLER, now)
    act(case_id, "handle", town.LAMP_HANDLER, now, text="The lamp has a new bulb.")
    act(case_id, "pass", town.CHECKER, now)


@dataclass
class Box:
    """An adapter that keeps what it gets; `answer` says what it answers to each message."""

    answer: Callable[[Message], Outcome] = lambda message: Sent()
    got: list[Message] = field(default_factory=list)
    closed: int = 0

    def send(self, message: Message) -> Outcome:
        outcome = self.answer(message)
        if isinstance(outcome, Sent):
            self.got.append(message)
        return outcome

    def close(self) -> None:
        self.closed += 1


def boxes(box: Box) -> dict[Channel, Box]:
    return dict.fromkeys(Channel, box)
