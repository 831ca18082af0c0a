"""The sheet as a tagged PDF (PDF/UA-1), printed from the HTML page by WeasyPrint: the optional extra ``pdf``."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn

from assistant.content.loader import Content
from assistant.errors import FormatUnavailable
from assistant.reports import html
from assistant.reports.shapes import Report
from assistant.reports.words import Words

DEBIAN = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
"""What WeasyPrint needs besides Python."""
LETTER = ("us", "ca")


FOR_PAPER = partial(html.render, paper=True)


def render(report: Report, content: Content, page: Callable[[Report, Content], str] = FOR_PAPER) -> bytes:
    """``page`` as a PDF, on Letter paper in North America and A4 elsewhere. Up to a second: not for an event loop.

    Raises ``FormatUnavailable`` with the remedy where WeasyPrint, or a library of the system it needs, is missing.
    """
    weasyprint = _weasyprint(Words(report, content))
    size = weasyprint.CSS(string=f"@page {{ size: {_paper(report)} }}")
    source = weasyprint.HTML(string=page(report, content), url_fetcher=_nothing_from_outside)
    identifier = report.conversation_id.encode()
    made: bytes = source.write_pdf(stylesheets=[size], pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return made


def _weasyprint(words: Words) -> Any:
    """The library, loaded when it is first needed: it is optional and takes a second."""
    try:
        return importlib.import_module("weasyprint")
    except (ImportError, OSError):
        raise FormatUnavailable(words.say("no_pdf", packages=DEBIAN)) from None


def _paper(report: Report) -> str:
    region = next((line.value for line in report.answers if line.slot == "about.region"), None)
    return "letter" if region in LETTER else "A4"


def _nothing_from_outside(url: str, *_: object, **__: object) -> NoReturn:
    raise ValueError(f"the sheet needs nothing from elsewhere: {url}")
