"""A table as CSV and XLSX, pure: text stays text in every spreadsheet program."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter

BOM = "\ufeff"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A named table; every cell is text or a whole number."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str | int | None]]
    note: str
    at: datetime


def plain(cell: str | int | None) -> str:
    """A cell no spreadsheet takes for a formula (OWASP: a leading apostrophe)."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(DANGEROUS) else text


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a byte order mark, so that office programs read the Chinese."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(sheet.heads)
    writer.writerows([plain(cell) for cell in row] for row in sheet.rows)
    return (BOM + out.getvalue()).encode()


def as_xlsx(sheet: Sheet) -> bytes:
    """A workbook with fixed metadata and text cells."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": sheet.name, "author": "", "comments": sheet.note, "created": sheet.at.replace(tzinfo=None)})
        page = book.add_worksheet(sheet.name[:31])
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        page.write_row(0, 0, sheet.heads, head)
        for index, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                _write(page, index, column, cell, body)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.heads) - 1)
        page.set_column(0, len(sheet.heads) - 1, 16)
        page.set_footer(f"&L{sheet.note}&R&P / &N")
    return out.getvalue()


def _write(page: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: str | int | None, style: object) -> None:
    if isinstance(cell, int):
        page.write_number(row, column, cell, style)
    elif cell:
        page.write_string(row, column, cell, style)
