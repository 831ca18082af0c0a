"""Reads the content folder into one frozen ``Content``; raises ``Problems`` that name every file and line at fault."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pydantic import RootModel, TypeAdapter, ValidationError

from assistant.content import yaml
from assistant.content.answers import EachMedicine, Entry, LookupWords, join
from assistant.content.enquiries import Enquiries
from assistant.content.flags import FlagEntry, FlagLexicon, RedFlag, SharedWords
from assistant.content.grammar import Grammar
from assistant.content.impression import Weights
from assistant.content.learned import Linear
from assistant.content.lexicon import Hearing, Names
from assistant.content.models import (
    DRUGS,
    STRATEGIES,
    BankQuestion,
    Claim,
    ClaimWords,
    Figure,
    Id,
    Option,
    OptionWords,
    Region,
    Slot,
    SlotFacts,
    SlotWords,
    Source,
    Text,
    TopicFacts,
    TopicWords,
)
from assistant.conversations import Frozen
from assistant.messages import Choice, Intent

FOLDER = Path(__file__).parent


class Phrases(RootModel[dict[str, dict[str, Text | tuple[Text, ...]]]]):
    """Authored sentences by section and key; several under one key are said in turn, never one twice in a row."""


class Language(Frozen):
    """Everything said in one language. ``simpler``: other words for those claims that are no easy reading."""

    locale: str
    phrases: Mapping[str, tuple[str, ...]]
    slots: Mapping[str, SlotWords]
    options: Mapping[str, OptionWords]
    claims: Mapping[str, str]
    simpler: Mapping[str, str]
    figures: Mapping[str, Figure]
    questions: Mapping[str, str]
    answers: Mapping[str, Entry]
    lookup: LookupWords
    console: Mapping[str, str]
    flags: FlagLexicon
    enquiries: Enquiries
    hearing: Hearing
    credence: Linear
    guess: Linear
    likely: Mapping[Intent, Linear]

    @cached_property
    def buttons(self) -> Mapping[str, Mapping[str, Choice]]:
        """Slot -> value -> what can be tapped for it."""
        return {
            slot: {value: Choice(id=value, label=called.label) for value, called in words.values.items()}
            for slot, words in self.slots.items()
        }


class Content(Frozen):
    """All content of one release; ``version`` is a hash of every file it came from."""

    version: str
    slots: Mapping[str, Slot]
    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    options: Mapping[str, Option]
    questions: Mapping[str, BankQuestion]
    regions: Mapping[str, Region]
    flags: Mapping[str, FlagEntry]
    names: Names
    languages: Mapping[str, Language]

    def words(self, locale: str) -> Language:
        """The language for ``locale`` ("en-GB" finds "en"); English where there is none."""
        found = self.languages.get(locale)
        return found or self.languages.get(locale.partition("-")[0].lower(), self.languages["en"])

    @cached_property
    def told_flags(self) -> Mapping[str, FlagEntry]:
        """The red flags that answers raise together."""
        return {name: flag for name, flag in self.flags.items() if flag.told and not flag.off}


@cache
def load_content() -> Content:
    """The packaged content, read once a process."""
    return read_content(FOLDER)


def read_content(folder: Path) -> Content:
    """The content under ``folder``. Raises ``Problems`` that list every file and line at fault."""
    files = _Files(folder)
    options = {name: files.part(_option_file(name)) for name in (*DRUGS, *STRATEGIES)}
    topics = files.folder("topics")
    return Content(
        version=files.version,
        slots={name: slot.named(name) for name, slot in files.part("slots.yaml").items()},
        sources=files.part("sources.yaml"),
        claims=_claims({**options, **topics}),
        options=options,
        questions=files.part("questions.yaml"),
        regions=files.folder("regions"),
        flags=files.part("safety_flags.yaml"),
        names=files.part("names.yaml"),
        languages={locale: _language(files, locale) for locale in files.locales},
    )


def _option_file(option: str) -> str:
    return f"{'medicines' if option in DRUGS else 'strategies'}/{option}.yaml"


def _claims(parts: Mapping[str, Any]) -> dict[str, Any]:
    """``<file>.<key>`` -> whatever stands there, for files that hold claims."""
    return {f"{name}.{key}": claim for name, part in parts.items() for key, claim in part.claims.items()}


def _language(files: _Files, locale: str) -> Language:
    options = {**files.folder(f"{locale}/medicines"), **files.folder(f"{locale}/strategies")}
    claims: dict[str, ClaimWords] = _claims({**options, **files.folder(f"{locale}/topics")})
    books = [files.part(f"{locale}/{name}.yaml").root for name in PHRASE_BOOKS]
    return Language(
        locale=locale,
        phrases={
            f"{section}.{key}": (text,) if isinstance(text, str) else text
            for book in books
            for section, phrases in book.items()
            for key, text in phrases.items()
        },
        slots={
            f"{step}.{name}": words
            for step, part in files.folder(f"{locale}/steps").items()
            for name, words in part.items()
        },
        options=options,
        claims={name: words.text for name, words in claims.items()},
        simpler={name: words.simpler for name, words in claims.items() if words.simpler},
        figures={f"{name}.{key}": figure for name, words in options.items() for key, figure in words.shows.items()},
        questions=files.part(f"{locale}/questions.yaml"),
        answers=join(files.folder(f"{locale}/answers"), files.part(f"{locale}/by_medicine.yaml")),
        lookup=files.part(f"{locale}/lookup.yaml"),
        console=files.part(f"{locale}/console.yaml"),
        flags=_flags(files, locale),
        enquiries=files.part(f"{locale}/understanding/topics.yaml"),
        hearing=Hearing(**{name: files.part(f"{locale}/understanding/{name}.yaml") for name in Hearing.model_fields}),
        credence=files.part(f"{locale}/{CREDENCE}"),
        guess=files.part(f"{locale}/{GUESS}"),
        likely=files.part(f"{locale}/{LIKELY}"),
    )


def _flags(files: _Files, locale: str) -> FlagLexicon:
    shared, flags = files.part(f"{locale}/understanding/flags.yaml"), files.folder(f"{locale}/red_flags")
    grammar = files.part(f"{locale}/understanding/grammar.yaml")
    facts, impression = files.part("safety_flags.yaml"), files.part(f"{locale}/{IMPRESSION}")
    try:
        return FlagLexicon(**dict(shared), flags=flags, facts=facts, grammar=grammar, impression=impression)
    except ValidationError as error:
        problems = [yaml.Problem(f"{locale}/red_flags", 1, str(found["ctx"]["error"])) for found in error.errors()]
        raise yaml.Problems(problems) from None


LEARNED = IMPRESSION, CREDENCE, GUESS, LIKELY = tuple(
    f"understanding/{name}.json" for name in ("impression", "credence", "guess", "likely")
)
PHRASE_BOOKS = ("common", "report", "safety", "staff", "triage")
_SHAPES: tuple[tuple[str, Any], ...] = (
    ("slots.yaml", dict[str, SlotFacts]),
    ("sources.yaml", dict[str, Source]),
    ("questions.yaml", dict[str, BankQuestion]),
    ("medicines/*.yaml", Option),
    ("strategies/*.yaml", Option),
    ("topics/*.yaml", TopicFacts),
    ("regions/*.yaml", Region),
    ("safety_flags.yaml", dict[str, FlagEntry]),
    ("*/steps/*.yaml", dict[str, SlotWords]),
    ("*/medicines/*.yaml", OptionWords),
    ("*/strategies/*.yaml", OptionWords),
    ("*/topics/*.yaml", TopicWords),
    ("*/questions.yaml", dict[str, Text]),
    ("*/console.yaml", dict[Id, Text]),
    ("*/answers/*.yaml", dict[Id, Entry]),
    ("*/by_medicine.yaml", dict[Id, EachMedicine]),
    ("*/lookup.yaml", LookupWords),
    ("*/understanding/flags.yaml", SharedWords),
    ("*/understanding/grammar.yaml", Grammar),
    ("*/red_flags/*.yaml", RedFlag),
    (f"*/{IMPRESSION}", Weights),
    (f"*/{CREDENCE}", Linear),
    (f"*/{GUESS}", Linear),
    (f"*/{LIKELY}", dict[Intent, Linear]),
    ("*/understanding/topics.yaml", Enquiries),
    ("names.yaml", Names),
    *((f"*/understanding/{name}.yaml", field.annotation) for name, field in Hearing.model_fields.items()),
    *((f"*/{name}.yaml", Phrases) for name in PHRASE_BOOKS),
)


class _Files:
    """Every content file below a folder, parsed and checked; all problems are raised together."""

    def __init__(self, folder: Path) -> None:
        self._parts: dict[str, Any] = {}
        digest, problems = hashlib.sha256(), []
        for path in sorted((*folder.rglob("*.yaml"), *folder.rglob("*.json"))):
            name = path.relative_to(folder).as_posix()
            written = path.read_bytes()
            digest.update(name.encode() + b"\0" + written)
            try:
                self._parts[name] = _read(written, name)
            except yaml.Problems as found:
                problems += found.problems
        self.version = digest.hexdigest()[:12]
        self.locales = sorted(name.partition("/")[0] for name in self._parts if fnmatchcase(name, "*/common.yaml"))
        problems += [yaml.Problem(name, 1, "this file is missing") for name in self._missing(folder)]
        if problems:
            raise yaml.Problems(problems)

    def _missing(self, folder: Path) -> list[str]:
        names = ["slots.yaml", "sources.yaml", "questions.yaml", "safety_flags.yaml", "names.yaml"]
        names += map(_option_file, (*DRUGS, *STRATEGIES))
        for locale in self.locales or ["en"]:
            heard = (f"understanding/{name}" for name in ("flags", "grammar", "topics", *Hearing.model_fields))
            books = (*PHRASE_BOOKS, "questions", "by_medicine", "lookup", *heard)
            names += [*(f"{locale}/{book}.yaml" for book in books), *(f"{locale}/{name}" for name in LEARNED)]
        return [name for name in names if not (folder / name).exists()]

    def part(self, name: str) -> Any:
        return self._parts[name]

    def folder(self, folder: str) -> dict[str, Any]:
        """File name without ending -> content, for the files of one folder."""
        places = ((name.rpartition("/"), part) for name, part in self._parts.items())
        return {file.partition(".")[0]: part for (found, _, file), part in places if found == folder}


def _read(written: bytes, name: str) -> Any:
    """A file an author wrote, or one that was learned, which is far too long to keep the line of every value."""
    shape = _shape(name)
    if name.endswith(".yaml"):
        return yaml.check_into(shape, yaml.parse(written.decode(), name))
    try:
        return TypeAdapter(shape).validate_json(written)
    except ValidationError as error:
        raise yaml.Problems([yaml.Problem(name, 1, f"learn it anew: {error.errors()[0]['msg']}")]) from None


def _shape(name: str) -> Any:
    for pattern, shape in _SHAPES:
        if name.count("/") == pattern.count("/") and fnmatchcase(name, pattern):
            return shape
    raise yaml.Problems([yaml.Problem(name, 1, "no content file is expected under this name")])
