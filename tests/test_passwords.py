"""Passwords of staff: which may be taken, how they are kept, whether one fits."""

from __future__ import annotations

import time

import pytest

from assistant.passwords import LONGEST, NOBODYS, BadPassword, check, fits, hashed

GOOD = "lantern wombat seven"


@pytest.mark.promise(42)
@pytest.mark.parametrize(
    "password",
    ["", "a" * 11, "x" * 129, "password1234", "123456789012", "qwertyuiop123", "aaaaaaaaaaaa", "second line 1",
     "ann.smith2024", "crohnscrohns", "P@ssw0rd1234"],
)  # fmt: skip
def test_what_is_short_or_common_or_ones_own_name_is_refused(password: str) -> None:
    with pytest.raises(BadPassword) as refused:
        check(password, "ann.smith")
    assert not password or password not in str(refused.value)


@pytest.mark.parametrize("password", [GOOD, "ohne ümlaut gähts nid", "kfhwqpzmxvbt", GOOD * 6])
def test_any_kind_of_characters_will_do(password: str) -> None:
    assert len(password) <= LONGEST
    check(password, "ann.smith")


@pytest.mark.promise(42)
def test_it_is_kept_as_a_salted_hash_that_only_it_fits() -> None:
    held, again = hashed(GOOD), hashed(GOOD)
    assert held != again
    assert GOOD not in held
    assert held.startswith("scrypt$32768$8$3$")
    assert fits(GOOD, held)
    assert not fits(GOOD + " ", held)
    assert not fits(GOOD.title(), held)
    assert not fits("", NOBODYS)
    assert not fits(GOOD, None)


@pytest.mark.promise(42)
def test_nobody_takes_as_long_as_somebody() -> None:
    held, took = hashed(GOOD), []
    for against in (held, None, held, None, held, None):
        began = time.process_time()
        fits("a wrong one altogether", against)
        took.append(time.process_time() - began)
    assert min(took[1::2]) > 0.5 * min(took[0::2])
