"""Printed, the sheet takes one or two pages, and every option keeps a point on each side."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from assistant.reports import html
from assistant.reports.paper import on_paper
from tests.reports.people import BURDENED, CONTENT, FULL, sheet


def chromium() -> str:
    """The browser that prints; without one the test is skipped, or fails where nothing may be skipped."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found:
        return found
    if os.environ.get("ASSISTANT_NO_SKIPS") == "1":
        pytest.fail("needs chromium to print")
    pytest.skip("needs chromium to print")


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


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("answers", [FULL, BURDENED], ids=["everything told", "much to weigh"])
def test_two_pages_hold_it(answers: dict[str, Any], paper: str, tmp_path: Path) -> None:
    page, pdf = tmp_path / "sheet.html", tmp_path / "sheet.pdf"
    source = html.render(sheet(answers), CONTENT)
    assert "@page {" in source
    page.write_text(source.replace("@page {", f"@page {{ size: {paper};"), encoding="utf-8")
    subprocess.run(
        [
            chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
            f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={pdf}", page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes())) <= 2
