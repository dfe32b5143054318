"""What the shapes of all resources are made of."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Self

from django.http import HttpRequest
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from linli.kernel.text import clean

LONGEST_TEXT = 4000
LARGEST = 2**53 - 1  # what every program that reads JSON can hold


class Shape(BaseModel):
    """Something that is answered. Every field is always there."""

    model_config = ConfigDict(frozen=True, from_attributes=True, json_schema_serialization_defaults_required=True)

    @classmethod
    def of(cls, source: object, **more: Any) -> Self:
        """The shape of something whose attributes are called like the fields; `more` are those that aren't."""
        own = {name: getattr(source, name) for name in cls.model_fields if name not in more}
        return cls.model_validate(own | more)


class Sent(BaseModel):
    """Something that is sent. A name that nobody knows is an error, so that no misspelt field is lost in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _of_our_time(day: date) -> date:
    """Other centuries are typing errors, and calendars and databases disagree about them."""
    if not 2000 <= day.year < 2200:
        raise PydanticCustomError("moment_far_away", "year out of range")
    return day


def _in_utc(at: datetime) -> datetime:
    _of_our_time(at)
    return at.astimezone(UTC)


class Asked(Sent):
    """What is asked for in the address. A name that nobody knows is an error here too: a misspelt filter would
    otherwise be one that isn't there."""

    @model_validator(mode="before")
    @classmethod
    def _with_all(cls, given: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        request: HttpRequest = (info.context or {})["request"]
        return {name: text for name, text in request.GET.items() if name not in cls.model_fields} | given


Words = Annotated[str, StringConstraints(max_length=LONGEST_TEXT), AfterValidator(clean)]
Code = Annotated[str, StringConstraints(max_length=200), AfterValidator(clean)]
Codes = Annotated[list[Code], Field(max_length=20)]
Number = Annotated[int, Field(ge=1, le=LARGEST)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Moment = AwareDatetime
MomentSent = Annotated[AwareDatetime, AfterValidator(_in_utc)]
DaySent = Annotated[date, AfterValidator(_of_our_time)]
Cursor = Annotated[str, StringConstraints(max_length=1000)]
Limit = Annotated[int, Field(ge=1, le=200)]


class Spot(Sent):
    """A point in degrees (WGS 84), and the address or the facility that was named, if any."""

    lat: Latitude
    lon: Longitude
    address: Annotated[str, StringConstraints(max_length=200), AfterValidator(clean)] = ""
    component: Annotated[str, StringConstraints(pattern=r"^([0-9]{17})?$")] = ""
