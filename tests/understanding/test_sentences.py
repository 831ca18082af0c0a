"""What people type, and what is read from it."""

from __future__ import annotations

import time

import pytest

from tests.understanding.sentences import HERE, Sentence, differences, hear, sentences, wrongly_filled

ROUNDS = [said for file in sorted((HERE / "rounds").glob("*.yaml")) for said in sentences(f"rounds/{file.name}")]
UNDERSTOOD_UNSEEN = 0.80
WRONG_UNSEEN = 0.04


def named(sentence: Sentence) -> str:
    return f"{sentence.asked}: {sentence.says}"


@pytest.mark.parametrize("sentence", [*sentences("told.yaml"), *sentences("gold.yaml"), *ROUNDS], ids=named)
def test_a_sentence_means_what_it_says(sentence: Sentence) -> None:
    assert not differences(sentence)


def test_most_unseen_sentences_are_understood_and_hardly_any_fills_something_wrong() -> None:
    unseen = sentences("unseen.yaml")
    understood = [sentence for sentence in unseen if not differences(sentence)]
    wrong = [sentence.says for sentence in unseen if wrongly_filled(sentence)]
    assert len(understood) / len(unseen) >= UNDERSTOOD_UNSEEN
    assert len(wrong) / len(unseen) <= WRONG_UNSEEN, wrong


def test_an_utterance_takes_about_a_millisecond() -> None:
    every = [*sentences("told.yaml"), *sentences("gold.yaml")]
    hear(every[0].says, every[0].asked)
    started = time.process_time()
    for sentence in every:
        hear(sentence.says, sentence.asked)
    assert (time.process_time() - started) / len(every) < 0.005


def test_a_very_long_message_is_read_in_bounded_time() -> None:
    started = time.process_time()
    hear("I was on humira and it wore off and then they gave me azathioprine, not sure. " * 120, "history.response")
    assert time.process_time() - started < 1
