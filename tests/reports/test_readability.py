"""The reading grade."""

from __future__ import annotations

import pytest

from assistant.reports.readability import grade, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [("a", 1), ("the", 1), ("ask", 1), ("medicine", 3), ("table", 2), ("tables", 2), ("noses", 2), ("stopped", 1),
     ("needed", 2), ("notes", 1), ("tree", 1), ("inflammation", 4), ("injection", 3), ("tnf", 1)],
)  # fmt: skip
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_formula_by_hand() -> None:
    # 6 words, 1 sentence, 6 syllables: 0.39*6 + 11.8*1 - 15.59 = -1.45, which is below any school grade
    assert grade("The cat sat on the mat.") == 0
    # 6 words, 1 sentence, 13 syllables: 0.39*6 + 11.8*13/6 - 15.59 = 12.32
    assert grade("Inflammation of the intestine needs attention.") == 12.3


def test_longer_sentences_and_longer_words_are_harder() -> None:
    short = "Ask the team. They know the test. It is safe."
    assert grade(short) < grade(short.replace(".", " and", 2))
    assert grade("Ask about the risk.") < grade("Enquire regarding the probability.")


def test_names_of_medicines_are_familiar() -> None:
    assert grade("Ask about risankizumab.") == grade("Ask about it.".replace("it", "drug"))
    assert grade("Ask about risankizumab.", familiar=()) > grade("Ask about risankizumab.")


def test_a_line_ends_a_sentence_and_nothing_has_no_grade() -> None:
    assert grade("Ask the team today\nAsk the nurse today") == grade("Ask the team today. Ask the nurse today.")
    assert grade("  \n 12 % ") == 0
