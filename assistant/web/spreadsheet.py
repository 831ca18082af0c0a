"""Tables as CSV in which no cell can start a formula when a spreadsheet opens it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

STARTS_A_FORMULA = tuple("=+-@|%\t\r\n＝＋－＠")
"""As OWASP lists them (CSV injection), with the full-width signs that some spreadsheets take for the same."""


def sheet(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """RFC 4180. A cell that would start a formula gets an apostrophe in front; every cell is quoted."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerow(heads)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return written.getvalue()


def _harmless(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_A_FORMULA) else text
