"""The sheet as a PDF that a screen reader can follow, printed where WeasyPrint works."""

from __future__ import annotations

import importlib
import io
import sys
from typing import Any

import pytest
from pypdf import PdfReader

from assistant.conversations import Flag, Tier
from assistant.errors import FormatUnavailable
from assistant.reports import pdf
from tests.browser import missing
from tests.reports.people import BURDENED, CONTENT, FULL, WORDY, sheet


def needs_weasyprint() -> None:
    """Without it, or without its libraries, the test is skipped, or fails where nothing may be skipped."""
    try:
        importlib.import_module("weasyprint")
    except (ImportError, OSError) as error:
        missing(f"WeasyPrint does not work here: {str(error).splitlines()[0]}; it needs {pdf.DEBIAN}")


@pytest.fixture
def printer() -> None:
    needs_weasyprint()


def read(answers: dict[str, Any]) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render(sheet(answers), CONTENT)))


def said(key: str) -> str:
    return CONTENT.words("en").phrases[f"report.{key}"][0]


def words(text: str) -> str:
    return "".join(text.split())


@pytest.mark.usefixtures("printer")
@pytest.mark.parametrize("region", ["uk", "us"])
@pytest.mark.parametrize("answers", [FULL, BURDENED, WORDY], ids=["everything told", "much to weigh", "many words"])
def test_one_page_is_for_the_visit_and_two_for_the_choices(answers: dict[str, Any], region: str) -> None:
    pages = read(answers | {"about.region": region}).pages
    assert {round(float(page.mediabox.height)) for page in pages} == {792 if region == "us" else 842}
    visit, *choices = (page.extract_text() for page in pages)
    assert len(choices) == 2
    report = sheet(answers)
    assert all(words(question.text) in words(visit) for question in report.questions if not question.own)
    for title in ("questions", "what_you_told_us", "missing", "what_this_may_mean", "bring"):
        assert said(title) in visit, title
    for title in ("grid", "options", "medicines"):
        assert said(title) not in visit, title
        assert said(title) in choices[0], title
    assert said("about") in choices[1]


@pytest.mark.usefixtures("printer")
def test_what_the_team_should_hear_soon_stands_on_top_of_the_first_page() -> None:
    report = sheet(FULL, flags=(Flag(id="tell_team", tier=Tier.SOON),))
    first = PdfReader(io.BytesIO(pdf.render(report, CONTENT))).pages[0].extract_text()
    assert said("flag_soon").partition(".")[0] in " ".join(first.split())
    assert first.index(said("red_flags")) < min(first.index(said(title)) for title in ("matters", "questions"))


@pytest.mark.usefixtures("printer")
def test_people_without_choices_get_one_page() -> None:
    assert len(read(FULL | {"about.diagnosis": "ulcerative_colitis"}).pages) == 1


@pytest.mark.usefixtures("printer")
def test_a_screen_reader_finds_tags_a_title_and_a_language() -> None:
    document = read(FULL)
    root: Any = document.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert document.metadata
    assert document.metadata.title == CONTENT.words("en").phrases["report.title"][0]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/LI"} <= set(tags(root["/StructTreeRoot"]))
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()


def tags(node: Any) -> list[str]:
    """The kinds of structure elements below a node."""
    node = node.get_object()
    if isinstance(node, list):
        return [kind for child in node for kind in tags(child)]
    if not isinstance(node, dict):
        return []
    below = tags(node["/K"]) if "/K" in node else []
    return [str(node.get("/S")), *below]


@pytest.mark.usefixtures("printer")
def test_the_questions_are_in_it_as_text() -> None:
    report = sheet(FULL)
    printed = words("".join(page.extract_text() for page in read(FULL).pages))
    assert all(words(question.text) in printed for question in report.questions)
    assert words(report.failure.text) in printed


@pytest.mark.usefixtures("printer")
def test_equal_sheets_give_equal_bytes() -> None:
    assert pdf.render(sheet(FULL), CONTENT) == pdf.render(sheet(FULL), CONTENT)


def test_without_weasyprint_the_remedy_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(FormatUnavailable, match="use your browser's print") as error:
        pdf.render(sheet(FULL), CONTENT)
    assert pdf.DEBIAN in str(error.value)
