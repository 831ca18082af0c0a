"""Templates fit wherever they may begin, whatever stands first in them."""

from __future__ import annotations

import pytest

from assistant.understanding.patterns import Lists, Match, Templates, compiled
from assistant.understanding.text import Orthography, Plain

LISTS = Lists({"number_words": ("two", "three"), "pain": ("ache", "cramp")}, str.split)


def plain(text: str) -> Plain:
    return Orthography(short={}, signs={}, ends={}, known=frozenset(text.split())).plain(text)


def templates(*written: str) -> Templates:
    return Templates(compiled(each, each, LISTS) for each in written)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("stop it", "stop it"),
        ("[please] stop it", "stop it"),
        ("[please] stop it", "please stop it"),
        ("[please|kindly] [do] stop it", "do stop it"),
        ("(the|a) <pain>", "a cramp"),
        ("<pain> now", "ache now"),
        ("* <pain>", "there is an ache"),
        ("[*] cramp", "cramp"),
        ("# week", "12 week"),
        ("# week", "two week"),
        ("stopp~ it", "stopping it"),
    ],
)
def test_a_template_is_found_by_whatever_may_begin_it(template: str, text: str) -> None:
    one, words = templates(template), plain(text)
    everything = Match(template, 0, len(words.words))
    assert one.whole(words) == one.leading(words) == everything
    assert everything in list(one.anywhere(words))


def test_the_first_that_fits_all_the_words_is_meant() -> None:
    match = templates("stop", "* it", "stop it", "[do] stop it").whole(plain("stop it"))
    assert match == Match("* it", 0, 2)


def test_every_place_is_found_and_none_twice() -> None:
    found = templates("no [no]").anywhere(plain("no no no, well. no"))
    assert [(match.first, match.end) for match in found] == [(0, 2), (2, 3), (4, 5)]


def test_nothing_fits_where_a_word_is_missing() -> None:
    words = plain("please stop that")
    several = templates("[please] stop it", "stop * it")
    assert several.whole(words) is several.leading(words) is None
    assert list(several.anywhere(words)) == []


def test_what_lacks_one_of_its_words_is_not_even_compiled() -> None:
    lacking = compiled("stop", "stop * it", LISTS)
    assert Templates([lacking]).whole(plain("stop that")) is None
    assert "pattern" not in vars(lacking)
