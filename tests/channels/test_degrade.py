"""What a channel can show of what was said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.channels.degrade import ANYTHING, LIMITS, Limits, degrade, split
from assistant.messages import Choice, Citation, Message, Question

AT = datetime(2026, 11, 21, tzinfo=UTC)
ROUTES = ("Tablet", "Injection at home", "Drip at the hospital", "Whatever works")


def said(text: str, *citations: Citation) -> Message:
    return Message(id="m_1", seq=1, sender="assistant", text=text, at=AT, citations=citations)


def asking(*labels: str, kind: str = "choice") -> Question:
    choices = tuple(Choice(id=label.lower(), label=label) for label in labels)
    return Question.model_validate({"slot": "a.b", "kind": kind, "text": "Which?", "choices": choices})


def test_buttons_come_with_the_last_message() -> None:
    first, last = degrade([said("Noted."), said("Which?")], asking("Yes", "No"))
    assert (first.text, first.choices) == ("Noted.", ())
    assert (last.text, [choice.label for choice in last.choices]) == ("Which?", ["Yes", "No"])


@pytest.mark.parametrize(
    ("question", "limits"),
    [
        (asking(*ROUTES), LIMITS["whatsapp"]),  # four, where three may be
        (asking("Yes", "It worked, then it wore off"), LIMITS["whatsapp"]),  # too long a title
        (asking("Yes", "No"), LIMITS["twilio"]),  # no buttons at all
        (asking(*ROUTES, kind="choices"), ANYTHING),  # a tap would send one of several
    ],
)
def test_what_does_not_fit_on_buttons_is_a_numbered_list(question: Question, limits: Limits) -> None:
    (only,) = degrade([said("Which?")], question, limits)
    assert only.choices == ()
    labels = [f"{number}. {choice.label}" for number, choice in enumerate(question.choices, start=1)]
    assert only.text == "\n".join(["Which?", *labels])


def test_sources_stand_below_the_words() -> None:
    source = Citation(id="sequence-2024", label="SEQUENCE trial, 2024", url="https://doi.org/10.1056/NEJMoa2314585")
    (only,) = degrade([said("It was tried.", source)], None)
    assert only.text == "It was tried.\n[SEQUENCE trial, 2024: https://doi.org/10.1056/NEJMoa2314585]"


def test_long_words_are_split_at_the_ends_of_sentences_and_buttons_come_last() -> None:
    shown = degrade([said("One sentence. Another one! Is it?")], asking("Yes", "No"), Limits(text=26))
    assert [one.text for one in shown] == ["One sentence. Another one!", "Is it?"]
    assert [len(one.choices) for one in shown] == [0, 2]


def test_a_sentence_too_long_is_split_between_words() -> None:
    assert split("somewhere between words. Next.", 17) == ("somewhere between", "words. Next.")


@given(st.text(), st.integers(1, 40))
def test_nothing_is_lost_and_nothing_is_too_long(text: str, most: int) -> None:
    parts = split(text, most)
    assert all(len(part) <= most for part in parts) or parts == (text,)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_silence_stays_silence() -> None:
    assert degrade([], asking("Yes", "No")) == ()
