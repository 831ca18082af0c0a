"""Claims: their sources, their review, their words, plain and simpler, the pictures of their figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from assistant.checks.places import Finding, claim_place
from assistant.content.limits import EASY_GRADE, HIGHEST_SIMPLER, STEP
from assistant.content.loader import Content
from assistant.content.signing import signature
from assistant.reports.readability import familiar, grade

NO_SHARE = re.compile(r"\bin 100\b|\bweek \d+|\b[\d,]+ (?:people|weeks|months)\b|\([^)]*\)", re.I)
"""Numbers of a sentence that are not how many in 100: times, sizes, names of trials."""
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def claims(content: Content, today: date) -> Iterator[Finding]:
    """Sources exist; the next review is after the last and not overdue."""
    for name, claim in content.claims.items():
        for source in claim.sources:
            if source not in content.sources:
                yield *claim_place(name), f"{name} cites {source}, which sources.yaml does not have"
        if claim.review_by < today:
            yield *claim_place(name), f"{name} was to be reviewed by {claim.review_by}"
        if claim.review_by <= claim.reviewed_on:
            yield *claim_place(name), f"{name} is to be reviewed before it was"


def signatures(content: Content) -> Iterator[Finding]:
    """Nothing that was signed has been changed since."""
    for name, claim in content.claims.items():
        if claim.signed and not signature(content, name):
            file, place = claim_place(name)
            yield file, (*place, "signed"), f"{name} was changed since {claim.signed.by} signed it on {claim.signed.on}"


def claim_words(content: Content, locale: str) -> Iterator[Finding]:
    """Each claim and each question of the bank has words, and nothing is worded that nothing stands behind."""
    words = content.languages[locale]
    for name in sorted(content.claims.keys() - words.claims.keys()):
        yield *claim_place(name), f"{name} has no words in {locale}"
    for name in sorted(words.claims.keys() - content.claims.keys()):
        yield *claim_place(name, locale), f"{name} has no sources"
    for name in sorted(content.questions.keys() - words.questions.keys()):
        yield "questions.yaml", (name,), f"{name} has no words in {locale}"
    for name in sorted(words.questions.keys() - content.questions.keys()):
        yield f"{locale}/questions.yaml", (name,), f"{name} is not in questions.yaml"


def simpler_words(content: Content, locale: str) -> Iterator[Finding]:
    """What is no easy reading is said in simpler words too: easier indeed, and with the same figures."""
    words, easy = content.languages[locale], familiar(content)
    for name, text in words.claims.items():
        file, place = claim_place(name, locale)
        level, simpler = grade(text, easy), words.simpler.get(name)
        if simpler is None:
            if level > EASY_GRADE:
                yield file, place, f"{name} reads at grade {level:.1f} and has no simpler words"
            continue
        place, reached = (*place, "simpler"), grade(simpler, easy)
        if reached > min(HIGHEST_SIMPLER, round(level - STEP, 1)):
            yield (
                file,
                place,
                f"grade {reached:.1f} is not {STEP:g} below {level:.1f}, or is over {HIGHEST_SIMPLER:g}",
            )
        if odd := set(NUMBER.findall(simpler)) ^ set(NUMBER.findall(text)):
            yield file, place, f"{', '.join(sorted(odd))}: the figures are not those of the text"


def figures(content: Content, locale: str) -> Iterator[Finding]:
    """A picture shows what its sentence says: every number of it stands there, of 100, each for one group."""
    words = content.languages[locale]
    for name, figure in words.figures.items():
        file, (_, key) = claim_place(name, locale)
        said = words.claims.get(name, "")
        numbers = set(re.findall(r"\d+", NO_SHARE.sub("", said)))
        for arm in figure.arms:
            if str(arm.of_100) not in numbers:
                yield file, ("shows", key), f"{arm.of_100} in 100 is not what {name} says"
        if len({arm.label for arm in figure.arms}) < len(figure.arms):
            yield file, ("shows", key), "two groups have one name"
