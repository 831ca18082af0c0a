"""The impression a message makes: it asks where signs are silent, raises no alarm, and is learned from sentences."""

from __future__ import annotations

import pytest

from assistant.content.flags import Weights
from assistant.content.loader import load_content
from assistant.understanding.flags import find_flags
from assistant.understanding.impression import danger, features, likest, loudest
from assistant.understanding.mentions import hear
from tests.understanding.training import example, learned

LEXICON = load_content().words("en").flags
ALARMED = Weights(bias=9, danger={}, usual={"sepsis": 1, "abscess": 0}, flags={"sepsis": {}, "abscess": {}})
CALMED = Weights(bias=-9, danger={}, usual={"sepsis": 1}, flags={"sepsis": {}})


def test_what_sounds_dangerous_without_a_sign_is_asked_about_and_no_more() -> None:
    lexicon = LEXICON.model_copy(update={"impression": ALARMED})
    (flag,) = find_flags("my belly feels strange", lexicon)
    assert (flag.id, flag.doubt, flag.text) == ("sepsis", True, "my belly feels strange")


def test_without_a_word_that_signs_begin_with_nothing_is_asked() -> None:
    assert find_flags("he is 52", LEXICON.model_copy(update={"impression": ALARMED})) == ()


def test_what_sounds_harmless_is_asked_about_and_never_silenced() -> None:
    said = "throat is closing up, face and lips swelling after injection"
    sure, calmed = (find_flags(said, LEXICON.model_copy(update={"impression": each})) for each in (ALARMED, CALMED))
    assert [(flag.id, flag.doubt) for flag in sure] == [("allergic_reaction", False)]
    assert [(flag.id, flag.doubt) for flag in calmed] == [("allergic_reaction", True)]


def test_what_sounds_graver_than_its_signs_is_asked_about_first() -> None:
    flags = find_flags("temp of 38.2 on infliximab", LEXICON.model_copy(update={"impression": ALARMED}))
    assert [(flag.id, flag.doubt) for flag in flags] == [("sepsis", True), ("infection", False)]


def test_of_a_long_message_the_sentence_that_sounds_dangerous_is_shown(taught: Weights) -> None:
    said = "My dog likes cake. My ear burns like hell, since noon. My aunt likes fish."
    assert loudest(hear(said, LEXICON), taught) == "My ear burns like hell, since noon"


def test_a_flag_that_is_switched_off_is_not_asked_about_either() -> None:
    facts = {**LEXICON.facts, "sepsis": LEXICON.facts["sepsis"].model_copy(update={"off": object()})}
    lexicon = LEXICON.model_copy(update={"impression": ALARMED, "facts": facts})
    assert find_flags("my belly feels strange", lexicon) == ()


@pytest.fixture(scope="module")
def taught() -> Weights:
    wild = [
        example(f"my {part} burns like {fire}", ["sepsis"])
        for part in ("arm", "leg", "ear")
        for fire in ("hell", "acid")
    ]
    dark = [example(f"the {part} went dark", ["collapse"]) for part in ("room", "world", "street", "hall")]
    calm = [example(f"my {part} likes {food}", []) for part in ("dog", "cat", "aunt") for food in ("fish", "cake")]
    return Weights(**learned([*wild, *dark, *calm]))


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
    known = features(hear(says, LEXICON))
    assert (danger(known, taught) > 0) is dangerous
    assert flag is None or likest(known, taught) == flag


def test_learning_twice_gives_the_same() -> None:
    rows = [
        example("my arm burns", ["sepsis"]),
        example("my arm is fine"),
        example("burns now", ["sepsis"]),
        example("is fine"),
    ]
    assert learned(rows) == learned(rows)
