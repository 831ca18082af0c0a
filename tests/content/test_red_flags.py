"""The page that clinicians read, the switch beside each flag, and what is said in each region."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from assistant.checks.red_flags import page
from assistant.content.flags import Off
from assistant.content.loader import load_content
from assistant.content.wording import Wording
from assistant.conversations import Tier
from assistant.understanding.flags import find_flags

CONTENT = load_content()
LEXICON = CONTENT.words("en").flags
REFUSED = re.compile(r"wait and see|stop taking|start taking|don't worry|\{|\bNone\b|take (?:more|less|a)\b", re.I)
LINES = {"us": "988", "ca": "988", "uk": "116 123"}


def test_the_page_in_the_repository_shows_the_flags_as_they_are_read() -> None:
    kept = Path(__file__).parents[2] / "docs" / "red-flags.md"
    assert kept.read_text(encoding="utf-8") == page(CONTENT), "run: assistant flags > docs/red-flags.md"


@pytest.mark.parametrize("flag", CONTENT.flags)
def test_a_flag_has_its_signs_its_message_and_its_sources_on_the_page(flag: str) -> None:
    told = page(CONTENT).split(f"## {flag}\n")[1].split("\n## ")[0]
    assert "\n> " in told
    assert all(f"`{group}`" in told for sign in LEXICON.signs[flag] for group in sign.named)
    assert all(source in told for source in CONTENT.flags[flag].sources)


@pytest.mark.parametrize("flag", CONTENT.flags)
def test_the_examples_on_the_page_are_true(flag: str) -> None:
    shown = LEXICON.flags[flag].examples
    assert [text for text in shown.raised if flag not in {found.id for found in find_flags(text, LEXICON)}] == []
    assert [text for text in shown.calm if find_flags(text, LEXICON)] == []


def test_a_flag_that_is_switched_off_is_not_raised_and_the_page_says_who_and_why() -> None:
    off = Off(by="A. Reviewer", on=date(2026, 1, 2), why="raised by the team's own texts")
    entry = CONTENT.flags["abscess"].model_copy(update={"off": off})
    lexicon = LEXICON.model_copy(update={"facts": {**LEXICON.facts, "abscess": entry}})
    said = "painful new lump next to my anus"
    assert [flag.id for flag in find_flags(said, LEXICON)] == ["abscess"]
    assert find_flags(said, lexicon) == ()
    words = CONTENT.words("en").model_copy(update={"flags": lexicon})
    told = page(CONTENT.model_copy(update={"flags": {**CONTENT.flags, "abscess": entry}, "languages": {"en": words}}))
    assert "- `abscess` since 2026-01-02, by A. Reviewer: raised by the team's own texts" in told
    assert "**Switched off since 2026-01-02.**" in told


@pytest.mark.parametrize("region", CONTENT.regions)
@pytest.mark.parametrize("flag", CONTENT.flags)
def test_every_flag_says_in_every_region_whom_to_call(flag: str, region: str) -> None:
    facts, numbers = CONTENT.flags[flag], CONTENT.regions[region]
    key = "safety.soon" if facts.tier is Tier.SOON else f"safety.{flag}"
    text = Wording(CONTENT, "en", {}).say(
        key, emergency=numbers.emergency, crisis=numbers.crisis, same_day=numbers.same_day
    )
    assert (numbers.same_day if facts.tier is Tier.SOON else numbers.emergency) in text
    assert facts.tier is not Tier.SAME_DAY or numbers.same_day in text
    assert flag != "self_harm" or (numbers.crisis in text and LINES.get(region, "") in text)
    assert "not a diagnosis" in text or flag == "self_harm"
    assert len(text) < 520
    assert not REFUSED.search(text)


@pytest.mark.parametrize("region", CONTENT.regions)
def test_where_it_is_not_clear_one_question_is_asked(region: str) -> None:
    phrases = CONTENT.words("en").phrases
    for (doubt,) in (phrases["safety.doubt"], phrases["safety.doubt_patient"], phrases["safety.doubt_caregiver"]):
        assert doubt.startswith("Is this happening")
        assert doubt.count("?") == 1
    assert CONTENT.regions[region].emergency
