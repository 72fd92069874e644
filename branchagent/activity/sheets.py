"""The daily report as a table for the office: CSV and Excel."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING, Any

from branchagent.activity.rows import OUTCOMES, Row, outcome_word
from branchagent.core.receipts import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from branchagent.texts import Texts

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = (12, 10, 24, 28, 16, 6, 44, 30, 8, 32, 36)
_LONGEST_CELL = 32_767
"""Excel's own limit."""


def headings(texts: Texts) -> list[str]:
    """Name the columns."""
    return [
        texts.gettext("Date"),
        texts.gettext("Time"),
        texts.gettext("Validation number"),
        texts.gettext("File"),
        texts.gettext("Outcome"),
        "RC",
        texts.gettext("Reason"),
        texts.gettext("Message from SISKOHAT"),
        texts.gettext("Tries"),
        texts.gettext("Filed as"),
        texts.gettext("Remarks"),
    ]


def _words(row: Row) -> list[str]:
    return [row.number, row.name, row.outcome_word, row.rc, row.reason, row.message]


def as_csv(rows: Iterable[Row], texts: Texts) -> Iterator[str]:
    """Give the lines of a CSV file.

    Columns are parted by semicolons: Excel goes by the system's list separator, and where the decimal sign is a comma,
    as in Indonesia, that is the semicolon. Dates are ISO's, which no system takes for another day.
    """
    yield _line(headings(texts))
    for row in rows:
        cells = [f"{row.when:%Y-%m-%d}", f"{row.when:%H:%M:%S}", *map(_harmless, _words(row)), str(row.tries)]
        yield _line([*cells, _harmless(row.filed_as), _harmless(row.remarks)])


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _harmless(text: str) -> str:
    """Give text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_xlsx(rows: Iterable[Row], texts: Texts) -> bytes:
    """Give an Excel workbook: the receipts, and their counts a day."""
    import xlsxwriter  # noqa: PLC0415 - only who asks for it pays for it

    # What is text stays text: numbers keep their leading zeros, and nothing becomes a formula or a link.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "remove_timezone": True,
    }
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, options) as book:
        days = _receipts(book, rows, texts)
        _summary(book, days, texts)
    return content.getvalue()


def _receipts(book: Any, rows: Iterable[Row], texts: Texts) -> Counter[tuple[date, Outcome]]:  # noqa: ANN401 - no types
    sheet = book.add_worksheet(texts.gettext("Receipts"))
    head, day, hour = (
        _head(book),
        book.add_format({"num_format": "yyyy-mm-dd"}),
        book.add_format({"num_format": "hh:mm:ss"}),
    )
    days: Counter[tuple[date, Outcome]] = Counter()
    for column, (heading, width) in enumerate(zip(headings(texts), _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, head)
    last = 0
    for last, row in enumerate(rows, start=1):
        days[row.when.date(), row.outcome] += 1
        sheet.write_datetime(last, 0, row.when.date(), day)
        sheet.write_datetime(last, 1, row.when.time(), hour)
        for column, text in enumerate(_words(row), start=2):
            sheet.write_string(last, column, text[:_LONGEST_CELL])
        sheet.write_number(last, 8, row.tries)
        sheet.write_string(last, 9, row.filed_as)
        sheet.write_string(last, 10, row.remarks)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), len(_WIDTHS) - 1)
    _for_paper(sheet, texts)
    sheet.repeat_rows(0)
    return days


def _summary(book: Any, days: Counter[tuple[date, Outcome]], texts: Texts) -> None:  # noqa: ANN401 - as above
    sheet = book.add_worksheet(texts.gettext("Counts a day"))
    head, day = _head(book), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.set_column(0, 4, 16)
    names = [texts.gettext("Date"), *(outcome_word(outcome, texts) for outcome in OUTCOMES), texts.gettext("In all")]
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, head)
    for line, when in enumerate(sorted({when for when, _ in days}), start=1):
        counts = [days[when, outcome] for outcome in OUTCOMES]
        sheet.write_datetime(line, 0, when, day)
        for column, count in enumerate([*counts, sum(counts)], start=1):
            sheet.write_number(line, column, count)
    _for_paper(sheet, texts)


def _head(book: Any) -> Any:  # noqa: ANN401 - as above
    return book.add_format({"bold": True, "bg_color": "#e8ecf0", "border": 1, "text_wrap": True, "valign": "top"})


def _for_paper(sheet: Any, texts: Texts) -> None:  # noqa: ANN401 - as above
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_header("&L" + texts.gettext("Receipts sent to SISKOHAT") + "&R&D")
    sheet.set_footer("&C&P / &N")
