"""A changed copy is what `dataclasses.replace` makes, without its price."""

from dataclasses import FrozenInstanceError, dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linli.kernel.values import changed


@dataclass(frozen=True, slots=True)
class Lamp:
    street: str
    lit: bool = True
    bulbs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Street:
    name: str


@dataclass(frozen=True)
class Lantern:
    street: str
    lit: bool = True
    bulbs: tuple[int, ...] = ()


LAMPS = some.sampled_from((Lamp, Lantern)).flatmap(
    lambda kind: some.builds(kind, some.text(), some.booleans(), some.tuples(some.integers()))
)
CHANGES = some.fixed_dictionaries({}, optional={"street": some.text(), "lit": some.booleans(), "bulbs": some.just(())})


@given(LAMPS, CHANGES)
def test_it_is_what_replacing_fields_makes(lamp: Lamp | Lantern, changes: dict[str, object]) -> None:
    before = replace(lamp)
    assert changed(lamp, **changes) == replace(lamp, **changes)  # type: ignore[arg-type]
    assert lamp == before


@pytest.mark.parametrize("kind", [Lamp, Lantern])
def test_the_copy_is_as_frozen_as_the_first(kind: type[Lamp | Lantern]) -> None:
    with pytest.raises(FrozenInstanceError):
        changed(kind("Elm Street"), lit=False).lit = True  # type: ignore[misc]


@pytest.mark.parametrize("kind", [Lamp, Lantern])
def test_a_name_that_is_no_field_is_a_fault_that_names_it(kind: type[Lamp | Lantern]) -> None:
    with pytest.raises(TypeError, match=f"{kind.__name__} has no field colour"):
        changed(kind("Elm Street"), colour="white")  # type: ignore[call-arg]


def test_a_class_of_one_field_is_copied_as_well() -> None:
    assert changed(Street("Elm Street"), name="Oak Street") == Street("Oak Street")
    assert changed(Street("Elm Street")) == Street("Elm Street")
