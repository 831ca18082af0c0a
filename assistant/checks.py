"""``assistant check``: everything that can be wrong with content and scripts, each with file and line.

The loader finds what does not fit its shape; here is what does not fit together. The tests run the same code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from assistant.content import yaml
from assistant.content.limits import CORRECTIONS, FORBIDDEN, HIGHEST_GRADE
from assistant.content.loader import FOLDER, Content, read_content
from assistant.content.models import DRUGS, Slot, SlotWords, When
from assistant.content.wording import BLANK
from assistant.flows.diagram import describe
from assistant.flows.pathway import asks
from assistant.reports.readability import grade
from assistant.testing.script import read_cases

PERSONAL = re.compile(r"\b(?:you told us|you put|because of your|because you|worth asking about because)\b", re.I)
"""Said only to a person whose answers make it true."""
NO_SHARE = re.compile(r"\bin 100\b|\bweek \d+|\b[\d,]+ (?:people|weeks|months)\b|\([^)]*\)", re.I)
"""Numbers of a sentence that are not how many in 100: times, sizes, names of trials."""
Finding = tuple[str, yaml.Place, str]
"""File below the content folder, place in it, what is wrong."""


def problems(scripts: Path | None, today: date, folder: Path = FOLDER) -> list[yaml.Problem]:
    """Every problem of the content in ``folder`` and of the dialogue scripts below ``scripts``."""
    try:
        content = read_content(folder)
    except yaml.Problems as found:
        return found.problems
    located = [_located(folder, *finding) for finding in findings(content, today)]
    return [*located, *(_script_problems(scripts, content) if scripts else ())]


def findings(content: Content, today: date) -> Iterator[Finding]:
    """What does not fit together, language by language and claim by claim."""
    yield from _vocabulary(content)
    yield from _claims(content, today)
    yield from _rules(content)
    for locale in content.languages:
        yield from _slot_words(content, locale)
        yield from _claim_words(content, locale)
        yield from _figures(content, locale)
        yield from _answers(content, locale)
        yield from _sentences(content, locale)


def _located(folder: Path, file: str, place: yaml.Place, text: str) -> yaml.Problem:
    return yaml.read(folder / file, file).problem(place, text)


def _script_problems(scripts: Path, content: Content) -> Iterator[yaml.Problem]:
    for path in sorted(scripts.rglob("*.yaml")):
        try:
            read_cases(path, content)
        except yaml.Problems as found:
            yield from found.problems


def _vocabulary(content: Content) -> Iterator[Finding]:
    asked = [ask.slot for ask in asks()]
    for slot in content.slots:
        if slot not in asked:
            yield "slots.yaml", (slot,), f"no chart asks for {slot}: give flows/{slot.partition('.')[0]}.py a state"
    for slot in asked:
        if slot not in content.slots:
            yield "slots.yaml", (), f"flows ask for {slot}, which is not here"
    if [slot for slot in content.slots if slot in asked] != [slot for slot in asked if slot in content.slots]:
        yield "slots.yaml", (), "the order differs from the order in which the charts ask"


def home(part: str) -> str:
    """The folder of the file that holds ``part``'s claims."""
    if part in DRUGS:
        return "medicines"
    return "strategies" if (FOLDER / "strategies" / f"{part}.yaml").exists() else "topics"


def _claim_place(claim: str, locale: str = "") -> tuple[str, yaml.Place]:
    part, _, key = claim.partition(".")
    return f"{locale}{'/' if locale else ''}{home(part)}/{part}.yaml", ("claims", key)


def _claims(content: Content, today: date) -> Iterator[Finding]:
    for name, claim in content.claims.items():
        for source in claim.sources:
            if source not in content.sources:
                yield *_claim_place(name), f"{name} cites {source}, which sources.yaml does not have"
        if claim.review_by < today:
            yield *_claim_place(name), f"{name} was to be reviewed by {claim.review_by}"
        if claim.review_by <= claim.reviewed_on:
            yield *_claim_place(name), f"{name} is to be reviewed before it was"


def _rules(content: Content) -> Iterator[Finding]:
    for name, option in content.options.items():
        file = f"{home(name)}/{name}.yaml"
        for key, point in option.points.items():
            if point.claim not in option.claims:
                yield file, ("points", key), f"there is no claim {point.claim}"
            for when in (*point.when, *point.unless):
                yield from ((file, ("points", key), text) for text in _bad_when(content, when))
        if option.schedule and option.schedule not in option.claims:
            yield file, ("schedule",), f"there is no claim {option.schedule}"
        kinds = {point.kind for point in option.points.values() if not point.when}
        if not {"favours", "caution"} <= kinds:
            yield file, ("points",), "points on both sides that always show are needed"
    for key, question in content.questions.items():
        for when in question.when:
            yield from (("questions.yaml", (key,), text) for text in _bad_when(content, when))


def _bad_when(content: Content, when: When) -> Iterator[str]:
    derived = {"failure": set(_outcomes("failure")), "branch": set(_outcomes("drug_level"))}
    for name, values in when.items():
        slot = content.slots.get(name)
        known = derived.get(name) or _values(slot)
        if not known:
            yield f"{name} is no slot with choices"
            continue
        yield from (f"{name} is never {value}; it is {', '.join(sorted(known))}" for value in set(values) - known)


def _outcomes(flow: str) -> list[str]:
    return [state for state in describe(flow)["states"] if state != "decide"]


def _values(slot: Slot | None) -> set[str]:
    if not slot:
        return set()
    return {"true", "false"} if slot.kind == "yes_no" else set(slot.choices)


def _slot_words(content: Content, locale: str) -> Iterator[Finding]:
    words = content.languages[locale].slots
    for name, slot in content.slots.items():
        file = f"{locale}/steps/{slot.step}.yaml"
        if name not in words:
            yield file, (), f"{slot.name} has no words"
            continue
        wanted, there = set(slot.choices), set(words[name].values)
        for value in sorted(wanted ^ there):
            yield file, (slot.name, "values"), f"{value} {'has no words' if value in wanted else 'is not a value'}"
    for name in words.keys() - content.slots.keys():
        step, _, key = name.partition(".")
        yield f"{locale}/steps/{step}.yaml", (key,), f"there is no slot {name}"


def _claim_words(content: Content, locale: str) -> Iterator[Finding]:
    words = content.languages[locale]
    for name in content.claims.keys() - words.claims.keys():
        yield *_claim_place(name), f"{name} has no words in {locale}"
    for name in words.claims.keys() - content.claims.keys():
        yield *_claim_place(name, f"{locale}/"[:-1]), f"{name} has no sources"
    for name in content.questions.keys() ^ words.questions.keys():
        yield f"{locale}/questions.yaml", (name,), f"{name} is only in one of questions.yaml and its words"


def _figures(content: Content, locale: str) -> Iterator[Finding]:
    """A picture shows what its sentence says: every number of it stands there, of 100, each for one group."""
    words = content.languages[locale]
    for name, figure in words.figures.items():
        file, (_, key) = _claim_place(name, locale)
        said = words.claims.get(name, "")
        numbers = set(re.findall(r"\d+", NO_SHARE.sub("", said)))
        for arm in figure.arms:
            if str(arm.of_100) not in numbers:
                yield file, ("shows", key), f"{arm.of_100} in 100 is not what {name} says"
        if len({arm.label for arm in figure.arms}) < len(figure.arms):
            yield file, ("shows", key), "two groups have one name"


def _answers(content: Content, locale: str) -> Iterator[Finding]:
    """Every way of asking leads to one entry, and every entry to claims that exist and tell nobody what they said."""
    words, asked = content.languages[locale], dict[str, str]()
    for name, entry in words.answers.items():
        part, _, key = name.partition(".")
        file = f"{locale}/by_medicine.yaml" if part in DRUGS else f"{locale}/answers/{part}.yaml"
        for claim in entry.claims:
            if claim not in content.claims:
                yield file, (key,), f"there is no claim {claim}"
            elif PERSONAL.search(words.claims.get(claim, "")):
                yield file, (key,), f"{claim} speaks of what somebody told, so it answers nobody else"
        for ask in entry.asks:
            if ask.casefold() in asked:
                yield file, (key,), f"“{ask}” is asked already, in {asked[ask.casefold()]}"
            asked[ask.casefold()] = name


def _sentences(content: Content, locale: str) -> Iterator[Finding]:
    """Every sentence a patient can meet: no advice, no wrong figures, not too hard to read."""
    for file, place, text, name in _texts(content, locale):
        for pattern in FORBIDDEN:
            if re.search(pattern, text, re.IGNORECASE) and not name.startswith(CORRECTIONS):
                yield file, place, f"“{pattern}” may not be said"
        level = grade(BLANK.sub("word", text))
        if level > HIGHEST_GRADE:
            yield file, place, f"reading grade {level:.1f} is over {HIGHEST_GRADE:g}"


def _texts(content: Content, locale: str) -> Iterator[tuple[str, yaml.Place, str, str]]:
    words = content.languages[locale]
    for name, text in words.claims.items():
        yield *_claim_place(name, locale), text, name
    for name, text in words.questions.items():
        yield f"{locale}/questions.yaml", (name,), text, name
    for name, slot in words.slots.items():
        step, _, key = name.partition(".")
        for part in QUESTION_PARTS:
            if text := getattr(slot, part):
                yield f"{locale}/steps/{step}.yaml", (key, part), text, name
    book = _books(locale)
    for name, wordings in words.phrases.items():
        section, _, key = name.partition(".")
        for text in wordings:
            yield book(section), (section, key), text, name


QUESTION_PARTS = tuple(name for name in SlotWords.model_fields if name not in ("values", "heard", "label", "example"))


def _books(locale: str) -> Callable[[str], str]:
    """Which phrase book a section stands in."""
    files = [f"{locale}/{name}.yaml" for name in ("common", "report", "safety")]
    sections = {section: file for file in files for section in yaml.read(FOLDER / file, file).data}
    return sections.__getitem__
