"""Names of medicines: found as typed in a hurry, never mixed up with each other or with those of other illnesses."""

from __future__ import annotations

import random
import string

import pytest

from assistant.content.loader import load_content
from assistant.content.models import DRUGS
from tests.understanding.sentences import filled, hear, lexicon

NAMES = load_content().names.medicines
EARLIER = "history.earlier_advanced"
ANTI_TNF = ("infliximab", "adalimumab", "certolizumab")


def every_name(*groups: str) -> list[tuple[str, str]]:
    return [
        (key, name)
        for key, medicine in NAMES.items()
        if medicine.group in groups
        for name in (*medicine.names, *medicine.typed)
    ]


@pytest.mark.parametrize(("drug", "name"), every_name("anti_tnf", "advanced"))
def test_every_name_of_a_medicine_is_that_medicine(drug: str, name: str) -> None:
    assert filled(hear(name, EARLIER)) == {EARLIER: (drug,)}
    assert filled(hear(f"{name.upper()}!", EARLIER)) == {EARLIER: (drug,)}


@pytest.mark.parametrize(("_medicine", "name"), every_name("other"))
def test_a_medicine_for_something_else_is_not_one_of_ours(_medicine: str, name: str) -> None:
    assert filled(hear(name, EARLIER)) == {}
    assert filled(hear(f"I'm on {name}", "history.anti_tnf")) == {}


def test_all_ten_medicines_have_names() -> None:
    assert {drug for drug, _ in every_name("anti_tnf", "advanced")} == set(DRUGS)


def test_a_slip_of_the_finger_is_understood_or_asked_about_but_never_another_medicine() -> None:
    chance = random.Random(7)
    wrong, found = [], 0
    slips = [
        (drug, slip(name, chance))
        for drug, name in every_name("anti_tnf", "advanced")
        for _ in range(4)
        if len(name) > 6
    ]
    for drug, typed in slips:
        items = [item for item in hear(typed, EARLIER).found if item.slot == EARLIER]
        found += bool(items)
        wrong += [(typed, item.value) for item in items if not item.near and item.value != (drug,)]
    assert not wrong
    assert found / len(slips) > 0.9


def slip(name: str, chance: random.Random) -> str:
    """One letter left out, doubled, swapped or wrong; never the first."""
    place = chance.randrange(1, len(name) - 1)
    before, letter, after = name[:place], name[place], name[place + 1 :]
    wrong = chance.choice(string.ascii_lowercase)
    return before + chance.choice([after, letter * 2 + after, after[:1] + letter + after[1:], wrong + after])


@pytest.mark.parametrize("name", ["adalixuzob", "vedilizxxmab", "riskizuxab"])
def test_a_name_that_is_only_near_is_asked_about(name: str) -> None:
    understood = hear(name, EARLIER)
    assert filled(understood) == {}
    assert [item.near for item in understood.found] == [True]


@pytest.mark.parametrize("short", ["ada", "remi", "vedo", "uste", "risa", "miri", "upa", "gus"])
def test_short_forms_are_names_of_people_too(short: str) -> None:
    assert filled(hear(f"my sister is called {short}", "disease.impact")) == {}
    assert lexicon().plain(f"I was on {short} for a year").words[3].medicine
    assert filled(hear(short, EARLIER))


@pytest.mark.parametrize(
    "ordinary",
    ["I felt stellar", "a magazine", "the entire thing", "human error", "remind me", "commitment", "continental"],
)
def test_ordinary_words_are_no_medicines(ordinary: str) -> None:
    assert not hear(ordinary, EARLIER).found


def test_a_biosimilar_is_the_same_medicine() -> None:
    understood = hear("adalimumab-adbm, it used to be humira", "history.anti_tnf")
    assert filled(understood) == {"history.anti_tnf": "adalimumab"}


@pytest.mark.parametrize(
    "says",
    ["is humira safe?", "my mum takes humira", "they might put me on humira", "should I take remicade?"],
)
def test_talk_about_a_medicine_is_not_taking_it(says: str) -> None:
    assert "history.anti_tnf" not in filled(hear(says, "disease.impact"))


def test_two_medicines_without_an_order_are_asked_about() -> None:
    understood = hear("humira and remicade", "history.anti_tnf")
    assert "history.anti_tnf" not in filled(understood)
    assert any(item.near and item.value in ANTI_TNF for item in understood.found)
