"""How well questions find their answers, measured on a set of questions that nobody's phrasings were written from."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from pydantic import Field

from assistant.content import yaml
from assistant.content.loader import Content
from assistant.content.models import Text
from assistant.conversations import Frozen
from assistant.knowledge.search import Hit, Search


class Questions(Frozen):
    """``asked``: question -> the entries that answer it; ``off_topic``: what must not be answered."""

    asked: dict[Text, tuple[Text, ...]] = Field(min_length=1)
    off_topic: tuple[Text, ...] = Field(min_length=1)


class Miss(NamedTuple):
    """A question that did not get its answer at once, and what it got."""

    question: str
    wanted: tuple[str, ...]
    hits: tuple[Hit, ...]

    def __str__(self) -> str:
        got = ", ".join(f"{hit.id} {hit.confidence:.2f}" for hit in self.hits) or "nothing"
        return f"{self.question}: wanted {' or '.join(self.wanted) or 'nothing'}, got {got}"


class Measured(NamedTuple):
    """Shares run from 0 to 1.

    ``first``, ``three``: the right entry is the surest, or among the three found, of the questions asked. ``answered``:
    it is the surest and sure enough to be said at once. ``wrong``: another one is. ``pretended``: off-topic questions
    that were answered. ``milliseconds``: the mean and the slowest question.
    """

    questions: int
    off_topic: int
    first: float
    three: float
    answered: float
    wrong: float
    pretended: float
    milliseconds: tuple[float, float]
    misses: tuple[Miss, ...]

    def __str__(self) -> str:
        mean, slowest = self.milliseconds
        return (
            f"{self.questions} questions: right entry first {self.first:.0%}, among three {self.three:.0%}; "
            f"answered at once {self.answered:.0%}, answered wrongly {self.wrong:.0%}\n"
            f"{self.off_topic} off topic: answered all the same {self.pretended:.0%}\n"
            f"{mean:.2f} ms a question, {slowest:.2f} ms the slowest"
        )


def read_questions(path: Path, content: Content, locale: str = "en") -> Questions:
    """Raises ``Problems`` that name the line at fault, also where a question wants an entry that is not there."""
    document = yaml.read(path)
    questions = yaml.check_into(Questions, document)
    known = content.words(locale).answers
    lost = [(asked, name) for asked, wanted in questions.asked.items() for name in wanted if name not in known]
    if lost:
        raise yaml.Problems([document.problem(("asked", asked), f"there is no entry {name}") for asked, name in lost])
    return questions


def measure(search: Search, questions: Questions) -> Measured:
    """Ask everything once."""
    times: list[float] = []
    found = {question: _timed(search, question, times) for question in (*questions.asked, *questions.off_topic)}
    asked = [(found[question], wanted) for question, wanted in questions.asked.items()]
    misses = [
        Miss(question, wanted, found[question])
        for question, wanted in questions.asked.items()
        if not _answered(found[question], wanted)
    ]
    return Measured(
        questions=len(asked),
        off_topic=len(questions.off_topic),
        first=_share([bool(hits) and hits[0].id in wanted for hits, wanted in asked]),
        three=_share([any(hit.id in wanted for hit in hits) for hits, wanted in asked]),
        answered=_share([_answered(hits, wanted) for hits, wanted in asked]),
        wrong=_share([bool(hits) and hits[0].sure and hits[0].id not in wanted for hits, wanted in asked]),
        pretended=_share([any(hit.sure for hit in found[question]) for question in questions.off_topic]),
        milliseconds=(sum(times) / len(times), max(times)),
        misses=(*misses, *(Miss(text, (), found[text]) for text in questions.off_topic if _sure(found[text]))),
    )


def _timed(search: Search, question: str, times: list[float]) -> tuple[Hit, ...]:
    began = perf_counter()
    hits = search.find(question)
    times.append((perf_counter() - began) * 1000)
    return hits


def _sure(hits: tuple[Hit, ...]) -> bool:
    return bool(hits) and hits[0].sure


def _answered(hits: tuple[Hit, ...], wanted: tuple[str, ...]) -> bool:
    return _sure(hits) and hits[0].id in wanted


def _share(verdicts: list[bool]) -> float:
    return sum(verdicts) / len(verdicts)
