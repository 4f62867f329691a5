"""Schema: what crosses the wire is frozen and closed to unknown fields; text is NFC and free of control characters."""

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    model_serializer,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

FIRST_YEAR, LAST_YEAR = 2000, 2099
_CONTROL = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff]")


class Schema(BaseModel):
    """Base of every body in and out."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True, allow_inf_nan=False)


class Grown(Schema):
    """A body that has learnt new fields since clients first hashed it.

    At their defaults they are not written, so the content of whoever does not know them keeps its identity.
    """

    LATER: ClassVar[frozenset[str]] = frozenset()

    @model_serializer(mode="wrap")
    def _as_before(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields = type(self).model_fields
        silent = {name for name in self.LATER if getattr(self, name) == fields[name].get_default(call_default_factory=True)}
        return {name: value for name, value in write(self).items() if name not in silent}


def _clean(text: str) -> str:
    if _CONTROL.search(text):
        raise PydanticCustomError("control_characters", "control characters")
    return unicodedata.normalize("NFC", text).strip()


def _filled(text: str) -> str:
    if not text:
        raise PydanticCustomError("blank", "blank")
    return text


_LEAP = re.compile(r"(T\d\d:\d\d):60(?:\.\d+)?(?=[Zz+-])")


def _leapt(given: object) -> object:
    """A leap second, as RFC 3339 spells it, is the last instant of its minute: no calendar here has a second 60."""
    return _LEAP.sub(r"\1:59.999999", given, count=1) if isinstance(given, str) else given


def _plausible(instant: datetime) -> datetime:
    """Refuse instants no field report can carry: device clocks stuck in 1970 or set to 2100 are told so."""
    try:
        utc = instant.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("implausible_time", "implausible time") from None
    if not FIRST_YEAR <= utc.year <= LAST_YEAR:
        raise PydanticCustomError("implausible_time", "implausible time")
    return utc


def _plausible_day(day: date) -> date:
    """Refuse days no calendar here will ever hold."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError("implausible_time", "implausible time")
    return day


def fits(limit: int) -> AfterValidator:
    """No longer than its column once normalised: NFC can lengthen a text."""

    def check(text: str) -> str:
        if len(text) > limit:
            raise PydanticKnownError("string_too_long", {"max_length": limit})
        return text

    return AfterValidator(check)


def _zulu(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


Line = Annotated[str, Field(max_length=200), AfterValidator(_clean), AfterValidator(_filled), fits(200)]
ShortLine = Annotated[str, Field(max_length=60), AfterValidator(_clean), AfterValidator(_filled), fits(60)]
OptionalLine = Annotated[str, Field(max_length=200), AfterValidator(_clean), fits(200)]
Needle = Annotated[str, AfterValidator(_clean)]
Text = Annotated[str, Field(max_length=4000), AfterValidator(_clean), AfterValidator(_filled)]
LongText = Annotated[str, Field(max_length=20_000), AfterValidator(_clean), AfterValidator(_filled)]
OptionalText = Annotated[str, Field(max_length=4000), AfterValidator(_clean)]
Instant = Annotated[AwareDatetime, PlainSerializer(_zulu, return_type=str)]
FieldInstant = Annotated[
    AwareDatetime, BeforeValidator(_leapt), AfterValidator(_plausible), PlainSerializer(_zulu, return_type=str)
]
Day = Annotated[date, AfterValidator(_plausible_day)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Point(Schema):
    """A place in WGS-84 degrees."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
