"""The form of a capture record, pure (docs/evidence.md §3): what the phone says it did, before anybody asks whether it holds."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from app.core import canonical
from app.core.schema import Schema, Sha256

WHOLE = 2**53 - 1
Count = Annotated[int, Field(ge=0, le=WHOLE)]
Word = Annotated[str, Field(min_length=1, max_length=100)]


def _real(moment: str) -> str:
    """There is such a day."""
    datetime.fromisoformat(moment)
    return moment


_DAY, _HOUR = "[0-9]{4}-[0-9]{2}-[0-9]{2}", "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
Moment = Annotated[str, Field(pattern=rf"^{_DAY}T{_HOUR}\.[0-9]{{3}}Z$"), AfterValidator(_real)]
Id = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class _Said(Schema):
    model_config = ConfigDict(strict=True)


class Cited(_Said):
    """The anchor a record quotes."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    t: Moment


class Geo(_Said):
    """Where the phone believed to be: degrees × 10⁷, centimetres."""

    st: Literal["ok", "denied", "timeout", "none"]
    lat_e7: Annotated[int, Field(ge=-900_000_000, le=900_000_000)] | None = None
    lon_e7: Annotated[int, Field(ge=-1_800_000_000, le=1_800_000_000)] | None = None
    acc_cm: Count | None = None
    t: Moment | None = None


class Record(_Said):
    """A whole record."""

    anchor: Cited | None = None
    app: Word
    boot: Word
    geo: Geo
    id: Id
    insp: Id
    key: Sha256
    mime: Word
    prev: Sha256 | None = None
    seq: Annotated[int, Field(ge=1, le=WHOLE)]
    sha256: Sha256
    size: Count
    src: Literal["camera", "picker", "file"]
    t_dev: Moment
    t_mono_ms: Count
    typ: Literal["capture"]
    tz: Word
    v: Annotated[int, Field(ge=1, le=1)]  # a Literal would take `true` for it

    @model_validator(mode="after")
    def _begins_once(self) -> "Record":
        if (self.prev is None) != (self.seq == 1):
            raise PydanticCustomError("chain", "the first record has none before it, and no other is the first")
        return self


def read(text: str) -> Record | None:
    """What the text says; None unless it is the one spelling of a record."""
    try:
        said: dict[str, Any] = canonical.loads(text.encode())
        return Record.model_validate(said)
    except (canonical.CanonicalError, ValidationError, UnicodeEncodeError):
        return None
