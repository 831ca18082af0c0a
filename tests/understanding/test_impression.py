"""The impression a message makes: it asks where signs are silent, tempers them, raises no alarm, and is learned."""

from __future__ import annotations

from math import exp, log
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from assistant.content.flags import LANE, NEUTRAL, PLACES, FlagLexicon, PhraseWeights, Weights
from assistant.content.loader import load_content
from assistant.understanding.flags import find_flags
from assistant.understanding.impression import sound, words
from assistant.understanding.mentions import hear
from assistant.understanding.phrases import MOST, outcomes
from tests.understanding.training import example, learned

LEXICON = load_content().words("en").flags
FLAT = bytes([NEUTRAL])


def sounding(odds: float) -> FlagLexicon:
    """The lexicon with an impression that finds every message equally dangerous."""
    calm = log(exp(1) + exp(0)) - odds
    flags = ("sepsis", "abscess")
    silent = PhraseWeights(heard=FLAT * 2 * PLACES, spoken=(0,), flags=flags, usual=(calm, 1, 0), step=1)
    return LEXICON.model_copy(update={"impression": Weights(bias=odds, danger=FLAT, phrases=silent)})


def test_what_sounds_dangerous_without_a_sign_is_asked_about_and_no_more() -> None:
    (flag,) = find_flags("my belly feels strange", sounding(9))
    assert (flag.id, flag.doubt, flag.text) == ("sepsis", True, "my belly feels strange")


@pytest.mark.parametrize(("odds", "doubts"), [(9, [False]), (-1, [True]), (-2, [True]), (-4, [])])
def test_a_sure_sign_that_sounds_harmless_is_asked_about_and_silent_only_by_far(
    odds: float, doubts: list[bool]
) -> None:
    flags = find_flags("throat is closing up, face and lips swelling after injection", sounding(odds))
    assert [flag.doubt for flag in flags] == doubts


def test_a_sign_in_doubt_that_sounds_harmless_is_silent() -> None:
    said = "what does it mean, the throat is closing up"
    found = [[(flag.id, flag.doubt) for flag in find_flags(said, sounding(odds))] for odds in (-1, -3.5)]
    assert found == [[("allergic_reaction", True)], []]


def test_what_sounds_graver_than_its_signs_is_asked_about_first() -> None:
    flags = find_flags("temp of 38.2 on infliximab", sounding(9))
    assert [(flag.id, flag.doubt) for flag in flags] == [("sepsis", True), ("infection", False)]


def test_of_a_long_message_the_sentence_that_sounds_dangerous_is_shown(taught: Weights) -> None:
    said = "My dog likes cake. My ear burns like hell, since noon. My aunt likes fish."
    (flag,) = find_flags(said, LEXICON.model_copy(update={"impression": taught}))
    assert flag.text == "My ear burns like hell, since noon"


def test_a_flag_that_is_switched_off_is_not_asked_about_either() -> None:
    facts = {**LEXICON.facts, "sepsis": LEXICON.facts["sepsis"].model_copy(update={"off": object()})}
    lexicon = sounding(9).model_copy(update={"facts": facts})
    assert find_flags("my belly feels strange", lexicon) == ()


@pytest.fixture(scope="module")
def taught() -> Weights:
    wild = [
        example(f"my {part} burns like {fire}", "sepsis") for part in ("arm", "leg", "ear") for fire in ("hell", "acid")
    ]
    dark = [example(f"the {part} went dark", "collapse") for part in ("room", "world", "street", "hall")]
    red = [example(f"{what} blood all over", "heavy_bleeding") for what in ("bright", "red", "clotted", "fresh")]
    calm = [example(f"my {part} likes {food}") for part in ("dog", "cat", "aunt") for food in ("fish", "cake")]
    return Weights(**learned([*wild, *dark, *red, *calm]))


@pytest.mark.parametrize(
    ("says", "dangerous", "flag"),
    [
        ("my nose burns like hell", True, "sepsis"),
        ("everything went dark", True, "collapse"),
        ("my horse likes cake", False, None),
    ],
)
def test_what_was_learned_holds_for_sentences_like_those(
    says: str, dangerous: bool, flag: str | None, taught: Weights
) -> None:
    sounds = sound(hear(says, LEXICON), taught)
    assert (sounds.odds > 0) is dangerous
    assert flag is None or sounds.flag == flag


def test_learning_twice_gives_the_same() -> None:
    rows = [
        example("my arm burns", "sepsis"),
        example("my arm is fine"),
        example("burns now", "sepsis"),
        example("is fine"),
        example("it went dark", "collapse"),
        example("blood all over", "heavy_bleeding"),
    ]
    assert learned(rows) == learned(rows)


@pytest.mark.parametrize(
    "said", ["my nose burns like hell and the street went dark", "my dog likes fish", "", "ear " * 99]
)
def test_filters_reckoned_side_by_side_hear_what_each_would_alone(said: str, taught: Weights) -> None:
    weights = taught.phrases
    filters, outcomes_of = len(weights.spoken), len(weights.usual)
    every, *rows = np.frombuffer(weights.heard, f"<u{LANE}").reshape(-1, PLACES, filters).astype(int) - NEUTRAL
    spoken = np.array([[(row >> 32 * at) % 2**32 - NEUTRAL for at in range(outcomes_of)] for row in weights.spoken])
    message = words(hear(said, LEXICON))
    of = np.array([every + sum(rows[feature % len(rows)] for feature in word[:MOST]) for word in message])
    heard = np.pad(of[:-1, 0], ((1, 0), (0, 0))) + of[:, 1] + np.pad(of[1:, 2], ((0, 1), (0, 0)))
    alone = weights.usual + np.maximum(heard.max(0), 0) @ spoken * weights.step
    assert outcomes(message, weights) == pytest.approx(alone)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"heard": FLAT * 2 * PLACES + FLAT}, "a row of `heard` is a weight for each place and row of `spoken`"),
        ({"heard": b""}, "two are needed"),
        ({"usual": (1, 2)}, "`usual` needs a number for no danger and for each of `flags`"),
        ({"heard": "no table"}, "a table of weights is damaged"),
    ],
)
def test_weights_that_do_not_fit_together_are_named(changed: dict[str, Any], wrong: str) -> None:
    fitting = sounding(1).impression.phrases.model_dump() | {"heard": FLAT * 2 * PLACES}
    with pytest.raises(ValidationError, match=wrong):
        PhraseWeights(**fitting | changed)
