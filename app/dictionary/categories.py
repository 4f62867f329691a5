"""The dictionary of areas and categories, read once."""

from functools import cache
from pathlib import Path

import orjson

from app.core.schema import Schema
from app.dictionary.errors import UnknownCategory


class Category(Schema):
    """A kind of fault within an area."""

    code: str
    label: str
    label_en: str


class FocusArea(Schema):
    """One of the areas supervision works in (domain.md §1 row 35)."""

    code: str
    label: str
    label_en: str
    categories: list[Category]


@cache
def areas() -> dict[str, FocusArea]:
    """Every area by its code, in the office's order."""
    raw = orjson.loads((Path(__file__).parent / "categories.json").read_bytes())
    return {each["code"]: FocusArea.model_validate(each) for each in raw}


def require_focus_area(code: str, pointer: str) -> FocusArea:
    """The area of that code. Raises: UnknownCategory."""
    if code not in areas():
        raise UnknownCategory(pointer=pointer, given=code)
    return areas()[code]


def require_category(area: str, code: str, pointer: str) -> None:
    """Raises: UnknownCategory unless `code` belongs to the area; `pointer` names the object that holds both fields."""
    known = {each.code for each in require_focus_area(area, f"{pointer}/focus_area").categories}
    if code not in known:
        raise UnknownCategory(pointer=f"{pointer}/category", given=code)
