"""What people type, and what is read from it."""

from __future__ import annotations

import time

import pytest

from assistant.benchmarks import corpus
from assistant.benchmarks.corpus import read_corpus
from assistant.benchmarks.judging import judge
from assistant.benchmarks.understanding import told
from assistant.content.loader import load_content
from tests.understanding.sentences import HERE, hear, lexicon

TOLD = read_corpus(HERE / "corpus", "told", load_content())


@pytest.mark.parametrize("sentence", TOLD, ids=lambda sentence: f"{sentence.asked}: {sentence.says}")
def test_what_rules_were_made_for_is_understood(sentence: corpus.Sentence) -> None:
    (judged,) = judge([sentence], lexicon(), load_content())
    assert judged.right, told(judged)


def test_an_utterance_takes_about_a_millisecond() -> None:
    judge(TOLD[:1], lexicon(), load_content())
    started = time.process_time()  # what else the machine does counts for nothing
    judge(TOLD, lexicon(), load_content())
    assert (time.process_time() - started) / len(TOLD) < 0.005


def test_what_is_four_times_as_long_takes_little_more_than_four_times_as_long() -> None:
    says = "I was on humira and it wore off and then they gave me azathioprine, not sure. "

    def takes(times: int) -> float:
        started = time.process_time()
        hear(says * times, "history.response")
        return time.process_time() - started

    takes(1)  # what is only made ready once counts for nothing
    assert takes(480) < 8 * takes(120)
