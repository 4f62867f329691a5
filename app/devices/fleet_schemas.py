"""What phones say of themselves, on the wire."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.core.paging import Page
from app.core.schema import Instant, Line, Schema, Sha256, fits

DECADE_S = 10 * 366 * 86_400
LATEST_MS = 253_402_300_799_999  # 9999-12-31


class Alarm(StrEnum):
    """What is wrong with a phone."""

    UNSENT = "unsent"  # something waits for longer than a day
    CLOCK = "clock"
    SPACE = "space"
    VERSION = "version"


class DeviceStateDraft(Schema):
    """A phone's queue and health now. No place, no track, nothing of what the queue is about.

    `device_time_ms` is the phone's clock (milliseconds since 1970), whatever it shows: the server measures how far it is off.
    `oldest_age_s` is how long the oldest unsent item has waited by that clock. `key` is the phone's own key's thumbprint, if any.
    """

    name: Annotated[Line, fits(100)]
    app_version: Annotated[str, Field(pattern=r"^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$")]
    unsent_count: Annotated[int, Field(ge=0, le=100_000)]
    oldest_age_s: Annotated[int | None, Field(ge=0, le=DECADE_S, validate_default=True)] = None
    device_time_ms: Annotated[int, Field(ge=0, le=LATEST_MS)]
    free_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    persisted: bool
    key: Sha256 | None = None

    @field_validator("oldest_age_s")
    @classmethod
    def _agrees_with_the_queue(cls, age: int | None, so_far: ValidationInfo) -> int | None:
        if "unsent_count" in so_far.data and (so_far.data["unsent_count"] == 0) != (age is None):
            raise PydanticCustomError("unsent_without_age", "unsent without age")
        return age


class DeviceStateOut(Schema):
    """A phone as it last reported. `unsent_count` and `oldest_at` are told to its owner, and to who knows of every sealed visit.

    `contact_at` is its last report, to the hour; to the day for other readers.
    """

    id: UUID
    user_id: UUID
    user_name: str
    name: str
    enrolled: bool
    app_version: str
    unsent_count: int | None
    oldest_at: Instant | None
    skew_ms: int
    free_percent: int | None
    persisted: bool
    contact_at: Instant
    alarms: list[Alarm]


class DeviceStateTold(Schema):
    """The phone as kept, and the same person's other phones that said something was unsent.

    A phone whose storage was emptied finds itself among them, under the id it had before.
    """

    held: DeviceStateOut
    others: list[DeviceStateOut]


class Fleet(Page[DeviceStateOut]):
    """Phones by their owners' names; `alarmed` counts those with an alarm, `current_version` is the server's."""

    alarmed: int
    current_version: str
