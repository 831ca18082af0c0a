"""Icon arrays: as many dots as the sentence says, the same numbers in a table, and nothing of it on paper."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checks import findings, problems
from assistant.content.loader import FOLDER, read_content
from assistant.content.models import Arm, Figure
from assistant.reports import html
from assistant.reports.figures import dots
from tests.reports.people import CONTENT, FULL, TODAY, option, sheet
from tests.reports.test_rendering import Page

FIGURES = CONTENT.words("en").figures


def places(path: str) -> set[tuple[int, int]]:
    """Where the dots of a path fall: every ten units along each line."""
    found = re.findall(r"M(\d+) (\d+)h([\d.]+)", path)
    return {(int(x) + 10 * number, int(y)) for x, y, long in found for number in range(int(float(long)) // 10 + 1)}


@given(st.integers(0, 100))
def test_a_hundred_dots_and_as_many_filled_as_people(of_100: int) -> None:
    filled, empty = map(places, dots(of_100))
    assert len(filled) == of_100
    assert filled | empty == {(x, y) for x in range(5, 100, 10) for y in range(5, 100, 10)}
    assert not filled & empty


@pytest.mark.parametrize("claim", FIGURES)
def test_a_picture_shows_what_its_sentence_says(claim: str) -> None:
    said = CONTENT.words("en").claims[claim]
    assert all(re.search(rf"\b{arm.of_100}\b", said) for arm in FIGURES[claim].arms)
    assert "in 100" in said
    assert len(set(re.findall(r"\((?:[A-Z]+[-!]?)+(?: ?\d)?\)", said))) <= 1, "one study a picture"


def test_the_trials_people_ask_about_have_pictures() -> None:
    parts = {claim.partition(".")[0] for claim in FIGURES}
    assert {"risankizumab", "upadacitinib", "vedolizumab", "ustekinumab", "another_anti_tnf", "more_drug"} <= parts


def test_each_picture_has_words_for_it_and_a_table_beside_it() -> None:
    report = sheet(FULL)
    shown = [point for line in report.options for point in line.points if point.figure]
    source = html.render(report, CONTENT)
    page = Page(source)
    assert page.tags.count("svg") == page.tags.count("title") - 1 == sum(len(p.figure.arms) for p in shown if p.figure)
    assert len(re.findall(r'<figure class="figure aside">', source)) == len(shown) > 5
    assert "upadacitinib: 39 of 100 dots are filled" in page.text
    assert "placebo 21 in 100" in page.text


def test_paper_has_no_room_for_pictures() -> None:
    assert re.search(r"@media print \{.*\.figure\.aside \{ display: none; \}", html.style(), re.DOTALL)


def test_a_withheld_sentence_takes_its_picture_along() -> None:
    today, overdue = sheet(FULL), sheet(FULL, today=TODAY.replace(year=TODAY.year + 5))
    assert [point.figure for point in option(today, "upadacitinib").points if point.figure]
    assert not [point for line in overdue.options for point in line.points if point.figure]


def test_a_number_the_sentence_does_not_have_is_found() -> None:
    figures = {"upadacitinib.u_exceed": Figure(counts="x", arms=(Arm(label="a", of_100=39), Arm(label="a", of_100=22)))}
    wrong = CONTENT.model_copy(
        update={"languages": {"en": CONTENT.languages["en"].model_copy(update={"figures": figures})}}
    )
    found = [text for file, place, text in findings(wrong, TODAY) if place == ("shows", "u_exceed")]
    assert found == ["22 in 100 is not what upadacitinib.u_exceed says", "two groups have one name"]


def test_a_wrong_number_in_a_file_is_named_with_its_line(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path, ignore=shutil.ignore_patterns("*.py"), dirs_exist_ok=True)
    broken = tmp_path / "en/medicines/upadacitinib.yaml"
    broken.write_text(broken.read_text("utf-8").replace("label: placebo, of_100: 21", "label: placebo, of_100: 12"))
    line = broken.read_text("utf-8").split("\n").index("shows:") + 2
    found = [str(problem) for problem in problems(None, TODAY, tmp_path)]
    assert read_content(tmp_path).words("en").figures["upadacitinib.u_exceed"].arms[1].of_100 == 12
    assert [text for text in found if "12 in 100 is not what upadacitinib.u_exceed says" in text and f":{line}" in text]
