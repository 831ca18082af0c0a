"""The impression a message makes: it asks where signs are silent, tempers them, raises no alarm, and is learned."""

from __future__ import annotations

import pytest

from assistant.content.flags import NEUTRAL, FlagLexicon, Weights
from assistant.content.loader import load_content
from assistant.understanding.flags import find_flags
from assistant.understanding.impression import likest, sound
from assistant.understanding.mentions import hear
from tests.understanding.training import example, learned

LEXICON = load_content().words("en").flags
FLAT = bytes([NEUTRAL])


def sounding(odds: float) -> FlagLexicon:
    """The lexicon with an impression that finds every message equally dangerous."""
    usual = {"sepsis": 1.0, "abscess": 0.0}
    weights = Weights(bias=odds, danger=FLAT, usual=usual, flags=dict.fromkeys(usual, FLAT))
    return LEXICON.model_copy(update={"impression": weights})


def test_what_sounds_dangerous_without_a_sign_is_asked_about_and_no_more() -> None:
    (flag,) = find_flags("my belly feels strange", sounding(9))
    assert (flag.id, flag.doubt, flag.text) == ("sepsis", True, "my belly feels strange")


@pytest.mark.parametrize(("odds", "doubts"), [(9, [False]), (-1, [True]), (-3.5, [True]), (-4.5, [])])
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
    assert flag is None or likest(sounds, taught) == flag


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
