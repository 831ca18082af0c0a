"""Claims as they may be said on a given day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.content.loader import load_content
from assistant.knowledge.claims import state

CONTENT = load_content()
CLAIM = "failure.not_inflammation"
DUE = CONTENT.claims[CLAIM].review_by


def test_a_claim_comes_with_its_words_and_its_sources() -> None:
    claim = state(CONTENT, "en-GB", CLAIM, DUE)
    assert claim.text == CONTENT.words("en").claims[CLAIM]
    assert claim.sources == CONTENT.claims[CLAIM].sources
    assert [citation.label for citation in claim.citations] == [CONTENT.sources[name].label for name in claim.sources]
    assert claim.simpler == CONTENT.words("en").simpler[CLAIM]
    assert not claim.withheld


def test_an_overdue_claim_is_not_said_any_more() -> None:
    claim = state(CONTENT, "en", CLAIM, DUE + timedelta(days=1))
    assert claim.withheld
    assert claim.text == CONTENT.words("en").phrases["report.withheld"][0]
    assert claim.simpler is None
    assert claim.sources, "where to read on is still told"


def test_there_is_no_silence_about_an_unknown_claim() -> None:
    with pytest.raises(KeyError):
        state(CONTENT, "en", "failure.nothing", DUE)


def test_every_claim_of_a_topic_answers_a_question_or_stands_on_a_sheet() -> None:
    asked = {claim for entry in CONTENT.words("en").answers.values() for claim in entry.claims}
    on_sheets = ("failure.", "drug_level.", "exits.", "reference_points.")
    topics = {name for name in CONTENT.claims if name.partition(".")[0] not in CONTENT.options}
    assert {name for name in topics - asked if not name.startswith(on_sheets)} == set()


def test_every_claim_can_be_said() -> None:
    for name in CONTENT.claims:
        assert state(CONTENT, "en", name, CONTENT.claims[name].reviewed_on).text.strip()
