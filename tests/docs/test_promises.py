"""The table of promises: every one there, none called kept without something that shows it."""

from __future__ import annotations

import re
from importlib.util import find_spec

from tests.docs.cited import exists
from tests.docs.promises import NUMBERS, PAGE, marked, page, promises


def test_the_page_in_the_repository_is_what_the_marks_say() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m tests.docs.promises > docs/promises.md"


def test_every_promise_is_there_and_no_mark_names_another() -> None:
    assert tuple(promise.number for promise in promises()) == NUMBERS
    assert set(marked()) <= set(NUMBERS)


def test_what_is_kept_is_shown_and_what_is_not_says_why() -> None:
    shown = marked()
    for promise in promises():
        if promise.kept == "yes":
            assert shown.get(promise.number), f"no test shows {promise.number}"
        else:
            assert promise.why, f"why is {promise.number} not kept?"


def test_drills_and_dialogues_exist_and_drills_measure_something() -> None:
    for promise in promises():
        for each in promise.also:
            if drill := re.fullmatch(r"python -m (\S+).*|assistant bench \w+", each):
                assert find_spec(drill[1] or "assistant"), each
                assert promise.measured != "–", f"{promise.number} has a drill without a figure"
            else:
                assert exists(each), each


def test_a_mark_is_read_wherever_it_stands() -> None:
    assert "tests/store/contract.py::test_a_message_id_counts_once" in marked()[5]
    assert all(exists(test) for tests in marked().values() for test in tests)
