"""What few cases have goes into one column and comes back as it was."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import pytest
from tests import town

from linli.cases.rules import Facts, rare


@dataclass(frozen=True)
class Part:
    unit: str
    since: datetime
    by: int | None
    due_at: datetime | None = None
    people: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sample:
    common: str = ""
    parts: tuple[Part, ...] = field(default=(), metadata={"rare": True})
    parent: str = field(default="", metadata={"rare": True})
    asked_at: datetime | None = field(default=None, metadata={"rare": True})


@pytest.fixture
def sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rare, "Facts", Sample)
    monkeypatch.setattr(rare, "RARE", rare.rare_fields(Sample))


@pytest.mark.parametrize(
    "facts",
    [
        Sample(),
        Sample("x", parent="y"),
        Sample(parts=(Part("a", town.NOW, None), Part("b", town.NOW, 7, datetime(2027, 1, 1, tzinfo=UTC), (1, 2)))),
        Sample(asked_at=town.NOW),
    ],
)
def test_rare_facts_come_back_from_json_as_they_were(sample: None, facts: Sample) -> None:
    kept = json.loads(json.dumps(rare.dump(facts)))  # type: ignore[arg-type]
    assert "common" not in kept
    assert Sample(common=facts.common, **rare.load(kept)) == facts


def test_a_case_without_them_keeps_nothing() -> None:
    assert rare.dump(Facts(UUID(int=1), 2)) == {}


def test_a_row_that_another_version_wrote_is_not_read_as_if_it_said_less() -> None:
    with pytest.raises(KeyError, match="unheard_of"):
        rare.load({"unheard_of": 1})
