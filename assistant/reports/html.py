"""The sheet as one HTML page that needs nothing else: no script, no request; printed, its first page is for the visit.

The page works under ``Content-Security-Policy: default-src 'none'; style-src 'nonce-…'`` (or ``style-src 'self'`` with
``style_url``): there are no style attributes, no image files, no fonts.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from assistant.content.loader import Content
from assistant.reports.figures import dots
from assistant.reports.paper import FREE, clipper, on_paper
from assistant.reports.shapes import Report
from assistant.reports.words import Words, one_line
from assistant.templates import environment

if TYPE_CHECKING:
    from jinja2 import Environment


def render(
    report: Report,
    content: Content,
    *,
    nonce: str | None = None,
    style_url: str | None = None,
    paper: bool = False,
) -> str:
    """The page. Its style is linked from ``style_url``, or stands in a ``<style>`` element that carries ``nonce``.

    ``paper``: only what is printed, for a printer that need not read the rest.
    """
    return _environment().get_template("report.html.j2").render(
        report=report,
        words=Words(report, content),
        on_paper=on_paper(report),
        clip=clipper(report),
        free=FREE,
        dots=dots,
        style=style(),
        style_url=style_url,
        nonce=nonce,
        paper=paper,
    )  # fmt: skip


def page(template: str, locale: str, **parts: object) -> str:
    """Another page in the sheet's own style."""
    return _environment().get_template(template).render(locale=locale, style=style(), **parts)


def style() -> str:
    """The style sheet, for a server that links it."""
    return (files("assistant.reports") / "templates" / "report.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    found = environment("assistant.reports")
    found.filters["one_line"] = one_line
    return found
