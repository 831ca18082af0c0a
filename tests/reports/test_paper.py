"""Printed, a page is for the visit and two are for the choices; every option keeps a point on each side."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from assistant.reports import html
from assistant.reports.paper import clipper, on_paper
from tests.browser import CHROMIUM, missing
from tests.reports.people import BURDENED, CONTENT, FULL, LONGEST, WORDY, sheet


@pytest.mark.parametrize("answers", [{}, FULL, BURDENED], ids=["nothing told", "everything told", "much to weigh"])
def test_every_option_keeps_a_point_on_each_side(answers: dict[str, Any]) -> None:
    report = sheet(answers)
    printed = on_paper(report)
    for option in report.options:
        assert {"favours", "caution"} <= {point.kind for point in option.points if point.id in printed}, option.id


def test_what_bears_on_health_is_printed_before_other_cautions() -> None:
    report = sheet(FULL | {"health.conditions": ["blood_clot"]})
    tablet = next(option for option in report.options if option.id == "upadacitinib")
    health = [point.id for point in tablet.points if point.kind == "caution" and "health.conditions" in point.because]
    assert health
    assert set(health) <= on_paper(report)


def test_where_there_is_room_the_gravest_warnings_of_the_labels_are_printed_for_everybody() -> None:
    printed = on_paper(sheet(FULL))
    for warning in ("infliximab.boxed_warning", "natalizumab.pml", "upadacitinib.boxed_warning"):
        assert warning in printed, warning


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("answers", [FULL, BURDENED, WORDY], ids=["everything told", "much to weigh", "many words"])
def test_a_browser_prints_three_pages(answers: dict[str, Any], paper: str, tmp_path: Path) -> None:
    if not os.access(CHROMIUM, os.X_OK):
        missing(f"no browser to print with: {CHROMIUM} is missing")
    page, pdf = tmp_path / "sheet.html", tmp_path / "sheet.pdf"
    source = html.render(sheet(answers), CONTENT)
    assert "@page {" in source
    page.write_text(source.replace("@page {", f"@page {{ size: {paper};"), encoding="utf-8")
    subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
            f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={pdf}", page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip
    visit, *choices = (" ".join(page.extract_text().split()) for page in PdfReader(pdf).pages)
    assert len(choices) == 2
    options, bring = (CONTENT.words("en").phrases[f"report.{key}"][0] for key in ("options", "bring"))
    assert bring in visit
    assert options not in visit
    assert options in choices[0]


def test_long_words_are_cut_on_paper_at_a_word_and_whole_on_the_screen() -> None:
    clip = clipper(sheet(WORDY))
    start, rest = clip(LONGEST)
    assert start + rest == LONGEST
    assert len(start) < 100
    assert rest.startswith(" ")
    assert clip("x" * 1000).start == "x" * 80, "a word without an end is cut anywhere"
    assert clip("short") == ("short", "")
    page = html.render(sheet(WORDY), CONTENT)
    assert page.count(f'<li class="own" dir="auto">{start}<span class="aside">{rest}</span>') == 10
    assert rest not in html.render(sheet(WORDY), CONTENT, paper=True)


def test_few_words_have_more_room_than_many() -> None:
    few, many = (clipper(sheet(FULL | {"closing.own_questions": [LONGEST] * number})) for number in (1, 10))
    assert len(few(LONGEST).start) > 2 * len(many(LONGEST).start)
