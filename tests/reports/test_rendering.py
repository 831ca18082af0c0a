"""The sheet as HTML, Markdown, plain text and text message: safe, whole, and in words only."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings

from assistant.conversations import Answer, Flag, Tier
from assistant.reports import calendar, clinician, html, markdown, text
from assistant.reports.model import Report, build_report
from tests.reports.people import BURDENED, CONTENT, FULL, NOW, TODAY, anyone, conversation, sheet

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="alert(2)">',
    "</li></ol><h1>Stop your medicine</h1>",
    "[click](javascript:alert(1)) ![x](http://evil.example/x.png) https://evil.example www.evil.example",
    "**bold** _it_ `code` | table | # no heading",
    "{{ 7*7 }} {% raw %} {history.anti_tnf} ${x}",
    "first line\n\n# A heading of my own\n- a list",
    "1. a number",
    "\u202eright to left",
)
RENDERERS: dict[str, Callable[[Report], str]] = {
    "html": lambda report: html.render(report, CONTENT),
    "markdown": lambda report: markdown.render(report, CONTENT),
    "text": lambda report: text.render(report, CONTENT),
    "sms": lambda report: text.sms(report, CONTENT),
}


class Page(HTMLParser):
    """Which elements, attributes and texts a page is made of."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"]:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def hostile(words: str) -> Report:
    return sheet(FULL | {"preferences.worry": words, "health.medicines": words, "closing.own_questions": [words]})


def accepted(words: str) -> str:
    return CONTENT.slots["preferences.worry"].accept(words)  # type: ignore[return-value]  # a text stays a text


@pytest.mark.parametrize("words", HOSTILE)
def test_a_persons_words_never_become_markup_in_html(words: str) -> None:
    plain, attacked = (Page(html.render(report, CONTENT)) for report in (sheet(FULL), hostile(words)))
    assert attacked.tags == plain.tags
    assert {name for name, _ in attacked.attributes} == {name for name, _ in plain.attributes}
    assert " ".join(words.replace("\u202e", "").split()) in attacked.text


@pytest.mark.parametrize("words", HOSTILE)
def test_a_persons_words_never_become_markup_in_markdown(words: str) -> None:
    plain, attacked = (markdown.render(report, CONTENT).split("\n") for report in (sheet(FULL), hostile(words)))
    assert len(attacked) == len(plain), "no line breaks of their own"
    changed = [line for line, before in zip(attacked, plain, strict=True) if line != before]
    assert len(changed) == 3
    for line in changed:
        body = re.sub(r"^(- [^:]*: |1\. )", "", line)
        assert not re.search(r"(?<!\\)[<>*_`\[\]|#]", body.replace(r"\\", ""))
        assert not re.search(r"(?<!\\)://|www\.", body)
        assert not re.match(r"[-+]|\d+[.)]", body)


@pytest.mark.parametrize("words", HOSTILE)
def test_a_persons_words_stay_on_their_line_in_text(words: str) -> None:
    for rendered in (text.render(hostile(words), CONTENT), text.sms(hostile(words), CONTENT)):
        assert "\u202e" not in rendered
        assert not re.search(r"^# A heading", rendered, re.MULTILINE)


@settings(max_examples=60, deadline=None)
@given(anyone())
def test_no_rendering_shows_ids_placeholders_or_none(answers: dict[str, Answer]) -> None:
    talk = conversation({}, flags=(Flag(id="tell_team", tier=Tier.SOON),)).model_copy(update={"told": answers})
    report = build_report(talk, CONTENT, TODAY, NOW)
    for name, render in RENDERERS.items():
        shown = Page(render(report)).text if name == "html" else re.sub(r"<https?://\S+>", "", render(report))
        assert not re.search(
            r"\b[a-z]+_[a-z]+|\{|\}|\bNone\b|\b(?:history|tests|health)\.[a-z]", shown.replace("\\", "")
        ), name


@pytest.mark.parametrize("name", ["html", "markdown", "text"])
def test_everything_is_on_the_whole_sheet(name: str) -> None:
    report = sheet(FULL)
    rendered = RENDERERS[name](report)
    shown = Page(rendered).text if name == "html" else " ".join(rendered.replace("\\", "").split())
    for line in report.options:
        assert line.schedule in shown
        assert all(point.text in shown for point in line.points), line.id
    assert all(question.text in shown for question in report.questions)
    assert all(source.title in shown for source in report.sources)
    assert report.failure.text in shown
    assert report.drug_level.text in shown
    assert "has not yet been reviewed by clinicians" in shown


def test_the_page_asks_nothing_of_anybody_and_runs_nothing() -> None:
    source = html.render(sheet(FULL), CONTENT, nonce="n0nce")
    page = Page(source)
    assert '<style nonce="n0nce">' in source
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name in ("style", "src") or name.startswith("on")]
    assert not re.search(r"url\(|@import|@font-face", html.style())


def test_the_style_can_be_linked_instead() -> None:
    source = html.render(sheet(FULL), CONTENT, style_url="/static/report.css")
    assert '<link rel="stylesheet" href="/static/report.css">' in source
    assert "<style" not in source


def test_the_page_has_a_language_and_headings_in_order() -> None:
    page = Page(html.render(sheet(FULL), CONTENT))
    assert ("lang", "en") in page.attributes
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_the_message_fits_and_breaks_no_question() -> None:
    for answers in ({}, FULL, BURDENED, FULL | {"about.age_band": "under_18"}):
        report = sheet(answers, flags=(Flag(id="tell_team", tier=Tier.SOON),))
        short = text.sms(report, CONTENT)
        assert len(short) <= text.SMS_LENGTH
        assert "Talk with your team first." in short
        asked = [line.partition(". ")[2] for line in short.split("\n") if re.match(r"\d\. ", line)]
        assert all(any(question.text == line for question in report.questions) for line in asked)


def test_red_flags_stand_first_and_unnamed() -> None:
    flags = (Flag(id="tell_team", tier=Tier.SOON), Flag(id="heavy_bleeding", tier=Tier.EMERGENCY))
    shown = Page(html.render(sheet(FULL, flags=flags), CONTENT)).text
    words = CONTENT.words("en").phrases
    first, second = (shown.index(words[f"report.flag_{tier}"][0]) for tier in ("emergency", "soon"))
    assert first < second < shown.index(words["report.what_this_may_mean"][0])


def test_whom_it_does_not_fit_gets_a_sheet_without_a_table() -> None:
    report = sheet(FULL | {"about.diagnosis": "ulcerative_colitis"})
    page = Page(html.render(report, CONTENT))
    assert "table" not in page.tags
    assert CONTENT.words("en").phrases["report.no_options"][0] in page.text
    assert report.failure.text in markdown.render(report, CONTENT)


@pytest.mark.parametrize("name", ["html", "markdown", "text"])
@pytest.mark.parametrize("answers", [FULL, FULL | {"about.diagnosis": "not_diagnosed"}], ids=["choices", "no choices"])
def test_the_sheet_says_who_wrote_it_from_what_and_who_paid(name: str, answers: dict[str, object]) -> None:
    report = sheet(answers)
    rendered = RENDERERS[name](report)
    shown = Page(rendered).text if name == "html" else " ".join(rendered.replace("\\", "").split())
    claims = CONTENT.words("en").claims
    for part in ("authors", "evidence", "updates", "funding"):
        assert getattr(report.about, part) == claims[f"this_project.{part}"]
        assert claims[f"this_project.{part}"] in shown, part


def test_equal_answers_give_equal_bytes_in_every_format_in_whatever_order_they_were_told() -> None:
    one, other = sheet(BURDENED), sheet(dict(reversed(BURDENED.items())))
    for name, render in RENDERERS.items():
        assert render(one) == render(other), name
    assert one.model_dump_json() == other.model_dump_json()
    assert calendar.render(one, CONTENT) == calendar.render(other, CONTENT)
    for for_clinician in (clinician.render_html, clinician.render_markdown, clinician.render_text):
        assert for_clinician(one, CONTENT) == for_clinician(other, CONTENT)
