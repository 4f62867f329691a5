"""Text stays text in every spreadsheet program."""

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest

from app.exports.sheet import Sheet, as_csv, as_xlsx, plain

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ATTACKS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1", "＋1", "－1", "＠x", '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0", '=WEBSERVICE("http://x")', '=DDE("a";"b")',
]  # fmt: skip
HARMLESS = ["垃圾", "3-1", "a=b", "http://example.invalid", "007", "1e9", "2026-11-23", "'x", '"quoted", comma', "line\nbreak"]


@pytest.mark.parametrize("text", ATTACKS)
def test_a_cell_that_begins_like_a_formula_is_quoted(text: str) -> None:
    assert plain(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_is_left_alone(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(("cell", "shown"), [(-3, "-3"), (0, "0"), (None, "")])
def test_numbers_are_numbers_and_nothing_is_nothing(cell: int | None, shown: str) -> None:
    assert plain(cell) == shown


def test_a_csv_is_read_back_as_it_was() -> None:
    content = as_csv(Sheet("台账", ["甲", "乙"], [[text, 1] for text in (*ATTACKS, *HARMLESS)], "注", AT))
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["甲", "乙"]
    assert [row[0] for row in rows[1:]] == [*(f"'{text}" for text in ATTACKS), *HARMLESS]


def test_a_workbook_holds_text_cells_no_formula_no_link_and_no_clock() -> None:
    rows = [[text, -3, None] for text in (*ATTACKS, *HARMLESS)]
    content = as_xlsx(Sheet("台账", ["甲", "乙", "丙"], rows, "注", AT))
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.active
    assert page is not None
    cells = [page.cell(row, 1) for row in range(2, len(rows) + 2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [str(cell.value).replace("_x000D_", "\r") for cell in cells] == [row[0] for row in rows]
    assert not any(cell.hyperlink for cell in cells)
    assert [page.cell(row, 2).data_type for row in range(2, 4)] == ["n", "n"]
    assert page.cell(2, 3).value is None
    assert (book.properties.creator or "", book.properties.created) == ("", AT.replace(tzinfo=None))
    assert as_xlsx(Sheet("台账", ["甲", "乙", "丙"], rows, "注", AT)) == content
