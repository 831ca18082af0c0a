"""The impression a message makes: it asks where signs are silent, tempers them, raises no alarm, and is learned."""

from __future__ import annotations

from math import exp, log
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from assistant.content.flags import FlagLexicon
from assistant.content.impression import ALL, LANE, MOST, PLACES, Dense, SequenceWeights, Weights
from assistant.content.learned import NEUTRAL, Linear
from assistant.content.loader import load_content
from assistant.understanding.flags import find_flags
from assistant.understanding.impression import between_ends, sound, words
from assistant.understanding.mentions import hear
from assistant.understanding.sequence import outcomes
from tests.understanding.training import example, learned

LEXICON = load_content().words("en").flags
FLAT = bytes([NEUTRAL])
HEARD = FLAT * 2 * PLACES * LANE * 2


def sounding(odds: float, abscess: float = -2) -> FlagLexicon:
    """The lexicon with an impression that finds every message equally dangerous: sepsis, and an ``abscess`` by so much
    (log) likelier."""
    calm = log(exp(1) + exp(1 + abscess)) - odds
    flags = ("sepsis", "abscess")
    again = Dense(rows=(0, 0), usual=(0,) * 4, step=0)
    spoken = Dense(rows=(0,) * 4, usual=(calm, 1, 1 + abscess), step=0)
    silent = SequenceWeights(heard=HEARD, gauge=1, again=again, spoken=spoken, flags=flags)
    return LEXICON.model_copy(update={"impression": Weights(linear=Linear(bias=odds, table=FLAT), sequence=silent)})


def test_what_sounds_dangerous_without_a_sign_is_asked_about_and_no_more() -> None:
    (flag,) = find_flags("my belly feels strange", sounding(9))
    assert (flag.id, flag.doubt, flag.text) == ("sepsis", True, "my belly feels strange")


@pytest.mark.parametrize(("odds", "doubts"), [(9, [False]), (-0.5, [True]), (-2, []), (-4, [])])
def test_a_sure_sign_that_sounds_harmless_is_asked_about_and_silent_only_by_far(
    odds: float, doubts: list[bool]
) -> None:
    flags = find_flags("throat is closing up, face and lips swelling after injection", sounding(odds))
    assert [flag.doubt for flag in flags] == doubts


def test_a_sign_that_is_nearly_all_that_was_said_is_silent_later() -> None:
    found = [[flag.doubt for flag in find_flags("throat is closing up", sounding(odds))] for odds in (-2, -3)]
    assert found == [[True], []]


def test_what_is_no_emergency_is_passed_over_sooner() -> None:
    said = "i take infliximab and there is a temp of 38.2 on the thermometer"
    found = [[(flag.id, flag.doubt) for flag in find_flags(said, sounding(odds))] for odds in (-0.4, -0.6)]
    assert found == [[("infection", True)], []]


@pytest.mark.parametrize(
    ("said", "last", "silent"),
    [
        ("what does it mean on the leaflet where it says the throat is closing up", -1.2, -1.3),
        ("what does it mean, the throat is closing up", -1.4, -1.6),
    ],
)
def test_a_sign_in_doubt_that_sounds_harmless_is_silent(said: str, last: float, silent: float) -> None:
    found = [[(flag.id, flag.doubt) for flag in find_flags(said, sounding(odds))] for odds in (last, silent)]
    assert found == [[("allergic_reaction", True)], []]


def test_what_sounds_graver_than_its_signs_is_asked_about_first() -> None:
    flags = find_flags("temp of 38.2 on infliximab", sounding(9))
    assert [(flag.id, flag.doubt) for flag in flags] == [("sepsis", True), ("infection", False)]


@pytest.mark.parametrize(
    ("said", "abscess", "flag"),
    [
        ("shivery, and my belly feels strange", 1.4, "sepsis"),
        ("shivery, and my belly feels strange", 3, "abscess"),
        ("my belly feels strange", 1.4, "abscess"),  # no word of a sepsis
    ],
)
def test_of_flags_with_a_word_that_are_nearly_as_likely_the_gravest_is_asked_about(
    said: str, abscess: float, flag: str
) -> None:
    assert [found.id for found in find_flags(said, sounding(9, abscess))] == [flag]


@pytest.mark.parametrize(("odds", "abscess", "flags"), [(0.4, 0, ["sepsis"]), (0.4, 3, []), (0.9, 3, ["abscess"])])
def test_what_would_be_no_emergency_is_asked_about_later(odds: float, abscess: float, flags: list[str]) -> None:
    assert [flag.id for flag in find_flags("my belly feels strange", sounding(odds, abscess))] == flags


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
    assert flag is None or sounds.flags[0] == flag


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
def test_cells_reckoned_side_by_side_know_what_each_would_alone(said: str, taught: Weights) -> None:
    weights = taught.sequence
    shape = (-1, PLACES, 2, len(weights.again.rows) // 2, LANE)
    every, *rows = np.frombuffer(weights.heard, np.uint8).reshape(shape).astype(int) - NEUTRAL
    message = between_ends(words(hear(said, LEXICON)))
    of = np.array([every + sum(rows[feature % len(rows)] for feature in word[:MOST]) for word in message])
    silence = np.zeros_like(of[:1, 0])
    told = np.concatenate([silence, of[:-1, 0]]) + of[:, 1] + np.concatenate([of[1:, 2], silence])
    known = read(1 / (1 + np.exp(-told[..., 0] / weights.gauge)), ALL * (1 + np.tanh(told[..., 1] / weights.gauge)) / 2)
    told = (1 + np.tanh([summed(cells, weights.again) for cells in known])) / 2
    keep, new = told.reshape(len(known), 2, 2, -1).swapaxes(0, 1)
    again = read(keep, ALL * new)
    assert outcomes(message, weights) == pytest.approx(summed(np.hstack([known.max(0), again.max(0)]), weights.spoken))


def read(keep: Any, new: Any) -> Any:
    known = np.zeros_like(new)
    for side, order in enumerate((range(len(new)), range(len(new) - 1, -1, -1))):
        now = np.full(new.shape[2], ALL / 2)
        for at in order:
            known[at, side] = now = keep[at, side] * now + (1 - keep[at, side]) * new[at, side]
    return known.reshape(len(new), -1)


def summed(cells: Any, weights: Dense) -> Any:
    table = np.array([[(row >> 32 * at) % 2**32 - NEUTRAL for at in range(len(weights.usual))] for row in weights.rows])
    return weights.usual + np.floor(cells) @ table * weights.step


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"heard": HEARD + FLAT}, "a row of `heard` is two weights for each place and row of `again`"),
        ({"heard": b""}, "two are needed"),
        ({"again": Dense(rows=(0, 0, 0), usual=(0,) * 4, step=0)}, "as many cells forth as back"),
        ({"again": Dense(rows=(0, 0), usual=(0,) * 6, step=0)}, "as many sums of each kind"),
        ({"spoken": Dense(rows=(0,) * 3, usual=(1, 2, 3), step=0)}, "`spoken` needs a row for each cell"),
        ({"spoken": Dense(rows=(0,) * 4, usual=(1, 2), step=0)}, "a sum for no danger and for each of `flags`"),
        ({"heard": "no table"}, "a table of weights is damaged"),
    ],
)
def test_weights_that_do_not_fit_together_are_named(changed: dict[str, Any], wrong: str) -> None:
    fitting = sounding(1).impression.sequence.model_dump()
    with pytest.raises(ValidationError, match=wrong):
        SequenceWeights(**{**fitting, **changed})
