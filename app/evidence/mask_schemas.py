"""Masks on the wire. Coordinates are ten-thousandths of the upright picture's width and height, from its upper left."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.schema import Instant, Schema
from app.evidence.states import Hint, MaskState, MaskVerb
from app.imaging import covering

MOST_SHAPES, MOST_POINTS, MOST_CHECKED = 100, 2000, 400
Along = Annotated[int, Field(ge=0, le=covering.UNIT, strict=True)]
Length = Annotated[int, Field(ge=1, le=covering.UNIT, strict=True)]


class Box(Schema):
    """A rectangle; `hint` says that it was suggested, and what for."""

    kind: Literal["box"]
    x: Along
    y: Along
    w: Length
    h: Length
    hint: Hint | None = None

    @model_validator(mode="after")
    def _inside(self) -> Self:
        if max(self.x + self.w, self.y + self.h) > covering.UNIT:
            raise PydanticCustomError("beyond_the_picture", "beyond the picture")
        return self


class Stroke(Schema):
    """A brush's way; its thickness in ten-thousandths of the width."""

    kind: Literal["stroke"]
    thickness: Annotated[int, Field(ge=10, le=covering.UNIT // 2, strict=True)]
    points: Annotated[list[tuple[Along, Along]], Field(min_length=1, max_length=MOST_POINTS)]


Shape = Annotated[Box | Stroke, Field(discriminator="kind")]


class MaskDraft(Schema):
    """All that is to be covered, in place of what was."""

    shapes: Annotated[list[Shape], Field(max_length=MOST_SHAPES)]

    @model_validator(mode="after")
    def _drawable(self) -> Self:
        if sum(len(each.points) for each in self.shapes if isinstance(each, Stroke)) > MOST_POINTS:
            raise PydanticCustomError("too_many_points", "{pointer}", {"pointer": "/shapes"})
        return self


class MaskMove(Schema):
    """A verb without shapes."""

    verb: Literal[MaskVerb.CHECK, MaskVerb.REOPEN]


class Looked(Schema):
    """One mask that somebody looked at, in the version they saw."""

    evidence_id: UUID
    version: Annotated[int, Field(ge=0, le=10**9)]


class MaskChecks(Schema):
    """Masks checked in one act: all of them, or none."""

    items: Annotated[list[Looked], Field(min_length=1, max_length=MOST_CHECKED)]

    @model_validator(mode="after")
    def _once(self) -> Self:
        if len({each.evidence_id for each in self.items}) < len(self.items):
            raise PydanticCustomError("duplicate_id", "{pointer}", {"pointer": "/items"})
        return self


class MaskOut(Schema):
    """One photograph's mask; version 0 is one nobody has touched."""

    evidence_id: UUID
    state: MaskState
    shapes: list[Shape]
    version: int
    checked_by_name: str | None
    checked_at: Instant | None
    moves: list[MaskVerb]


class MasksOut(Schema):
    """Several masks, in the order asked for."""

    items: list[MaskOut]


def drawn(shapes: Sequence[Box | Stroke]) -> list[covering.Shape]:
    """As the brush takes them."""
    return [
        covering.Box(each.x, each.y, each.w, each.h)
        if isinstance(each, Box)
        else covering.Stroke(each.thickness, tuple(each.points))
        for each in shapes
    ]
