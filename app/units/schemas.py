"""Units on the wire."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.schema import Line, Schema, ShortLine, fits


class UnitKind(StrEnum):
    """domain.md §3.1."""

    COUNTY_COMMITTEE = "county_committee"
    COUNTY_GOV = "county_gov"
    OFFICE = "office"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    SUBDISTRICT = "subdistrict"
    VILLAGE = "village"
    COMMUNITY = "community"
    PROJECT_OWNER = "project_owner"
    MEDIA = "media"
    DISCIPLINE = "discipline"


class Hat(StrEnum):
    """A department is both organiser and target: two hats, separate permissions."""

    ORGANISER = "organiser"
    TARGET = "target"


class UnitDraft(Schema):
    """A unit as an administrator enters it."""

    parent_id: UUID | None = None
    name: Annotated[Line, fits(100)]
    short_name: ShortLine
    kind: UnitKind
    code12: Annotated[str, Field(pattern=r"^\d{12}$")] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    hats: list[Hat] = Field(default=[Hat.TARGET], max_length=2)
    contact_phone: Annotated[Line, fits(30)] | None = None


class UnitOut(Schema):
    """A unit as everyone signed in may read it."""

    id: UUID
    parent_id: UUID | None
    name: str
    short_name: str
    kind: UnitKind
    code12: str | None
    lon: float | None
    lat: float | None
    hats: list[Hat]
    contact_phone: str | None
