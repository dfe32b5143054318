"""What the shapes of all resources are made of."""

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from linli.kernel.text import clean

LONGEST_TEXT = 4000
LARGEST = 2**53 - 1  # what every program that reads JSON can hold


class Shape(BaseModel):
    """Something that is answered. Every field is always there."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)


class Sent(BaseModel):
    """Something that is sent. A name that nobody knows is an error, so that no misspelt field is lost in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Words = Annotated[str, StringConstraints(max_length=LONGEST_TEXT), AfterValidator(clean)]
Code = Annotated[str, StringConstraints(max_length=200), AfterValidator(clean)]
Codes = Annotated[list[Code], Field(max_length=20)]
Number = Annotated[int, Field(ge=1, le=LARGEST)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Moment = AwareDatetime
Cursor = Annotated[str, StringConstraints(max_length=1000)]
Limit = Annotated[int, Field(ge=1, le=200)]


class Spot(Sent):
    """A point in degrees (WGS 84), and the address or the facility that was named, if any."""

    lat: Latitude
    lon: Longitude
    address: Annotated[str, StringConstraints(max_length=200), AfterValidator(clean)] = ""
    component: Annotated[str, StringConstraints(pattern=r"^([0-9]{17})?$")] = ""
